"""Files of the export: safe in a spreadsheet, the same bytes for the same records, read back."""

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from sqlite3 import Connection

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from python_calamine import CalamineWorkbook

from node.exporting.files import csv_of, named, workbook_of, zip_of
from node.exporting.lists import NAMES
from node.exporting.model import Table
from node.exporting.registry import all_tables
from node.groups import store as groups
from node.groups import vocabulary
from node.groups.meetings import set_days
from node.groups.model import Group
from node.importing import run as imports
from node.importing.cells import tidy
from node.importing.model import Kind, Sheet, Unchanged
from node.importing.plan import plan
from node.importing.read import read
from node.importing.spelling import WORDS
from node.instructors import forms as instructor_forms
from node.instructors import store as instructors
from node.instructors.model import Instructor
from node.organisers import forms as organiser_forms
from node.organisers import store as organisers
from node.organisers.model import Organiser
from node.trainings import forms as training_forms
from node.trainings import store as trainings
from node.trainings.model import Training
from shared.reference import lookup
from tests.node.importing.test_words_of_the_pages import READ

TODAY = date(2026, 9, 1)
TABLE = Table(
    "Testi / taulu",
    ("nimi", "määrä"),
    (("=HYPERLINK()", 3), ("+358 40", Decimal("2.50")), (None, date(2026, 9, 1))),
)
GROUP = Group(
    id="porvoo-2026-1",
    lifecycle="open",
    meets_in="638",
    serves=("018", "753"),
    languages=("fi", "fse", "sv"),
    audience="fathers",
    start="month",
    start_month="2026-10",
    minutes=120,
    starts_at="17:00",
    organisers=("loviisa", "yhdistys"),
    instructors=("ohjaaja-1", "ohjaaja-2"),
    place='=Talo; "iso"',
    notes="Oma muistiinpano",
    wants_name=False,
)
DAYS = tuple(date(2026, 10, 1 + 7 * week) for week in range(4))


def fill(db: Connection) -> None:
    """Write groups of every kind, with people of one name and organisers hard to name."""
    for one in (
        Organiser(id="loviisa", name="Loviisa", kind="municipality", municipality="434"),
        Organiser(id="yhdistys", name="Oma, toinen ja kolmas ry", kind="ngo"),
    ):
        organisers.put(db, one)
    for number, name in enumerate(("Testi Ohjaaja", "Sama Nimi", "Sama Nimi"), start=1):
        person = Instructor(
            id=f"ohjaaja-{number}",
            name=name,
            role="peer" if number == 3 else "professional",
            phone="+358 40 1234567",
            keep_until=date(2030, 1, 1),
        )
        instructors.put(db, person)
        trainings.put(
            db,
            Training(
                instructor=person.id,
                kind="voikukkia_instructor",
                day=date(2025, 3, number),
                days=4,
                held_by="Kasper",
            ),
        )
    dated = set_days(replace(GROUP, id="dated"), DAYS)
    uneven = (replace(dated.meetings[0], minutes=90, attendance=5), *dated.meetings[1:])
    groups.put(db, GROUP)
    groups.put(db, replace(dated, meetings=uneven))
    for state in sorted(set(vocabulary.LIFECYCLE.values())):
        begun = date(2026, 1, 1) if state in {"running", "ended"} else None
        ended = date(2026, 3, 1) if state == "ended" else None
        changed = replace(
            GROUP,
            id=f"tila-{state}",
            lifecycle=state,
            start_confirmed_on=begun,
            end_confirmed_on=ended,
        )
        groups.put(db, changed)
    later = replace(dated, id="postponed", lifecycle="postponed", start="not_said")
    groups.put(db, replace(later, start_month=None))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("kind", ["groups", "instructors", "trainings"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_is_read_back_and_changes_nothing(
    db: Connection, tmp_path: Path, language: str, kind: Kind, form: str
) -> None:
    fill(db)
    at = ("fi", "sv", "en").index(language)
    tables = all_tables(db, language)
    (table,) = (one for one in tables if one.name == NAMES[kind][at])
    data = csv_of(table) if form == "csv" else workbook_of(tables, tmp_path)

    sheet = read(data, kind)

    assert isinstance(sheet, Sheet), sheet
    found = plan(sheet, imports.load(db), reference=lookup.load(), today=TODAY, language=language)
    assert {type(row) for row in found.outcomes} == {Unchanged}, found.outcomes
    assert len(found.outcomes) == len(table.rows)


def test_the_same_records_make_the_same_bytes(db: Connection, tmp_path: Path) -> None:
    fill(db)
    first = all_tables(db, "fi")
    again = all_tables(db, "fi")
    assert zip_of(first) == zip_of(again)
    assert workbook_of(first, tmp_path) == workbook_of(again, tmp_path)


def test_csv_is_what_finnish_excel_opens() -> None:
    data = csv_of(TABLE)
    assert data == "\ufeffnimi;määrä\r\n'=HYPERLINK();3\r\n'+358 40;2,50\r\n;1.9.2026\r\n".encode()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30))
