"""Pages of the work beside the groups: one list, one form and one record serve every kind.

`routes_of` makes the handlers of one kind from its description.
"""

from collections.abc import Callable, Mapping
from functools import partial
from http.client import CONFLICT, OK, UNPROCESSABLE_ENTITY
from typing import Any
from urllib.parse import quote

from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from node.groups.answering import say_in
from node.history.model import Entry
from node.web.routing import act, page
from node.web.visit import Visit
from node.work import edit, showing
from node.work.edit import Overtaken, Saved
from node.work.noun import Noun
from node.work.nouns import NOUNS
from shared.runtime.web.form import View
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text

LONGEST = 100
"""Characters of a search that are looked at."""
MANY = 10
"""Records from which on a list can be searched."""
SAVED, REMOVED = Text.of("Saved."), Text.of("Removed.")
UNDONE, BACK = Text.of("The last change is taken back."), Text.of("It is back.")


@page("/work", may="look")
async def overview(visit: NamedDependency[Visit]) -> Page:
    """Show every kind of work, with how many records it has."""
    return visit.page("work/index.html", shown=await visit.read(showing.overview))


def routes_of(noun: Noun[Any]) -> list[HTTPRouteHandler]:
    """Return the handlers of one kind: list, add, one, change, remove, undo, bring back."""

    @page(noun.path, may="look")
    async def listed(visit: NamedDependency[Visit]) -> Page:
        return await _listed(visit, noun)

    @page(f"{noun.path}/new", may="lead")
    async def blank(visit: NamedDependency[Visit]) -> Page:
        return await _form(visit, noun, visit.query)

    @act(f"{noun.path}/new", may="lead")
    async def add(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
        return await _save(visit, noun, posted, None)

    @page(f"{noun.path}/{{record:str}}", may="look")
    async def one(visit: NamedDependency[Visit], record: FromPath[str]) -> Page:
        return await _one(visit, noun, record)

    @act(f"{noun.path}/{{record:str}}", may="lead")
    async def change(
        visit: NamedDependency[Visit], posted: NamedDependency[Posted], record: FromPath[str]
    ) -> Page:
        return await _save(visit, noun, posted, record)

    @act(f"{noun.path}/{{record:str}}/remove", may="lead")
    async def remove(visit: NamedDependency[Visit], record: FromPath[str]) -> Page:
        return await _remove(visit, noun, record)

    @act(f"{noun.path}/{{record:str}}/undo", may="lead")
    async def undo(
        visit: NamedDependency[Visit], posted: NamedDependency[Posted], record: FromPath[str]
    ) -> Page:
        job = partial(edit.undo, version=posted.version)
        return await _back(visit, noun, record, job, UNDONE)

    @act(f"{noun.path}/{{record:str}}/restore", may="lead")
    async def restore(visit: NamedDependency[Visit], record: FromPath[str]) -> Page:
        return await _back(visit, noun, record, edit.restore, BACK)

    return [listed, blank, add, one, change, remove, undo, restore]


async def _listed(visit: Visit, noun: Noun[Any]) -> Page:
    job = partial(
        showing.listed,
        noun=noun,
        reference=visit.desk.reference,
        language=visit.language,
        wanted=visit.query.get("page", ""),
        removed=visit.query.get("removed", ""),
        words=(words := visit.query.get("q", "")[:LONGEST].strip()),
        say=say_in(visit),
    )
    shown = await visit.read(job)
    return visit.page("work/list.html", noun=noun, shown=shown, words=words, many=MANY)


async def _one(visit: Visit, noun: Noun[Any], record: str) -> Page:
    job = partial(
        showing.one,
        noun=noun,
        record=record,
        reference=visit.desk.reference,
        language=visit.language,
    )
    if (shown := await visit.read(job)) is None:
        visit.missing()
    return visit.page("work/show.html", noun=noun, shown=shown, conflict=())


async def _save(visit: Visit, noun: Noun[Any], posted: Posted, before: str | None) -> Page:
    """Store a form; what cannot be stored is shown again as it was typed."""
    job = partial(
        edit.save,
        noun=noun,
        form=posted.fields,
        reference=visit.desk.reference,
        doer=visit.doer,
        before=before,
        version=posted.version if before is not None else None,
    )
    saved = await (visit.commit(job) if noun.public else visit.write(job))
    if isinstance(saved, Saved):
        return visit.go(
            f"{noun.path}/{edit.id_of(saved.record)}" if saved.cautions else noun.path, SAVED
        )
    if isinstance(saved, Overtaken):
        return await _overtaken(visit, noun, posted, before or "", saved)
    if noun.words.missing in [invalid.text for invalid in saved]:
        visit.missing()
    return await _form(visit, noun, posted.fields, before, sent=posted, invalid=saved)


async def _form(
    visit: Visit,
    noun: Noun[Any],
    typed: Mapping[str, str],
    before: str | None = None,
    *,
    sent: Posted | None = None,
    invalid: tuple[Invalid, ...] = (),
) -> Page:
    """Show a form as it was typed: empty, or refused as it was `sent`."""
    job = partial(
        showing.form,
        noun=noun,
        reference=visit.desk.reference,
        language=visit.language,
        typed=typed,
        version=sent.version if sent else 0,
        seen=sent.seen if sent else None,
        invalid=invalid,
    )
    status = UNPROCESSABLE_ENTITY if invalid else OK
    return _shown(visit, noun, before, await visit.read(job), status)


async def _overtaken(
    visit: Visit, noun: Noun[Any], posted: Posted, before: str, why: Overtaken
) -> Page:
    """Show a form with what both people changed, beside what the other one did."""
    job = partial(
        showing.overtaken,
        noun=noun,
        reference=visit.desk.reference,
        language=visit.language,
        record=before,
        posted=posted,
        version=why.version,
    )
    return _shown(visit, noun, before, await visit.read(job), CONFLICT, why.entries)


def _shown(
    visit: Visit,
    noun: Noun[Any],
    before: str | None,
    view: View,
    status: int,
    conflict: tuple[Entry, ...] = (),
) -> Page:
    return visit.page(
        "work/form.html", status=status, noun=noun, record=before, view=view, conflict=conflict
    )


async def _remove(visit: Visit, noun: Noun[Any], record: str) -> Page:
    """Take a record off the list; the next page offers to bring it back."""
    job = partial(edit.remove, noun=noun, record=record, doer=visit.doer)
    if await (visit.commit(job) if noun.public else visit.write(job)):
        visit.missing()
    return visit.go(f"{noun.path}?removed={quote(record)}", REMOVED)


async def _back(
    visit: Visit, noun: Noun[Any], record: str, job: Callable[..., Text | None], done: Text
) -> Page:
    """Undo or restore, and show the record, or the list where there is none now."""
    why = await visit.commit(partial(job, noun=noun, record=record, doer=visit.doer))
    there = await visit.read(partial(edit.found, noun=noun, record=record))
    return visit.go(noun.path if there is None else f"{noun.path}/{quote(record)}", why or done)


ROUTES = [overview, *(route for noun in NOUNS for route in routes_of(noun))]
