"""A node that people live in: the very application that `serve` runs, and a browser's hands on it.

Everything runs in one loop, without a network: a page is asked for as a browser without scripts
asks for it, and a form is sent with all that stands in it.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.etree.ElementTree import Element

import html5lib
import pyotp
from httpx import ASGITransport, AsyncClient, Response
from msgspec.structs import replace

from node import app, keyfile, serving
from node.desk import Desk
from node.push.worker import PushWorker
from node.settings import Settings
from shared.delivery import Answered, Unreachable
from shared.runtime.accounts import welcome
from shared.signing import SigningKey, envelope_digest, sign
from shared.wire.enrolment import Enrolled
from shared.wire.envelope import Envelope
from shared.wire.problem import Problem
from tests.node.conftest import ToldClock
from tests.node.network.invited import HUB

MORNING = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
SOFTWARE = "voikukkia-node 1.0.0"
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PASSWORD = "neljä-lunta-kolme-puuta"
SENT = ("hidden", "text", "password")


class Patient(ToldClock):
    """A clock that shows what it was told, and whose sleeps last until somebody is woken."""

    async def sleep_until(self, _instant: datetime) -> None:
        """Sleep for good."""
        await asyncio.Event().wait()


@dataclass
class Door:
    """A hub's door: no answer, a refusal, or an enrolment that waits for the operator."""

    says: Unreachable | Problem | Enrolled = field(
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

    async def get(self, _path: str) -> Answered | Unreachable:
        """Answer that nothing can be fetched."""
        return Unreachable("no_connection")

    async def document(self, _digest: str, *, start: int) -> bytes | Unreachable:
        """Answer that nothing can be fetched."""
        assert start >= 0
        return Unreachable("no_connection")

    async def post(self, _path: str, envelope: Envelope) -> Answered | Unreachable:
        """Answer, in the hub's name."""
        if isinstance(self.says, Unreachable):
            return self.says
        if isinstance(self.says, Problem):
            told = replace(self.says, subject=envelope_digest(envelope))
            return Answered(told.status, sign(told, HUB))
        return Answered(200, sign(self.says, HUB))


@dataclass
class Window:
    """One browser: it keeps cookies, follows where it is led, and sends the form it sees.

    Of several languages every page is opened in the next one.
    """

    client: AsyncClient
    languages: Sequence[str]
    language: str = ""
    shown: str = ""
    status: int = 0
    at: str = ""
    _opened: int = -1

    async def open(self, path: str) -> str:
        """Open a page, following where it leads."""
        self._opened += 1
        self.language = self.languages[self._opened % len(self.languages)]
        return await self._see(await self.client.get(f"/{self.language}{path}"))

    async def press(
        self,
        action: str,
        files: dict[str, tuple[str, bytes, str]] | None = None,
        /,
        **changed: object,
    ) -> str:
        """Send the form whose action ends so, as it stands but for what is changed.

        A value of None takes a field out; `_` in a name stands for itself, `__` for a hyphen.
        """
        path, sent = self.form(action)
        for name, value in changed.items():
            sent.pop(name.replace("__", "-"), None)
            if value is not None:
                sent[name.replace("__", "-")] = value
        answer = await self.client.post(path, data=sent, files=files, headers=self._origin())
        return await self._see(answer)

    async def send(self, path: str, **fields: str) -> str:
        """Send fields to a path under the token of the page, as if its form had been here."""
        _, kept = self.form("/sign-out")
        data = {"csrf": kept["csrf"], **fields}
        url = f"/{self.language}{path}"
        return await self._see(await self.client.post(url, data=data, headers=self._origin()))

    def form(self, action: str) -> tuple[str, dict[str, object]]:
        """Return where a form goes and everything that stands in it."""
        for one in html5lib.parse(self.shown, namespaceHTMLElements=False).iter("form"):
            if one.get("method") == "post" and (one.get("action") or "").endswith(action):
                return one.get("action") or "", _standing(one)
        raise AssertionError(f"no form {action} at {self.at}: {self.words}")

    @property
    def words(self) -> str:
        """Return what a reader sees of the page's own part, for an assertion's sake."""
        main = self.shown.partition("<main")[2] or self.shown
        return " ".join(re.sub(r"<[^>]*>", " ", main).split())[:1_500]

    def _origin(self) -> dict[str, str]:
        return {"origin": str(self.client.base_url).rstrip("/")}

    async def _see(self, answer: Response) -> str:
        while answer.is_redirect:
            answer = await self.client.get(answer.headers["location"])
        self.shown, self.status, self.at = answer.text, answer.status_code, str(answer.url)
        assert self.status < 500, self.words
        return self.shown


@dataclass
class Lived:
    """An open node with its doors; `link` is the one-time link of the first lead."""

    desk: Desk
    gate: object
    clock: ToldClock
    door: Door
    link: str
    stack: AsyncExitStack

    async def window(self, languages: Sequence[str]) -> Window:
        """Open a new browser."""
        transport = ASGITransport(app=self.gate)  # type: ignore[arg-type]
        client = AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8460", headers={"user-agent": AGENT}
        )
        return Window(await self.stack.enter_async_context(client), languages)

    def later(self, **units: float) -> None:
        """Let time pass."""
        self.clock.instant += timedelta(**units)

    def code(self, secret: str) -> str:
        """Return what a person's telephone shows now."""
        return pyotp.TOTP(secret.replace(" ", "")).at(self.clock.now())


