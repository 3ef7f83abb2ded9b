"""Alarms: two machines with one key, or two reports with one number, side by side."""

from litestar.di import NamedDependency
from msgspec import Struct

from hub.desk.routing import page
from hub.desk.visit import Visit
from hub.ingest.alarms import store, words
from hub.ingest.alarms.model import Clone, Fork
from hub.registry import store as registry
from shared.runtime.web.menu import Item
from shared.runtime.web.visit import Page
from shared.text import Text

ENTRY = Item(path="/alarms", label=Text.of("Alarms"))


class Alarm(Struct, frozen=True, kw_only=True):
    """One alarm in words; `open`: its network is suspended still."""

    node: str
    lines: tuple[Text, ...]
    open: bool


@page("/alarms")
async def alarms(visit: NamedDependency[Visit]) -> Page:
    """List the alarms, open ones first."""
    say = visit.house.words(visit.language).say
    clones, forks = await visit.read(store.clones), await visit.read(store.forks)
    found = [
        *(_alarm(one, tuple(words.clone_lines(one, say))) for one in clones),
        *(_alarm(one, tuple(words.fork_lines(one, say))) for one in forks),
    ]
    told = {one.node for one in found if one.open}
    for network in await visit.read(registry.networks):
        if network.suspended_why in {"clone", "fork"} and network.node not in told:
            lines = (words.lost(network.node, str(network.suspended_why)),)
            found.append(Alarm(node=network.node, lines=lines, open=True))
    found.sort(key=lambda one: not one.open)
    return visit.page("reporting/alarms.html", alarms=found)


def _alarm(one: Clone | Fork, lines: tuple[Text, ...]) -> Alarm:
    return Alarm(node=one.node, lines=lines, open=one.closed_at is None)


ROUTES = [alarms]
