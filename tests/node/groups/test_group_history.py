"""Every act stands in the history; undo and restore bring back the very bytes."""

from functools import partial
from sqlite3 import Connection
from typing import Any

import msgspec
import pytest

from node.groups import edit, lifecycle, meetings, store
from node.groups.edit import Saved
from node.groups.keeping import KEEPER
from node.groups.model import Group
from node.history import record as history
from node.history.model import Doer, Entry
from node.instructors import store as instructors
from node.instructors.model import Instructor
from node.network import store as network
from node.network.model import NetworkRecord
from node.organisers import store as organisers
from node.organisers.model import Organiser
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Invalid, Text

KEEPERS: Any = {"group": KEEPER}
ID = "porvoo-2026-1"
WHOLE = {
    "meets_in": "Porvoo",
    "lifecycle": "open",
    "serves": "Askola, Loviisa",
    "meetings": "5.11.2026; 12.11.2026; 19.11.2026",
    "planned_meetings": "10",
    "organisers": "porvoo",
    "instructors": "ohjaaja-1",
    "place": "Kuja 1",
    "parents": "6",
}


@pytest.fixture(autouse=True)
async def the_network(database: Database, clock: Clock) -> None:
    def job(db: Connection) -> None:
        record = NetworkRecord(name_fi="E", name_sv="E", controller="E ry")
        network.create(db, record, clock.now())
        organisers.put(db, Organiser(id="porvoo", name="Porvoo", kind="ngo"))
        instructors.put(db, Instructor(id="ohjaaja-1", name="Aino", role="professional"))

    await database.write(job)


def dump(db: Connection) -> bytes:
    """Return every row that holds groups, as bytes."""
    tables = ("peer_group", "group_meeting", "group_serves", "group_organiser", "group_instructor")
    rows = [
        [tuple(row) for row in db.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]  # noqa: S608 (our names)
        for table in tables
    ]
    return msgspec.json.encode(rows)


async def entries(database: Database) -> tuple[Entry, ...]:
    """Return the history of the group, the newest first."""
    return await database.read(partial(history.of_record, kind="group", record_id=ID))


async def added(database: Database, clock: Clock, reference: Reference) -> Group:
    """Add the group with everything that hangs on it."""
    saved = await edit.save(database, clock, reference, WHOLE)
    assert isinstance(saved, Saved), saved
    return saved.group


async def test_every_act_is_noted_with_who(
    database: Database, clock: Clock, reference: Reference
) -> None:
    doer = Doer(at=clock.now(), staff=3, via="page")
    await edit.save(database, clock, reference, WHOLE, doer=doer)
    await edit.change(database, clock, reference, ID, lifecycle.withdraw, doer=doer)
    await edit.save(database, clock, reference, {"place": "Kuja 2"}, before=ID)
    await edit.copy(database, clock, reference, ID, doer=doer)

    told = [(e.verb, e.staff, e.via, e.fields) for e in await entries(database)]

    assert told[:2] == [
        ("changed", None, "command", ("place",)),
        ("changed", 3, "page", ("withdrawn_on",)),
    ]
    assert told[2][:3] == ("added", 3, "page")
    copied = await database.read(
        partial(history.of_record, kind="group", record_id="porvoo-2026-2")
    )
    assert [e.verb for e in copied] == ["added"]


async def test_a_refused_act_leaves_no_entry(
    database: Database, clock: Clock, reference: Reference
) -> None:
    await added(database, clock, reference)

    await edit.save(database, clock, reference, {"minutes": "200"}, before=ID)
    await edit.change(database, clock, reference, ID, lifecycle.confirm_end)

    assert len(await entries(database)) == 1


@pytest.mark.parametrize(
    "form",
    [
        {"serves": "", "organisers": "", "instructors": "", "place": "", "parents": ""},
        {"meetings": ""},
        {"meetings": "5.11.2026; 13.11.2026", "minutes": "150", "starts_at": "17"},
        {"lifecycle": "full", "audience": "isät", "languages": "sv, en"},
    ],
)
async def test_undo_restores_to_the_byte(
    database: Database, clock: Clock, reference: Reference, form: dict[str, str]
) -> None:
    await added(database, clock, reference)
    before = await database.read(dump)
    saved = await edit.save(database, clock, reference, form, before=ID)
    assert isinstance(saved, Saved), saved
    after = await database.read(dump)
    doer = Doer(at=clock.now())

    undone = await database.write(lambda db: history.undo(db, doer, "group", ID, KEEPERS))
    back = await database.read(dump)
    redone = await database.write(lambda db: history.undo(db, doer, "group", ID, KEEPERS))

    assert (undone, redone) == (None, None)
    assert after != before
    assert back == before
    assert await database.read(dump) == after


async def test_a_removed_group_comes_back_to_the_byte(
    database: Database, clock: Clock, reference: Reference
) -> None:
    await added(database, clock, reference)
    await edit.change(
        database, clock, reference, ID, lambda g, _: meetings.remove(g, g.meetings[0].day)
    )
    before = await database.read(dump)
    doer = Doer(at=clock.now())

    assert await database.write(lambda db: edit.remove(db, ID, doer=doer)) is None
    gone = await database.read(lambda db: store.find(db, ID))
    again = await database.write(lambda db: edit.remove(db, ID, doer=doer))
    refused = await database.write(lambda db: history.restore(db, doer, "group", ID, KEEPERS))

    assert gone is None
    assert isinstance(again, Invalid)
    assert refused is None
    assert await database.read(dump) == before


@pytest.mark.parametrize(("who", "told"), [("ohjaaja-1", "instructor"), ("porvoo", "organiser")])
async def test_a_group_does_not_come_back_with_somebody_who_is_gone(
    database: Database, clock: Clock, reference: Reference, who: str, told: str
) -> None:
    await added(database, clock, reference)
    form = {"organisers": "", "instructors": ""}
    await edit.save(database, clock, reference, form, before=ID)
    doer = Doer(at=clock.now())

    def forget(db: Connection) -> Text | None:
        if who == "porvoo":
            organisers.remove(db, who)
        else:
            instructors.remove(db, who)
        return history.undo(db, doer, "group", ID, KEEPERS)

    refused = await database.write(forget)

    assert refused is not None
    assert told in str(refused)
