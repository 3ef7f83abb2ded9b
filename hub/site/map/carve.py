"""The recipe that turns Natural Earth regions into the 23 areas; shapely's only home but build.py.

17 areas are one region each and Åland its 16 municipalities together. Uusimaa is split into five
by the Voronoi cells of the municipalities' points, and seven municipalities that Natural Earth
draws in a wrong region are moved by their cells. Everything is cut along one noded set of lines, so
that neighbours share their borders to the last point.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely import MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize

from hub.site.map.projection import project
from shared.reference.model import Municipality

REGIONS: Mapping[str, str] = {
    "FIN-3176": "21", "FIN-3177": "15", "FIN-3178": "13", "FIN-3179": "20", "FIN-3180": "19",
    "FIN-3181": "18", "FIN-3182": "17", "FIN-3183": "16", "FIN-3184": "09", "FIN-3185": "07",
    "FIN-3186": "08", "FIN-3187": "10", "FIN-3188": "11", "FIN-3189": "12", "FIN-3190": "14",
    "FIN-3191": "05", "FIN-3192": "06", "FIN-3193": "uusimaa",
}  # fmt: skip
"""Natural Earth's region to the area it is; `uusimaa` is split."""

MOVED: Mapping[str, str] = {
    "090": "12",  # Heinävesi
    "142": "10",  # Iitti
    "152": "17",  # Isokyrö
    "171": "12",  # Joroinen
    "291": "15",  # Kuhmoinen
    "785": "20",  # Vaala
    "915": "12",  # Varkaus
}
"""Municipalities that Natural Earth draws in another area than theirs, and in which."""

UUSIMAA = frozenset({"01", "02", "03", "04", "90"})

EAST_HELSINKI = (60.209, 25.144)
"""A second point for Helsinki: by its centre's cell alone, Vantaa would reach the sea."""

_GRID_KM = 0.001
_SCRAP_KM2 = 50


def plane(shape: BaseGeometry) -> BaseGeometry:
    """Project a shape of longitudes and latitudes to kilometres."""
    flat = shapely.transform(
        shape, lambda points: np.array([project(lat, lon) for lon, lat in points])
    )
    return shapely.set_precision(flat, _GRID_KM)


def areas(
    regions: Mapping[str, BaseGeometry], municipalities: Sequence[Municipality]
) -> dict[str, BaseGeometry]:
    """Return the areas' shapes by code, from `plane` regions by the names of `REGIONS` and 91."""
    lots = {name: _lots(name, shape, municipalities) for name, shape in regions.items()}
    edges = [shape.boundary for shape in regions.values()]
    edges += [
        lot.boundary & regions[name]
        for name, some in lots.items()
        for lot in some.values()
        if len(some) > 1
    ]
    parts: dict[str, list[Polygon]] = {}
    for face in polygonize(shapely.union_all(edges, grid_size=_GRID_KM)):
        inside = face.representative_point()
        region = next((k for k, shape in regions.items() if shape.contains(inside)), None)
        if region is not None:
            owner = next(k for k, lot in lots[region].items() if lot.intersects(inside))
            parts.setdefault(owner, []).append(face)
    return _tidied({code: shapely.union_all(faces) for code, faces in sorted(parts.items())})


def _drawn_in(municipality: Municipality) -> str:
    """Return the name of the region in which Natural Earth draws a municipality."""
    own = "uusimaa" if municipality.area in UUSIMAA else municipality.area
    return MOVED.get(municipality.code, own)


def _lots(
    name: str, region: BaseGeometry, municipalities: Sequence[Municipality]
) -> dict[str, BaseGeometry]:
    """Return by area the part of the plane that it gets of a region.

    Where a region is shared, a place belongs to the area of the nearest municipality of those that
    Natural Earth draws in the region (Voronoi cells); a region of one area is not cut.
    """
    frame = shapely.box(*region.buffer(100).bounds)
    here = {m.code: m.area for m in municipalities if _drawn_in(m) == name}
    if len(set(here.values())) == 1:
        return {next(iter(here.values())): frame}
    owners = list(here.values())
    points = [Point(project(m.lat, m.lon)) for m in municipalities if m.code in here]
    if name == "uusimaa":
        owners.append("90")
        points.append(Point(project(*EAST_HELSINKI)))
    cells = shapely.voronoi_polygons(MultiPoint(points), extend_to=frame, ordered=True).geoms
    found: dict[str, list[BaseGeometry]] = {}
    for area, cell in zip(owners, cells, strict=True):
        found.setdefault(area, []).append(cell)
    return {area: shapely.union_all(some) for area, some in found.items()}


def _tidied(shapes: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Give every scrap of land cut off from its area to the neighbour around it; keep islands."""
    parts = {code: pieces(shape) for code, shape in shapes.items()}
    for code, some in parts.items():
        for scrap in [p for p in some[1:] if p.area < _SCRAP_KM2]:
            shared = {
                other: scrap.boundary.intersection(shape.boundary).length
                for other, shape in shapes.items()
                if other != code
            }
            neighbour = max(shared, key=lambda other: shared[other])
            if shared[neighbour] > 0:
                some.remove(scrap)
                parts[neighbour].append(scrap)
    return {code: shapely.union_all(some) for code, some in parts.items()}


def pieces(shape: BaseGeometry) -> list[Polygon]:
    """Return the polygons of a shape, the largest first."""
    if isinstance(shape, Polygon):
        return [] if shape.is_empty else [shape]
    some: list[Polygon] = list(shape.geoms) if isinstance(shape, MultiPolygon) else []
    return sorted((p for p in some if not p.is_empty), key=lambda p: -p.area)
