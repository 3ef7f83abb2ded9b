"""The committed shapes of the 23 areas, read once; PROVENANCE.md says how they were made.

For pictures only: no decision ever looks at a polygon.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from shared.wire.words import AreaCode

FILE = "areas.json"


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A rectangle in the map's units."""

    x: int
    y: int
    width: int
    height: int


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """An area alone, in its own picture; a projected point p lies at p * scale + (x, y)."""

    path: str
    width: int
    height: int
    scale: float
    x: float
    y: float


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """One area on the map of the country: its path, a nearer one in the inset, its sign's place.

    With an `anchor` the sign stands beside the area and a line leads to the anchor.
    """

    path: str
    close: str | None
    sign: tuple[int, int]
    anchor: tuple[int, int] | None
    outline: Outline


class Areas(msgspec.Struct, frozen=True, kw_only=True):
    """The map of the country: its size, the inset's place, every area by its code."""

    width: int
    height: int
    inset: Box
    areas: Mapping[AreaCode, Shape]


@cache
def geometry() -> Areas:
    """Return the committed shapes."""
    text = files("hub.site.map").joinpath(FILE).read_bytes()
    return msgspec.json.decode(text, type=Areas)
