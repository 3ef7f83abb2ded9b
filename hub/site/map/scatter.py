"""Where an area's dots and names stand: near the towns, never over each other.

The largest town stays in its place and keeps room for its name; the others give way, and are named,
the larger first, where there is room. Pure and deterministic.
"""

from collections.abc import Sequence
from itertools import combinations
from math import hypot

from msgspec import Struct

RADIUS = 8.5
_APART = 2 * RADIUS + 1.5
_ROUNDS = 200  # of moving dots apart; a few dozen are enough for any area of today
_LETTER, _LINE = 6.0, 12.0  # width of a letter and height of a line of a name
_AWAY = RADIUS + 3


class Town(Struct, frozen=True, kw_only=True):
    """A town's name, size and true place in the picture."""

    name: str
    population: int
    x: float
    y: float


class Name(Struct, frozen=True):
    """A name and the box it fills; `anchor` is the text's end at its dot."""

    text: str
    left: float
    middle: float
    anchor: str

    @property
    def right(self) -> float:
        """Return the right edge."""
        return self.left + len(self.text) * _LETTER

    def meets(self, other: "Name") -> bool:
        """Tell whether two names would overlap."""
        beside = self.left < other.right and other.left < self.right
        return beside and abs(self.middle - other.middle) < _LINE

    def covers(self, x: float, y: float) -> bool:
        """Tell whether the name would touch a dot."""
        beside = self.left - RADIUS < x < self.right + RADIUS
        return beside and abs(self.middle - y) < _LINE / 2 + RADIUS


class Scattered(Struct, frozen=True):
    """The dots' middles, one for each town in its order, and the names there is room for."""

    dots: tuple[tuple[int, int], ...]
    names: tuple[Name, ...]


def scatter(towns: Sequence[Town], width: int, height: int) -> Scattered:
    """Place the dots and names of an area in a picture of that size."""
    by_size = sorted(range(len(towns)), key=lambda i: -towns[i].population)
    largest = by_size[0]
    points = [[town.x, town.y] for town in towns]
    first = min(
        (name for name in _sides(towns[largest].name, *points[largest]) if _fits(name, width)),
        key=lambda name: sum(name.covers(x, y) for x, y in points),
    )
    for _ in range(_ROUNDS):
        if not _give_way(points, largest, first, width, height):
            break
    dots = tuple((round(x), round(y)) for x, y in points)
    names = [first]
    for i in by_size[1:]:
        for name in _sides(towns[i].name, *dots[i]):
            if _fits(name, width) and _free(name, dots, names) and 0 < name.middle < height:
                names.append(name)
                break
    return Scattered(dots, tuple(names))


def _give_way(points: list[list[float]], still: int, name: Name, width: int, height: int) -> bool:
    """Move dots from each other and from the name, a little; tell whether any moved."""
    moved = False
    for i, point in enumerate(points):
        if i != still and name.covers(*point):
            room = _LINE / 2 + RADIUS
            point[1] = name.middle + (room if point[1] >= name.middle else -room)
            moved = True
    for i, j in combinations(range(len(points)), 2):
        a, b = points[i], points[j]
        gap = hypot(b[0] - a[0], b[1] - a[1])
        if gap < _APART:
            _part(a, b, (_APART + 0.1 - gap) / (gap or 1), still=(i == still) - (j == still))
            moved = True
    for i, point in enumerate(points):
        if i != still:
            point[0] = min(max(point[0], RADIUS + 1), width - RADIUS - 1)
            point[1] = min(max(point[1], RADIUS + 1), height - RADIUS - 1)
    return moved


def _part(a: list[float], b: list[float], push: float, *, still: int) -> None:
    """Push two points from each other: half the way each, or one all of it (`still` 1: a stays)."""
    share = {1: 0.0, 0: 0.5, -1: 1.0}[still]
    for axis in (0, 1):
        step = (b[axis] - a[axis] or 0.1) * push
        a[axis] -= step * share
        b[axis] += step * (1 - share)


def _sides(text: str, x: float, y: float) -> tuple[Name, ...]:
    """Return the places of a name around its dot, best first."""
    width = len(text) * _LETTER
    right, left, below = x + _AWAY, x - _AWAY - width, RADIUS + _LINE / 2 + 1
    return (
        Name(text, right, y, "start"),
        Name(text, left, y, "end"),
        Name(text, x - width / 2, y + below, "middle"),
        Name(text, x - width / 2, y - below, "middle"),
        Name(text, right - 4, y + 11, "start"),
        Name(text, right - 4, y - 11, "start"),
        Name(text, left + 4, y + 11, "end"),
        Name(text, left + 4, y - 11, "end"),
    )


def _fits(name: Name, width: int) -> bool:
    return name.left >= 1 and name.right <= width - 1


def _free(name: Name, dots: Sequence[tuple[int, int]], names: Sequence[Name]) -> bool:
    return not any(name.covers(*dot) for dot in dots) and not any(map(name.meets, names))
