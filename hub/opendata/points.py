"""The rows of availability as points of GeoJSON (RFC 7946).

Pure. A point is the municipality's administrative centre: indicative, never where a group meets.
"""

from msgspec import Struct, structs

from hub.availability.snapshot import Snapshot
from shared.reference.lookup import Reference
from shared.wire.opendata import LICENCE, Row


class Point(Struct, frozen=True, tag_field="type", tag="Point"):
    """A place on the globe: longitude, latitude (WGS84)."""

    coordinates: tuple[float, float]


class Feature(Struct, frozen=True, kw_only=True, tag_field="type", tag="Feature"):
    """One municipality: its point, and its row with `indicative`."""

    id: str
    geometry: Point
    properties: dict[str, object]


class Collection(Struct, frozen=True, kw_only=True, tag_field="type", tag="FeatureCollection"):
    """/data/v1/availability.geojson; `made_at` and `licence` are foreign members."""

    made_at: str
    licence: str
    features: tuple[Feature, ...]


def collection(snapshot: Snapshot, reference: Reference) -> Collection:
    """Return the municipalities that have a point, by code."""
    document = snapshot.availability
    return Collection(
        made_at=document.made_at.isoformat().replace("+00:00", "Z"),
        licence=LICENCE,
        features=tuple(
            _feature(row, (place.lon, place.lat))
            for row in document.municipalities
            if (place := reference.municipality(row.municipality))
        ),
    )


def _feature(row: Row, coordinates: tuple[float, float]) -> Feature:
    return Feature(
        id=row.municipality,
        geometry=Point(coordinates),
        properties={**structs.asdict(row), "indicative": True},
    )
