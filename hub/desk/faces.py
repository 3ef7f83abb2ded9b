"""Every page of the operators' desk, in the order of the menu.

To add a page: write `hub/<feature>/pages.py` with `ROUTES` (handlers made by `@page` and `@act` of
hub/desk/routing.py, their visit from hub/desk/visit.py) and `ENTRY` (an `Item` of the menu), lay
its templates into `hub/desk/templates/<feature>/`, and add the module to `FEATURES`. A handler
calls the same use case as the command line, by `await visit.decide(job)`: that writes the log of
acts. An act that is no `Decision` writes it by hub/desk/trail/store.py (add) in its transaction.
Loaded by `serve` alone.
"""

from collections.abc import Iterator
from types import ModuleType

from litestar.handlers import HTTPRouteHandler

from hub.desk.networks import changing, deciding, inviting
from hub.desk.networks import pages as networks
from hub.desk.operators import own
from hub.desk.operators import pages as operators
from hub.desk.overview import pages as overview
from hub.desk.owners import pages as owners
from hub.desk.reporting import alarms
from hub.desk.reporting import pages as reporting
from hub.desk.trail import pages as trail
from hub.notices.alerts import pages as told
from hub.notices.material import pages as material
from hub.notices.messages import pages as messages
from shared.runtime.web.menu import Item

FEATURES: tuple[ModuleType, ...] = (
    overview,
    networks,
    inviting,
    deciding,
    changing,
    reporting,
    owners,
    alarms,
    messages,
    material,
    told,
    trail,
    operators,
    own,
)


def routes() -> tuple[HTTPRouteHandler, ...]:
    """Return every handler once, in the order of the menu."""
    found: dict[int, HTTPRouteHandler] = {}
    for feature in FEATURES:
        for handler in feature.ROUTES:
            found.setdefault(id(handler), handler)
    return tuple(found.values())


def menu() -> tuple[Item, ...]:
    """Return the entries of the menu."""
    return tuple(_entries())


def _entries() -> Iterator[Item]:
    for feature in FEATURES:
        entry = getattr(feature, "ENTRY", None)
        if isinstance(entry, Item):
            yield entry