def test_no_text_is_a_formula_and_every_text_comes_back(text: str) -> None:
    written = tidy(text.replace("'", "")).strip()
    table = Table("x", ("a", "b"), ((written, "x"),))
    rows = list(
        csv.reader(io.StringIO(csv_of(table).decode("utf-8-sig"), newline=""), delimiter=";")
    )
    assert rows[1][0][:1] not in {"=", "+", "-", "@"}
    assert tidy(rows[1][0]) == written


def test_a_workbook_keeps_texts_numbers_and_days_apart(tmp_path: Path) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook_of((TABLE,), tmp_path)))
    assert book.sheet_names == ["Testi   taulu"]
    assert book.get_sheet_by_index(0).to_python() == [
        ["nimi", "määrä"],
        ["=HYPERLINK()", 3.0],
        ["+358 40", 2.5],
        ["", date(2026, 9, 1)],
    ]


def test_files_of_one_name_are_told_apart() -> None:
    assert [name for name, _ in named((TABLE, TABLE))] == ["testi-taulu", "testi-taulu-2"]


def test_every_table_is_in_the_zip(db: Connection) -> None:
    fill(db)
    tables = all_tables(db, "fi")
    with zipfile.ZipFile(io.BytesIO(zip_of(tables))) as packed:
        names = packed.namelist()
        assert packed.getinfo(names[0]).date_time == (1980, 1, 1, 0, 0, 0)
    assert {"ryhmat.csv", "ryhmakerrat.csv", "jarjestajat.csv", "ohjaajat.csv"} <= set(names)
    assert len(names) == len(tables)


def test_no_table_is_of_enquiries(db: Connection) -> None:
    assert not [one.name for one in all_tables(db, "en") if "nquir" in one.name]


def test_tables_fit_a_workbook(db: Connection) -> None:
    for language in ("fi", "sv", "en"):
        tables = all_tables(db, language)
        assert len({one.name for one in tables}) == len(tables)
        for one in tables:
            assert 1 <= len(one.name) <= 31
            assert {len(row) for row in one.rows} <= {len(one.headings)}


def test_every_word_of_the_export_is_read_back() -> None:
    read_by = {
        **READ,
        "organiser_kind": organiser_forms.KINDS,
        "role": instructor_forms.ROLES,
        "kind": training_forms.KINDS,
        "was_in_group": vocabulary.TRI_STATE,
    }
    assert set(read_by) == set(WORDS)
    for field, words in WORDS.items():
        assert set(words) == set(read_by[field].values())
        for value, said in words.items():
            assert {read_by[field][word] for word in said} == {value}


def test_the_day_of_making_is_not_in_the_bytes(db: Connection, tmp_path: Path) -> None:
    made = workbook_of(all_tables(db, "fi"), tmp_path)
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        core = packed.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\d", core)) == {"2000-01-01"}
