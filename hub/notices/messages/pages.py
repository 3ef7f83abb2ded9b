"""The desk's pages of messages: write to networks, until a day; since when each was told."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from sqlite3 import Connection

from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from hub.desk.routing import act, page
from hub.desk.visit import Visit
from hub.notices.messages import decide, forms, store
from hub.notices.messages.model import Kept
from hub.registry import store as registry
from hub.registry.model import Network
from shared.period import helsinki_day
from shared.runtime.web.form import Field, View, filled
from shared.runtime.web.menu import Item
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text
from shared.wire.words import NodeId

PATH = "/messages"
ENTRY = Item(path=PATH, label=Text.of("Messages"))
TEXTS = (
    Field(name="fi", label=Text.of("In Finnish"), kind="text", required=True),
    Field(name="sv", label=Text.of("In Swedish"), kind="text"),
    Field(
        name="en",
        label=Text.of("In English"),
        kind="text",
        help=Text.of("Where a translation is missing, the Finnish text is shown."),
    ),
    Field(
        name="until",
        label=Text.of("The last day it is shown"),
        kind="day",
        required=True,
        help=Text.of("Such as 31.12.2026."),
    ),
)


class One(Struct, frozen=True, kw_only=True):
    """A message, since when which networks were told, and which of those it is for were not."""

    kept: Kept
    told: dict[NodeId, datetime]
    waiting: tuple[NodeId, ...]


@page(PATH)
async def every(visit: NamedDependency[Visit]) -> Page:
    """Show all messages, the newest first."""
    kept = await visit.read(store.every)
    return visit.page("messages/list.html", messages=kept, today=helsinki_day(visit.desk.now()))


@page(f"{PATH}/new")
async def new(visit: NamedDependency[Visit]) -> Page:
    """Show the form of a new message."""
    return await _form(visit, {})


@act(f"{PATH}/new")
async def write(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Write a message to networks."""
    now = visit.desk.now()
    known = {one.node for one in await visit.read(registry.networks)}
    draft = forms.read(posted.fields, known=known, today=helsinki_day(now))
    if isinstance(draft, tuple):
        return await _form(visit, posted.fields, draft)
    return visit.decided(await visit.decide(partial(decide.write, draft=draft, at=now)), PATH)


@page(f"{PATH}/{{number:int}}")
async def show(visit: NamedDependency[Visit], number: FromPath[int]) -> Page:
    """Show a message and whom it was told."""
    one = await visit.read(partial(_one, number=number))
    if one is None:
        visit.missing()
    today = helsinki_day(visit.desk.now())
    return visit.page("messages/show.html", one=one, current=one.kept.current(today))


@act(f"{PATH}/{{number:int}}/withdraw")
async def withdraw(visit: NamedDependency[Visit], number: FromPath[int]) -> Page:
    """Take a message back."""
    job = partial(decide.withdraw, number=number, at=visit.desk.now())
    return visit.decided(await visit.decide(job), PATH)


async def _form(visit: Visit, typed: Mapping[str, str], wrong: tuple[Invalid, ...] = ()) -> Page:
    networks = await visit.read(registry.networks)
    view = _view(networks, typed, wrong)
    return visit.page("messages/new.html", status=422 if wrong else 200, form=view)


def _view(
    networks: tuple[Network, ...], typed: Mapping[str, str], wrong: tuple[Invalid, ...]
) -> View:
    to = Field(
        name="networks",
        label=Text.of("To which networks"),
        help=Text.of("Their ids with commas between; empty: to all, and to those that come later."),
        suggest=tuple(network.node for network in networks),
    )
    return filled((*TEXTS, to), typed, invalid=wrong)


def _one(db: Connection, *, number: int) -> One | None:
    kept = store.find(db, number)
    if kept is None:
        return None
    told = store.told(db, number)
    waiting = (network.node for network in registry.networks(db) if network.standing == "active")
    return One(
        kept=kept,
        told=told,
        waiting=tuple(node for node in waiting if kept.meant_for(node) and node not in told),
    )


ROUTES = [every, new, write, show, withdraw]
