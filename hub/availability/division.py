"""The municipal division of a day: its municipalities, and where older codes lead.

Pure. Old codes map forward when read, so that a node with old tables still speaks for its people.
"""

from datetime import date, timedelta
from functools import lru_cache

from shared.reference.lookup import Reference
from shared.reference.model import Municipality
from shared.reference.tables import DIVISION
from shared.wire.words import AreaCode, MunicipalityCode


class Division:
    """The municipalities of one day, by code; made by `division`."""

    def __init__(self, reference: Reference, day: date) -> None:
        found = (m for a in reference.areas for m in reference.municipalities_of(a.code, day))
        self.municipalities: tuple[Municipality, ...] = tuple(sorted(found, key=lambda m: m.code))
        self.areas = reference.areas
        self.reference = reference
        self.day = day
        self._by_code = {m.code: m for m in self.municipalities}
        self._current: dict[MunicipalityCode, MunicipalityCode | None] = {
            code: code for code in self._by_code
        }
        self.merging = _merging(reference, day)
        self._in_area: dict[AreaCode, tuple[MunicipalityCode, ...]] = {
            area.code: tuple(m.code for m in self.municipalities if m.area == area.code)
            for area in reference.areas
        }

    def current(self, code: MunicipalityCode) -> MunicipalityCode | None:
        """Return the code that stands for an old or present one on this day; None if unknown."""
        if code not in self._current:
            now = self.reference.current_code(code, self.day)
            self._current[code] = now if now in self._by_code else None
        return self._current[code]

    def current_codes(self, codes: tuple[MunicipalityCode, ...]) -> tuple[MunicipalityCode, ...]:
        """Return what the codes stand for, sorted, each once; unknown ones are left out."""
        found = {self._current.get(code) or self.current(code) for code in codes}
        return tuple(sorted(code for code in found if code))

    def municipality(self, code: MunicipalityCode) -> Municipality:
        """Return the municipality of a current code."""
        return self._by_code[code]

    def of_area(self, area: AreaCode) -> tuple[MunicipalityCode, ...]:
        """Return the codes of an area's municipalities; none for an area that does not exist."""
        return self._in_area.get(area, ())


def _merging(reference: Reference, day: date) -> dict[MunicipalityCode, date]:
    """Return the municipalities that a merger to come concerns, with its first day."""
    found: dict[MunicipalityCode, date] = {}
    for former in reference.former:
        if former.valid_until >= max(day, DIVISION):
            first = former.valid_until + timedelta(days=1)
            for code in (former.code, former.successor):
                found[code] = min(first, found.get(code, first))
    return found


@lru_cache(maxsize=8)
def division(reference: Reference, day: date) -> Division:
    """Return the division of a Helsinki day; the last few are remembered."""
    return Division(reference, day)
