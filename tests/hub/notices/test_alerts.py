"""Operators are told of silence and alarms: each once, many in one letter, across restarts."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import httpx
import msgspec
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hub.availability import project
from hub.notices.alerts import outgoing, store, words
from hub.notices.alerts.model import Alert, Found, Letter, Seen, backoff, due, news
from hub.notices.alerts.outgoing import HookPlan, Outgoing
from hub.notices.alerts.worker import AlertWorker
from hub.parts import parts
from hub.settings import Mail, Settings
from shared.runtime import mail
from shared.runtime.fetch import Hook
from shared.runtime.i18n import Translator
from shared.runtime.mail import MailError, MailPlan
from shared.text import Text
from tests.federation.wire import TurnedClock
from tests.hub.ingest.builders_ingest import NOON, HandClock, SimNode, Stand, hub_in

ENGLISH = Translator("en")
SILENT = timedelta(days=8)
PLAN = MailPlan(
    host="127.0.0.1",
    security="none",
    sender="keskus@hub.example",
    to="yllapito@hub.example",
    copies=("toinen@hub.example",),
)


@dataclass
class Told:
    """A channel that keeps what it is handed, and refuses while it is told to."""

    trouble: Text | None = None
    letters: list[tuple[Letter, tuple[Found, ...]]] = field(default_factory=list)

    async def send(self, letter: Letter, alerts: tuple[Found, ...]) -> Text | None:
        """Take a letter."""
        if self.trouble is None:
            self.letters.append((letter, alerts))
        return self.trouble

    def said(self) -> list[tuple[str, str]]:
        """Return network and what of every alert that arrived."""
        return [
            (found.alert.node, found.alert.what) for _, alerts in self.letters for found in alerts
        ]


def worker(stand: Stand, told: Told, apart_s: int = 900) -> AlertWorker:
    """Return a worker with one channel, as a start of the process makes it."""
    return AlertWorker(
        database=stand.desk.database,
        clock=stand.desk.clock,
        policy=stand.desk.policy,
        channels={"mail": told.send},
        apart=timedelta(seconds=apart_s),
    )


async def fold(stand: Stand) -> None:
    """Fold the ledger on, as the availability worker does."""
    desk = stand.desk
    await desk.database.write(
        lambda db: project.catch_up(db, desk.reference, desk.policy, desk.now())
    )


async def look(stand: Stand, told: Told) -> None:
    """Fold the ledger on, look and tell, as a new process."""
    await fold(stand)
    one = worker(stand, told)
    await one.look()
    await one.tell("mail")


async def reporting(stand: Stand, *names: str) -> list[SimNode]:
    """Return networks that have reported."""
    nodes = []
    for name in names:
        node = await stand.active_node(name)
        await node.hello()
        await node.push(node.next())
        nodes.append(node)
    return nodes


async def test_late_silent_and_heard_again_are_told_once_each(tmp_path: Path) -> None:
    clock, told = HandClock(), Told()
    async with hub_in(tmp_path, clock) as stand:
        (node,) = await reporting(stand, "savo")
        await look(stand, told)
        assert told.said() == []
        for hours in (25, 1, 24 * 7, 24):
            clock.turn(hours=hours)
            await look(stand, told)
        assert told.said() == [("savo", "late"), ("savo", "silent")]
        await node.hello()
        for _ in range(2):
            clock.turn(hours=1)
            await look(stand, told)
        assert told.said()[2:] == [("savo", "heard")]
        assert len(told.letters) == 3


async def test_many_that_fall_silent_at_once_are_one_letter(tmp_path: Path) -> None:
    clock, told = HandClock(), Told()
    names = [f"verkosto-{n}" for n in range(1, 9)]
    async with hub_in(tmp_path, clock) as stand:
        await reporting(stand, *names)
        await look(stand, told)
        clock.turn(days=8)
        await look(stand, told)
        assert told.said() == [(name, "silent") for name in names]
        assert len(told.letters) == 1


async def test_a_letter_is_sent_until_it_arrives_and_not_again(tmp_path: Path) -> None:
    clock, told = HandClock(), Told(trouble=Text.of("The webhook cannot be reached."))
    async with hub_in(tmp_path, clock) as stand:
        await reporting(stand, "savo", "kymi")
        clock.turn(days=8)
        await look(stand, told)
        again = await worker(stand, told).tell("mail")
        assert again == clock.now() + timedelta(minutes=1)
        told.trouble = None
        await worker(stand, told).tell("mail")
        assert told.letters == []  # not before its time
        clock.turn(minutes=2)
        for _ in range(3):
            await worker(stand, told).tell("mail")
            clock.turn(hours=2)
        assert told.said() == [("kymi", "silent"), ("savo", "silent")]
        (letter,) = await stand.desk.read(lambda db: store.letters(db, "mail", 9))
        assert (letter.attempts, letter.trouble) == (2, None)


async def test_a_clone_is_told_at_once(tmp_path: Path) -> None:
    clock, told = HandClock(), Told()
    async with hub_in(tmp_path, clock) as stand:
        node, other = await reporting(stand, "savo", "kymi")
        await look(stand, told)
        clock.turn(days=8)
        await other.hello()
        await look(stand, told)
        assert told.said() == [("savo", "silent")]
        first = other.session
        other.session = "f" * 32
        await other.hello()
        other.session = first
        await other.hello()
        clock.turn(seconds=1)
        await look(stand, told)
        assert told.said()[1:] == [("kymi", "clone")]
        clock.turn(days=9)
        await look(stand, told)
        assert told.said()[2:] == []  # a suspended network may not speak
        assert node.node == "savo"


async def test_a_held_report_is_told(tmp_path: Path) -> None:
    clock, told = HandClock(), Told()
    async with hub_in(tmp_path, clock) as stand:
        (node,) = await reporting(stand, "savo")
        await look(stand, told)
        clock.turn(hours=1)
        await node.hello()
        await node.push(node.next(offers=(), activities=()))
        await look(stand, told)
        assert told.said() == [("savo", "held")]


async def test_a_new_channel_does_not_tell_old_news(tmp_path: Path) -> None:
    clock, told = HandClock(), Told()
    async with hub_in(tmp_path, clock) as stand:
        await reporting(stand, "savo")
        clock.turn(days=8)
        await fold(stand)
        assert await worker(stand, told).look() == 1
        clock.turn(days=3)
        await worker(stand, told).tell("mail")
        assert told.letters == []


async def test_the_worker_looks_half_an_hour_after_its_start_and_rests_between(
    tmp_path: Path,
) -> None:
    clock, told = TurnedClock(NOON), Told()
    async with hub_in(tmp_path) as stand:
        await reporting(stand, "savo")
        await fold(stand)
        clock.turn(days=8)
        one = AlertWorker(
            database=stand.desk.database,
            clock=clock,
            policy=stand.desk.policy,
            channels={"mail": told.send},
            apart=timedelta(0),
        )
        running = asyncio.create_task(one.run())
        await asyncio.sleep(0)
        clock.turn(minutes=29)
        await _settled(stand)
        assert told.letters == []
        clock.turn(minutes=2)
        while not told.letters:  # until the test's own limit of time
            await _settled(stand)
        assert told.said() == [("savo", "silent")]
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _settled(stand: Stand) -> None:
    """Let the worker do what it does, as long as it writes."""
    for _ in range(50):
        await stand.desk.database.write(lambda _db: None)


class Mailbox:
    """A mail server that keeps what it was handed."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.recipients: list[str] = []
        self.port = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        """Keep a mail."""
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        return "250 OK"


