"""Distances from town to town, as the crow flies.

Never a road's length: sea and detours are for the reader of the number to be told of.
"""

import math
from typing import Protocol

_EARTH_KM = 6371.0088


class Point(Protocol):
    """Anything with a place on the globe, in degrees (WGS84)."""

    @property
    def lat(self) -> float:
        """Return the latitude."""

    @property
    def lon(self) -> float:
        """Return the longitude."""


def distance_km(a: Point, b: Point) -> float:
    """Return the great-circle distance in kilometres (haversine)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat = math.sin((lat_b - lat_a) / 2)
    half_lon = math.sin(math.radians(b.lon - a.lon) / 2)
    chord = half_lat**2 + math.cos(lat_a) * math.cos(lat_b) * half_lon**2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))
