"""Tables as files: CSV as Finnish Excel opens it, a ZIP of them, a workbook. Same rows, same bytes.

A text that a spreadsheet would take for a formula gets an apostrophe before it in CSV; the import
takes it off again. In a workbook a text is a text, and needs none.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from node.exporting.model import Cell, Table
from node.groups.fields import day_text
from node.workplace import workplace
from shared.reference.naming import slug

CSV_TYPE = "text/csv; charset=utf-8"
ZIP_TYPE = "application/zip"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")  # noqa: RUF001 (full width, as some programs take them)
_LIKE_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")  # noqa: RUF001 (as above)
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""The day that files say they were made: the same records make the same bytes."""
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
SHEET_NAME_LIMIT = 31
WIDTHS = range(8, 60)
WIDTH_ROWS = 200


def csv_of(table: Table) -> bytes:
    """Return a table as CSV: `;`, UTF-8 with its mark, lines as in Windows."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow([_guarded(heading) for heading in table.headings])
    writer.writerows([_text(cell) for cell in row] for row in table.rows)
    return made.getvalue().encode("utf-8-sig")


def zip_of(tables: Iterable[Table]) -> bytes:
    """Return the tables as a ZIP of CSV files, named after them."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name, table in named(tables):
            entry = zipfile.ZipInfo(f"{name}.csv", _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            packed.writestr(entry, csv_of(table))
    return made.getvalue()


def workbook_of(tables: Iterable[Table], data: Path) -> bytes:
    """Return the tables as a workbook, a sheet each; rows lie in `data` until they are packed."""
    # Only who exports carries it: an idle node is to stay small.
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415

    made = io.BytesIO()
    with workplace(data) as private:
        book = xlsxwriter.Workbook(
            made,
            {
                "constant_memory": True,
                "tmpdir": str(private),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        book.set_properties({"created": _MADE.replace(tzinfo=None)})
        for table in tables:
            _sheet(book, table)
        book.close()
    return made.getvalue()


def _sheet(book: Any, table: Table) -> None:  # noqa: ANN401 (the library ships no types)
    sheet = book.add_worksheet(_NO_SHEET_NAME.sub(" ", table.name)[:SHEET_NAME_LIMIT].strip())
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "d.m.yyyy"})
    for at, width in enumerate(_widths(table)):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    for at, heading in enumerate(table.headings):
        sheet.write_string(0, at, heading, bold)
    for line, row in enumerate(table.rows, start=1):
        for at, cell in enumerate(row):
            match cell:
                case None | "":
                    continue
                case date():
                    sheet.write_datetime(line, at, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001 (a day has no zone)
                case int() | Decimal():
                    sheet.write_number(line, at, cell)
                case _:
                    said = f"'{cell}" if _LIKE_GUARDED.match(cell) else cell
                    sheet.write_string(line, at, said)


def _widths(table: Table) -> Iterator[int]:
    """Yield how wide the columns are, by the first rows."""
    for at, heading in enumerate(table.headings):
        longest = max(
            (len(_text(row[at])) for row in table.rows[:WIDTH_ROWS] if at < len(row)), default=0
        )
        yield min(max(longest, len(heading), WIDTHS.start), WIDTHS.stop)


def named(tables: Iterable[Table]) -> Iterator[tuple[str, Table]]:
    """Yield the tables with the names of their files, no two the same."""
    used: set[str] = set()
    for table in tables:
        stem = slug(table.name) or "taulukko"
        name = next(n for n in (stem, *(f"{stem}-{i}" for i in range(2, 100))) if n not in used)
        used.add(name)
        yield name, table


def _text(cell: Cell) -> str:
    """Return a cell as a person writes it."""
    match cell:
        case None:
            return ""
        case date():
            return day_text(cell)
        case Decimal():
            return str(cell).replace(".", ",")
        case int():
            return str(cell)
        case _:
            return _guarded(cell)


def _guarded(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
