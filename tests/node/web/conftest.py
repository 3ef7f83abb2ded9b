"""The lead's pages over an open node, with a client that comes from this computer."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

import pytest
from httpx import ASGITransport, AsyncClient

from node.app import translator
from node.desk import Desk
from node.network import edit
from node.network.model import NetworkRecord
from node.push.model import Phase
from node.web import pages
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database

ORIGIN = "http://127.0.0.1:8460"
RECORD = NetworkRecord(name_fi="Savo & verkosto", name_sv="Savolax", controller="Esimerkki ry")


@dataclass
class House:
    """The pages, and what a browser does with them."""

    client: AsyncClient
    desk: Desk
    woken: list[str] = field(default_factory=list)

    async def open(self, path: str) -> str:
        """Open a page and return it."""
        response = await self.client.get(path)
        assert response.status_code == 200, response.text
        return str(response.text)

    async def token(self) -> str:
        """Return the token of the form on the first page."""
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', await self.open("/en/"))
        assert found is not None
        return found[1]


@pytest.fixture
async def house(database: Database, clock: Clock, reference: Reference) -> AsyncIterator[House]:
    woken: list[str] = []

    async def wake() -> None:
        woken.append("woken")

    def phase() -> Phase:
        return "away"

    desk = Desk(
        database=database,
        clock=clock,
        reference=reference,
        translator=translator("fi"),
        wake=wake,
    )
    await database.write(partial(edit.set_up, network=RECORD, covers=("297",), now=clock.now()))
    app = pages.build(desk, languages={c: translator(c) for c in ("fi", "sv", "en")}, phase=phase)
    # In this very loop: litestar's client would run the pages in another, away from the database.
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield House(client=client, desk=desk, woken=woken)
