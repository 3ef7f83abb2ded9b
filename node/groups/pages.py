"""The pages of one group: look, add, change a section, take a step, copy, remove, undo."""

from collections.abc import Callable
from functools import partial
from sqlite3 import Connection
from typing import TypeVar

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.groups import edit, posting, sections, steps
from node.groups.answering import answer, edit_page, new_page, show_page
from node.groups.dates import pages as dates
from node.groups.edit import Saved
from node.groups.listing import pages as listing
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.visit import Page, Posted
from shared.text import Text

T = TypeVar("T")
SAVED = Text.of("Saved.")


@page("/groups/{group:str}", may="look")
async def show(visit: NamedDependency[Visit], group: FromPath[str]) -> Page:
    """Show a group: what parents read, what waits, its facts, its history."""
    return await show_page(visit, group)


@page("/groups/new", may="lead")
async def new(visit: NamedDependency[Visit]) -> Page:
    """Show the short form of a new group."""
    return await new_page(visit)


@act("/groups/new", may="lead")
async def create(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Add a group: a draft, or public at once where the button says so."""
    form = sections.normal(posted.fields, sections.NEW)
    form["lifecycle"] = posted.press if posted.press in {"planned", "open"} else "draft"
    doer, reference = visit.doer, visit.desk.reference
    job = partial(edit.save_form, form=form, reference=reference, now=doer.at, doer=doer)
    saved = await visit.commit(job)
    if isinstance(saved, Saved):
        return visit.go(f"/groups/{saved.group.id}", Text.of("The group was added."))
    return await new_page(visit, typed=posted.fields, invalid=saved)


@page("/groups/{group:str}/edit/{part:str}", may="lead")
async def change(visit: NamedDependency[Visit], group: FromPath[str], part: FromPath[str]) -> Page:
    """Show the form of one section."""
    return await edit_page(visit, group, part)


@act("/groups/{group:str}/edit/{part:str}", may="lead")
async def save(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    group: FromPath[str],
    part: FromPath[str],
) -> Page:
    """Store what a section's form changed."""
    section = sections.section(part) or visit.missing()
    job = partial(posting.save_section, section=section, sent=posted.fields)
    outcome = await visit.commit(_on(job, visit, posted, group, reference=visit.desk.reference))
    if isinstance(outcome, Saved):
        return visit.go(f"/groups/{group}", SAVED)
    return await edit_page(visit, group, part, typed=posted, outcome=outcome)


@act("/groups/{group:str}/step/{name:str}", may="lead")
async def step(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    group: FromPath[str],
    name: FromPath[str],
) -> Page:
    """Take a step of the life cycle, put a state right, or decide on new parents."""
    wanted = steps.read(name, posted.fields)
    if isinstance(wanted, Text):
        return await show_page(visit, group, refused=(wanted,))
    job = partial(posting.take, step=wanted or visit.missing())
    outcome = await visit.commit(_on(job, visit, posted, group, reference=visit.desk.reference))
    return await answer(visit, group, outcome, SAVED)


@act("/groups/{group:str}/copy", may="lead")
async def copy(visit: NamedDependency[Visit], group: FromPath[str]) -> Page:
    """Make a draft of the next group like this one."""
    doer, reference = visit.doer, visit.desk.reference
    job = partial(edit.copy_next, group=group, reference=reference, now=doer.at, doer=doer)
    saved = await visit.commit(job)
    if not isinstance(saved, Saved):
        visit.missing()
    told = Text.of("This is the next group, a draft. Its dates are still to be set.")
    return visit.go(f"/groups/{saved.group.id}", told)


@act("/groups/{group:str}/undo", may="lead")
async def undo(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], group: FromPath[str]
) -> Page:
    """Take the last change back."""
    outcome = await visit.commit(
        _on(posting.undo, visit, posted, group, keepers=visit.house.keepers)
    )
    told = Text.of("The last change was taken back.")
    return await answer(visit, group, outcome, told)


@act("/groups/{group:str}/remove", may="lead")
async def remove(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], group: FromPath[str]
) -> Page:
    """Take a group out of the records; it can be brought back."""
    outcome = await visit.commit(_on(posting.remove, visit, posted, group))
    told = Text.of("The group was removed. For 30 days it can be brought back from the history.")
    return await answer(visit, group, outcome, told, path="/groups")


def _on(
    job: Callable[..., T], visit: Visit, posted: Posted, group: str, **more: object
) -> Callable[[Connection], T]:
    """Return a job on a group as this person does it, from the version they have seen."""
    return partial(job, group=group, version=posted.version, doer=visit.doer, **more)


ROUTES = [
    *listing.ROUTES,
    new,
    create,
    show,
    change,
    save,
    step,
    copy,
    undo,
    remove,
    *dates.ROUTES,
]
