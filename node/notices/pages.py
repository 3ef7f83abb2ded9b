"""Pages of what the operator sends: messages with their history, and the material bank."""

import asyncio
from datetime import datetime
from functools import partial
from sqlite3 import Connection

from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from node.network import store as network
from node.notices import folder, model, store
from node.notices.model import HeldList
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.visit import Page
from shared.text import Text
from shared.wire.words import Digest


class Bank(Struct, frozen=True, kw_only=True):
    """The list as it is held, and what is known of this reader."""

    held: HeldList
    heard: dict[Digest, datetime]
    look: model.Look


@page("/messages", may="look")
async def messages(visit: NamedDependency[Visit]) -> Page:
    """Show every message of the operator's that was ever heard."""
    heard = await visit.read(store.every)
    today = visit.desk.today()
    return visit.page("notices/messages.html", heard=heard, today=today, names=visit.house.names)


@act("/messages/{message:str}/read", may="lead")
async def read(visit: NamedDependency[Visit], message: FromPath[str]) -> Page:
    """Record that a person has read a message."""
    job = partial(store.read, message=message, staff=visit.member.staff, at=visit.desk.now())
    await visit.write(job)
    return visit.go("/", Text.of("Noted. The message stays under Messages."))


@page("/material", may="look")
async def material(visit: NamedDependency[Visit]) -> Page:
    """Show the documents, those in the reader's language first."""
    bank = await visit.write(partial(_bank, visit=visit))
    items = bank.held.items()
    here = await asyncio.to_thread(folder.here, visit.desk.data, items)
    shown = model.documents(items, bank.heard, here, bank.look)
    own = [one for one in shown if one.item.language == visit.language]
    others = [one for one in shown if one.item.language != visit.language]
    return visit.page("notices/material.html", own=own, others=others, held=bank.held)


@page("/material/{digest:str}", may="look")
async def document(visit: NamedDependency[Visit], digest: FromPath[str]) -> Page:
    """Give a document to be kept; nothing of it is run or shown in the browser."""
    held = await visit.read(_held)
    item = next((one for one in held.items() if one.digest == digest), None)
    if item is None:
        visit.missing()
    body = await asyncio.to_thread(folder.read, visit.desk.data, item)
    if body is None:
        return visit.go("/material", Text.of("This document has not been fetched yet."))
    return visit.download(body, model.file_name(item), item.media_type)


def _bank(db: Connection, *, visit: Visit) -> Bank:
    """Return what is held, and remember that this person looked."""
    staff, now = visit.member.staff, visit.desk.now()
    before = store.look(db, staff)
    look = model.looked(before, now)
    if look != before:
        store.keep_look(db, staff, look)
    return Bank(held=_held(db), heard=store.heard_of(db), look=look)


def _held(db: Connection) -> HeldList:
    record = network.record(db)
    return (
        HeldList() if record is None or record.hub_key is None else store.held(db, record.hub_key)
    )


ROUTES = [messages, read, material, document]
