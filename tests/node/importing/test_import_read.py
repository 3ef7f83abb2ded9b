"""Files as Excel, LibreOffice and people write them, read into known columns or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.importing.columns import field_of
from node.importing.model import BYTES_LIMIT, COLUMNS_LIMIT, ROWS_LIMIT, Sheet
from node.importing.read import read
from shared.text import Text

SIMPLE = "kunta;kieli;kohderyhmä\r\nPorvoo;ruotsi;äidit\r\n"


def sheet(data: bytes | str) -> Sheet:
    found = read(data.encode() if isinstance(data, str) else data)
    assert isinstance(found, Sheet), found
    return found


def refusal(data: bytes | str) -> str:
    found = read(data.encode() if isinstance(data, str) else data)
    assert isinstance(found, Text)
    return str(found)


@pytest.mark.parametrize(
    "data",
    [
        SIMPLE.encode(),
        SIMPLE.encode("utf-8-sig"),
        SIMPLE.encode("cp1252"),
        SIMPLE.encode("utf-16"),
        SIMPLE.replace("\r\n", "\n").encode(),
        SIMPLE.replace("\r\n", "\r").encode(),
        SIMPLE.replace(";", "\t").encode(),
        SIMPLE.replace(";", ",").encode(),
        b"sep=;\r\n" + SIMPLE.encode("cp1252"),
        SIMPLE.replace(";", '";"')
        .replace("kunta", '"kunta')
        .replace("\r\n", '"\r\n')
        .replace("Porvoo", '"Porvoo')
        .encode(),
    ],
)
def test_every_way_of_saving_reads_the_same(data: bytes) -> None:
    read_sheet = sheet(data)
    assert dict(read_sheet.rows[0].cells) == {
        "meets_in": "Porvoo",
        "languages": "ruotsi",
        "audience": "äidit",
    }
    assert dict(read_sheet.headings)["audience"] == "kohderyhmä"


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    data = 'kunta;kieli\n\nPorvoo;suomi\n;;\n"Ask\nola";suomi\n'
    assert [row.line for row in sheet(data).rows] == [3, 5]


def test_trailing_empty_rows_and_columns_are_no_content() -> None:
    read_sheet = sheet("kunta;kieli;;;\r\nPorvoo;suomi;;;\r\n;;;;\r\n;;;;\r\n")
    assert len(read_sheet.rows) == 1
    assert read_sheet.rows[0].surplus is False


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        (" KUNTA ", "meets_in"),
        ("Kommun", "meets_in"),
        ("municipality", "meets_in"),
        ("Järjestäjä(t)", "organisers"),
        ("jarjestajan laji", "organiser_kind"),
        ("Kesto (min)", "minutes"),
        ("alkaa / kuukausi", "start"),
        ("Målgrupp:", "audience"),
        ("takes_parents", "takes_parents"),
        ("planned_meetings", "planned_meetings"),
        ("Muistiinpanot", None),
        ("Osallistujat", None),
        ("", None),
    ],
)
def test_headings_are_known_in_three_languages(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


def test_a_column_nobody_mapped_is_dropped_and_named() -> None:
    read_sheet = sheet("kunta;Lapsen nimi;kieli\nPorvoo;Canary Lapsi;suomi\n")
    assert read_sheet.ignored == ("Lapsen nimi",)
    assert "Canary" not in repr(read_sheet)


def test_a_title_above_the_headings_is_refused_with_the_row() -> None:
    told = refusal("Ryhmät 2026;;\n;;\nkunta;kieli;tila\nPorvoo;suomi;avoin\n")
    assert "row 3" in told
    assert "unmerge" in told


def test_two_rows_of_headings_are_refused() -> None:
    told = refusal("kunta;Ohjelma;;\n;kieli;tila;alkaa\nPorvoo;suomi;avoin;9/2026\n")
    assert "row 2" in told


def test_content_under_a_merged_heading_is_refused() -> None:
    told = refusal("kunta;kieli;\nPorvoo;suomi;ruotsi\n")
    assert "Column C" in told


@pytest.mark.parametrize("heading", ["Kunta", "kommun", "municipality"])
def test_two_columns_of_one_meaning_are_refused(heading: str) -> None:
    assert "Two columns" in refusal(f"kunta;kieli;{heading}\nPorvoo;suomi;Askola\n")


def test_two_unknown_columns_of_one_name_are_refused() -> None:
    assert "Lisä" in refusal("kunta;Lisä;lisä\nPorvoo;1;2\n")


def test_cells_beyond_the_headings_are_noted() -> None:
    assert sheet("kunta;palvelee\nPorvoo;Askola;Sipoo\n").rows[0].surplus is True


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"\n\n;;\n", "empty"),
        (b"a;b\n1;2\n", "No known heading"),
        (b"PK\x03\x04rest", "workbook"),
        (b"\x00\x01\x02\xff", "not text"),
        (b'kunta;kieli\n"Porvoo;suomi\n', "Quotation marks"),
        (b"x" * (BYTES_LIMIT + 1), "larger than 5 MB"),
        (b"kunta;kieli\n" + b"Porvoo;suomi\n" * (ROWS_LIMIT + 1), "more than 5000 rows"),
        (b"kunta;" + b"x;" * COLUMNS_LIMIT + b"y\nPorvoo\n", "more than 100 columns"),
    ],
)
def test_what_cannot_be_read_is_refused_with_words(data: bytes, told: str) -> None:
    assert told in refusal(data)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    assert isinstance(read(data), Sheet | Text)


@given(st.text(alphabet='kunta;,\t"\n\räÄ1. ', max_size=120))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert isinstance(read(f"kunta;kieli\n{text}".encode()), Sheet | Text)
