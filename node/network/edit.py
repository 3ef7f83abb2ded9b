"""A person's acts on the network: each is the job of one transaction.

Every act on a public fact marks the public state dirty, and the first one counts as a confirmation.
"""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from node.network import act, store
from node.network.model import ContactRecord, Coverage, NetworkRecord, Said
from node.outbox import store as outbox
from shared.period import helsinki_day
from shared.wire.availability import Break
from shared.wire.words import MunicipalityCode


def set_up(
    db: Connection, network: NetworkRecord, covers: Iterable[MunicipalityCode], now: datetime
) -> bool:
    """Write the network and its coverage, nothing known yet; False if there is one already."""
    if store.record(db) is not None:
        return False
    store.create(db, network, now)
    for code in covers:
        store.cover(db, Coverage(municipality=code))
    act.note(db, now)
    return True


def rename(db: Connection, network: NetworkRecord, now: datetime) -> None:
    """Change the names and the controller."""
    store.rename(
        db, name_fi=network.name_fi, name_sv=network.name_sv, controller=network.controller
    )
    act.note(db, now)


def say(db: Connection, codes: Iterable[MunicipalityCode], says: Said, now: datetime) -> None:
    """Write a person's word of today on municipalities, taking them into the coverage.

    *not_known* carries the day only where something was known before.
    """
    today = helsinki_day(now)
    known = {word.municipality: word for word in store.coverage(db)}
    for code in codes:
        before = known.get(code)
        since = today
        if says == "not_known" and (before is None or before.says == "not_known"):
            store.cover(db, before or Coverage(municipality=code))
            continue
        store.cover(db, Coverage(municipality=code, says=says, since=since))
    act.note(db, now)


def cover(db: Connection, codes: Iterable[MunicipalityCode], now: datetime) -> None:
    """Take municipalities into the coverage, not known; those in it already stay as they are."""
    known = {word.municipality for word in store.coverage(db)}
    for code in codes:
        if code not in known:
            store.cover(db, Coverage(municipality=code))
    act.note(db, now)


def uncover(db: Connection, codes: Iterable[MunicipalityCode], now: datetime) -> None:
    """Stop answering for municipalities: from now on this network says nothing of them."""
    for code in codes:
        store.uncover(db, code)
    act.note(db, now)


def confirm(db: Connection, now: datetime) -> None:
    """Record a person's word: everything here is still right."""
    store.confirm(db, now)
    outbox.mark_dirty(db, now)


def pause(db: Connection, announced: Break | None, now: datetime) -> None:
    """Announce a break, or end it."""
    store.set_pause(db, announced)
    act.note(db, now)


def set_contact(db: Connection, contact: ContactRecord, now: datetime) -> None:
    """Replace the public contact; it travels as its own message."""
    store.set_contact(db, contact, now)
    store.touch_confirmation(db, now)
