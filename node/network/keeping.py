"""How the history reads and writes the network's records: its facts, its coverage, its contact.

Only what a person changes is kept there: no key, no confirmation, no revision of the contact. The
functions of each kind are a keeper's `find`, `put` and `remove`.
"""

from sqlite3 import Connection

from msgspec.structs import replace

from node.history.record import Keeper, Keepers
from node.network import store
from node.network.model import ContactRecord, Coverage, NetworkFacts
from shared.wire.words import MunicipalityCode

Facts = NetworkFacts | None


def facts(db: Connection, _id: str) -> Facts:
    """Return what a person set of the network itself, or None before there is one."""
    record = store.record(db)
    if record is None:
        return None
    return NetworkFacts(
        name_fi=record.name_fi,
        name_sv=record.name_sv,
        controller=record.controller,
        pause=record.pause,
    )


def put_facts(db: Connection, kept: NetworkFacts) -> None:
    """Write the names, the controller and the break."""
    store.rename(db, name_fi=kept.name_fi, name_sv=kept.name_sv, controller=kept.controller)
    store.set_pause(db, kept.pause)


def word(db: Connection, municipality: MunicipalityCode) -> Coverage | None:
    """Return the last word on a municipality."""
    return next((w for w in store.coverage(db) if w.municipality == municipality), None)


def contact(db: Connection, _id: str) -> ContactRecord | None:
    """Return the contact as a person set it, without what the program counts."""
    found = store.contact(db)
    if found is None:
        return None
    return replace(found, revision=0, changed_at=None, checked_at=None)


def put_contact(db: Connection, kept: ContactRecord) -> None:
    """Write the contact as a new revision, of the instant at which the last one was made."""
    last = store.contact(db)
    if last is not None and last.changed_at is not None:
        store.set_contact(db, kept, last.changed_at)


def stays(_db: Connection, _id: str) -> None:
    """Remove nothing: there is always a network, and a contact that parents have is replaced."""


KEEPERS: Keepers = {
    "network": Keeper(type=NetworkFacts, find=facts, put=put_facts, remove=stays),
    "coverage": Keeper(type=Coverage, find=word, put=store.cover, remove=store.uncover),
    "contact": Keeper(type=ContactRecord, find=contact, put=put_contact, remove=stays),
}
