"""The reference tables, read once from the CSV files beside this module.

Nothing else reads the files; SOURCES.md says where every column comes from.
"""

import csv
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec

from shared.reference.model import (
    Area,
    Former,
    Municipality,
    OtherName,
    Postcode,
    Region,
    Theme,
)

DIVISION = date(2026, 1, 1)
"""The day of the municipal division whose facts (points, populations, areas) the tables hold."""

POPULATIONS = date(2024, 12, 31)
"""The day of which the populations of municipalities are."""

VINTAGE = f"{DIVISION}/{POPULATIONS}"
"""Names the tables that publishing areas are cut from: nothing published may rest on two."""

_LISTS = frozenset({"also", "languages"})


class Tables(msgspec.Struct, frozen=True, kw_only=True):
    """Every row of every table, in the order of the files (by code)."""

    areas: tuple[Area, ...]
    municipalities: tuple[Municipality, ...]
    former: tuple[Former, ...]
    other_names: tuple[OtherName, ...]
    postcodes: tuple[Postcode, ...]
    regions: tuple[Region, ...]
    themes: tuple[Theme, ...]


def _rows(name: str) -> list[dict[str, object]]:
    text = files("shared.reference").joinpath(name).read_text(encoding="utf-8")
    return [
        {k: v.split(";") if k in _LISTS else v for k, v in row.items() if v}
        for row in csv.DictReader(text.splitlines(), strict=True)
    ]


@cache
def tables() -> Tables:
    """Read all tables; a broken row raises `msgspec.ValidationError`."""
    found = {
        "areas": _rows("areas.csv"),
        "municipalities": _rows("municipalities.csv"),
        "former": _rows("former_municipalities.csv"),
        "other_names": _rows("other_names.csv"),
        "postcodes": _rows("postcodes.csv"),
        "regions": _rows("regions.csv"),
        "themes": _rows("themes.csv"),
    }
    return msgspec.convert(found, Tables, strict=False)
