"""The pages of organisers: who holds the groups, since when, and what the law made of it (20)."""

from collections.abc import Callable
from functools import partial
from sqlite3 import Connection
from typing import TypeVar

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.organisers import edit, posting, showing
from node.organisers.answering import answer, new_page, show_page
from node.organisers.edit import Saved
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.visit import Page, Posted
from shared.text import Text

T = TypeVar("T")
SAVED = Text.of("Saved.")


@page("/organisers", may="look")
async def every(visit: NamedDependency[Visit]) -> Page:
    """Show the organisers."""
    job = partial(showing.every, reference=visit.desk.reference, today=visit.desk.today())
    return visit.page("organisers/list.html", rows=await visit.read(job))


@page("/organisers/new", may="lead")
async def new(visit: NamedDependency[Visit]) -> Page:
    """Show the form of a new organiser."""
    return new_page(visit)


@act("/organisers/new", may="lead")
async def create(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Add an organiser."""
    form, doer, reference = posting.known(posted.fields), visit.doer, visit.desk.reference
    job = partial(edit.save_form, form=form, reference=reference, now=doer.at, doer=doer)
    saved = await visit.commit(job)
    if isinstance(saved, Saved):
        return visit.go(f"/organisers/{saved.organiser.id}", Text.of("The organiser was added."))
    return new_page(visit, posted.fields, saved)


@page("/organisers/{organiser:str}", may="look")
async def show(visit: NamedDependency[Visit], organiser: FromPath[str]) -> Page:
    """Show an organiser, its groups and its history."""
    return await show_page(visit, organiser)


@act("/organisers/{organiser:str}", may="lead")
async def save(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], organiser: FromPath[str]
) -> Page:
    """Store the changes to an organiser."""
    job = partial(posting.save, sent=posted.fields, reference=visit.desk.reference)
    outcome = await visit.commit(_on(job, visit, posted, organiser))
    return await answer(visit, organiser, outcome, SAVED, typed=posted)


@act("/organisers/{organiser:str}/end", may="lead")
async def end(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], organiser: FromPath[str]
) -> Page:
    """Record the last day on which it organises."""
    job = partial(posting.end, last_day=posted.fields.get("last_day", ""))
    outcome = await visit.commit(_on(job, visit, posted, organiser))
    return await answer(visit, organiser, outcome, SAVED)


@act("/organisers/{organiser:str}/undo", may="lead")
async def undo(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], organiser: FromPath[str]
) -> Page:
    """Take the last change back."""
    job = partial(posting.undo, keepers=visit.house.keepers)
    outcome = await visit.commit(_on(job, visit, posted, organiser))
    return await answer(visit, organiser, outcome, Text.of("The last change was taken back."))


@act("/organisers/{organiser:str}/remove", may="lead")
async def remove(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], organiser: FromPath[str]
) -> Page:
    """Take an organiser out of the records, unless a group names it."""
    outcome = await visit.commit(_on(posting.remove, visit, posted, organiser))
    told = Text.of("The organiser was removed. For 30 days it can be brought back.")
    return await answer(visit, organiser, outcome, told, path="/organisers")


def _on(
    job: Callable[..., T], visit: Visit, posted: Posted, organiser: str
) -> Callable[[Connection], T]:
    """Return a job on an organiser as this person does it, from the version they have seen."""
    return partial(job, organiser=organiser, version=posted.version, doer=visit.doer)


ROUTES = [every, new, create, show, save, end, undo, remove]
