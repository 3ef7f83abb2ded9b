"""History: who did what and when, and what was removed within 30 days and can come back."""

from functools import partial
from sqlite3 import Connection
from typing import cast

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.history import record, store
from node.history.model import Kind, without_roles
from node.history.wording import KINDS
from node.organisers import store as organisers
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.number import whole
from shared.runtime.web.visit import Page
from shared.text import Text

PAGE = 50


@page("/history", may="look")
async def show(visit: NamedDependency[Visit]) -> Page:
    """Show the newest entries, or those older than the number `before`, of one kind or all."""
    wanted = visit.query.get("kind") or None
    if wanted is not None and wanted not in KINDS:
        visit.missing()
    kind = cast("Kind | None", wanted)
    older = whole(visit.query.get("before", ""))
    job = partial(store.newest, before=older, kind=kind, limit=PAGE)
    entries = await visit.read(job)
    if not visit.may("meet"):
        entries = tuple(map(without_roles, entries))
    return visit.page(
        "history/index.html",
        entries=entries,
        organisers=await visit.read(_organisers),
        kinds=KINDS,
        kind=kind or "",
        last=entries[-1].number if len(entries) == PAGE else None,
    )


@page("/history/removed", may="look")
async def removed(visit: NamedDependency[Visit]) -> Page:
    """Show what was removed and can still be restored."""
    found = await visit.read(store.removed)
    named = await visit.read(_organisers)
    return visit.page("history/removed.html", entries=found, kinds=KINDS, organisers=named)


@act("/history/removed/{number:int}/restore", may="lead")
async def restore(visit: NamedDependency[Visit], number: FromPath[int]) -> Page:
    """Bring a removed record back."""

    def job(db: Connection) -> Text | None:
        image = store.image_of_entry(db, number)
        if image is None or image.after is not None:
            return record.TOO_OLD
        return record.restore(db, visit.doer, image.kind, image.record, visit.house.keepers)

    refused = await visit.commit(job)
    return visit.go("/history/removed", refused or Text.of("It is back."))


def _organisers(db: Connection) -> dict[str, str]:
    return {one.id: one.name for one in organisers.all_organisers(db)}


ROUTES = [show, removed, restore]
