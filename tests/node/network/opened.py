"""The pages of today, of what leaves, of the network and of the first run over a new node.

Nothing is set up yet; the hub is a door that a test fills with an answer.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from httpx import ASGITransport, AsyncClient
from msgspec.structs import replace

from node import keyfile
from node.app import translator
from node.desk import Desk
from node.help import pages as helping
from node.keys.files import KeyFiles
from node.leaves import pages as leaving
from node.network import edit
from node.network import pages as network
from node.network.joining import Joining
from node.network.model import NetworkRecord
from node.start import pages as start
from node.today import pages as today
from node.today.model import Register
from node.today.sources import OWN
from shared.delivery import Answered, Unreachable
from shared.reference.lookup import Reference
from shared.runtime.accounts.model import Member
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.signing import SigningKey, envelope_digest, sign
from shared.wire.envelope import Envelope
from shared.wire.problem import Problem
from tests.node.network.invited import HUB
from tests.node.web.conftest import COOKIES, ORIGIN, TOKENS, Browser, build

RECORD = NetworkRecord(name_fi="Savon verkosto", name_sv="Savolax", controller="Esimerkki ry")
ROUTES = [*today.ROUTES, *leaving.ROUTES, *network.ROUTES, *start.ROUTES, *helping.ROUTES]


@dataclass
class Door:
    """A hub's door that gives one answer; a refusal names what it refuses, as the hub's do."""

    answer: Answered | Unreachable | Problem = field(
        default_factory=lambda: Unreachable("no_connection")
    )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        return None

    async def get(self, path: str) -> Answered | Unreachable:
        """Have no trust document: the pinned key signs the answers itself."""
        assert path == "/v1/trust"
        return Unreachable("not_an_envelope")

    async def post(self, path: str, envelope: Envelope) -> Answered | Unreachable:
        """Answer."""
        assert path == "/v1/enrol"
        if isinstance(self.answer, Problem):
            refusal = replace(self.answer, subject=envelope_digest(envelope))
            return Answered(refusal.status, sign(refusal, HUB))
        return self.answer


@dataclass
class Opened:
    """The pages with a lead and a reader in front of them."""

    desk: Desk
    lead: Browser
    reader: Browser
    key: SigningKey
    door: Door
    woken: list[str]

    async def named(self, *covers: str) -> None:
        """Set the network up, past the first run."""
        now = self.desk.now()
        job = partial(edit.set_up, network=RECORD, covers=covers, now=now)
        await self.desk.database.write(job)
        assert (await self.lead.press("/start/leave")).status_code == 303


@pytest.fixture
async def opened(
    database: Database, clock: Clock, reference: Reference, tmp_path: Path
) -> AsyncIterator[Opened]:
    woken: list[str] = []
    key, door = keyfile.create(tmp_path), Door()

    async def wake() -> None:
        woken.append("woken")

    async def find(token: str, now: datetime) -> Member | None:
        role = "lead" if token == TOKENS["lead"] else "reader"
        return Member(
            staff=1,
            name="Liisa Esimerkki",
            role=role,
            session=f"session-{role}",
            signed_in_at=now,
            stepped_up_at=now,
        )

    desk = Desk(
        database=database,
        clock=clock,
        reference=reference,
        translator=translator("fi"),
        wake=wake,
        data=tmp_path,
    )
    joining = Joining(
        files=KeyFiles(tmp_path), software="voikukkia-node test", line=lambda _hub: door, ask=wake
    )
    given = {"register": Register(OWN), "joining": joining}
    made, app = build(desk, find, given=given, routes=list(ROUTES))
    async with AsyncExitStack() as stack:

        async def browser(role: str) -> Browser:
            transport = ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
            client = await stack.enter_async_context(
                AsyncClient(transport=transport, base_url=ORIGIN)
            )
            client.cookies.set(COOKIES.name("session"), TOKENS[role])
            return Browser(client=client, known=made.csrf.token(TOKENS[role]))

        yield Opened(
            desk=desk,
            lead=await browser("lead"),
            reader=await browser("reader"),
            key=key,
            door=door,
            woken=woken,
        )