@asynccontextmanager
async def mailbox(box: Mailbox | None = None) -> AsyncIterator[Mailbox]:
    """Let a mail server listen on this computer."""
    box, loop = box or Mailbox(), asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: SMTP(box, loop=loop, enable_SMTPUTF8=True), "127.0.0.1", 0
    )
    box.port = listening.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        listening.close()
        await listening.wait_closed()


async def test_a_silent_network_is_written_to_at_its_own_mailbox() -> None:
    async def mailbox_of(node: str) -> str | None:
        return {"savo": "savo@verkosto.example"}.get(node)

    async with mailbox() as box:
        way = replace(PLAN, port=box.port)
        ways = plan(mail=way, mailbox_of=mailbox_of, languages=(ENGLISH, ENGLISH)).channels()
        late, other = replace(SAVO, what="late"), replace(SAVO, node="kymi")
        for alert in (SAVO, late, other):
            assert await ways["networks"](*letter_of(alert)) is None
        assert box.recipients == ["savo@verkosto.example"]
        text = message_from_bytes(box.mails[0], policy=default).get_content()
        assert text.count("16.11.2026") == text.count("30.11.2026") == 2


def letter_of(*alerts: Alert) -> tuple[Letter, tuple[Found, ...]]:
    """Return a letter about alerts."""
    found = tuple(
        Found(number=n, alert=alert, found_at=NOON) for n, alert in enumerate(alerts, start=1)
    )
    return Letter(number=3, channel="mail", first=1, last=len(found), made_at=NOON), found


