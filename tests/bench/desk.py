"""The lead's pages with many years of records, beside the same pages of a node that has just begun.

Both nodes are the application that `serve` runs, in one process, asked in turns through their own
door: session, rights and templates included, the socket not.
"""

import statistics
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from sqlite3 import Connection
from typing import NoReturn

from httpx import ASGITransport, AsyncClient

from node import app, masterkey, serving
from node.desk import Desk
from node.push.sender import Sender
from node.push.worker import PushWorker
from node.settings import Settings
from shared.runtime.accounts import session, store
from shared.runtime.clock import ShiftedClock, SystemClock
from shared.runtime.web.cookies import Cookies
from tests.bench import peopled
from tests.bench.rounds import Finding, ratios, typical

ROUNDS = 9
GOAL_MS = 100.0
NOON = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEVER_RIGHT = "$argon2id$"
ADDRESS = "http://127.0.0.1:8460"
PAGES = (
    ("Today", "/"),
    ("groups", "/groups"),
    ("groups, all of them", "/groups?state=all"),
    ("groups, the last page", "/groups?state=all&page=100"),
    ("groups searched", "/groups?state=all&q=avain+perhekeskus"),
    ("groups that wait for a word", "/groups?attention=yes"),
    ("a group", "/groups/ryhma-1"),
    ("a group's form: staff", "/groups/ryhma-1/edit/staff"),
    ("a group's meetings", "/groups/ryhma-1/meetings"),
    ("a new group", "/groups/new"),
    ("enquiries", "/enquiries"),
    ("a new enquiry", "/enquiries/new"),
    ("instructors", "/instructors"),
    ("instructors searched", "/instructors?q=ohjaaja+1"),
    ("an instructor", "/instructors/ohjaaja-1"),
    ("an instructor's erasure", "/instructors/ohjaaja-1/erase"),
    ("organisers", "/organisers"),
    ("an organiser", "/organisers/jarjesto-1"),
    ("work", "/work"),
    ("a new workshop", "/work/workshops/new"),
    ("feedback", "/feedback"),
    ("what leaves", "/leaves"),
    ("network", "/network"),
    ("municipalities", "/network/places"),
    ("history", "/history"),
    ("history, older", "/history?before=25000"),
    ("history of one kind", "/history?kind=organiser"),
    ("what was removed", "/history/removed"),
    ("import", "/import"),
    ("export", "/export"),
    ("yearly figures", "/export/stea"),
    ("staff", "/staff"),
    ("care of the machine", "/care"),
)


class NotShownError(Exception):
    """A page did not come: the bench measures nothing."""


class _Noon(ShiftedClock):
    """The computer's clock, shifted so that the bench begins at the hour its records know."""

    def __init__(self) -> None:
        super().__init__(NOON - SystemClock().now())


async def measure(folder: Path) -> list[Finding]:
    """Fill a node, begin another, and ask both for every page, in turns."""
    async with _open(folder / "new") as begun, _open(folder / "lived") as lived:
        await peopled.begin(begun)
        entries = await peopled.live(lived)
        async with _lead(begun) as few, _lead(lived) as many:
            found = [await _page(name, path, few, many) for name, path in PAGES]
    slowest = max(found, key=lambda one: statistics.median(one.values))
    beside = f"{peopled.GROUPS:,} groups, {peopled.INSTRUCTORS:,} instructors, {entries:,} entries"
    whole = [value for one in found for value in one.values]
    return [
        Finding("node, every page of a lead", whole, "ms", ("≤", GOAL_MS), beside),
        Finding(f"node, the slowest: {slowest.what}", slowest.values, "ms", ("≤", GOAL_MS)),
        *found,
    ]


async def _page(name: str, path: str, few: AsyncClient, many: AsyncClient) -> Finding:
    """Return a page's times on the full node, and beside them what they are to the new one's."""
    for client in (few, many):
        await _shown(client, path)  # the first reader also pays for reading the templates
    empty, full = [], []
    for _ in range(ROUNDS):
        empty.append(await _shown(few, path))
        full.append(await _shown(many, path))
    times = statistics.median(ratios(full, empty))
    beside = f"{times:.1f} times the new node's {typical(empty, 'ms')}"
    return Finding(name, full, "ms", ("≤", GOAL_MS), beside)


async def _shown(client: AsyncClient, path: str) -> float:
    """Return how many milliseconds a page took. Raises NotShownError."""
    begun = time.perf_counter()
    answer = await client.get(f"/fi{path}")
    spent = (time.perf_counter() - begun) * 1e3
    if answer.status_code != HTTPStatus.OK:
        raise NotShownError(path, answer.status_code)
    return spent


@asynccontextmanager
async def _open(folder: Path) -> AsyncIterator[Desk]:
    """Open a new node; nothing is sent from here."""

    async def wake() -> None:
        """Wake nobody."""

    async with app.open_desk(Settings(data=folder), _Noon(), new=True, wake_up=wake) as desk:
        yield desk


@asynccontextmanager
async def _lead(desk: Desk) -> AsyncIterator[AsyncClient]:
    """Yield the browser of a lead who has signed in."""
    settings = Settings(data=desk.data)
    plan = serving.Plan(
        place=app.place(settings),
        mail=app.mail_plan(settings),
        origin="",
        software="bench",
        line=_no_line,
        languages={code: partial(app.translator, code) for code in app.LANGUAGES},
        sources=app.sources(settings),
    )
    gate, _ = await serving.application(desk, plan, PushWorker(_sender(settings, desk), desk.clock))
    token = await desk.database.write(partial(_sign_in, now=desk.now()))
    instance = masterkey.purpose(masterkey.load(desk.data), "instance").hex()[:8]
    cookies = {Cookies(instance=instance, secure=False).name("session"): token}
    async with AsyncExitStack() as stack:
        transport = ASGITransport(app=gate)
        client = AsyncClient(
            transport=transport, base_url=ADDRESS, headers={"user-agent": AGENT}, cookies=cookies
        )
        yield await stack.enter_async_context(client)


def _sender(settings: Settings, desk: Desk) -> Sender:
    return app.sender(settings, desk, "bench")


def _sign_in(db: Connection, *, now: datetime) -> str:
    staff = store.add(
        db, name="Vastaava Esimerkki", login="vastaava", role="lead", password=NEVER_RIGHT, now=now
    )
    return session.begin(db, staff=staff, stage="full", agent=AGENT, now=now)


def _no_line(_hub: str) -> NoReturn:
    raise NotShownError("no page of the bench speaks to a hub")
