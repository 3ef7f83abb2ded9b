"""A person's acts on organisers, one transaction each.

Every act marks the public state dirty and stands in the history. Who names no doer sits at the
machine itself.
"""

from datetime import date, datetime
from functools import partial
from sqlite3 import Connection

from msgspec import Struct
from msgspec.structs import replace

from node.groups.caution import Caution
from node.groups.reading import Form
from node.history import record as history
from node.history.model import Doer
from node.network import act
from node.organisers import forms, store
from node.organisers.model import Organiser, OrganiserId
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Invalid, Text

NAMED_MOST = 5
"""Groups that a refusal names."""


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
    doer: Doer | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a new organiser from a form, or the changes to the organiser `before`."""
    job = partial(
        save_form, form=form, reference=reference, now=clock.now(), before=before, doer=doer
    )
    return await database.write(job)


async def end(
    database: Database,
    clock: Clock,
    organiser: OrganiserId,
    last_day: date,
    *,
    doer: Doer | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Record the last day on which an organiser organises; its past groups keep it."""
    doer = doer or Doer(at=clock.now())
    return await database.write(lambda db: end_on(db, organiser, last_day, doer=doer))


def save_form(
    db: Connection,
    form: Form,
    *,
    reference: Reference,
    now: datetime,
    before: OrganiserId | None = None,
    doer: Doer | None = None,
) -> Saved | tuple[Invalid, ...]:
    """Store a form inside the caller's transaction; nothing is written when it is refused."""
    old = store.find(db, before) if before is not None else None
    if before is not None and old is None:
        return (missing(before),)
    taken = frozenset(o.id for o in store.all_organisers(db))
    read = forms.read(form, reference=reference, taken=taken, today=helsinki_day(now), before=old)
    if not isinstance(read, Organiser):
        return read
    return _keep(db, old, read, doer or Doer(at=now))


def end_on(
    db: Connection, organiser: OrganiserId, last_day: date, *, doer: Doer
) -> Saved | tuple[Invalid, ...]:
    """Record the last day of an organiser inside the caller's transaction."""
    old = store.find(db, organiser)
    if old is None:
        return (missing(organiser),)
    if old.valid_from is not None and last_day < old.valid_from:
        return (Invalid("valid_until", Text.of("The last day is before the first.")),)
    return _keep(db, old, replace(old, valid_until=last_day), doer)


def remove(db: Connection, organiser: OrganiserId, *, doer: Doer) -> Invalid | None:
    """Take an organiser out of the records; refused while a group names it (restorable)."""
    old = store.find(db, organiser)
    if old is None:
        return missing(organiser)
    if used := store.groups_of(db, organiser):
        return Invalid("id", in_use(used))
    store.remove(db, organiser)
    history.record(db, doer, "organiser", organiser, old, None)
    act.note(db, doer.at)
    return None


def in_use(groups: tuple[str, ...]) -> Text:
    """Say which groups name an organiser, the first ones by their ids."""
    named = ", ".join(groups[:NAMED_MOST])
    if len(groups) <= NAMED_MOST:
        return Text.of(
            "The organiser stands in these groups: {groups}. End its validity instead.",
            groups=named,
        )
    return Text.of(
        "The organiser stands in {n} groups, such as {groups}. End its validity instead.",
        n=len(groups),
        groups=named,
    )


def cautions(organiser: Organiser) -> tuple[Caution, ...]:
    """Return what a lead should see beside an organiser (18)."""
    if organiser.ethical_principles_on is not None:
        return ()
    text = Text.of("The organiser has not accepted the ethical principles.")
    return (Caution(18, "ethical_principles_on", text),)


def missing(organiser: OrganiserId) -> Invalid:
    """Return what is said of an organiser that is not there."""
    return Invalid("id", Text.of("No organiser has the id {id}.", id=organiser))


def _keep(db: Connection, before: Organiser | None, organiser: Organiser, doer: Doer) -> Saved:
    store.put(db, organiser)
    history.record(db, doer, "organiser", organiser.id, before, organiser)
    act.note(db, doer.at)
    return Saved(organiser=organiser, cautions=cautions(organiser))
