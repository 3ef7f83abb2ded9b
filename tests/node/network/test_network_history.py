"""What the history keeps of the network, and how an act is taken back."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from msgspec.structs import replace

from node.history import record as history
from node.history.model import Doer, Entry
from node.network import edit, keeping, store
from node.network.model import ContactRecord, Coverage, NetworkRecord
from shared.runtime.database import Database
from shared.wire.availability import Break

NOON = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
RECORD = NetworkRecord(name_fi="Savon verkosto", name_sv="Savolax", controller="Esimerkki ry")
DOER = Doer(at=NOON, via="page")
CONTACT = ContactRecord(organisation="Esimerkki ry", telephone="040 000 0000")


async def set_up(database: Database) -> None:
    job = partial(edit.set_up, network=RECORD, covers=("297",), now=NOON, doer=DOER)
    assert await database.write(job)


async def entries(database: Database, kind: Any, record: str) -> tuple[Entry, ...]:
    return await database.read(partial(history.of_record, kind=kind, record_id=record))


async def undo(database: Database, kind: Any, record: str) -> object:
    return await database.write(
        partial(
            history.undo,
            doer=Doer(at=LATER, via="page"),
            kind=kind,
            record_id=record,
            keepers=keeping.KEEPERS,
        )
    )


async def test_every_act_is_told_with_who_and_how(database: Database) -> None:
    await set_up(database)
    renamed = replace(RECORD, name_sv="Savolaks")
    await database.write(partial(edit.rename, network=renamed, now=LATER))
    await database.write(partial(edit.confirm, now=LATER, doer=DOER))

    newest, first = await entries(database, "network", edit.NETWORK)
    (confirmed,) = await entries(database, "network", edit.CONFIRMATION)

    assert (first.verb, first.via, newest.verb, newest.via) == (
        "added",
        "page",
        "changed",
        "command",
    )
    assert [(c.field, c.before, c.after) for c in newest.changes] == [
        ("name_sv", "Savolax", "Savolaks")
    ]
    assert confirmed.verb == "confirmed"


async def test_a_break_is_taken_back_though_somebody_confirmed_meanwhile(
    database: Database,
) -> None:
    await set_up(database)
    announced = Break(starts=date(2026, 9, 10), until=date(2026, 9, 20))
    await database.write(partial(edit.pause, announced=announced, now=NOON))
    await database.write(partial(edit.confirm, now=LATER))

    assert await undo(database, "network", edit.NETWORK) is None

    record = await database.read(store.record)
    assert record is not None
    assert (record.pause, record.confirmed_at) == (None, LATER)


async def test_a_none_is_taken_back(database: Database) -> None:
    await set_up(database)
    await database.write(partial(edit.say, codes=("297",), says="none", now=NOON))

    assert await undo(database, "coverage", "297") is None

    assert await database.read(store.coverage) == (Coverage(municipality="297"),)


async def test_the_contact_before_travels_as_a_new_revision(database: Database) -> None:
    await set_up(database)
    other = replace(CONTACT, telephone="040 000 0001")
    for contact in (CONTACT, other):
        await database.write(partial(edit.set_contact, contact=contact, now=NOON))

    assert await undo(database, "contact", edit.CONTACT) is None

    found = await database.read(store.contact)
    assert found is not None
    assert (found.telephone, found.revision) == ("040 000 0000", 3)


async def test_the_first_contact_and_the_network_itself_stay(database: Database) -> None:
    await set_up(database)
    await database.write(partial(edit.set_contact, contact=CONTACT, now=NOON))

    assert await undo(database, "contact", edit.CONTACT) is not None
    assert await undo(database, "network", edit.NETWORK) is not None
    assert await database.read(store.contact) is not None
