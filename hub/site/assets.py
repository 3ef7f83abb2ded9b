"""The few files every page shares, named with their digest so that they can be cached for ever.

Style sheets and scripts go out without comments and space: a phone need not fetch what only people
in this house read. There is no other build step.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import rcssmin
import rjsmin
from msgspec import Struct

from hub.opendata.finder import places_file
from shared.reference.lookup import load

_HERE = Path(__file__).parent
_FINDER = ("names", "match", "nearest", "view", "page")
"""The finder's scripts, in the order in which they need each other."""


class Assets(Struct, frozen=True):
    """Addresses for the templates, and the files below the root.

    `script` is every page's, `find` the same with the finder: one file to wait for. `report` is
    the style of the national report, beside the one of every page.
    """

    style: str
    report: str
    script: str
    find: str
    icon: str
    places: str
    files: Mapping[str, bytes]


@cache
def assets() -> Assets:
    """Return the assets as they are packed with the program."""
    found: dict[str, bytes] = {}
    style = _add(found, "site.css", rcssmin.cssmin(_read("map/map.css", "static/site.css")))
    report = _add(found, "report.css", rcssmin.cssmin(_read("../report/report.css")))
    script = _add(found, "site.js", rjsmin.jsmin(_read("static/site.js")))
    finder = [f"static/find/{name}.js" for name in _FINDER]
    find = _add(found, "find.js", rjsmin.jsmin(_read("static/site.js", *finder)))
    icon = _add(found, "icon.svg", _read("static/icon.svg"))
    places = f"/{places_file(load())[0]}"  # written with the open data
    return Assets(style, report, script, find, icon, places, found)


def _read(*sources: str) -> str:
    return "".join((_HERE / source).read_text(encoding="utf-8") for source in sources)


def _add(found: dict[str, bytes], name: str, text: str) -> str:
    body = text.encode()
    stem, _, suffix = name.partition(".")
    path = f"assets/{stem}-{hashlib.sha256(body).hexdigest()[:12]}.{suffix}"
    found[path] = body
    return f"/{path}"
