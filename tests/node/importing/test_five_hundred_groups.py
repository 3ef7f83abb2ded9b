"""A workbook of 500 invented groups with 40 planted faults of 20 kinds, and back to the byte."""

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from sqlite3 import Connection

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from node.exporting.files import workbook_of, zip_of
from node.exporting.registry import all_tables
from node.groups import store as groups
from node.history.model import Doer
from node.importing import run as imports
from node.importing import undo
from node.importing.mapping import sheet_of
from node.importing.model import Grid, Plan, Refused, Sheet, Sums
from node.importing.plan import plan
from node.importing.read import grid_of, read
from node.importing.showing import columns
from node.importing.undo import Undone
from node.instructors import store as instructors
from node.instructors.model import Instructor
from shared.period import helsinki_day
from shared.reference import lookup

REFERENCE = lookup.load()
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
ROWS, TWICE = 500, 2
HEADINGS: Mapping[str, str] = {
    "id": "Tunnus",
    "meets_in": "Kunta",
    "serves": "Palvelee",
    "audience": "Kohderyhmä",
    "languages": "Kieli",
    "format": "Muoto",
    "lifecycle": "Tila",
    "takes_parents": "Ottaa uusia",
    "start": "Alkaa",
    "meetings": "Päivät",
    "planned_meetings": "Kertoja",
    "minutes": "Kesto minuutteina",
    "starts_at": "Kellonaika",
    "organisers": "Järjestäjät",
    "organiser_kind": "Järjestäjän laji",
    "instructors": "Ohjaajat",
    "travel_costs": "Matkakulut",
    "parents": "Vanhempien määrä",
    "place": "Paikka",
}
FAULTS: Mapping[str, Mapping[str, object]] = {
    "a municipality that is none": {"meets_in": "Provoo"},
    "no municipality": {"meets_in": None},
    "a formula that failed": {"meets_in": "#REF!"},
    "a municipality served that is none": {"serves": "Askola, Atlantis"},
    "a day that is none": {"meetings": "31.2.2027"},
    "a day twice": {"meetings": "12.1.2027, 12.1.2027"},
    "a year that cannot be": {"start": "1.9.3027"},
    "a month that is none": {"start": "13/2027"},
    "a language that is none": {"languages": "marsukieli"},
    "an audience nobody knows": {"audience": "lapset"},
    "a format nobody knows": {"format": "puhelin"},
    "a state nobody knows": {"lifecycle": "auki?"},
    "neither yes nor no": {"takes_parents": "ehkä"},
    "a meeting of more than three hours": {"minutes": 200},
    "more meetings than there are": {"planned_meetings": 12},
    "a number in words": {"parents": "kahdeksan"},
    "an hour that is none": {"starts_at": "25:00"},
    "an organiser without its kind": {"organisers": "Outo Toimija", "organiser_kind": None},
    "an instructor nobody knows": {"instructors": "Ei Kukaan"},
    "travel costs in other words": {"travel_costs": "maksetaan ehkä"},
}
TOWNS = ("Porvoo", "Borgå", "Loviisa", "Askola", "Sipoo", "Helsinki", "Kuopio", "Oulu", "Åbo")


def good(number: int) -> dict[str, object]:
    """Return the cells of an invented group without a fault."""
    first = date(2027, 1, 4) + timedelta(days=number % 300)
    dated = number % 3 == 0
    days = [first + timedelta(weeks=week) for week in range(10)]
    return {
        "id": f"ryhma-{number}",
        "meets_in": TOWNS[number % len(TOWNS)],
        "serves": "Askola; Sipoo" if number % 4 == 0 else None,
        "audience": ("kaikki", "isät", "mammor")[number % 3],
        "languages": ("suomi", "ruotsi", "fi, sv")[number % 3],
        "format": ("lähi", "etä", None)[number % 3],
        "lifecycle": ("suunnitteilla", "avoin", "Luonnos\u00a0")[number % 3],
        "takes_parents": (True, False, "kyllä")[number % 3],
        "start": None if dated else first if number % 3 == 1 else f"{first.month}/{first.year}",
        "meetings": ", ".join(f"{d.day}.{d.month}.{d.year}" for d in days) if dated else None,
        "planned_meetings": 10,
        "minutes": (120, "150 min", None)[number % 3],
        "starts_at": ("17.30", None, "klo 10")[number % 3],
        "organisers": "Esimerkkiyhdistys" if number % 5 else "Loviisa ja Porvoo",
        "organiser_kind": "järjestö" if number % 5 else None,
        "instructors": "Testi Ohjaaja" if number % 2 else None,
        "travel_costs": ("korvataan", "ei korvata", "kysy")[number % 3],
        "parents": None,
        "place": f"=Talo {number}" if number % 7 == 0 else None,
    }


def planted() -> Mapping[int, tuple[str, Mapping[str, object]]]:
    """Return the faults by number of group: every kind twice, far apart."""
    return {
        11 + 12 * at: fault
        for at, fault in enumerate(fault for _ in range(TWICE) for fault in FAULTS.items())
    }


