"""Find areas and municipalities by code, name or postcode; old codes and names map forward.

Everything that asks "which municipality is this" asks here. A day `on` matters for mergers to
come: a code that ends on a later day still stands on its own. The tables hold the facts of one
division (`tables.DIVISION`), so that codes ended before it always map forward.
"""

import difflib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache

from msgspec.structs import replace

from shared.reference.distance import distance_km
from shared.reference.model import (
    Area,
    Former,
    Municipality,
    OtherName,
    Postcode,
    Region,
    Theme,
)
from shared.reference.naming import fold, slug
from shared.reference.tables import DIVISION, Tables, tables
from shared.wire.words import AreaCode, MunicipalityCode

__all__ = ["Reference", "distance_km", "load", "slug"]

_NEAR = 0.66
"""How alike (difflib's ratio) a misspelt name must be to be suggested."""


class Reference:
    """The tables with their indexes; immutable, one for the process (`load`)."""

    def __init__(self, rows: Tables) -> None:
        self.areas: tuple[Area, ...] = rows.areas
        self.municipalities: tuple[Municipality, ...] = tuple(
            m for m in rows.municipalities if m.valid_until is None
        )
        self.former: tuple[Former, ...] = rows.former
        self.regions: tuple[Region, ...] = rows.regions
        self.themes: tuple[Theme, ...] = rows.themes
        self.other_names: tuple[OtherName, ...] = rows.other_names
        self.postal_areas: tuple[Postcode, ...] = rows.postcodes
        self.postcodes: Mapping[str, MunicipalityCode] = {
            p.postcode: p.municipality for p in rows.postcodes
        }
        self._rows = rows
        self._areas = {a.code: a for a in rows.areas}
        self._municipalities = {m.code: m for m in rows.municipalities}
        self._area_names = _area_names(rows.areas)
        self._former = {f.code: f for f in rows.former}
        self._names = _names(rows)
        self._folded = _index((fold(n), codes) for n, codes in self._names.items())

    def on(self, day: date) -> "Reference":
        """Return the tables as they stand on that day: no merger to come has happened yet."""
        ahead = [former.valid_until for former in self.former if former.valid_until >= _day(day)]
        return self if not ahead else _before(self, min(ahead))

    def area(self, code: AreaCode) -> Area | None:
        """Return the area, or None for a code that is none."""
        return self._areas.get(code)

    def area_of(self, municipality: Municipality) -> Area:
        """Return the area that organises a municipality's social services."""
        return self._areas[municipality.area]

    def municipalities_of(self, area: AreaCode, on: date | None = None) -> tuple[Municipality, ...]:
        """Return an area's municipalities on that day, by code."""
        rows = self._rows.municipalities
        return tuple(m for m in rows if m.area == area and _valid(m, on))

    def current_code(
        self, code: MunicipalityCode, on: date | None = None
    ) -> MunicipalityCode | None:
        """Map an old code forward, through every merger up to that day; None if unknown."""
        while (gone := self._former.get(code)) and gone.valid_until < _day(on):
            code = gone.successor
        return code if code in self._municipalities else None

    def line(self, code: MunicipalityCode, on: date | None = None) -> tuple[MunicipalityCode, ...]:
        """Return a code and, in order, all that mergers up to that day made of it."""
        found = [code]
        while (gone := self._former.get(found[-1])) and gone.valid_until < _day(on):
            found.append(gone.successor)
        return tuple(found)

    def municipality(self, code: MunicipalityCode, on: date | None = None) -> Municipality | None:
        """Return the municipality a code, old or new, stands for on that day; None if unknown."""
        current = self.current_code(code, on)
        return None if current is None else self._municipalities[current]

    def predecessors(self, code: MunicipalityCode) -> tuple[Former, ...]:
        """Return every municipality ever merged into this one, by code.

        The history of the code is the sum of theirs and its own.
        """
        return tuple(f for f in self.former if self.current_code(f.code) == code)

    def find(self, name: str, on: date | None = None) -> Municipality | None:
        """Return the municipality of a name, old or new, Finnish or Swedish, or None.

        Case, accents and punctuation may be missing. A name that was in use on the day `on` comes
        first, then a present one, then an old one; two equally good answers are no answer.
        """
        exact = self._names.get(" ".join(name.casefold().split()))
        for codes in (exact, self._folded.get(fold(name))):
            if codes and (found := self._best(codes, on)):
                return found
        return None

    def find_area(self, name: str) -> Area | None:
        """Return the area of a short or whole name in any of the three languages, or None.

        "Lappi" is an area here and, in `find`, a municipality merged into Rauma in 2009: who lets
        people type both asks here first.
        """
        return self._area_names.get(fold(name))

    def suggest(self, name: str, limit: int = 3) -> tuple[Municipality, ...]:
        """Return the municipalities whose names, old ones too, are nearest to a misspelt one."""
        near = difflib.get_close_matches(fold(name), self._folded, n=limit * 4, cutoff=_NEAR)
        codes = [c for folded in near for code in self._folded[folded] if (c := self._now(code))]
        return tuple(self._municipalities[c] for c in dict.fromkeys(codes))[:limit]

    def postcode(self, postcode: str) -> Municipality | None:
        """Return the municipality that holds most of a postcode, or None if not known."""
        code = self.postcodes.get(postcode.strip())
        return None if code is None else self.municipality(code)

    def names_of(self, code: MunicipalityCode) -> tuple[str, ...]:
        """Return every name that leads to a present municipality, for search: its own first."""
        here = self._municipalities[code]
        before = self.predecessors(code)
        codes = {code, *(f.code for f in before)}
        other = [n.name for n in self._rows.other_names if n.municipality in codes]
        rows: tuple[Municipality | Former, ...] = (here, *before)
        pairs = [name for row in rows for name in (row.name_fi, row.name_sv)]
        return tuple(dict.fromkeys([*pairs, *other]))

    def _now(self, code: MunicipalityCode) -> MunicipalityCode | None:
        return self.current_code(code)

    def _best(self, codes: tuple[MunicipalityCode, ...], on: date | None) -> Municipality | None:
        then = [c for c in codes if (f := self._former.get(c)) and on and on <= f.valid_until]
        present = [c for c in codes if c in self._municipalities]
        for some in (then, present, codes):
            found = {m.code: m for c in some if (m := self.municipality(c, on))}
            if len(found) == 1:
                return next(iter(found.values()))
        return None


