"""Why nothing is sent, and the press that goes on from the hub's reports."""

from functools import partial

from litestar.di import NamedDependency

from node.leaves import settling
from node.push import reconciling
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.visit import Page
from shared.text import Text


@page("/leaves/stop", may="look")
async def show(visit: NamedDependency[Visit]) -> Page:
    """Show why nothing is sent, what each side says, and what to do."""
    return visit.page("leaves/stop.html", stop=await visit.read(settling.stop))


@act("/leaves/stop/settle", may="lead")
async def settle(visit: NamedDependency[Visit]) -> Page:
    """Go on from the reports that the hub has."""
    if await visit.commit(partial(settling.settle, doer=visit.doer)):
        return visit.go("/leaves/stop", Text.of("The node speaks with the hub now."))
    return visit.go("/leaves/stop", Text.of("There is nothing to settle."))


@act("/leaves/looked", may="lead")
async def looked(visit: NamedDependency[Visit]) -> Page:
    """Note that a person has read what was taken over, and that the hub was restored."""
    await visit.write(reconciling.looked)
    return visit.go("/", Text.of("Noted."))


ROUTES = [show, settle, looked]
