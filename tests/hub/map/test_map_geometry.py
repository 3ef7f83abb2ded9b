"""The committed shapes: every area is there, whole numbers only, every town in its own area."""

import re
from math import hypot

import pytest

from hub.site.map.geometry import geometry
from hub.site.map.projection import project
from shared.reference.lookup import load

Point = tuple[float, float]

ON_THE_SHORE_KM = 0.7
ON_THE_SHORE = {
    "062": "Föglö",
    "075": "Hamina",
    "240": "Kemi",
    "241": "Keminmaa",
    "445": "Parainen",
    "710": "Raasepori",
}
"""Towns just outside their outline: the shore is drawn at 1:10m and simplified."""


def _rings(path: str) -> list[list[Point]]:
    """Read back what `paths.path` writes."""
    rings: list[list[Point]] = []
    start = (0, 0)
    for letter, head, tail in re.findall(r"([Mm])([^l]*)l([^z]*)z", path):
        x, y = (int(n) for n in re.findall(r"-?\d+", head))
        start = (x, y) if letter == "M" else (start[0] + x, start[1] + y)
        ring: list[Point] = [start]
        numbers = [int(n) for n in re.findall(r"-?\d+", tail)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            ring.append((ring[-1][0] + dx, ring[-1][1] + dy))
        rings.append(ring)
    return rings


def _inside(point: Point, rings: list[list[Point]]) -> bool:
    """Count crossings of a ray: odd is inside."""
    x, y = point
    odd = False
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                odd = not odd
    return odd


def _distance(point: Point, rings: list[list[Point]]) -> float:
    x, y = point
    nearest = float("inf")
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
            dx, dy = bx - ax, by - ay
            along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)
            along = min(1.0, max(0.0, along))
            nearest = min(nearest, hypot(x - ax - along * dx, y - ay - along * dy))
    return nearest


def test_every_area_has_its_shape() -> None:
    assert list(geometry().areas) == [area.code for area in load().areas]


def test_the_five_of_uusimaa_are_in_the_inset_and_the_two_small_ones_led_to() -> None:
    shapes = geometry().areas

    assert [c for c, s in shapes.items() if s.close] == ["01", "02", "03", "04", "90"]
    assert [c for c, s in shapes.items() if s.anchor] == ["04", "90"]


def test_paths_are_whole_numbers_with_relative_steps() -> None:
    for shape in geometry().areas.values():
        for path in (shape.path, shape.close or shape.path, shape.outline.path):
            assert re.fullmatch(r"[Mmlz\d -]+", path)


def test_everything_lies_within_the_picture() -> None:
    shapes = geometry()
    box = shapes.inset

    for shape in shapes.areas.values():
        for x, y in (point for ring in _rings(shape.path) for point in ring):
            assert 0 <= x <= shapes.width
            assert 0 <= y <= shapes.height
        for x, y in (point for ring in _rings(shape.close or "") for point in ring):
            assert box.x < x < box.x + box.width
            assert box.y < y < box.y + box.height


def test_signs_stand_in_their_areas() -> None:
    for code, shape in geometry().areas.items():
        place = shape.anchor or shape.sign
        assert _inside(place, _rings(shape.close or shape.path)), code


def test_the_inset_covers_no_land() -> None:
    shapes = geometry()
    box = shapes.inset
    corners = [(box.x + box.width, box.y), (box.x + box.width, box.y + box.height)]

    for shape in shapes.areas.values():
        rings = _rings(shape.path)
        assert not any(
            box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height
            for ring in rings
            for x, y in ring
        )
        assert not any(_inside(corner, rings) for corner in corners)


@pytest.mark.parametrize("area", [area.code for area in load().areas])
def test_every_town_lies_in_its_own_area_or_on_its_shore(area: str) -> None:
    outline = geometry().areas[area].outline
    rings = _rings(outline.path)

    for municipality in load().municipalities_of(area):
        x, y = project(municipality.lat, municipality.lon)
        place = (x * outline.scale + outline.x, y * outline.scale + outline.y)
        outside = 0.0 if _inside(place, rings) else _distance(place, rings) / outline.scale
        assert (outside > 0) == (municipality.code in ON_THE_SHORE), municipality.name_fi
        assert outside < ON_THE_SHORE_KM
