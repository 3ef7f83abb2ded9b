"""Nouns of the history: who acts, what was done to which record, and how it looked before.

The audit log is a chain of digests that only grows and holds no personal data; values and images
stand beside it and can be erased.
"""

import hashlib
from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from shared.period import instant_text
from shared.wire.words import Digest

Via = Literal["page", "command", "import", "chore"]
Kind = Literal[
    "group",
    "organiser",
    "instructor",
    "training",
    "activity",
    "workshop",
    "participation",
    "commitment",
    "agreement",
    "feedback",
    "cost",
    "network",
    "coverage",
    "contact",
    "staff",
    "settings",
    "import",
    "backup",
    "statistics",
]
Verb = Literal["added", "changed", "removed", "undone", "restored", "erased", "confirmed", "noted"]
SUPPRESSED: frozenset[Kind] = frozenset({"feedback"})
"""Kinds whose values could show a count that pages hide: the log alone tells of them."""
PERSONAL: frozenset[Kind] = frozenset({"instructor", "training", "staff"})
"""Kinds of which no value is kept beside the log, and whose id stands there under a pseudonym."""
UNDO_DAYS = 30
START: Digest = "0" * 64


class Doer(Struct, frozen=True, kw_only=True):
    """Who acts, and when. `staff` is null for whoever sits at the machine; `batch` an import."""

    at: datetime
    staff: int | None = None
    via: Via = "command"
    batch: int | None = None


class Change(Struct, frozen=True, kw_only=True):
    """One field, old and new, as plain values (text, numbers, lists)."""

    field: str
    before: Any
    after: Any


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the audit log, with the values that are kept beside it.

    `record` is the id, or its pseudonym for a person. `undoable`: its image is still there.
    """

    number: int
    at: datetime
    staff: int | None
    via: Via
    batch: int | None
    kind: Kind
    record: str
    verb: Verb
    fields: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    undoable: bool = False


TELLS_ROLES = frozenset({"tell_peer_instructor"})
"""Fields that tell of an instructor's role; whoever may not know it does not see them."""


def without_roles(entry: Entry) -> Entry:
    """Return a line as it is shown to whoever may not know an instructor's role."""
    return replace(
        entry,
        fields=tuple(field for field in entry.fields if field not in TELLS_ROLES),
        changes=tuple(change for change in entry.changes if change.field not in TELLS_ROLES),
    )


class Image(Struct, frozen=True, kw_only=True):
    """A record before and after an entry, as JSON; None where there was none."""

    entry: int
    kind: Kind
    record: str
    before: str | None
    after: str | None


def digest_of(
    number: int, doer: Doer, kind: Kind, record: str, verb: Verb, fields: str, previous: Digest
) -> Digest:
    """Return the digest of an entry: SHA-256 over its columns and the entry before."""
    columns = [
        number,
        instant_text(doer.at),
        doer.staff,
        doer.via,
        doer.batch,
        kind,
        record,
        verb,
        fields,
        previous,
    ]
    return hashlib.sha256(msgspec.json.encode(columns)).hexdigest()


def changes_between(before: Struct | None, after: Struct | None) -> tuple[Change, ...]:
    """Return the fields that differ, in the order of the struct; all of them if one is missing."""
    old = _plain(before)
    new = _plain(after)
    return tuple(
        Change(field=field, before=old.get(field), after=new.get(field))
        for field in dict.fromkeys((*old, *new))
        if old.get(field) != new.get(field)
    )


def image_of(value: Struct | None) -> str | None:
    """Return a record as JSON."""
    return None if value is None else msgspec.json.encode(value).decode()


def _plain(value: Struct | None) -> dict[str, Any]:
    if value is None:
        return {}
    plain: dict[str, Any] = msgspec.to_builtins(value)
    return plain
