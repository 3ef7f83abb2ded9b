"""Where the carved areas stand in the pictures: scales, boxes, simplified whole-number paths.

Part of the build, with shapely; the pictures are drawn from its result without it.
"""

from collections.abc import Mapping

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from hub.site.map.carve import UUSIMAA, pieces
from hub.site.map.geometry import Areas, Box, Outline, Shape
from hub.site.map.paths import path

MARGIN = 4
LEFT = 44  # sea beside Åland, so that the inset has room in the Gulf of Bothnia
SCALE = 0.92  # units in a kilometre
INSET = Box(x=1, y=236, width=288, height=232)
INSET_TITLE = 34  # units kept free for it at the top of the inset
OUTLINE_SIDE = 380
OUTLINE_MARGIN = 14
SIMPLIFY, SMALLEST = 1.0, 7.0  # units, square units: what the eye would not see on a telephone
OUTLINE_SIMPLIFY, OUTLINE_SMALLEST = 1.8, 20.0
ASIDE: Mapping[str, tuple[int, int]] = {"04": (228, 440), "90": (170, 440)}
"""Areas too small for their sign, and where beside them it stands in the inset."""


def lay_out(shapes: Mapping[str, BaseGeometry]) -> Areas:
    """Return everything the pictures need, from the areas' shapes in kilometres."""
    left, top, right, bottom = shapely.union_all(list(shapes.values())).bounds
    width = round((right - left) * SCALE + LEFT + MARGIN)
    height = round((bottom - top) * SCALE + 2 * MARGIN)
    main = _fitted(shapes, SCALE, (LEFT - left * SCALE, MARGIN - top * SCALE))
    close = _inset({code: shapes[code] for code in sorted(UUSIMAA)})
    return Areas(
        width=width,
        height=height,
        inset=INSET,
        areas={
            code: Shape(
                path=_path(main[code], SMALLEST),
                close=_path(close[code], SMALLEST) if code in close else None,
                sign=ASIDE.get(code) or _middle(close.get(code, main[code])),
                anchor=_middle(close[code]) if code in ASIDE else None,
                outline=_outline(shape),
            )
            for code, shape in sorted(shapes.items())
        },
    )


def _inset(shapes: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    left, top, right, _bottom = shapely.union_all(list(shapes.values())).bounds
    scale = (INSET.width - 4 * MARGIN) / (right - left)
    corner = (INSET.x + 2 * MARGIN - left * scale, INSET.y + INSET_TITLE - top * scale)
    return _fitted(shapes, scale, corner)


def _fitted(
    shapes: Mapping[str, BaseGeometry],
    scale: float,
    corner: tuple[float, float],
    simplify: float = SIMPLIFY,
) -> dict[str, BaseGeometry]:
    """Scale and move shapes together, and simplify them without opening a gap between two."""
    placed = [
        shapely.transform(shape, lambda points: points * scale + corner)
        for shape in shapes.values()
    ]
    return dict(zip(shapes, shapely.coverage_simplify(placed, simplify), strict=True))


def _path(shape: BaseGeometry, smallest: float) -> str:
    some = pieces(shape)
    kept = [p for i, p in enumerate(some) if not i or p.area >= smallest]
    return path(
        [(round(x), round(y)) for x, y in ring.coords]
        for polygon in kept
        for ring in (polygon.exterior, *polygon.interiors)
    )


def _middle(shape: BaseGeometry) -> tuple[int, int]:
    """Return the point of the largest piece that lies farthest from its border."""
    largest: Polygon = pieces(shape)[0]
    x, y = shapely.maximum_inscribed_circle(largest, tolerance=0.5).coords[0]
    return round(x), round(y)


def _outline(shape: BaseGeometry) -> Outline:
    left, top, right, bottom = shape.bounds
    room = OUTLINE_SIDE - 2 * OUTLINE_MARGIN
    scale = round(room / max(right - left, bottom - top), 4)
    x = round(OUTLINE_SIDE / 2 - (left + right) / 2 * scale, 1)
    y = round(OUTLINE_MARGIN - top * scale, 1)
    placed = _fitted({"": shape}, scale, (x, y), OUTLINE_SIMPLIFY)[""]
    return Outline(
        path=_path(placed, OUTLINE_SMALLEST),
        width=OUTLINE_SIDE,
        height=round((bottom - top) * scale) + 2 * OUTLINE_MARGIN,
        scale=scale,
        x=x,
        y=y,
    )
