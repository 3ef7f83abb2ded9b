"""The application: all features' pages of the node behind one door, one gate."""

from collections.abc import Iterable, Mapping

from litestar.handlers import HTTPRouteHandler

from node.web.house import House
from node.web.visit import Visit
from shared.runtime.web import site
from shared.runtime.web.door import SignIn
from shared.runtime.web.guards import Gate

STYLE = "/node.css"


def build(
    house: House,
    *,
    routes: Iterable[HTTPRouteHandler],
    sign_in: SignIn,
    given: Mapping[str, object] | None = None,
) -> Gate:
    """Return the pages behind their gate. Raises RuntimeError for a handler that lets nobody in.

    `given` are collaborators that features ask for by name.
    """
    return site.build(house, kind=Visit, style=STYLE, routes=routes, sign_in=sign_in, given=given)