def workbook() -> bytes:
    """Return the workbook as a network's secretary would keep it: dates are dates."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False})
    book.add_worksheet("Ohje").write(0, 0, "Täytä seuraava taulukko")
    sheet, day = book.add_worksheet("Ryhmät 2027"), book.add_format({"num_format": "d.m.yyyy"})
    sheet.write_row(0, 0, [*HEADINGS.values(), "Lapsen nimi"])
    faults = planted()
    for number in range(ROWS):
        cells = {**good(number), **faults.get(number, ("", {}))[1]}
        for at, value in enumerate(cells.values()):
            match value:
                case None:
                    continue
                case date():
                    sheet.write_datetime(number + 1, at, value, day)
                case "#REF!":
                    sheet.write_formula(number + 1, at, "=Z9", None, value)
                case _:
                    sheet.write(number + 1, at, value)
        sheet.write(number + 1, len(HEADINGS), "Zqlapsi")
    book.close()
    return made.getvalue()


def exports(db: Connection, data: Path) -> tuple[bytes, bytes]:
    """Return everything, both ways."""
    tables = all_tables(db, "fi")
    return zip_of(tables), workbook_of(tables, data)


def judged(db: Connection, data: bytes) -> tuple[int, Plan]:
    """Stage a workbook with its columns as proposed, and judge what is staged."""
    grid = grid_of(data, "groups")
    assert isinstance(grid, Grid), grid
    fields = {column.at: column.field for column in columns(grid, "groups") if column.field}
    number = imports.stage(db, sheet_of(grid, "groups", fields), doer=Doer(at=NOW))
    staged = imports.staged(db, number)
    assert staged is not None
    kept, today = imports.load(db), helsinki_day(NOW)
    return number, plan(staged[1], kept, reference=REFERENCE, today=today, language="fi")


@pytest.fixture
def kept(db: Connection) -> Connection:
    """Return a node that keeps an instructor and 50 of the groups, a little different."""
    instructors.put(db, Instructor(id="ohjaaja-1", name="Testi Ohjaaja", role="professional"))
    lines = ["tunnus;kunta;alkaa;paikka;kesto"]
    lines += [f"ryhma-{n};Rauma;5/2027;Vanha talo {n};90" for n in range(0, 150, 3)]
    sheet = read("\n".join(lines).encode())
    assert isinstance(sheet, Sheet)
    imports.import_sheet(
        db,
        sheet=sheet,
        reference=REFERENCE,
        now=NOW,
        language="fi",
        dry_run=False,
    )
    return db


def test_there_are_forty_faults_of_twenty_kinds() -> None:
    assert (len(FAULTS), len(planted())) == (20, 40)
    assert max(planted()) < ROWS


def test_every_fault_is_named_at_its_cell_and_the_rest_comes_in(kept: Connection) -> None:
    _, judgement = judged(kept, workbook())

    told = {row.line: {p.heading for p in row.problems} for row in judgement.refused}
    expected = {
        number + 2: {HEADINGS[next(iter(cells))]} for number, (_, cells) in planted().items()
    }
    assert told == expected
    assert judgement.sums.refused == 40
    assert judgement.sums.added + judgement.sums.changed == ROWS - 40


def test_undo_brings_back_the_former_state_to_the_byte_of_the_export(
    kept: Connection, tmp_path: Path
) -> None:
    before = exports(kept, tmp_path)
    number, judgement = judged(kept, workbook())
    same = imports.load(kept)
    assert exports(kept, tmp_path) == before

    doer = Doer(at=NOW, staff=1, via="page")
    taken = imports.take(kept, number, planned=judgement, kept=same, doer=doer)

    assert isinstance(taken, Sums)
    assert len(groups.all_groups(kept)) == ROWS - 40 + sum(
        number in range(0, 150, 3) for number in planted()
    )
    assert exports(kept, tmp_path) != before

    assert undo.touched(kept, number) == ()
    undone = undo.undo(kept, number, doer=doer, also_touched=False)

    assert isinstance(undone, Undone)
    assert undone.left == ()
    assert exports(kept, tmp_path) == before


def test_a_wrong_row_that_is_put_right_comes_in(kept: Connection) -> None:
    number, judgement = judged(kept, workbook())
    today, doer = helsinki_day(NOW), Doer(at=NOW)
    again = partial(plan, reference=REFERENCE, today=today, language="fi")
    wrong = {row.line: good(row.line - 2) for row in judgement.refused}
    for line, cells in wrong.items():
        said = {field: str(cells[field] or "") for field in HEADINGS if field != "start"}
        said |= {"start": "1/2027" if cells["start"] else "", "takes_parents": "kyllä"}
        assert imports.repair(kept, number, line, said) is None

    staged = imports.staged(kept, number)
    assert staged is not None
    found = again(staged[1], imports.load(kept))
    assert [row for row in found.outcomes if isinstance(row, Refused)] == []
    taken = imports.take(kept, number, planned=found, kept=imports.load(kept), doer=doer)
    assert isinstance(taken, Sums)
    assert len(groups.all_groups(kept)) == ROWS


def test_nothing_of_a_column_nobody_mapped_is_staged(kept: Connection) -> None:
    number, _ = judged(kept, workbook())
    staged = imports.staged(kept, number)
    assert "Zqlapsi" not in repr(staged)
