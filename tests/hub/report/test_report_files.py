"""The downloads: the same bytes for the same figures, no formulas, and what the page says."""

import csv
import io
import zipfile
from datetime import date
from typing import Any, get_args

import msgspec
import pytest
from msgspec.structs import replace
from python_calamine import CalamineWorkbook

from hub.availability.snapshot import Snapshot
from hub.report import files, tables, words, workbook
from hub.report.compose import compose
from shared.wire.availability import NetworkName
from shared.wire.opencoverage import CoverageDocument
from shared.wire.openstatistics import Measure
from shared.wire.words import ActivityKind, Freshness
from tests.hub.report.quarterly import reported, told
from tests.hub.site.scene import REFERENCE, snapshot

TODAY = date(2026, 11, 21)
EVIL = '=HYPERLINK("http://evil.example";"x")'


def made(of: Snapshot | None = None) -> dict[str, bytes]:
    """Return the files of a snapshot."""
    return files.files(of or told(reported()), REFERENCE)


def rows(body: bytes) -> list[list[str]]:
    """Return a CSV file's rows."""
    return list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True))


def sheets(body: bytes) -> dict[str, list[list[Any]]]:
    """Return a workbook's rows, as another program reads them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_there_is_a_file_for_every_table_and_one_workbook_with_all() -> None:
    found = made()
    assert set(found) == {
        "report.xlsx",
        "statistics.xlsx",
        *(tables.path_of(name) for name in tables.TABLES),
    }
    assert list(sheets(found["report.xlsx"])) == ["read_me", *tables.TABLES]
    assert list(sheets(found["statistics.xlsx"])) == [
        "read_me",
        "nation",
        "areas",
        "networks",
        "places",
    ]


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    first = made()
    workbook.workbook.cache_clear()
    assert made() == first
    with zipfile.ZipFile(io.BytesIO(first["report.xlsx"])) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_sheet_says_what_its_csv_file_says() -> None:
    found = made()
    book = sheets(found["report.xlsx"])
    for name in tables.TABLES:
        plain = rows(found[tables.path_of(name)])
        said = [[_text(cell) for cell in row] for row in book[name]]
        assert said == plain, name
        assert len(plain) > 1, name


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


def test_every_figure_stands_with_its_range() -> None:
    of = told(reported())
    header, *body = rows(made(of)["report/nation.csv"])
    found = [dict(zip(header, row, strict=True)) for row in body]
    expected = [row for row in of.statistics.rows if row.level == "nation"]
    assert [
        (r["period"], r["measure"], int(r["value"]), int(r["min"]), int(r["max"])) for r in found
    ] == [(r.period, r.measure, r.value, r.least, r.most) for r in expected]


def test_only_the_newest_quarter_of_areas_and_networks_and_all_in_the_other_workbook() -> None:
    found = made()
    assert {row[0] for row in rows(found["report/areas.csv"])[1:]} == {"2026-Q3"}
    every = {row[0] for row in sheets(found["statistics.xlsx"])["areas"][1:]}
    assert {"2025-Q3", "2025-Q4", "2026-Q2", "2026-Q3"} <= every


def test_beside_the_code_of_an_area_and_a_network_stand_its_names() -> None:
    of = told(reported())
    found = made(of)
    areas = {row.area: [row.name_fi, row.name_sv] for row in of.availability.areas}
    networks = {row.node: [row.name.fi, row.name.sv] for row in of.networks.networks}
    names = {**areas, **networks, "FI": ["Suomi", "Finland"]}
    for name, code in (
        ("reporting", "code"),
        ("areas", "code"),
        ("networks", "code"),
        ("groups_now", "area"),
        ("coverage", "code"),
    ):
        header, *body = rows(found[tables.path_of(name)])
        assert body
        at, first = header.index(code), header.index("name_fi")
        assert header[first + 1] == "name_sv"
        for row in body:
            assert row[first : first + 2] == names[row[at]], name


def test_a_network_that_is_called_like_an_area_takes_no_areas_name() -> None:
    of = told(reported())
    networks = tuple(replace(row, node="20") for row in of.networks.networks[:1])
    found = made(replace(of, networks=replace(of.networks, networks=networks)))
    named = {row.area: row.name_fi for row in of.availability.areas}
    header, *body = rows(found[tables.path_of("areas")])
    at, first = header.index("code"), header.index("name_fi")
    assert {row[first] for row in body if row[at] == "20"} == {named["20"]}


def test_before_the_first_quarter_the_tables_of_figures_are_empty() -> None:
    found = made(snapshot())
    for name in ("reporting", "nation", "areas", "networks"):
        assert len(rows(found[f"report/{name}.csv"])) == 1
    assert len(rows(found["report/groups_now.csv"])) == 24


def test_what_is_not_known_is_an_empty_cell_and_never_a_zero() -> None:
    header, *body = rows(made()["report/groups_now.csv"])
    for row in (dict(zip(header, line, strict=True)) for line in body):
        if row["state"] == "unknown":
            assert (row["groups_open"], row["other_groups_open"]) == ("", "")
        if row["area"] == "20":
            assert (row["state"], row["groups_open"]) == ("none", "0")


def test_no_cell_becomes_a_formula_or_a_link() -> None:
    of = snapshot()
    evil = tuple(
        replace(row, name=NetworkName(fi=EVIL, sv="@SUM(A1)")) for row in of.networks.networks
    )
    found = made(replace(of, networks=replace(of.networks, networks=evil)))
    assert all(row[1].startswith("'=") for row in rows(found["report/participation.csv"])[1:])
    with zipfile.ZipFile(io.BytesIO(found["report.xlsx"])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert EVIL in [row[1] for row in sheets(found["report.xlsx"])["participation"]]
    assert not [name for name, body in parts.items() if b"<f>" in body or b"<hyperlink" in body]


def test_the_tables_of_coverage_are_those_of_the_json_file() -> None:
    of = snapshot()
    document = files.covered(of, REFERENCE)
    again = msgspec.json.decode(msgspec.json.encode(document), type=CoverageDocument)
    assert again == document
    found = made(of)
    names = {row.area: (row.name_fi, row.name_sv) for row in of.availability.areas}
    names["FI"] = ("Suomi", "Finland")
    assert rows(found["coverage.csv"])[1:] == [
        [
            str(value)
            for value in (
                r.radius_km,
                r.level,
                r.code,
                *names[r.code],
                r.population,
                r.reached,
                r.without,
                r.unknown,
            )
        ]
        for r in document.coverage
    ]
    spots = rows(found["report/white_spots.csv"])[1:]
    assert [row[2] for row in spots] == [spot.municipality for spot in document.white_spots]


def test_the_first_sheet_explains_every_code_in_three_languages() -> None:
    header, *body = sheets(made()["report.xlsx"])["read_me"]
    assert header == ["code", "fi", "sv", "en"]
    explained = {row[0] for row in body}
    assert {*get_args(Measure), *get_args(ActivityKind), *tables.TABLES} <= explained
    assert all(all(row[1:]) and "\u00ad" not in "".join(row) for row in body)
    assert [row for row in body if row[1] == row[3] or row[2] == row[3]] == []


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (words.MEASURE, get_args(Measure)),
        (words.FRESHNESS, get_args(Freshness)),
        (words.BESIDE, get_args(ActivityKind)),
        (words.STANDING, ("active", "invited", "suspended")),
    ],
)
def test_every_code_has_its_words(said: Any, codes: tuple[str, ...]) -> None:
    assert set(said) == set(codes)


def test_the_tables_stand_in_their_order() -> None:
    of = told(reported())
    report = compose(of.availability, of.networks, of.statistics, REFERENCE, TODAY)
    assert [one.name for one in tables.tables(report, of.statistics)] == list(tables.TABLES)