def plan(**changes: object) -> Outgoing:
    """Return how operators are told in these tests."""
    made = Outgoing(
        mail=MailPlan(),
        hook=HookPlan(),
        site="https://kartta.example",
        desk="https://desk.example",
        clock=HandClock(),
        translator=ENGLISH,
    )
    return replace(made, **changes)


SAVO = Alert(node="savo", what="silent", since=NOON)


async def test_the_mail_names_network_state_day_and_desk_and_no_more() -> None:
    async with mailbox() as box:
        ways = plan(mail=replace(PLAN, port=box.port)).channels()
        assert list(ways) == ["mail"]
        for _ in range(2):
            assert await ways["mail"](*letter_of(SAVO)) is None
        first, second = (body.decode() for body in box.mails)
        assert box.recipients[:2] == ["yllapito@hub.example", "toinen@hub.example"]
        assert "Subject: VOIKUKKIA hub: network savo" in first
        assert "- savo, since 16.11.2026" in first
        assert "https://desk.example" in first
        name = f"<hub-alerts-{int(NOON.timestamp())}-3@hub.example>"
        assert first.count(name) == second.count(name) == 1


async def test_the_settings_lead_to_the_mailbox(tmp_path: Path) -> None:
    clock = HandClock()
    async with hub_in(tmp_path, clock) as stand, mailbox() as box:
        await reporting(stand, "savo")
        clock.turn(days=8)
        await fold(stand)
        settings = Settings(
            language="fi",
            mail=Mail(
                host="127.0.0.1",
                port=box.port,
                security="none",
                sender=PLAN.sender,
                to=(PLAN.to, *PLAN.copies),
            ),
        )
        one = parts(stand.desk, settings).alerts()
        await one.look()
        await one.tell("mail")
        (body,) = box.mails
        text = message_from_bytes(body, policy=default)
        assert text["Subject"] == "VOIKUKKIA-keskus: verkosto savo"
        assert "Hiljaa:\n- savo, 16.11.2026 alkaen" in text.get_content().replace("\r", "")
        assert "http://127.0.0.1:8470" in text.get_content()


def test_a_flood_is_cut_short() -> None:
    many = [Alert(node=f"v-{n}", what="silent", since=NOON) for n in range(10, 320)]
    letter, found = letter_of(*many, Alert(node="x-1", what="fork", since=NOON))
    made = words.mailed(letter, found, "", ENGLISH.say)
    assert "- and 250 more" in made.body
    assert made.subject == "ALARM at the VOIKUKKIA hub"
    assert made.body.index("fork" if "fork" in made.body else "x-1") < made.body.index("v-10")


