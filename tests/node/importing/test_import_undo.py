"""Undo of a whole import: what was there comes back, what came since is asked about."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest
from msgspec.structs import replace

from node.exporting.files import zip_of
from node.exporting.registry import all_tables
from node.groups import edit
from node.groups import store as groups
from node.history.model import Doer
from node.importing import run as imports
from node.importing import store, undo
from node.importing.model import Kind, Plan, Sheet, Sums
from node.importing.plan import plan
from node.importing.read import read
from node.importing.undo import NOT_DONE, TOO_OLD, Touched, Undone
from node.instructors import store as instructors
from node.organisers import store as organisers
from node.trainings import store as trainings
from shared.reference import lookup

REFERENCE = lookup.load()
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
DOER = Doer(at=NOW)


def take(db: Connection, text: str, kind: Kind = "groups") -> int:
    """Import a list, and return its number."""
    sheet = read(text.encode(), kind)
    assert isinstance(sheet, Sheet), sheet
    done = imports.import_sheet(
        db, sheet=sheet, reference=REFERENCE, now=NOW, language="fi", dry_run=False
    )
    assert isinstance(done, Plan)
    assert done.refused == ()
    assert done.number is not None
    return done.number


def everything(db: Connection) -> bytes:
    return zip_of(all_tables(db, "fi"))


def undone(db: Connection, number: int, *, also_touched: bool = False) -> Undone:
    found = undo.undo(db, number, doer=DOER, also_touched=also_touched)
    assert isinstance(found, Undone), found
    return found


def test_what_was_changed_is_as_before_and_what_was_added_is_gone(db: Connection) -> None:
    take(db, "tunnus;kunta;alkaa;matkakulut\na;Porvoo;1/2027;kysy\n")
    before = everything(db)
    number = take(
        db,
        "tunnus;kunta;alkaa;matkakulut;järjestäjät;järjestäjän laji\n"
        "a;;;korvataan;Uusi yhdistys;järjestö\nb;Loviisa;2/2027;;Uusi yhdistys;\n",
    )
    assert everything(db) != before
    assert undone(db, number) == Undone(removed=2, put_back=1)
    assert everything(db) == before
    assert organisers.all_organisers(db) == ()


def test_an_import_is_undone_once(db: Connection) -> None:
    number = take(db, "tunnus;kunta\na;Porvoo\n")
    undone(db, number)
    assert undo.undo(db, number, doer=DOER, also_touched=False) == NOT_DONE
    assert undo.undo(db, 99, doer=DOER, also_touched=False) == NOT_DONE


def test_after_thirty_days_it_stays(db: Connection) -> None:
    number = take(db, "tunnus;kunta\na;Porvoo\n")
    late = Doer(at=NOW + timedelta(days=31))
    assert undo.undo(db, number, doer=late, also_touched=False) == TOO_OLD
    assert groups.find(db, "a") is not None


def test_what_a_person_changed_since_is_told_and_left(db: Connection) -> None:
    number = take(db, "tunnus;kunta\na;Porvoo\nb;Loviisa\n")
    group = groups.find(db, "a")
    assert group is not None
    edit.keep(db, replace(group, parents=6), reference=REFERENCE, now=NOW, doer=DOER)

    touched = undo.touched(db, number)
    assert touched == (Touched(noun="group", record="a"),)
    assert undone(db, number) == Undone(removed=1, put_back=0, left=touched)
    assert [one.id for one in groups.all_groups(db)] == ["a"]


def test_what_a_person_changed_since_goes_too_if_they_say_so(db: Connection) -> None:
    before = everything(db)
    number = take(db, "tunnus;kunta\na;Porvoo\nb;Loviisa\n")
    group = groups.find(db, "a")
    assert group is not None
    edit.keep(db, replace(group, parents=6), reference=REFERENCE, now=NOW, doer=DOER)
    assert undone(db, number, also_touched=True).left == ()
    assert everything(db) == before


def test_a_later_import_is_undone_first_or_asked_about(db: Connection) -> None:
    first = take(db, "tunnus;kunta;matkakulut\na;Porvoo;kysy\n")
    second = take(db, "tunnus;matkakulut\na;korvataan\n")
    assert undo.touched(db, first) == (Touched(noun="group", record="a"),)
    undone(db, second)
    assert undo.touched(db, first) == ()
    undone(db, first)
    assert groups.all_groups(db) == ()


def test_an_instructor_with_groups_or_trainings_by_now_stays(db: Connection) -> None:
    number = take(db, "nimi;rooli\nTesti Ohjaaja;vertaisohjaaja\n", "instructors")
    take(db, "ohjaaja;päivä\nTesti Ohjaaja;1.9.2025\n", "trainings")
    assert [one.record for one in undo.touched(db, number)] == ["ohjaaja-1"]
    assert [one.record for one in undone(db, number, also_touched=True).left] == ["ohjaaja-1"]
    assert len(trainings.all_trainings(db)) == 1


def test_an_erased_person_does_not_come_back(db: Connection) -> None:
    take(db, "nimi;rooli\nTesti Ohjaaja;vertaisohjaaja\n", "instructors")
    number = take(db, "tunnus;puhelin\nohjaaja-1;040 123 4567\n", "instructors")
    instructors.remove(db, "ohjaaja-1")
    undone(db, number, also_touched=True)
    assert instructors.all_instructors(db) == ()


def test_trainings_come_and_go_by_instructor_kind_and_day(db: Connection) -> None:
    take(db, "nimi;rooli\nTesti Ohjaaja;vertaisohjaaja\n", "instructors")
    before = everything(db)
    added = take(db, "ohjaaja;päivä;paikka\nTESTI OHJAAJA;1.9.2025;Oulu\n", "trainings")
    whole = everything(db)
    changed = take(db, "ohjaaja;päivä;paikka\nohjaaja-1;1.9.2025;Kuopio\n", "trainings")
    assert [one.place for one in trainings.all_trainings(db)] == ["Kuopio"]
    undone(db, changed)
    assert everything(db) == whole
    undone(db, added)
    assert everything(db) == before


def test_a_number_of_an_erased_instructor_is_never_given_again(db: Connection) -> None:
    take(db, "nimi;rooli\nA A;ammattilainen\nB B;ammattilainen\n", "instructors")
    instructors.remove(db, "ohjaaja-2")
    take(db, "nimi;rooli\nC C;ammattilainen\n", "instructors")
    assert [one.id for one in instructors.all_instructors(db)] == ["ohjaaja-1", "ohjaaja-3"]


@pytest.mark.parametrize("kind", ["groups", "instructors"])
def test_what_waited_for_seven_days_is_erased(db: Connection, kind: Kind, tmp_path: Path) -> None:
    heading = "kunta" if kind == "groups" else "nimi"
    sheet = read(f"{heading}\nZqsolu\n".encode(), kind)
    assert isinstance(sheet, Sheet)
    db.execute("PRAGMA secure_delete = ON")
    number = imports.stage(db, sheet, doer=DOER)
    assert imports.expire(db, now=NOW + timedelta(days=6)) == 0
    assert imports.expire(db, now=NOW + timedelta(days=8)) == 1

    run = store.find(db, number)
    assert run is not None
    assert run.state == "expired"
    assert store.sheet(db, run).rows == ()
    assert imports.staged(db, number) is None
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"Zqsolu" not in (tmp_path / "node.db").read_bytes()


def test_what_is_done_is_staged_no_longer(db: Connection) -> None:
    sheet = read(b"kunta\nPorvoo\n")
    assert isinstance(sheet, Sheet)
    number = imports.stage(db, sheet, doer=DOER)
    found = imports.staged(db, number)
    assert found is not None
    kept = imports.load(db)
    planned = plan(found[1], kept, reference=REFERENCE, today=NOW.date(), language="fi")
    assert isinstance(imports.take(db, number, planned=planned, kept=kept, doer=DOER), Sums)
    run = store.find(db, number)
    assert run is not None
    assert run.sums == Sums(added=1)
    assert store.sheet(db, run).rows == ()
