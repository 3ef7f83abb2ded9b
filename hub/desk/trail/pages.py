"""The log of acts: what every operator did, newest first, and whether the log is whole."""

from sqlite3 import Connection

from litestar.di import NamedDependency
from msgspec import Struct

from hub.desk.routing import page
from hub.desk.trail import store
from hub.desk.trail.model import Act, broken, gaps
from hub.desk.visit import Visit
from shared.runtime.accounts import store as accounts
from shared.runtime.web.menu import Item
from shared.runtime.web.visit import Page
from shared.text import Text

ENTRY = Item(path="/acts", label=Text.of("Log of acts"))
ROWS = 50


class Shown(Struct, frozen=True, kw_only=True):
    """One page of the log. `broken`: the first line that does not follow from the one before.

    `gaps`: the lines of restores, before which others are missing.
    """

    acts: tuple[Act, ...]
    names: dict[int, str]
    older: int
    broken: int | None
    gaps: tuple[int, ...]


@page("/acts")
async def listed(visit: NamedDependency[Visit]) -> Page:
    """List the acts."""
    asked = visit.query.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0  # noqa: PLR2004 (SQLite's own numbers are longer)
    node = visit.query.get("network", "")[:40]
    shown = await visit.read(lambda db: read(db, before, node, prove=True))
    return visit.page("trail/index.html", shown=shown, node=node)


def read(db: Connection, before: int, node: str = "", *, prove: bool = False) -> Shown:
    """Return a page of the log; `prove`: with the proof of the whole of it."""
    found = store.newest(db, limit=ROWS + 1, before=before, node=node)
    acts, whole = found[:ROWS], tuple(store.every(db)) if prove else ()
    return Shown(
        acts=acts,
        names=accounts.names(db),
        older=acts[-1].number if len(found) > ROWS else 0,
        broken=broken(whole),
        gaps=gaps(whole),
    )


ROUTES = [listed]
