"""The networks: all of them in a list, one of them on a page of its own."""

from functools import partial

from litestar.di import NamedDependency
from litestar.params import FromPath

from hub.desk.networks import fields, sheet
from hub.desk.networks.sheet import Sheet
from hub.desk.reporting.words import reason
from hub.desk.routing import page
from hub.desk.visit import Visit
from hub.registry import current
from shared.runtime.web.form import filled
from shared.runtime.web.menu import Item
from shared.runtime.web.visit import Page
from shared.text import Invalid, Text

ENTRY = Item(path="/networks", label=Text.of("Networks"))


@page("/networks")
async def listed(visit: NamedDependency[Visit]) -> Page:
    """List the networks: who reports, and who is silent since when."""
    return visit.page("networks/list.html", lines=await current.lines(visit.desk))


@page("/networks/{node:str}")
async def one(visit: NamedDependency[Visit], node: FromPath[str]) -> Page:
    """Show one network."""
    return await one_page(visit, node)


async def one_page(
    visit: Visit, node: str, *, code: str = "", invalid: tuple[Invalid, ...] = ()
) -> Page:
    """Return the page of a network, with what was refused of a code that was read out."""
    shown = await found(visit, node)
    return visit.page(
        "networks/show.html",
        status=422 if invalid else 200,
        shown=shown,
        reason=reason,
        confirm=filled(fields.CONFIRM, {"code": code}, invalid=invalid),
    )


async def found(visit: Visit, node: str) -> Sheet:
    """Return everything about a network; without it there is no such page."""
    lines = {line.node: line for line in await current.lines(visit.desk)}
    desk, line = visit.desk, lines.get(node)
    if line is None:
        visit.missing()
    job = partial(sheet.read, line=line, reference=desk.reference, now=desk.now(), root=desk.root)
    shown = await visit.read(job)
    return shown if shown is not None else visit.missing()


ROUTES = [listed, one]
