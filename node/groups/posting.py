"""What the pages do to a group: every job looks first whether somebody else changed it meanwhile.

Each function is one job inside one transaction. Nothing is written over what the person has not
seen: then the answer is a `Clash`, and nothing was stored.
"""

from collections.abc import Callable, Mapping
from functools import partial
from sqlite3 import Connection
from typing import TypeVar

from msgspec import Struct

from node.groups import edit, store
from node.groups.edit import Saved, Step
from node.groups.model import GroupId
from node.groups.sections import Section, asked, normal
from node.groups.texts import changed
from node.history import record as history
from node.history.model import Doer, Entry
from node.history.record import Keepers
from shared.reference.lookup import Reference
from shared.text import Invalid

T = TypeVar("T")
Refused = tuple[Invalid, ...]


class Clash(Struct, frozen=True, kw_only=True):
    """Somebody changed the group after the form was made: what they did, and the version now."""

    entries: tuple[Entry, ...]
    version: int


Outcome = Saved | Refused | Clash


def save_section(
    db: Connection,
    *,
    group: GroupId,
    section: Section,
    sent: Mapping[str, str],
    version: int,
    reference: Reference,
    doer: Doer,
) -> Outcome:
    """Store what a section's form changed; a form that changes nothing leaves no trace."""

    def job() -> Saved | Refused:
        old = store.find(db, group)
        if old is None:
            return (edit.missing(group),)
        form = changed(normal(sent, asked(section, old)), old, reference)
        if not form:
            return Saved(group=old)
        return edit.save_form(db, form, reference=reference, now=doer.at, before=group, doer=doer)

    return _guarded(db, group, version, job)


def take(
    db: Connection,
    *,
    group: GroupId,
    step: Step,
    version: int,
    reference: Reference,
    doer: Doer,
) -> Outcome:
    """Take one step of the core."""
    job = partial(edit.apply_step, db, group, step, reference=reference, now=doer.at, doer=doer)
    return _guarded(db, group, version, job)


def remove(db: Connection, *, group: GroupId, version: int, doer: Doer) -> Refused | Clash:
    """Take a group out of the records; it can be restored for 30 days."""

    def job() -> Refused:
        refused = edit.remove(db, group, doer=doer)
        return () if refused is None else (refused,)

    return _guarded(db, group, version, job)


def undo(
    db: Connection, *, group: GroupId, version: int, doer: Doer, keepers: Keepers
) -> Refused | Clash:
    """Take the last change of a group back."""

    def job() -> Refused:
        refused = history.undo(db, doer, "group", group, keepers)
        return () if refused is None else (Invalid("id", refused),)

    return _guarded(db, group, version, job)


def _guarded(db: Connection, group: GroupId, version: int, job: Callable[[], T]) -> T | Clash:
    now = history.version(db, "group", group)
    if now != version and store.find(db, group) is not None:
        return Clash(entries=history.since(db, "group", group, version), version=now)
    return job()