async def test_the_webhook_is_called_with_json_and_its_token(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("salainen\n")
    token.chmod(0o600)
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(204)

    def open_hook(url: str) -> Hook:
        return Hook(url, transport=httpx.MockTransport(answer))

    hook = HookPlan(url="https://chat.example/hook", token_file=token)
    ways = plan(hook=hook, open_hook=open_hook).channels()
    assert await ways["webhook"](*letter_of(SAVO)) is None
    (request,) = asked
    assert request.headers["authorization"] == "Bearer salainen"
    call = msgspec.json.decode(request.content, type=words.Call)
    assert [msgspec.to_builtins(one) for one in call.alerts] == [
        {"network": "savo", "what": "silent", "since": "2026-11-16"}
    ]
    assert call.hub == "https://kartta.example"


@pytest.mark.parametrize(
    ("url", "mode", "why"),
    [
        ("http://chat.example/hook", 0o600, "https://"),
        ("file:///etc/passwd", 0o600, "https://"),
        ("http://127.0.0.1:9/hook", 0o600, "cannot be reached"),
        ("https://chat.example/hook", 0o644, "chmod 600"),
    ],
)
async def test_a_webhook_that_cannot_be_called(
    tmp_path: Path, url: str, mode: int, why: str
) -> None:
    token = tmp_path / "token"
    token.write_text("salainen")
    token.chmod(mode)
    ways = plan(hook=HookPlan(url=url, token_file=token)).channels()
    trouble = await ways["webhook"](*letter_of(SAVO))
    assert trouble is not None
    assert why in str(trouble)
    assert "salainen" not in str(trouble)


@pytest.mark.parametrize("status", [301, 302, 404, 500])
async def test_an_answer_that_is_no_yes_is_none(status: int) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers={"location": "https://elsewhere.example"})

    def open_hook(url: str) -> Hook:
        return Hook(url, transport=httpx.MockTransport(answer))

    hook = HookPlan(url="https://chat.example/hook")
    trouble = await outgoing.test_hook(plan(hook=hook, open_hook=open_hook))
    assert str(status) in str(trouble)


@given(st.text(max_size=20), st.sampled_from(["\r", "\n", "\r\n", "\x00", "\u2028"]))
def test_no_value_adds_a_header(text: str, bad: str) -> None:
    for letter in (
        mail.Letter(subject=f"Hei{bad}Bcc: kaikki@b.example {text}", body=""),
        mail.Letter(subject="Hei", body="", key=f"a{bad}Bcc: kaikki@b.example"),
    ):
        with pytest.raises(MailError):
            mail.compose(PLAN, letter, NOON)


def test_a_plan_with_a_wrong_mailbox_sends_nothing() -> None:
    assert mail.wrong(PLAN) is None
    for copies in (("a@b.example\r\nBcc: c@d.example",), ("",), ("a, b@c.example",)):
        assert mail.wrong(replace(PLAN, copies=copies)) is not None


FRESHNESS = st.sampled_from(["never_seen", "fresh", "late", "silent"])


@given(st.lists(FRESHNESS, min_size=1, max_size=12))
def test_every_silence_is_told_once_and_ends_once(days: list[str]) -> None:
    seen: dict[str, Seen] = {}
    told = []
    for n, freshness in enumerate(days):
        now = {
            "savo": msgspec.convert(
                {"freshness": freshness, "last_contact_at": NOON + timedelta(days=n)},
                Seen,
                strict=False,
            )
        }
        told += [alert.what for alert in news(seen, now)]
        assert news(now, now) == ()
        seen = now
    runs = [day for n, day in enumerate(days) if day == "silent" and (n == 0 or days[n - 1] != day)]
    assert told.count("silent") == len(runs)
    assert all(not (one == two == "heard") for one, two in itertools.pairwise(told))


def test_letters_lie_apart_and_alarms_do_not_wait() -> None:
    (_, quiet), (_, loud) = letter_of(SAVO), letter_of(replace(SAVO, what="clone"))
    apart = timedelta(minutes=15)
    later = NOON + timedelta(minutes=14)
    assert not due(quiet, NOON, later, apart)
    assert due(quiet, NOON, NOON + apart, apart)
    assert due(loud, NOON, later, apart)
    assert not due((), None, later, apart)
    assert due(quiet, datetime(2099, 1, 1, tzinfo=UTC), later, apart)  # the clock was put back
    waits = [backoff(n) for n in (1, 2, 3, 50)]
    assert waits == [timedelta(minutes=n) for n in (1, 2, 4, 360)]
