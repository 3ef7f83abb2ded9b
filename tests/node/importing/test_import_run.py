"""The use case: good rows together, nothing on a dry run, and G1 on its way to the public."""

from datetime import UTC, date, datetime
from pathlib import Path
from sqlite3 import Connection

import pytest

from node.anonymiser import publish
from node.groups import store as groups
from node.importing.model import New, Plan, Refused, Sheet, Unchanged
from node.importing.read import read
from node.importing.run import import_sheet, run
from node.network import edit
from node.organisers import store as organisers
from node.outbox import store as outbox
from shared.period import day_start
from shared.reference import lookup
from shared.runtime.clock import ShiftedClock, SystemClock
from shared.runtime.database import Database
from shared.text import Text
from shared.wire.availability import Availability

REFERENCE = lookup.load()
G1 = Path(__file__).with_name("g1.csv")
EXAMPLE = Path(__file__).parents[3] / "node" / "importing" / "example.csv"
AUTUMN = datetime(2022, 9, 1, 9, tzinfo=UTC)


def take(db: Connection, data: bytes, *, dry_run: bool = False, now: datetime = AUTUMN) -> Plan:
    sheet = read(data)
    assert isinstance(sheet, Sheet), sheet
    db.execute("BEGIN IMMEDIATE")
    planned = import_sheet(
        db, sheet=sheet, reference=REFERENCE, now=now, language="fi", dry_run=dry_run
    )
    db.execute("COMMIT")
    return planned


def kinds(planned: Plan) -> list[type]:
    return [type(row) for row in planned.outcomes]


def reported(db: Connection, day: date) -> Availability:
    now = day_start(day)
    return publish.draft(db, node="esimerkki", head=None, now=now, reference=REFERENCE).report


def test_the_example_is_the_group_of_the_tests() -> None:
    assert EXAMPLE.read_bytes() == G1.read_bytes()


def test_the_historical_group_comes_in_and_a_second_time_changes_nothing(db: Connection) -> None:
    first = take(db, G1.read_bytes())
    assert kinds(first) == [New]
    assert first.sheet.ignored == ()
    (group,) = groups.all_groups(db)
    assert (group.id, group.wants_name, group.lifecycle) == ("porvoo-2022-1", True, "open")
    assert [m.theme for m in group.meetings] == list(range(1, 11))
    assert [o.id for o in organisers.all_organisers(db)] == ["loviisa", "porvoo"]
    assert kinds(take(db, G1.read_bytes())) == [Unchanged]


@pytest.mark.parametrize(
    ("day", "counts", "says", "since", "kinds_then"),
    [
        (date(2022, 10, 1), (1, 0), "groups", None, ("municipalities",)),
        (date(2022, 11, 10), (0, 1), "groups", None, ("municipalities",)),
        (date(2023, 1, 12), (0, 1), "groups", None, ("county",)),
        (date(2023, 2, 10), None, "not_known", date(2023, 2, 6), None),
    ],
)
def test_the_historical_group_as_the_public_hears_of_it(
    db: Connection,
    day: date,
    counts: tuple[int, int] | None,
    says: str,
    since: date | None,
    kinds_then: tuple[str, ...] | None,
) -> None:
    take(db, G1.read_bytes())
    report = reported(db, day)
    offers = [((o.groups.open, o.groups.full), o.organisers) for o in report.offers]
    assert offers == ([] if counts is None else [(counts, kinds_then)])
    assert [(s.municipality, s.says, s.since) for s in report.municipalities] == [
        (code, says, since) for code in ("018", "434", "638", "753")
    ]


def test_none_comes_only_by_a_persons_word(db: Connection) -> None:
    take(db, G1.read_bytes())
    edit.say(db, ["018"], "none", day_start(date(2023, 2, 10)))
    said = [(s.municipality, s.says) for s in reported(db, date(2023, 2, 10)).municipalities]
    assert said == [
        ("018", "none"),
        ("434", "not_known"),
        ("638", "not_known"),
        ("753", "not_known"),
    ]


def test_an_import_marks_the_public_state_as_changed(db: Connection) -> None:
    assert outbox.dirty_since(db) is None
    take(db, G1.read_bytes(), dry_run=True)
    assert outbox.dirty_since(db) is None
    assert groups.all_groups(db) == ()
    take(db, G1.read_bytes())
    assert outbox.dirty_since(db) == AUTUMN


def test_good_rows_are_stored_and_bad_ones_are_not(db: Connection) -> None:
    data = b"kunta;alkaa\nPorvoo;1/2023\nProvoo;1/2023\nAskola;1/2023\n"
    planned = take(db, data)
    assert kinds(planned) == [New, Refused, New]
    assert [g.id for g in groups.all_groups(db)] == ["askola-2023-1", "porvoo-2023-1"]


def test_what_is_missing_from_the_file_stays(db: Connection) -> None:
    take(db, b"kunta;alkaa\nPorvoo;1/2023\nAskola;1/2023\n")
    take(db, b"kunta;alkaa\nAskola;1/2023\n")
    assert len(groups.all_groups(db)) == 2


def test_unmapped_columns_are_in_no_byte_of_the_database(tmp_path: Path, db: Connection) -> None:
    take(db, b"kunta;alkaa;Vanhemman nimi\nPorvoo;1/2023;Canary Vanhempi\n")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert b"porvoo-2023-1" in written
    assert b"Canary" not in written


def test_a_lead_is_told_what_to_look_at(db: Connection) -> None:
    planned = take(db, G1.read_bytes())
    assert {look.caution.field for look in planned.looks} >= {"wants_name"}


@pytest.fixture
def migrations() -> Path:
    return Path(__file__).parents[3] / "node" / "migrations"


async def test_the_use_case_opens_its_own_transaction(tmp_path: Path, migrations: Path) -> None:
    clock: ShiftedClock = SystemClock()
    async with await Database.open(tmp_path / "n.db", migrations, clock=clock) as database:
        tried = await run(database, clock, REFERENCE, G1.read_bytes(), dry_run=True)
        assert isinstance(tried, Plan)
        assert await database.read(groups.all_groups) == ()
        done = await run(database, clock, REFERENCE, G1.read_bytes())
        assert isinstance(done, Plan)
        assert len(await database.read(groups.all_groups)) == 1
        assert isinstance(await run(database, clock, REFERENCE, b"PK\x03\x04"), Text)


def test_five_thousand_rows_are_judged_in_reasonable_time(db: Connection) -> None:
    rows = "".join(f"g{n};Porvoo;suomi;9/2027;Loviisa\n" for n in range(5_000))
    data = f"tunnus;kunta;kieli;alkaa;järjestäjät\n{rows}".encode()
    assert len(take(db, data).accepted) == 5_000
    assert kinds(take(db, data, dry_run=True)) == [Unchanged] * 5_000
