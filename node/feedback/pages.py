"""Pages of feedback: who was asked, and what the answers may show.

Everybody signed in sees the summaries; free text is shown to nobody who only reads.
"""

from collections.abc import Mapping
from functools import partial
from sqlite3 import Connection
from urllib.parse import quote

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.feedback import edit, fields, showing, store
from node.feedback.answering import FIRST, Sent, answer, shown, view_of, with_version
from node.feedback.asking import ASKING
from node.feedback.entering import ENTERING
from node.feedback.model import Round
from node.history.model import Entry
from node.web.routing import act, page
from node.web.visit import Visit
from node.work.noun import plain
from shared.runtime.web.form import filled
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text


@page("/feedback", may="look")
async def index(visit: NamedDependency[Visit]) -> Page:
    """Show the rounds, and where a printed form is entered by its code."""
    found = await visit.read(showing.index)
    return visit.page(
        "feedback/index.html",
        shown=found,
        view=filled(fields.of_code(), {}),
        removed=visit.query.get("removed", ""),
    )


@page("/feedback/years/{year:int}", may="look")
async def of_year(visit: NamedDependency[Visit], year: FromPath[int]) -> Page:
    """Show what the answers of a year say together."""
    found = await visit.read(partial(showing.year, wanted=year, language=visit.language))
    if not found:
        visit.missing()
    return visit.page("feedback/year.html", shown=found, year=year)


@page("/feedback/new", may="meet")
async def new(visit: NamedDependency[Visit]) -> Page:
    """Show the form of a new round."""
    return await _form(visit, None, visit.query)


@act("/feedback/new", may="meet")
async def add(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Store that a group is asked."""
    job = partial(edit.save_round, form=posted.fields, doer=visit.doer)
    return await answer(visit, posted, await visit.write(job), partial(_form, visit, None), _home)


@page("/feedback/rounds/{asked:int}", may="look")
async def show(visit: NamedDependency[Visit], asked: FromPath[int]) -> Page:
    """Show a round: its summary, and for whoever enters answers, what to do next."""
    job = partial(showing.one, asked=asked, language=visit.language, words=visit.may("meet"))
    if (found := await visit.read(job)) is None:
        visit.missing()
    return visit.page(
        "feedback/show.html",
        shown=found,
        printing=filled(fields.of_printing(), {"number": "8"}),
        removed=visit.query.get("removed", ""),
    )


@page("/feedback/rounds/{asked:int}/edit", may="meet")
async def edit_round(visit: NamedDependency[Visit], asked: FromPath[int]) -> Page:
    """Show the form of a round that is there."""
    found, version = await visit.read(partial(with_version, record=f"round-{asked}"))
    if not isinstance(found, Round):
        visit.missing()
    return await _form(visit, asked, _plain(found), sent=Sent(version=version))


@act("/feedback/rounds/{asked:int}/edit", may="meet")
async def change(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], asked: FromPath[int]
) -> Page:
    """Store the change of a round."""
    job = partial(
        edit.save_round,
        form=posted.fields,
        doer=visit.doer,
        before=asked,
        version=posted.version,
    )
    done, again = await visit.write(job), partial(_form, visit, asked)
    return await answer(visit, posted, done, again, _home, now=partial(_now, asked=asked))


@act("/feedback/records/{record:str}/remove", may="meet")
async def remove(visit: NamedDependency[Visit], record: FromPath[str]) -> Page:
    """Take a record away; the next page offers to bring it back."""
    _may_change(visit, record)
    home = await visit.read(partial(showing.home, record=record))
    why = await visit.write(partial(edit.remove, record=record, doer=visit.doer))
    if why is not None:
        return visit.go(home, why)
    there = "/feedback" if record.startswith("round-") else home
    return visit.go(f"{there}?removed={quote(record)}", Text.of("Removed."))


@act("/feedback/records/{record:str}/undo", may="meet")
async def undo(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], record: FromPath[str]
) -> Page:
    """Take the last change of a record back."""
    _may_change(visit, record)
    job = partial(edit.undo, record=record, doer=visit.doer, version=posted.version)
    why = await visit.commit(job)
    home = await visit.read(partial(showing.home, record=record))
    return visit.go(home, why or Text.of("The last change is taken back."))


@act("/feedback/records/{record:str}/restore", may="meet")
async def restore(visit: NamedDependency[Visit], record: FromPath[str]) -> Page:
    """Bring a removed record back."""
    _may_change(visit, record)
    why = await visit.commit(partial(edit.restore, record=record, doer=visit.doer))
    home = await visit.read(partial(showing.home, record=record))
    return visit.go(home, why or Text.of("It is back."))


async def _form(
    visit: Visit,
    asked: int | None,
    typed: Mapping[str, str],
    *,
    sent: Sent = FIRST,
    invalid: tuple[Invalid, ...] = (),
    conflict: tuple[Entry, ...] = (),
) -> Page:
    """Show the form of a round, as it was typed."""
    choices = partial(showing.groups, reference=visit.desk.reference, language=visit.language)
    groups = await visit.read(choices)
    names = {one.id: one.name for one in await visit.read(store.questionnaires)}
    of = fields.of_round(groups, names)
    view = view_of(of, typed, sent, invalid)
    return shown(visit, "feedback/round.html", view, invalid, conflict, asked=asked)


def _now(db: Connection, *, asked: int) -> Mapping[str, str]:
    """Return a round as its form shows it."""
    found = edit.found(db, f"round-{asked}")
    return _plain(found) if isinstance(found, Round) else {}


def _plain(found: Round) -> Mapping[str, str]:
    return plain(found, leave=("counts",))


def _may_change(visit: Visit, record: str) -> None:
    """Answer that there is no such page where a questionnaire is not the person's to change."""
    if record.startswith("own-") and not visit.may("lead"):
        visit.missing()


def _home(saved: object) -> str:
    return f"/feedback/rounds/{saved.id}" if isinstance(saved, Round) else "/feedback"


ROUTES = [
    *(index, of_year, new, add, show, edit_round, change, remove, undo, restore),
    *ENTERING,
    *ASKING,
]
