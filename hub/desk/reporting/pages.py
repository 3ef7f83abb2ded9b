"""Reporting: who is expected, who reports, who is late or silent, what was refused."""

from collections import Counter

from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from hub.desk.reporting import store, words
from hub.desk.routing import page
from hub.desk.visit import Visit
from hub.ingest import store as ingest
from hub.registry import current
from hub.registry.overview import Line
from shared.runtime.web.menu import Item
from shared.runtime.web.visit import Page
from shared.text import Text

ENTRY = Item(path="/reporting", label=Text.of("Reporting"))
OCTETS = "application/octet-stream"


class Tally(Struct, frozen=True, kw_only=True):
    """How many networks are expected to report, and how they do."""

    expected: int
    received: int
    fresh: int
    late: int
    silent: int
    never_seen: int


def tally(lines: tuple[Line, ...]) -> Tally:
    """Count the networks that are expected: those with a confirmed key that have not ended."""
    expected = [line for line in lines if line.expected]
    by = Counter(line.freshness for line in expected)
    return Tally(
        expected=len(expected),
        received=len(expected) - by["never_seen"],
        fresh=by["fresh"],
        late=by["late"],
        silent=by["silent"],
        never_seen=by["never_seen"],
    )


@page("/reporting")
async def reporting(visit: NamedDependency[Visit]) -> Page:
    """Show who reports, and every refused report with its reason."""
    lines = await current.lines(visit.desk)
    refusals = await visit.read(ingest.refusals)
    return visit.page(
        "reporting/index.html",
        lines=lines,
        tally=tally(lines),
        refusals=refusals,
        reason=words.reason,
    )


@page("/reporting/refused/{digest:str}")
async def refused(visit: NamedDependency[Visit], digest: FromPath[str]) -> Page:
    """Hand out the bytes of a refused report, as they came."""
    found = await visit.read(lambda db: store.refused_bytes(db, digest))
    if found is None:
        visit.missing()
    return visit.download(found, f"refused-{digest[:12]}.dsse.json", OCTETS)


ROUTES = [reporting, refused]
