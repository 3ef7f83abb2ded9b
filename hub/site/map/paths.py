"""Rings of whole numbers as short SVG path data, and nothing else."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

Ring = Sequence[tuple[int, int]]


def path(rings: Iterable[Ring]) -> str:
    """Return closed rings as a path with relative commands, without rings that have no area."""
    parts: list[str] = []
    at = (0, 0)
    for ring in map(_plain, rings):
        if len(ring) < 3:  # noqa: PLR2004 - a triangle is the least area
            continue
        letter = "m" if parts else "M"
        start = ring[0]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(ring)]
        first = (start[0] - at[0], start[1] - at[1])
        parts.append(f"{letter}{_numbers([first])}l{_numbers(steps)}z")
        at = start
    return "".join(parts)


def _plain(ring: Ring) -> list[tuple[int, int]]:
    """Leave out repeated points, points on a straight line and the closing one."""
    kept: list[tuple[int, int]] = []
    for point in (*ring, *ring[:1]):
        while kept and kept[-1] == point:
            kept.pop()
        while len(kept) > 1 and _straight(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return kept[:-1]


def _straight(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - b[1]) == (b[1] - a[1]) * (c[0] - b[0])


def _numbers(steps: Iterable[tuple[int, int]]) -> str:
    flat = [number for step in steps for number in step]
    text = "".join(str(n) if n < 0 else f" {n}" for n in flat)
    return text.strip()
