"""How a handler answers a form of feedback: stored, refused, overtaken, or not there.

Shared by the pages of rounds, papers and questionnaires.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from http.client import CONFLICT, OK, UNPROCESSABLE_ENTITY
from sqlite3 import Connection
from typing import Protocol

from msgspec import Struct

from node.feedback import edit
from node.feedback.model import Feedback
from node.history import record as history
from node.history.model import Entry
from node.web.visit import Visit
from node.work.edit import Overtaken
from shared.runtime.web.form import Field, View, filled
from shared.runtime.web.meanwhile import together
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text

SAVED = Text.of("Saved.")


class Sent(Struct, frozen=True, kw_only=True):
    """What came with a form that is shown again; `stored` is there if somebody overtook it."""

    version: int = 0
    seen: str | None = None
    stored: Mapping[str, str] | None = None


FIRST = Sent()
"""With a form that is shown for the first time nothing came."""


class Again(Protocol):
    """Shows a form once more, with what was typed."""

    def __call__(
        self,
        typed: Mapping[str, str],
        *,
        sent: Sent = FIRST,
        invalid: tuple[Invalid, ...] = (),
        conflict: tuple[Entry, ...] = (),
    ) -> Awaitable[Page]:
        """Return the page."""
        ...


async def answer(
    visit: Visit,
    posted: Posted,
    saved: object,
    again: Again,
    then: Callable[[object], str],
    said: Text = SAVED,
    *,
    now: Callable[[Connection], Mapping[str, str]] | None = None,
) -> Page:
    """Lead on when it was stored; else show the form again with the reason beside it.

    `now` reads what the form would show of the record as it is stored.
    """
    if isinstance(saved, Overtaken):
        stored = await visit.read(now) if now else None
        sent = Sent(version=saved.version, seen=posted.seen, stored=stored)
        return await again(posted.fields, sent=sent, conflict=saved.entries)
    if isinstance(saved, tuple):
        refused = tuple(one for one in saved if isinstance(one, Invalid))
        if edit.MISSING in [one.text for one in refused]:
            visit.missing()
        sent = Sent(version=posted.version, seen=posted.seen)
        return await again(posted.fields, sent=sent, invalid=refused)
    return visit.go(then(saved), said)


def view_of(
    fields: Iterable[Field], typed: Mapping[str, str], sent: Sent, invalid: Iterable[Invalid] = ()
) -> View:
    """Return the form: as it was typed, or with what both people changed."""
    if sent.stored is None:
        return filled(fields, typed, invalid=invalid, version=sent.version, seen=sent.seen)
    return together(fields, typed, sent.stored, seen=sent.seen or "", version=sent.version)


def shown(
    visit: Visit,
    template: str,
    view: View,
    invalid: tuple[Invalid, ...],
    conflict: tuple[Entry, ...],
    **values: object,
) -> Page:
    """Return a form's page under the status that tells what became of it."""
    status = CONFLICT if conflict else UNPROCESSABLE_ENTITY if invalid else OK
    return visit.page(template, status=status, view=view, conflict=conflict, **values)


def with_version(db: Connection, *, record: str) -> tuple[Feedback | None, int]:
    """Return a record and the version its form carries."""
    return edit.found(db, record), history.version(db, edit.KIND, record)
