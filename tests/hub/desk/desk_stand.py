"""The desk over an open hub: an operator who is signed in, somebody who is not, and real nodes."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from httpx import ASGITransport, AsyncClient, Response

from hub import listening
from hub.desk import accounts, faces
from hub.desk.house import House, environment
from hub.desk.routing import ALLOWED, OPERATOR
from hub.desk.serving import STYLE
from hub.desk.visit import Visit
from shared.runtime import seal
from shared.runtime.accounts.model import Ended, Member
from shared.runtime.accounts.pages import sign_in_page
from shared.runtime.accounts.passwords import Passwords
from shared.runtime.web import site
from shared.runtime.web.cookies import Cookies
from shared.runtime.web.csrf import Csrf
from tests.hub.ingest.builders_ingest import Stand, hub_in

ORIGIN = "http://127.0.0.1:8470"
COOKIES = Cookies(instance="0123abcd", secure=False)
TOKEN, ENDED, STALE = (
    "operator-token-0123456789",
    "ended-token-0123456789",
    "stale-token-0123456789",
)
NAME = "Oona Esimerkki"


@dataclass
class Browser:
    """A client at this computer, and what a person does with it."""

    client: AsyncClient
    known: str = ""

    async def get(self, path: str, language: str = "en") -> Response:
        """Ask for a page; redirects are not followed."""
        return await self.client.get(f"/{language}{path}", follow_redirects=False)

    async def open(self, path: str, language: str = "en") -> str:
        """Open a page that is there, and return it."""
        response = await self.get(path, language)
        assert response.status_code == 200, (path, response.status_code, response.text)
        return str(response.text)

    async def press(
        self,
        path: str,
        data: Mapping[str, str] | None = None,
        *,
        token: str | None = None,
        language: str = "en",
    ) -> Response:
        """Send a form as the page would, and return the answer; redirects are not followed."""
        sent = {"csrf": self.known if token is None else token, **(data or {})}
        return await self.client.post(
            f"/{language}{path}", data=sent, headers={"origin": ORIGIN}, follow_redirects=False
        )

    async def done(self, path: str, data: Mapping[str, str] | None = None) -> str:
        """Send a form that is taken, and return the page it leads to."""
        answer = await self.press(path, data)
        assert answer.status_code == 303, (path, answer.status_code, answer.text)
        return await self.open(answer.headers["location"].removeprefix("/en"))


@dataclass
class Desk:
    """The pages over a hub, and the people in front of them."""

    stand: Stand
    house: House
    operator: Browser
    nobody: Browser

    def rows(self, job: object) -> object:
        """Return what a reading job finds."""
        return self.stand.desk.read(job)  # type: ignore[arg-type]


def employ(db: Connection) -> None:
    """Give the operator an account."""
    db.execute(
        """
        INSERT INTO staff (id, name, login, role, password, password_since, totp, factor_since,
            made_at)
        VALUES (1, :name, 'oona', 'operator', '$argon2id$x', '2026-01-01T00:00:00Z', x'00',
            '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')
        """,
        {"name": NAME},
    )


async def find(token: str, now: datetime) -> Member | Ended | None:
    """Return who comes with a token."""
    if token == ENDED:
        return Ended(staff=1)
    if token not in {TOKEN, STALE}:
        return None
    return Member(
        staff=1,
        name=NAME,
        role=OPERATOR,
        session="session-operator",
        signed_in_at=now,
        stepped_up_at=now if token == TOKEN else None,
    )


@asynccontextmanager
async def desk_in(folder: Path) -> AsyncIterator[Desk]:
    """Open a hub in the folder, with its desk and an operator in front of it."""
    async with AsyncExitStack() as stack:
        stand = await stack.enter_async_context(hub_in(folder))
        await stand.desk.database.write(employ)
        words = listening.words()
        house = House(
            desk=stand.desk,
            languages={code: environment(words[code]()) for code in words},
            translators=words,
            find=find,
            cookies=COOKIES,
            csrf=Csrf(b"k" * 32),
            resume_key=seal.draw(),
            allowed=ALLOWED,
            menu=faces.menu(),
        )
        porter = accounts.porter(stand.desk.database, Passwords(), b"m" * seal.KEY_BYTES)
        app = site.build(
            house,
            kind=Visit,
            style=STYLE,
            routes=faces.routes(),
            sign_in=sign_in_page,
            given={"porter": porter},
        )

        async def browser(token: str | None) -> Browser:
            transport = ASGITransport(app=app, raise_app_exceptions=False)
            client = AsyncClient(transport=transport, base_url=ORIGIN)
            await stack.enter_async_context(client)
            if token is not None:
                client.cookies.set(COOKIES.name("session"), token)
            return Browser(client=client, known=house.csrf.token(token) if token else "")

        yield Desk(
            stand=stand,
            house=house,
            operator=await browser(TOKEN),
            nobody=await browser(None),
        )


def heading(page: str) -> str:
    """Return the first heading of a page."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found is not None, page
    return found[1].strip()
