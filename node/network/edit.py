"""A person's acts on the network: each is the job of one transaction.

Every act on a public fact marks the public state dirty, and the first one counts as a confirmation.
Each is told to the history; without a `doer` it was whoever sits at the machine.
"""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from node.history import record as history
from node.history.model import Doer
from node.network import act, keeping, store
from node.network.model import ContactRecord, Coverage, NetworkRecord, Said
from node.outbox import store as outbox
from shared.period import helsinki_day
from shared.wire.availability import Break
from shared.wire.words import MunicipalityCode

NETWORK, CONTACT, CONFIRMATION = "network", "contact", "confirmation"
"""The ids under which the history keeps what there is one of."""


def set_up(
    db: Connection,
    network: NetworkRecord,
    covers: Iterable[MunicipalityCode],
    now: datetime,
    doer: Doer | None = None,
) -> bool:
    """Write the network and its coverage, nothing known yet; False if there is one already."""
    if store.record(db) is not None:
        return False
    store.create(db, network, now)
    history.note(db, doer or Doer(at=now), "network", NETWORK, "added")
    cover(db, covers, now, doer)
    return True


def rename(db: Connection, network: NetworkRecord, now: datetime, doer: Doer | None = None) -> None:
    """Change the names and the controller."""
    before = keeping.facts(db, NETWORK)
    store.rename(
        db, name_fi=network.name_fi, name_sv=network.name_sv, controller=network.controller
    )
    _told_network(db, before, now, doer)


def say(
    db: Connection,
    codes: Iterable[MunicipalityCode],
    says: Said,
    now: datetime,
    doer: Doer | None = None,
) -> None:
    """Write a person's word of today on municipalities, taking them into the coverage.

    *not_known* carries the day only where something was known before.
    """
    today = helsinki_day(now)
    known = {word.municipality: word for word in store.coverage(db)}
    for code in codes:
        before = known.get(code)
        word = Coverage(municipality=code, says=says, since=today)
        if says == "not_known" and (before is None or before.says == "not_known"):
            word = before or Coverage(municipality=code)
        store.cover(db, word)
        history.record(db, doer or Doer(at=now), "coverage", code, before, word)
    act.note(db, now)


def cover(
    db: Connection,
    codes: Iterable[MunicipalityCode],
    now: datetime,
    doer: Doer | None = None,
) -> None:
    """Take municipalities into the coverage, not known; those in it already stay as they are."""
    known = {word.municipality for word in store.coverage(db)}
    for code in codes:
        if code not in known:
            word = Coverage(municipality=code)
            store.cover(db, word)
            history.record(db, doer or Doer(at=now), "coverage", code, None, word)
    act.note(db, now)


def uncover(
    db: Connection,
    codes: Iterable[MunicipalityCode],
    now: datetime,
    doer: Doer | None = None,
) -> None:
    """Stop answering for municipalities: from now on this network says nothing of them."""
    known = {word.municipality: word for word in store.coverage(db)}
    for code in codes:
        store.uncover(db, code)
        history.record(db, doer or Doer(at=now), "coverage", code, known.get(code), None)
    act.note(db, now)


def confirm(db: Connection, now: datetime, doer: Doer | None = None) -> None:
    """Record a person's word: everything here is still right."""
    store.confirm(db, now)
    history.note(db, doer or Doer(at=now), "network", CONFIRMATION, "confirmed")
    outbox.mark_dirty(db, now)


def pause(db: Connection, announced: Break | None, now: datetime, doer: Doer | None = None) -> None:
    """Announce a break, or end it."""
    before = keeping.facts(db, NETWORK)
    store.set_pause(db, announced)
    _told_network(db, before, now, doer)


def set_contact(
    db: Connection, contact: ContactRecord, now: datetime, doer: Doer | None = None
) -> None:
    """Replace the public contact; it travels as its own message."""
    before, by = keeping.contact(db, CONTACT), doer or Doer(at=now)
    store.set_contact(db, contact, now)
    if before is None:
        history.note(db, by, "contact", CONTACT, "added")
    else:
        history.record(db, by, "contact", CONTACT, before, keeping.contact(db, CONTACT))
    store.touch_confirmation(db, now)


def check_contact(db: Connection, now: datetime, doer: Doer | None = None) -> bool:
    """Record a person's word that the contact still answers; False where there is none."""
    if store.contact(db) is None:
        return False
    store.set_contact_checked(db, now)
    history.note(db, doer or Doer(at=now), "contact", CONTACT, "confirmed")
    return True


def _told_network(db: Connection, before: keeping.Facts, now: datetime, doer: Doer | None) -> None:
    after = keeping.facts(db, NETWORK)
    history.record(db, doer or Doer(at=now), "network", NETWORK, before, after)
    act.note(db, now)
