"""From degrees to kilometres on a plane: Finland upright, as on the maps people know.

A transverse Mercator on a sphere around 27° east; good to a few hundred metres, for pictures only.
"""

import math

_EARTH_KM = 6371.0088
_MIDDLE_LON = 27.0


def project(lat: float, lon: float) -> tuple[float, float]:
    """Return kilometres east of 27° E and, growing southwards, kilometres from the equator."""
    phi, along = math.radians(lat), math.radians(lon - _MIDDLE_LON)
    across = math.cos(phi) * math.sin(along)
    x = _EARTH_KM * math.atanh(across)
    y = _EARTH_KM * math.atan2(math.tan(phi), math.cos(along))
    return x, -y