@asynccontextmanager
async def living(data: Path) -> AsyncIterator[Lived]:
    """Run a new node in this loop: pages and chores, a hub that a test speaks for, no sender."""
    settings, clock, door = Settings(data=data), Patient(MORNING), Door()

    async def wake() -> None:
        """Wake nobody: nothing is sent here."""

    async with app.open_desk(settings, clock, new=True, wake_up=wake) as desk:
        plan = serving.Plan(
            place=app.place(settings, SOFTWARE),
            mail=app.mail_plan(settings),
            origin="",
            software=SOFTWARE,
            line=lambda _hub: door,
            languages={code: partial(app.translator, code) for code in app.LANGUAGES},
            sources=app.sources(settings),
        )
        sender = PushWorker(app.sender(settings, desk, SOFTWARE), clock)
        gate, chores = await serving.application(desk, plan, sender)
        link = await welcome.first_link(desk.database, clock)
        assert link is not None
        async with AsyncExitStack() as stack:
            working = [asyncio.create_task(chores.run()), asyncio.create_task(_answering(sender))]
            yield Lived(desk, gate, clock, door, link, stack)
            for task in working:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


def own_key(desk: Desk) -> SigningKey:
    """Return the node's key, which the hub's answers name."""
    return keyfile.load(desk.data)


def secret_on(page: str) -> str:
    """Return the secret that a telephone reads from the picture. Raises ValueError."""
    if found := re.search(r'<p class="code">([A-Z2-7 ]{39})</p>', page):
        return found[1]
    raise ValueError("no secret on this page")


async def _answering(sender: PushWorker) -> None:
    """Answer whoever presses: a try was made. Nothing goes out of a test."""
    while True:
        await asyncio.sleep(0.01)
        pressed, sender._pressed = sender._pressed, []
        for one in pressed:
            one.set_result(None)


def _standing(form: Element) -> dict[str, object]:
    """Return what a browser would send of a form; several values of a name are a list."""
    sent: dict[str, list[str]] = {}
    for one in form.iter():
        name, value = one.get("name"), _value(one)
        if name and value is not None:
            sent.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


def _value(one: Element) -> str | None:
    kind = one.get("type", "text")
    match one.tag:
        case "input" if kind in SENT or (
            kind in ("radio", "checkbox") and one.get("checked") is not None
        ):
            return one.get("value", "")
        case "textarea":
            return (one.text or "").removeprefix("\n")
        case "select":
            options = list(one.iter("option"))
            chosen = [each for each in options if each.get("selected") is not None] or options[:1]
            return chosen[0].get("value", "") if chosen else None
        case _:
            return None
