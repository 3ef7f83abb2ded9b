"""Acts on instructors stand in the history; two leads do not overwrite one another; rule 33."""

from datetime import date

from node.history import record as history
from node.history.model import Doer
from node.instructors import edit, keeping, store
from node.instructors.edit import Overtaken, Saved
from shared.runtime.clock import Clock
from shared.runtime.database import Database

FORM = {"name": "Aino Esimerkki", "role": "professional"}


async def test_the_history_names_fields_and_no_values(database: Database, clock: Clock) -> None:
    await edit.save(database, clock, FORM, doer=Doer(at=clock.now(), staff=3, via="page"))
    await edit.save(database, clock, {"phone": "050 123 456"}, before="ohjaaja-1")

    entries = await database.read(lambda db: history.of_record(db, "instructor", "ohjaaja-1"))

    assert [(e.verb, e.staff, e.via) for e in entries] == [
        ("changed", None, "command"),
        ("added", 3, "page"),
    ]
    assert entries[0].fields == ("phone",)
    assert all(entry.changes == () for entry in entries)
    assert all("ohjaaja" not in entry.record for entry in entries)


async def test_two_leads_do_not_overwrite_one_another(database: Database, clock: Clock) -> None:
    await edit.save(database, clock, FORM)
    doer = Doer(at=clock.now())
    seen = await database.read(lambda db: history.version(db, "instructor", "ohjaaja-1"))

    def change(phone: str, version: int) -> object:
        form = {"phone": phone}
        return database.write(
            lambda db: edit.change(db, form, instructor="ohjaaja-1", version=version, doer=doer)
        )

    first = await change("050 111", seen)  # type: ignore[misc]
    second = await change("050 222", seen)  # type: ignore[misc]
    assert isinstance(first, Saved)
    assert isinstance(second, Overtaken)
    assert [entry.fields for entry in second.entries] == [("phone",)]
    third = await change("050 222", second.version)  # type: ignore[misc]
    assert isinstance(third, Saved)
    assert third.instructor.phone == "050 222"


async def test_a_change_can_be_undone(database: Database, clock: Clock) -> None:
    await edit.save(database, clock, FORM)
    await edit.save(database, clock, {"name": "Aino Toinen"}, before="ohjaaja-1")
    keepers, doer = {"instructor": keeping.KEEPER}, Doer(at=clock.now())

    def undo(*_: object) -> object:
        return database.write(
            lambda db: history.undo(db, doer, "instructor", "ohjaaja-1", keepers)  # type: ignore[arg-type]
        )

    assert await undo() is None  # type: ignore[misc]
    found = await database.read(lambda db: store.find(db, "ohjaaja-1"))
    assert found is not None
    assert found.name == "Aino Esimerkki"


async def test_a_drawn_id_is_never_drawn_again(database: Database, clock: Clock) -> None:
    for _ in range(2):
        await edit.save(database, clock, FORM)
    await database.write(lambda db: store.remove(db, "ohjaaja-2"))

    saved = await edit.save(database, clock, FORM)

    assert isinstance(saved, Saved)
    assert saved.instructor.id == "ohjaaja-3"


async def test_an_id_is_no_address_of_a_page(database: Database, clock: Clock) -> None:
    refused = await edit.save(database, clock, {**FORM, "id": "new"})
    assert not isinstance(refused, Saved)
    assert [one.field for one in refused] == ["id"]


async def test_who_is_kept_too_long_is_told(database: Database, clock: Clock) -> None:
    for until in ("31.8.2026", "1.9.2026", ""):
        await edit.save(database, clock, {**FORM, "keep_until": until})

    late = await database.read(lambda db: store.overdue(db, date(2026, 9, 1)))

    assert [one.id for one in late] == ["ohjaaja-1"]
