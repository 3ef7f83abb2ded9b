"""The pages of instructors: the list, one person, the form. Everything on them stays here (19).

Readers see none of them: a peer instructor's role tells of a child in care.
"""

from collections.abc import Iterable, Mapping
from functools import partial

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.groups.wording import STATES, place_of
from node.history import record as history
from node.history.model import Entry
from node.instructors import edit, forms, listing, showing, store
from node.instructors.edit import Overtaken, Saved
from node.instructors.fields import FIELDS, fresh
from node.instructors.wording import KEEPING, ROLES, SAID
from node.trainings.wording import KINDS
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.form import View, filled
from shared.runtime.web.meanwhile import together
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text

HERE = "/instructors"
SAVED = Text.of("Saved.")
UNDONE = Text.of("The last change was taken back.")


@page(HERE, may="meet")
async def show_all(visit: NamedDependency[Visit]) -> Page:
    """List the instructors: search, filters, 50 on a page."""
    today, wanted = visit.desk.today(), listing.read(visit.query)
    lines = await visit.read(partial(store.lines, today=today))
    found = listing.found(lines, wanted, today, listing.page_number(visit.query))
    return visit.page(
        "instructors/list.html",
        found=found,
        wanted=wanted,
        roles=ROLES,
        keeping=KEEPING,
        over=sum(listing.fits(line, listing.OVERDUE, today) for line in lines),
        marks={line.id: listing.keeping(line.keep_until, today) for line in found.lines},
    )


@page(f"{HERE}/new", may="lead")
async def new(visit: NamedDependency[Visit]) -> Page:
    """Show the form of a new instructor."""
    return _form(visit, "", fresh(visit.desk.today()))


@act(f"{HERE}/new", may="lead")
async def add(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Add an instructor; the program draws the id."""
    doer, form = visit.doer, _asked(posted)
    saved = await visit.commit(partial(edit.save_form, form=form, now=doer.at, doer=doer))
    if isinstance(saved, Saved):
        return visit.go(f"{HERE}/{saved.instructor.id}", SAVED)
    return _form(visit, "", form, saved)


@page(f"{HERE}/{{instructor:str}}", may="meet")
async def show(visit: NamedDependency[Visit], instructor: FromPath[str]) -> Page:
    """Show an instructor with trainings, groups led, and what to look at."""
    job = partial(showing.sheet, instructor=instructor, today=visit.desk.today())
    sheet = await visit.read(job) or visit.missing()
    places = {
        g.meets_in: place_of(g.meets_in, visit.desk.reference, visit.language) for g in sheet.groups
    }
    return visit.page(
        "instructors/show.html",
        sheet=sheet,
        roles=ROLES,
        said=SAID,
        kinds=KINDS,
        states=STATES,
        places=places,
    )


@page(f"{HERE}/{{instructor:str}}/edit", may="lead")
async def edited(visit: NamedDependency[Visit], instructor: FromPath[str]) -> Page:
    """Show the form of an instructor."""
    found = await visit.read(partial(store.find, instructor=instructor)) or visit.missing()
    version = await visit.read(lambda db: history.version(db, "instructor", instructor))
    return _form(visit, instructor, forms.values(found), version=version)


@act(f"{HERE}/{{instructor:str}}/edit", may="lead")
async def change(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], instructor: FromPath[str]
) -> Page:
    """Store what changed of an instructor."""
    form, seen = _asked(posted), posted.version
    job = partial(edit.change, form=form, instructor=instructor, version=seen, doer=visit.doer)
    saved = await visit.commit(job)
    if isinstance(saved, Saved):
        return visit.go(f"{HERE}/{instructor}", SAVED)
    if isinstance(saved, Overtaken):
        return await _overtaken(visit, instructor, posted, saved)
    if any(one.field == "id" for one in saved):
        visit.missing()
    view = filled(FIELDS, form, invalid=saved, version=seen, seen=posted.seen)
    return _shown(visit, instructor, view, 422)


@act(f"{HERE}/{{instructor:str}}/undo", may="lead")
async def undo(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], instructor: FromPath[str]
) -> Page:
    """Take the last change of an instructor back."""
    job = partial(
        edit.undo,
        kind="instructor",
        record=instructor,
        version=posted.version,
        doer=visit.doer,
        keepers=visit.house.keepers,
    )
    return visit.go(f"{HERE}/{instructor}", await visit.commit(job) or UNDONE)


def _asked(posted: Posted) -> dict[str, str]:
    """Return what the form asks for; the id is never typed."""
    return {field.name: posted.fields.get(field.name, "") for field in FIELDS}


async def _overtaken(visit: Visit, instructor: str, posted: Posted, why: Overtaken) -> Page:
    """Return the form with what both people changed, and what the other one did."""
    found = await visit.read(partial(store.find, instructor=instructor)) or visit.missing()
    view = together(
        FIELDS, _asked(posted), forms.values(found), seen=posted.seen, version=why.version
    )
    return _shown(visit, instructor, view, 409, why.entries)


def _form(
    visit: Visit,
    instructor: str,
    values: Mapping[str, str],
    invalid: Iterable[Invalid] = (),
    *,
    version: int = 0,
) -> Page:
    """Return the page with the form: of a new instructor where there is no id yet."""
    invalid = tuple(invalid)
    view = filled(FIELDS, values, invalid=invalid, version=version)
    return _shown(visit, instructor, view, 422 if invalid else 200)


def _shown(
    visit: Visit, instructor: str, view: View, status: int, conflict: tuple[Entry, ...] = ()
) -> Page:
    return visit.page(
        "instructors/edit.html",
        status=status,
        view=view,
        instructor=instructor,
        conflict=conflict,
    )


ROUTES = [show_all, new, add, show, edited, change, undo]
