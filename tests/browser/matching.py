"""The finder's matching in a blank page: its two scripts and the reference tables, no server."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
from playwright.sync_api import Page

from hub.opendata.finder import places
from tests.browser.served import chromium
from tests.hub.site.scene import REFERENCE

SCRIPTS = [Path(f"hub/site/static/find/{name}.js") for name in ("names", "match")]
PLACES = msgspec.json.encode(places(REFERENCE)).decode()
_TABLES = json.loads(PLACES)
CODES = tuple(row[0] for row in _TABLES["municipalities"])


class Hit(NamedTuple):
    """One result in words: a municipality's or an area's Finnish name, how it was found."""

    name: str
    kind: str
    code: str
    via: tuple[str, str] | None
    sure: bool


Search = Callable[[str], list[Hit]]


@contextmanager
def matching_page() -> Iterator[Page]:
    """Open a blank page that holds the scripts and an index of the tables."""
    with chromium() as browser:
        page = browser.new_page()
        for script in SCRIPTS:
            page.add_script_tag(content=script.read_text(encoding="utf-8"))
        page.evaluate("text => { window.opened = openIndex(JSON.parse(text)); }", PLACES)
        yield page


def searcher(page: Page) -> Search:
    """Return the search of the page as a function."""

    def search(query: str) -> list[Hit]:
        return [_hit(row) for row in page.evaluate("query => search(opened, query)", query)]

    return search


def _hit(row: dict[str, object]) -> Hit:
    assert list(row) == ["kind", "at", "via", "sure"]
    kind, at, via = str(row["kind"]), int(str(row["at"])), row["via"]
    code, name = _TABLES["areas" if kind == "area" else "municipalities"][at][:2]
    how = (str(via["kind"]), str(via["name"])) if isinstance(via, dict) else None
    return Hit(name, kind, code, how, row["sure"] is True)
