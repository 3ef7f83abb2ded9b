"""Whose parents may come to a group: the catchment widened to municipalities of today (11).

`municipalities` serves those the lead listed, or only the place of meeting. `area` serves the whole
wellbeing area of the place of meeting. `own_clients` serves those listed, or that area. `wider`
serves that area and those listed: "everybody" is no list a group that meets in person can keep, and
the hub would cut it to the network's reach. A remote group without any list serves whoever asks.
Old codes map forward.
"""

from collections.abc import Iterable
from datetime import date

from shared.reference.lookup import Reference
from shared.reference.model import Municipality
from shared.wire.words import Catchment, Format, MunicipalityCode


class UnknownPlaceError(ValueError):
    """A record names a municipality that the reference tables do not know."""

    def __init__(self, code: MunicipalityCode) -> None:
        super().__init__(f"no municipality has the code {code}")
        self.code = code


def place_of(code: MunicipalityCode, reference: Reference, day: date) -> Municipality:
    """Return the municipality a code stands for on that day. Raises UnknownPlaceError."""
    found = reference.municipality(code, day)
    if found is None:
        raise UnknownPlaceError(code)
    return found


def forward(
    codes: Iterable[MunicipalityCode], reference: Reference, day: date
) -> tuple[MunicipalityCode, ...]:
    """Return the codes as they are on that day, sorted and without repeats."""
    return tuple(sorted({place_of(code, reference, day).code for code in codes}))


def served(
    *,
    meets_in: MunicipalityCode,
    listed: tuple[MunicipalityCode, ...],
    kind: Catchment,
    meets: Format,
    reference: Reference,
    day: date,
) -> tuple[MunicipalityCode, ...]:
    """Return the municipalities served; empty means any, and only for a remote group."""
    here = place_of(meets_in, reference, day)
    own = forward(listed, reference, day)
    if kind == "municipalities":
        return own or (here.code,)
    area = tuple(m.code for m in reference.municipalities_of(here.area, day))
    match kind:
        case "own_clients":
            return own or area
        case "area":
            return tuple(sorted(area))
        case "wider" if meets == "remote":
            return own
        case "wider":
            return tuple(sorted({*own, *area}))
