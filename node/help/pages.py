"""Help: how things work, the words, the rules with their sources, and what a role may do."""

from litestar.di import NamedDependency

from node.help.glossary import WORDS
from node.help.more_rules import RULES
from node.help.rules import SOURCES
from node.web.routing import page
from node.web.visit import Visit
from shared.runtime.web.visit import Page


@page("/help", may="anyone")
async def show(visit: NamedDependency[Visit]) -> Page:
    """Show the whole of it on one page, to be read, searched or printed."""
    return visit.page("help/index.html", rules=RULES, sources=SOURCES, words=WORDS)


ROUTES = [show]
