"""What the pages do to an organiser: each job looks first whether somebody else changed it."""

from collections.abc import Callable, Mapping
from sqlite3 import Connection
from typing import TypeVar

from msgspec import Struct

from node.groups import fields
from node.history import record as history
from node.history.model import Doer, Entry
from node.history.record import Keepers
from node.organisers import edit, store
from node.organisers.edit import Saved
from node.organisers.forms import FIELDS
from node.organisers.model import OrganiserId
from shared.reference.lookup import Reference
from shared.text import Invalid, Text

T = TypeVar("T")
Refused = tuple[Invalid, ...]


class Clash(Struct, frozen=True, kw_only=True):
    """Somebody changed the organiser after the form was made, and the version now."""

    entries: tuple[Entry, ...]
    version: int


Outcome = Saved | Refused | Clash


def save(
    db: Connection,
    *,
    organiser: OrganiserId,
    sent: Mapping[str, str],
    version: int,
    reference: Reference,
    doer: Doer,
) -> Outcome:
    """Store the changes to an organiser."""

    def job() -> Saved | Refused:
        return edit.save_form(
            db, known(sent), reference=reference, now=doer.at, before=organiser, doer=doer
        )

    return _guarded(db, organiser, version, job)


def end(
    db: Connection, *, organiser: OrganiserId, last_day: str, version: int, doer: Doer
) -> Outcome:
    """Record the last day on which an organiser organises."""
    day = fields.day(last_day)
    if isinstance(day, Text):
        told = day if last_day else Text.of("Write the date as 1.9.2026.")
        return (Invalid("valid_until", told),)
    return _guarded(db, organiser, version, lambda: edit.end_on(db, organiser, day, doer=doer))


def remove(db: Connection, *, organiser: OrganiserId, version: int, doer: Doer) -> Refused | Clash:
    """Take an organiser out of the records that no group names."""

    def job() -> Refused:
        refused = edit.remove(db, organiser, doer=doer)
        return () if refused is None else (refused,)

    return _guarded(db, organiser, version, job)


def undo(
    db: Connection, *, organiser: OrganiserId, version: int, doer: Doer, keepers: Keepers
) -> Refused | Clash:
    """Take the last change of an organiser back."""

    def job() -> Refused:
        refused = history.undo(db, doer, "organiser", organiser, keepers)
        return () if refused is None else (Invalid("id", refused),)

    return _guarded(db, organiser, version, job)


def known(sent: Mapping[str, str]) -> dict[str, str]:
    """Return what a form sent of an organiser's fields; its id never changes."""
    return {name: sent[name] for name in FIELDS if name in sent and name != "id"}


def _guarded(
    db: Connection, organiser: OrganiserId, version: int, job: Callable[[], T]
) -> T | Clash:
    now = history.version(db, "organiser", organiser)
    if now != version and store.find(db, organiser) is not None:
        return Clash(entries=history.since(db, "organiser", organiser, version), version=now)
    return job()