def _day(on: date | None) -> date:
    """Return the day whose division is asked for; the newest the tables know by default."""
    return date.max if on is None else max(on, DIVISION)


def _valid(row: Municipality, on: date | None) -> bool:
    day = _day(on)
    begun = row.valid_from is None or row.valid_from <= day
    return begun and (row.valid_until is None or day <= row.valid_until)


def _index(
    pairs: Iterable[tuple[str, tuple[MunicipalityCode, ...]]],
) -> dict[str, tuple[MunicipalityCode, ...]]:
    found: dict[str, tuple[MunicipalityCode, ...]] = {}
    for name, codes in pairs:
        found[name] = tuple(dict.fromkeys((*found.get(name, ()), *codes)))
    return found


def _area_names(areas: Iterable[Area]) -> dict[str, Area]:
    """Return the areas by their folded names, short and whole; the first one has a shared name."""
    found: dict[str, Area] = {}
    for area in areas:
        for of in (area.short_name, area.name):
            for language in ("fi", "sv", "en"):
                found.setdefault(fold(of(language)), area)
    return found


def _names(rows: Tables) -> dict[str, tuple[MunicipalityCode, ...]]:
    """Return the codes behind every name, casefolded: present and former ones, both languages."""
    every: tuple[Municipality | Former, ...] = (*rows.municipalities, *rows.former)
    own = [(name.casefold(), (row.code,)) for row in every for name in (row.name_fi, row.name_sv)]
    return _index([*own, *((n.name.casefold(), (n.municipality,)) for n in rows.other_names)])


@lru_cache(maxsize=4)
def _before(reference: Reference, last: date) -> Reference:
    """Return the tables as they stand on the last day before a merger."""
    rows = reference._rows  # noqa: SLF001 (of this very class)
    there = [m for m in rows.municipalities if _valid(m, last)]
    ahead = {f.code for f in rows.former if f.valid_until >= last}
    return Reference(
        replace(
            rows,
            municipalities=tuple(replace(m, valid_until=None) for m in there),
            former=tuple(f for f in rows.former if f.code not in ahead),
        )
    )


@cache
def load() -> Reference:
    """Return the one Reference of the process, read from the package at the first call."""
    return Reference(tables())
