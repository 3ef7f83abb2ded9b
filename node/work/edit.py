"""A person's acts on small records, inside the caller's transaction; each stands in the history.

One set of acts serves every `Noun`. Nothing is written when a form is refused or overtaken.
"""

from sqlite3 import Connection
from typing import Any, Generic, TypeVar

from msgspec import Struct

import node.groups.store
import node.organisers.store
from node.groups.caution import Caution
from node.groups.reading import Form
from node.groups.wording import name_of
from node.history import record as history
from node.history.model import Doer, Entry
from node.network import act
from node.work.forms import Known
from node.work.noun import Noun
from node.work.store import COSTS
from shared.reference.lookup import Reference
from shared.text import Invalid, Text

R = TypeVar("R", bound=Struct)


class Saved(Struct, Generic[R], frozen=True, kw_only=True):
    """A record as it is stored now, and what its lead should see beside it."""

    record: R
    cautions: tuple[Caution, ...] = ()


class Overtaken(Struct, frozen=True, kw_only=True):
    """Nothing was written: somebody changed the record since the form was made (`version`)."""

    entries: tuple[Entry, ...]
    version: int


def known(db: Connection, noun: Noun[Any], reference: Reference, language: str = "fi") -> Known:
    """Return what a form of this kind may name, the groups in the reader's language.

    Nothing else is read: a node may have thousands of groups.
    """
    organisers = node.organisers.store.all_organisers(db) if noun.names == "organisers" else ()
    groups = node.groups.store.all_groups(db) if noun.names == "groups" else ()
    return Known(
        reference=reference,
        taken=frozenset(id_of(record) for record in noun.every(db)),
        organisers={one.id: one.name for one in organisers},
        groups={one.id: name_of(one, reference, language) for one in groups},
        costs={(cost.group, cost.kind): cost.id for cost in COSTS.every(db)},
    )


def save(
    db: Connection,
    noun: Noun[R],
    form: Form,
    *,
    reference: Reference,
    doer: Doer,
    before: str | None = None,
    version: int | None = None,
) -> Saved[R] | Overtaken | tuple[Invalid, ...]:
    """Store a new record, or the changes to the record `before` as the form's `version` saw it."""
    old = found(db, noun, before) if before is not None else None
    if before is not None and old is None:
        return (Invalid("id", noun.words.missing),)
    if old is not None and version is not None:
        newest = history.version(db, noun.kind, id_of(old))
        if newest != version:
            entries = history.since(db, noun.kind, id_of(old), version)
            return Overtaken(entries=entries, version=newest)
    read = noun.read(form, known(db, noun, reference), old)
    if isinstance(read, tuple):
        return read
    stored = noun.put(db, read)
    history.record(db, doer, noun.kind, id_of(stored), old, stored)
    _note(db, noun, doer)
    return Saved(record=stored, cautions=noun.cautions(stored))


def remove(db: Connection, noun: Noun[Any], record: str, *, doer: Doer) -> tuple[Invalid, ...]:
    """Take a record off the list, to be brought back within 30 days; or say that there is none."""
    old = found(db, noun, record)
    if old is None:
        return (Invalid("id", noun.words.missing),)
    noun.remove(db, noun.key(record))
    history.record(db, doer, noun.kind, id_of(old), old, None)
    _note(db, noun, doer)
    return ()


def undo(
    db: Connection, noun: Noun[Any], record: str, *, doer: Doer, version: int | None = None
) -> Text | None:
    """Take the last change of a record back, if it is the one that was seen as the `version`."""
    if version is not None and history.version(db, noun.kind, record) != version:
        return history.CHANGED_SINCE
    return history.undo(db, doer, noun.kind, record, {noun.kind: noun.keeper})


def restore(db: Connection, noun: Noun[Any], record: str, *, doer: Doer) -> Text | None:
    """Bring a removed record back; a Text says why it cannot be."""
    return history.restore(db, doer, noun.kind, record, {noun.kind: noun.keeper})


def found(db: Connection, noun: Noun[R], record: str) -> R | None:
    """Return a record by its id as an address or a command line has it, or None."""
    try:
        return noun.find(db, noun.key(record))
    except (ValueError, OverflowError):
        return None


def id_of(record: Struct) -> str:
    """Return a record's id as history and addresses have it."""
    return str(getattr(record, "id", ""))


def _note(db: Connection, noun: Noun[Any], doer: Doer) -> None:
    """Have what leaves looked at again, if this kind can change it."""
    if noun.public:
        act.note(db, doer.at)
