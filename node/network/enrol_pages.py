"""Joining the hub: paste the invitation, read the fingerprint out, wait for the operator's word."""

from functools import partial

from litestar.di import NamedDependency

from node.network import asked, doing, showing
from node.network.enrol import Known
from node.network.joining import Joining
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.form import View, filled
from shared.runtime.web.visit import Page, Posted


@page("/network/enrol", may="lead")
async def show(visit: NamedDependency[Visit], joining: NamedDependency[Joining]) -> Page:
    """Show where joining the hub stands."""
    return await enrol_page(visit, joining, filled(asked.INVITATION, {}))


@act("/network/enrol", may="lead")
async def join(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    joining: NamedDependency[Joining],
) -> Page:
    """Enrol with the hub of the invitation."""
    answer = await doing.join(visit, posted, joining)
    if isinstance(answer, Known):
        return visit.go("/network/enrol")
    return await enrol_page(visit, joining, answer.view, status=answer.status)


@act("/network/enrol/again", may="lead")
async def again(visit: NamedDependency[Visit], joining: NamedDependency[Joining]) -> Page:
    """Have the hub asked at once whether the operator has confirmed the key."""
    await joining.ask()
    return visit.go("/network/enrol")


async def enrol_page(visit: Visit, joining: Joining, form: View, *, status: int = 200) -> Page:
    """Return the page on joining the hub."""
    job = partial(showing.enrolled, files=joining.files)
    return visit.page("network/enrol.html", status=status, shown=await visit.read(job), form=form)


ROUTES = [show, join, again]
