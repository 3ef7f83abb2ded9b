"""One thing that needs doing, and who may ask for it: the small registry behind the first page.

A feature that wants a person's attention exports a `Source`; `app.py` hands the list to the page,
to the command `today` and to the weekly mail. Nothing here knows the features.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from shared.text import Text


class Weight(IntEnum):
    """How pressing a thing is; the smallest stands first on the page."""

    ALARM = 0
    """Something is broken and gets worse by itself: stopped, refused, not erased, not backed up."""
    PARENT = 10
    """A parent waits for a person's answer."""
    SOON = 20
    """A date is near: a group starts and nobody leads it."""
    WORD = 30
    """Only a person knows: did it start, has it ended, is everything still right."""
    SETTING_UP = 40
    """A step of the set-up is missing."""
    CARE = 50
    """Good care that may wait some days: retention, agreements, a second lead."""


class Press(NamedTuple):
    """A button that does the thing: where its form posts to (after the language), its words.

    `fields` go along as hidden fields.
    """

    path: str
    label: Text
    fields: tuple[tuple[str, str], ...] = ()


Least = Literal["look", "meet", "lead"]


class Todo(Struct, frozen=True, kw_only=True):
    """One thing to do.

    `text` may name a group, never a person. `href` is the page of the thing, after the language.
    `presses` do it at once. `command` is the same at a command line. `mail` says it without any
    name, for the weekly mail; without it the mail is silent about it. `may` is the least role that
    sees it: "look", "meet" or "lead". `group` is the id in `text`, which a page tells in words.
    """

    text: Text
    weight: Weight
    href: str | None = None
    presses: tuple[Press, ...] = ()
    command: str = ""
    mail: Text | None = None
    may: Least = "look"
    group: str | None = None


Source = Callable[[Any, datetime], Iterable[Todo]]
"""Yields what needs doing at an instant, from an open database; it reads, and writes nothing."""


@dataclass(frozen=True)
class Register:
    """All sources of one node, in the order in which equals are shown; `app.py` makes it."""

    sources: tuple[Source, ...]


def gathered(db: object, now: datetime, sources: Iterable[Source]) -> tuple[Todo, ...]:
    """Return what all sources ask for, the most pressing first; equals keep the sources' order."""
    found = [todo for source in sources for todo in source(db, now)]
    return tuple(sorted(found, key=lambda todo: todo.weight))


def waits(db: object, now: datetime, sources: Iterable[Source]) -> tuple[Text, ...]:
    """Return what waits, each sentence once and without any name: what a mail may say."""
    told: list[Text] = []
    for todo in gathered(db, now, sources):
        if todo.mail is not None and todo.mail not in told:
            told.append(todo.mail)
    return tuple(told)
