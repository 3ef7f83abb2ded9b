"""A person's acts on organisers, one transaction each; every act marks the public state dirty."""

from datetime import date, datetime
from sqlite3 import Connection

from msgspec import Struct
from msgspec.structs import replace

from node.groups.caution import Caution
from node.groups.reading import Form
from node.network import act
from node.organisers import forms, store
from node.organisers.model import Organiser, OrganiserId
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Invalid, Text


class Saved(Struct, frozen=True, kw_only=True):
    """An organiser as it is stored now, and what its lead should see beside it."""

    organiser: Organiser
    cautions: tuple[Caution, ...] = ()


async def save(
    database: Database,
    clock: Clock,
    reference: Reference,
    form: Form,
    *,
    before: OrganiserId | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a new organiser from a form, or the changes to the organiser `before`."""
    now = clock.now()
    return await database.write(
        lambda db: save_form(db, form, reference=reference, now=now, before=before)
    )


async def end(
    database: Database, clock: Clock, organiser: OrganiserId, last_day: date
) -> Saved | tuple[Invalid, ...]:
    """Record the last day on which an organiser organises; its past groups keep it."""
    now = clock.now()

    def job(db: Connection) -> Saved | tuple[Invalid, ...]:
        old = store.find(db, organiser)
        if old is None:
            return (_missing(organiser),)
        if old.valid_from is not None and last_day < old.valid_from:
            return (Invalid("valid_until", Text.of("The last day is before the first.")),)
        return _keep(db, replace(old, valid_until=last_day), now)

    return await database.write(job)


def save_form(
    db: Connection,
    form: Form,
    *,
    reference: Reference,
    now: datetime,
    before: OrganiserId | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a form inside the caller's transaction; nothing is written when it is refused."""
    old = store.find(db, before) if before is not None else None
    if before is not None and old is None:
        return (_missing(before),)
    taken = frozenset(o.id for o in store.all_organisers(db))
    read = forms.read(form, reference=reference, taken=taken, before=old)
    return _keep(db, read, now) if isinstance(read, Organiser) else read


def cautions(organiser: Organiser) -> tuple[Caution, ...]:
    """Return what a lead should see beside an organiser (18)."""
    if organiser.ethical_principles_on is not None:
        return ()
    text = Text.of("The organiser has not accepted the ethical principles.")
    return (Caution(18, "ethical_principles_on", text),)


def _keep(db: Connection, organiser: Organiser, now: datetime) -> Saved:
    store.put(db, organiser)
    act.note(db, now)
    return Saved(organiser=organiser, cautions=cautions(organiser))


def _missing(organiser: OrganiserId) -> Invalid:
    return Invalid("id", Text.of("No organiser has the id {id}.", id=organiser))
