"""The pages over an open node, with one signed-in client for every role and one for nobody."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import get_args

import pytest
from httpx import ASGITransport, AsyncClient, Response
from litestar.handlers import HTTPRouteHandler

from node import faces, keyfile
from node.app import translator
from node.backup.model import Keeping, Place
from node.care.machine import Machine
from node.care.worker import ChoreWorker
from node.desk import Desk
from node.keys.files import KeyFiles
from node.mail.chore import Mailer
from node.network import edit
from node.network.enrol import Door
from node.network.joining import Joining
from node.network.model import NetworkRecord
from node.records import KEEPERS
from node.staff.keys import keys_of
from node.staff.model import Role
from node.staff.porter import porter
from node.today import sources as today
from node.today.model import Register
from node.web import site
from node.web.house import House, environment
from shared.reference.lookup import Reference
from shared.runtime import seal
from shared.runtime.accounts.model import Ended, Member
from shared.runtime.accounts.passwords import Passwords
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.mail import MailPlan
from shared.runtime.web.cookies import Cookies
from shared.runtime.web.csrf import Csrf
from shared.runtime.web.door import SignIn
from shared.runtime.web.visit import Page, Visit
from shared.text import Text

ORIGIN = "http://127.0.0.1:8460"
RECORD = NetworkRecord(name_fi="Savo & verkosto", name_sv="Savolax", controller="Esimerkki ry")
COOKIES = Cookies(instance="0123abcd", secure=False)
TOKENS: Mapping[str, str] = {role: f"{role}-token-0123456789" for role in get_args(Role)}
ENDED = "ended-token-0123456789"


@dataclass
class Browser:
    """A client that comes from this computer, and what a person does with it."""

    client: AsyncClient

    async def get(self, path: str, language: str = "en") -> Response:
        """Ask for a page; redirects are not followed."""
        return await self.client.get(f"/{language}{path}", follow_redirects=False)

    async def open(self, path: str, language: str = "en") -> str:
        """Open a page that is there, and return it."""
        response = await self.get(path, language)
        assert response.status_code == 200, (path, response.status_code, response.text)
        return str(response.text)

    async def token(self, path: str = "/help") -> str:
        """Return the token of the forms of this visitor."""
        response = await self.get(path)
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', response.text)
        assert found is not None, response.text
        return found[1]

    async def press(
        self,
        path: str,
        data: Mapping[str, str | list[str]] | None = None,
        *,
        language: str = "en",
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        token: str | None = None,
    ) -> Response:
        """Send a form as the page would, and return the answer; redirects are not followed."""
        sent = {"csrf": token if token is not None else self.known, **(data or {})}
        return await self.client.post(
            f"/{language}{path}",
            data=sent,
            files=files,
            headers={"origin": ORIGIN},
            follow_redirects=False,
        )

    known: str = ""


@dataclass
class Pages:
    """The pages, and the people in front of them."""

    desk: Desk
    house: House
    lead: Browser
    assistant: Browser
    reader: Browser
    nobody: Browser
    woken: list[str] = field(default_factory=list)


def found_routes() -> list[HTTPRouteHandler]:
    """Return the handlers of every feature; a feature's own tests may put theirs in its place."""
    return list(faces.routes())


def everything_given(desk: Desk) -> dict[str, object]:
    """Return the collaborators that features ask for, over the desk's own directory."""
    if not (desk.data / keyfile.FILE_NAME).exists():
        keyfile.create(desk.data)
    place = Place(data=desk.data, keeping=Keeping(folder=desk.data / "backups"))
    plan = MailPlan()
    return {
        "porter": porter(
            database=desk.database, passwords=Passwords(), keys=keys_of(b"m" * seal.KEY_BYTES)
        ),
        "register": Register(today.OWN),
        "machine": Machine(
            place=place,
            mail=plan,
            mailer=Mailer(desk.database, desk.clock, desk.translator, plan),
            chores=ChoreWorker((), desk.database, desk.clock),
        ),
        "joining": Joining(
            files=KeyFiles(desk.data),
            software="test",
            line=no_line,
            ask=nothing,
        ),
    }


def no_line(_hub: str) -> AbstractAsyncContextManager[Door]:
    """Stand for a line to a hub where there is none."""
    raise AssertionError("no page of this test speaks to a hub")


async def nothing() -> None:
    """Do nothing."""


async def no_sign_in(visit: Visit, text: Text | None, status: int) -> Page:
    """Stand for the sign-in page."""
    return visit.page("trouble.html", status=status, text=text or Text.of("Sign in"))


def build(
    desk: Desk,
    find: object,
    *,
    given: Mapping[str, object] | None = None,
    routes: list[HTTPRouteHandler] | None = None,
    sign_in: SignIn = no_sign_in,
) -> tuple[House, object]:
    """Return the house and its application."""
    house = House(
        desk=desk,
        languages={code: environment(translator(code)) for code in ("fi", "sv", "en")},
        phase=lambda: "away",
        find=find,  # type: ignore[arg-type]
        cookies=COOKIES,
        csrf=Csrf(b"k" * 32),
        resume_key=seal.draw(),
        keepers=KEEPERS,
    )
    app = site.build(
        house,
        routes=found_routes() if routes is None else routes,
        sign_in=sign_in,
        given={**everything_given(desk), "house": house, **(given or {})},
    )
    return house, app


@pytest.fixture
async def house(
    database: Database, clock: Clock, reference: Reference, tmp_path: Path
) -> AsyncIterator[Pages]:
    woken: list[str] = []

    async def wake() -> None:
        woken.append("woken")

    async def find(token: str, now: datetime) -> Member | Ended | None:
        if token == ENDED:
            return Ended(staff=1)
        return {
            TOKENS[role]: Member(
                staff=number,
                name=f"{role.title()} Esimerkki",
                role=role,
                session=f"session-{role}",
                signed_in_at=now,
                stepped_up_at=now,
            )
            for number, role in enumerate(get_args(Role), start=1)
        }.get(token)

    desk = Desk(
        database=database,
        clock=clock,
        reference=reference,
        translator=translator("fi"),
        wake=wake,
        data=tmp_path,
    )
    await database.write(partial(edit.set_up, network=RECORD, covers=("297",), now=clock.now()))
    made, app = build(desk, find)
    async with AsyncExitStack() as stack:

        async def browser(token: str | None) -> Browser:
            # In this very loop: litestar's client would run the pages in another one.
            transport = ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
            client = await stack.enter_async_context(
                AsyncClient(transport=transport, base_url=ORIGIN)
            )
            if token is not None:
                client.cookies.set(COOKIES.name("session"), token)
            known = made.csrf.token(token) if token is not None else ""
            return Browser(client=client, known=known)

        yield Pages(
            desk=desk,
            house=made,
            lead=await browser(TOKENS["lead"]),
            assistant=await browser(TOKENS["assistant"]),
            reader=await browser(TOKENS["reader"]),
            nobody=await browser(None),
            woken=woken,
        )
