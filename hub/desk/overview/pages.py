"""The first page of the desk: what needs doing, and how reporting stands."""

from litestar.di import NamedDependency

from hub.desk.overview.todo import Todo, Weight, todos
from hub.desk.owners import pages as owners
from hub.desk.reporting.pages import tally
from hub.desk.routing import page
from hub.desk.visit import Visit
from hub.registry import current
from hub.registry.handover import store as handovers
from hub.registry.handover import words
from shared.period import helsinki_day
from shared.runtime.web.menu import Item
from shared.runtime.web.visit import Page
from shared.text import Text

ENTRY = Item(path="/", label=Text.of("To do"))


@page("/")
async def overview(visit: NamedDependency[Visit]) -> Page:
    """Show what needs doing."""
    lines = await current.lines(visit.desk)
    today = helsinki_day(visit.desk.now())
    mandates = await visit.read(handovers.every)
    desk = visit.desk
    counts = await visit.read(lambda db: owners.standing(db, desk, today))
    return visit.page(
        "overview/index.html",
        todos=(*todos(lines), *_unsettled(len(counts.unsettled))),
        weights=Weight,
        tally=tally(lines),
        announced=words.announced(mandates, visit.desk.reference, today),
    )


def _unsettled(count: int) -> tuple[Todo, ...]:
    if not count:
        return ()
    text = Text.of("Municipalities whose counts nobody reports: {n}. Name a network.", n=count)
    return (Todo(weight=Weight.LOOK, text=text, path=owners.HOME),)


ROUTES = [overview]
