"""The funder's yearly figures (29): rows from a mapping file, counts from the node's records.

Counts of people are those that were published of the year, or rounded to the nearest five; the
exact ones say in the file and in its name that they are not for publication. What nobody counts is
not known, and never zero.
"""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from node.anonymiser.releases.yearly import PUBLISHED
from node.exporting.model import Cell, Table
from node.importing.spelling import chosen

MAPPING = Path(__file__).with_name("stea.toml")
STEP = 5
YEARS = range(2000, 2101)

_HEADINGS = (
    ("Tieto", "Uppgift", "Figure"),
    ("Ajalta", "För tiden", "Of"),
    ("Määrä", "Antal", "Count"),
)
_WHEN = {
    "year": ("vuosi {year}", "år {year}", "the year {year}"),
    "end": ("31.12.{year}", "31.12.{year}", "31 December {year}"),
}
_UNKNOWN = ("ei tiedossa", "inte känt", "not known")
NOT_FOR_PUBLICATION = ("EI JULKAISTAVAKSI", "FÅR INTE PUBLICERAS", "NOT FOR PUBLICATION")
_EXACT = (
    "EI JULKAISTAVAKSI: ihmisten määrät ovat tarkkoja",
    "FÅR INTE PUBLICERAS: antalen personer är exakta",
    "NOT FOR PUBLICATION: the counts of people are exact",
)
_ROUNDED = (
    "Ihmisten määrät ovat julkaistuja tai pyöristetty lähimpään viiteen",
    "Antalen personer är de publicerade, eller avrundade till närmaste fem",
    "The counts of people are the published ones, or rounded to the nearest five",
)


class Line(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the mapping file."""

    fi: str
    sv: str
    en: str
    measure: str
    people: bool
    when: Literal["year", "end"]

    def label(self, language: str) -> str:
        """Return what the row is called."""
        return chosen((self.fi, self.sv, self.en), language)


class _Mapping(Struct, frozen=True, forbid_unknown_fields=True):
    row: tuple[Line, ...]


class Figure(Struct, frozen=True, kw_only=True):
    """One row with its count; None is not known."""

    label: str
    when: str
    count: int | None
    rounded: bool


@cache
def mapping() -> tuple[Line, ...]:
    """Return the rows of the mapping file."""
    return msgspec.toml.decode(MAPPING.read_bytes(), type=_Mapping).row


def figures(counts: dict[str, int], year: int, *, exact: bool, language: str) -> tuple[Figure, ...]:
    """Return the rows with their counts."""
    return tuple(
        Figure(
            label=line.label(language),
            when=chosen(_WHEN[line.when], language).format(year=year),
            count=_shown(counts, line.measure, rounding=line.people and not exact),
            rounded=line.people and not exact,
        )
        for line in mapping()
    )


def table(counts: dict[str, int], year: int, *, exact: bool, language: str) -> Table:
    """Return the figures as a table; its last row says what the counts are."""
    rows: list[tuple[Cell, ...]] = [
        (one.label, one.when, chosen(_UNKNOWN, language) if one.count is None else one.count)
        for one in figures(counts, year, exact=exact, language=language)
    ]
    told = chosen(_EXACT if exact else _ROUNDED, language)
    name = f"STEA {year}"
    headings = tuple(chosen(said, language) for said in _HEADINGS)
    body = ((told, None, None), *rows) if exact else (*rows, (told, None, None))
    return Table(name, headings, tuple(body))


def file_stem(year: int, *, exact: bool, language: str) -> str:
    """Return the name of the file, without its ending."""
    told = chosen(NOT_FOR_PUBLICATION, language).replace(" ", "-")
    return f"stea-{year}-{told}" if exact else f"stea-{year}"


def path_of(to: Path, stem: str, *, exact: bool) -> Path:
    """Return the file to write: in a folder under the figures' own name, else as it was named.

    The name of exact figures always says that they are not for publication.
    """
    if to.suffix.casefold() not in {".csv", ".xlsx"}:
        return to / f"{stem}.csv"
    return to.with_name(f"{to.stem}-{stem}{to.suffix.casefold()}") if exact else to


def _shown(counts: dict[str, int], measure: str, *, rounding: bool) -> int | None:
    """Return a count; a rounded one is the sum of what was published of the year, if all was."""
    count = counts.get(measure)
    if count is None or not rounding:
        return count
    if (published := counts.get(PUBLISHED + measure)) is not None:
        return published
    return STEP * ((2 * count + STEP) // (2 * STEP))
