"""The few files every page shares, named with their digest so that they can be cached for ever."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

_HERE = Path(__file__).parent


class Assets(Struct, frozen=True):
    """Addresses for the templates, and the files below the root."""

    style: str
    script: str
    icon: str
    files: Mapping[str, bytes]


@cache
def assets() -> Assets:
    """Return the assets as they are packed with the program."""
    found: dict[str, bytes] = {}
    style = _add(found, "site", "css", ("map/map.css", "static/site.css"))
    script = _add(found, "site", "js", ("static/site.js",))
    icon = _add(found, "icon", "svg", ("static/icon.svg",))
    return Assets(style, script, icon, found)


def _add(found: dict[str, bytes], name: str, suffix: str, sources: tuple[str, ...]) -> str:
    body = b"".join((_HERE / file).read_bytes() for file in sources)
    path = f"assets/{name}-{hashlib.sha256(body).hexdigest()[:12]}.{suffix}"
    found[path] = body
    return f"/{path}"
