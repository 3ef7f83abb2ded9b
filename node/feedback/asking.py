"""Pages of questionnaires: those that come with the program, and the network's own."""

from collections.abc import Mapping
from functools import partial
from sqlite3 import Connection

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.feedback import edit, fields, forms, store
from node.feedback.answering import FIRST, Sent, answer, shown, view_of, with_version
from node.feedback.model import Questionnaire
from node.history.model import Entry
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid

LIST = "/feedback/questionnaires"


@page(LIST, may="look")
async def questionnaires(visit: NamedDependency[Visit]) -> Page:
    """Show every questionnaire with its questions."""
    every = await visit.read(store.questionnaires)
    return visit.page(
        "feedback/questionnaires.html", every=every, removed=visit.query.get("removed", "")
    )


@page(f"{LIST}/new", may="lead")
async def new_questionnaire(visit: NamedDependency[Visit]) -> Page:
    """Show the form of a new questionnaire."""
    return await _form(visit, None, {})


@act(f"{LIST}/new", may="lead")
async def add_questionnaire(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Store a new questionnaire."""
    job = partial(edit.save_questionnaire, form=posted.fields, doer=visit.doer)
    again = partial(_form, visit, None)
    return await answer(visit, posted, await visit.write(job), again, lambda _: LIST)


@page(f"{LIST}/{{own:str}}", may="lead")
async def questionnaire(visit: NamedDependency[Visit], own: FromPath[str]) -> Page:
    """Show the form of a questionnaire that is there."""
    found, version = await visit.read(partial(with_version, record=own))
    if not isinstance(found, Questionnaire) or found.ours:
        visit.missing()
    return await _form(visit, own, forms.typed(found), sent=Sent(version=version))


@act(f"{LIST}/{{own:str}}", may="lead")
async def change_questionnaire(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], own: FromPath[str]
) -> Page:
    """Store the change of a questionnaire that nobody was asked with yet."""
    job = partial(
        edit.save_questionnaire,
        form=posted.fields,
        doer=visit.doer,
        before=own,
        version=posted.version,
    )
    done, again = await visit.write(job), partial(_form, visit, own)
    return await answer(visit, posted, done, again, lambda _: LIST, now=partial(_now, own=own))


async def _form(
    visit: Visit,
    own: str | None,
    typed: Mapping[str, str],
    *,
    sent: Sent = FIRST,
    invalid: tuple[Invalid, ...] = (),
    conflict: tuple[Entry, ...] = (),
) -> Page:
    """Show the form of a questionnaire, as it was typed."""
    view = view_of(fields.of_questionnaire(), typed, sent, invalid)
    return shown(visit, "feedback/questionnaire.html", view, invalid, conflict, own=own)


def _now(db: Connection, *, own: str) -> Mapping[str, str]:
    """Return a questionnaire as its form shows it."""
    found = edit.found(db, own)
    return forms.typed(found) if isinstance(found, Questionnaire) else {}


ASKING = [
    questionnaires,
    new_questionnaire,
    add_questionnaire,
    questionnaire,
    change_questionnaire,
]
