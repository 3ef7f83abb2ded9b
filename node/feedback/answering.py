"""How a handler answers a form of feedback: stored, refused, overtaken, or not there.

Shared by the pages of rounds, papers and questionnaires.
"""

from collections.abc import Awaitable, Callable, Mapping
from http.client import CONFLICT, OK, UNPROCESSABLE_ENTITY
from sqlite3 import Connection
from typing import Protocol

from node.feedback import edit
from node.feedback.model import Feedback
from node.history import record as history
from node.history.model import Entry
from node.web.form import View
from node.web.visit import Page, Posted, Visit
from node.work.edit import Overtaken
from shared.text import Invalid, Text

SAVED = Text.of("Saved.")


class Again(Protocol):
    """Shows a form once more, with what was typed."""

    def __call__(
        self,
        typed: Mapping[str, str],
        *,
        version: int = 0,
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
) -> Page:
    """Lead on when it was stored; else show the form again with the reason beside it."""
    if isinstance(saved, Overtaken):
        return await again(posted.fields, version=saved.version, conflict=saved.entries)
    if isinstance(saved, tuple):
        refused = tuple(one for one in saved if isinstance(one, Invalid))
        if edit.MISSING in [one.text for one in refused]:
            visit.missing()
        return await again(posted.fields, version=posted.version, invalid=refused)
    return visit.go(then(saved), said)


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
