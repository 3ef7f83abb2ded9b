"""An operator's way in, for real: a link of the command line, a password, a second factor."""

import asyncio
import re
import secrets
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from html import unescape
from pathlib import Path

import pyotp
import pytest
from httpx import ASGITransport, AsyncClient, Response

from hub import listening
from hub.app import open_desk
from hub.desk import serving
from hub.recovery.put_back import put_back
from hub.settings import Settings
from tests.hub.cli.test_hub_cli import Line, line
from tests.hub.desk.desk_stand import ORIGIN
from tests.hub.ingest.builders_ingest import HandClock

__all__ = ["line"]

PASSWORD = "kolme lampunjalkaa ja sateenvarjo"
LINK = re.compile(r"http://127\.0\.0\.1:8470/en(/welcome/[A-Za-z0-9_-]{43})")


class Window:
    """A browser that keeps its cookies and sends the forms it was shown."""

    def __init__(self, client: AsyncClient, clock: HandClock) -> None:
        self.client, self.clock, self.page = client, clock, ""

    async def open(self, path: str) -> Response:
        """Open a page, wherever it leads."""
        answer = await self.client.get(f"/en{path}", follow_redirects=True)
        self.page = answer.text
        return answer

    async def send(self, path: str, **fields: str) -> Response:
        """Send the form of the page that leads there."""
        form = re.search(rf'<form method="post" action="/en{path}".*?</form>', self.page, re.DOTALL)
        assert form is not None, self.page
        kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
        answer = await self.client.post(
            f"/en{path}",
            data={**{name: unescape(value) for name, value in kept.items()}, **fields},
            headers={"origin": ORIGIN},
            follow_redirects=True,
        )
        self.page = answer.text
        return answer

    def code(self, secret: str) -> str:
        """Return what the authenticator shows now."""
        return pyotp.TOTP(secret).at(self.clock.now())


@pytest.fixture
async def window(line: Line) -> AsyncIterator[Window]:
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(open_desk(Settings(data=line.data), line.clock))
        app = await serving.application(desk, listening.words(), "")
        transport = ASGITransport(app=app)
        client = AsyncClient(transport=transport, base_url=ORIGIN)
        yield Window(await stack.enter_async_context(client), line.clock)


async def join(window: Window, link: str) -> str:
    """Use a link as a person does, and return the secret of the second factor."""
    await window.open(link)
    assert "You become an operator of the hub" in window.page
    await window.send(link, name="Oona", login="oona", password=PASSWORD, again=PASSWORD)
    secret = re.search(r'<p class="code">([A-Z2-7 ]+)</p>', window.page)
    assert secret is not None, window.page
    plain = secret[1].replace(" ", "")
    await window.send("/second-factor", code=window.code(plain))
    assert "They are shown this once" in window.page
    await window.send("/recovery-codes/kept")
    return plain


async def test_from_the_link_to_the_first_page_and_back_by_password(
    line: Line, window: Window
) -> None:
    assert "No operator has an account yet" in await asked(line, "operators", "list")
    link = await asked(line, "operators", "invite")
    found = LINK.fullmatch(link.strip())
    assert found is not None
    secret = await join(window, found[1])
    assert "Nothing waits for you" in window.page
    window.clock.turn(minutes=1)
    await window.send("/sign-out")
    assert (await window.open("/networks")).status_code == 401

    refused = await window.send("/sign-in", login="oona", password="not the one at all")
    await window.send("/sign-in", login="oona", password=PASSWORD)
    await window.send("/code", code=window.code(secret))

    assert "The login or the password is not right." in refused.text
    assert '<h1 id="title">Networks</h1>' in window.page
    assert "oona  Oona" in await asked(line, "operators", "list")


async def test_the_first_form_speaks_of_the_hub_and_names_every_mistake(
    line: Line, window: Window
) -> None:
    found = LINK.fullmatch((await asked(line, "operators", "invite")).strip())
    assert found is not None
    await window.open(found[1])
    assert window.page.count("never leaves this hub") == 2
    assert "never leaves this node" not in window.page
    await window.send(found[1], name="Oona", login="oona", password="short", again="shore")
    assert "The two passwords differ." in window.page
    assert window.page.count('aria-invalid="true"') == 2
    assert "Passwords have to be typed again; whatever else you wrote is below." in window.page
    assert 'value="oona"' in window.page


async def test_a_link_of_the_desk_is_whole_as_that_of_the_command_line(
    line: Line, window: Window
) -> None:
    found = LINK.fullmatch((await asked(line, "operators", "invite")).strip())
    assert found is not None
    await join(window, found[1])
    await window.open("/operators")
    await window.send("/operators/invite")
    assert re.search(rf'<p class="code">{LINK.pattern}</p>', window.page) is not None


async def test_a_link_works_once_and_an_ended_account_opens_nothing(
    line: Line, window: Window
) -> None:
    found = LINK.fullmatch((await asked(line, "operators", "invite")).strip())
    assert found is not None
    await join(window, found[1])
    assert (await window.open(found[1])).status_code == 404
    assert "has ended" in await asked(line, "operators", "end", "OONA")

    assert (await window.open("/")).status_code == 401
    await window.send("/sign-in", login="oona", password=PASSWORD)
    assert "The login or the password is not right." in window.page


async def test_guessing_is_slowed_down(line: Line, window: Window) -> None:
    found = LINK.fullmatch((await asked(line, "operators", "invite")).strip())
    assert found is not None
    await join(window, found[1])
    await window.send("/sign-out")
    for _ in range(6):
        await window.open("/sign-in")
        await window.send("/sign-in", login="oona", password="wrong again and again")
    assert "Too many attempts" in window.page


async def test_nothing_secret_stands_readable_in_the_database(line: Line, window: Window) -> None:
    link = await asked(line, "operators", "invite")
    found = LINK.fullmatch(link.strip())
    assert found is not None
    secret = await join(window, found[1])
    cookies = [value for value in window.client.cookies.values() if len(value) > 20]
    with closing(sqlite3.connect(line.data / "hub.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stored = b"".join(path.read_bytes() for path in line.data.glob("hub.db*"))

    assert cookies
    for plain in (secret, PASSWORD, found[1].rsplit("/", 1)[1], *cookies):
        assert plain.encode() not in stored


async def test_the_master_key_is_the_owners_alone(line: Line, window: Window) -> None:
    await window.open("/sign-in")
    assert mode(line.data / "desk.master") == 0o600


async def test_a_restore_ends_every_session(line: Line, window: Window, tmp_path: Path) -> None:
    found = LINK.fullmatch((await asked(line, "operators", "invite")).strip())
    assert found is not None
    await join(window, found[1])
    await asked(line, "backup", str(tmp_path / "backup.db"))
    restored = tmp_path / "restored"
    restored.mkdir()

    put_back(tmp_path / "backup.db", restored, line.clock.now(), secrets.token_bytes)

    with closing(sqlite3.connect(restored / "hub.db")) as db:
        assert db.execute("SELECT name FROM staff").fetchall() == [("Oona",)]
        assert db.execute("SELECT * FROM staff_session").fetchall() == []


async def asked(line: Line, *tokens: str) -> str:
    """Run a command in a thread: it has a loop of its own."""
    return await asyncio.to_thread(line.ok, *tokens)


def mode(path: Path) -> int:
    """Return who may read a file."""
    return path.stat().st_mode & 0o777
