"""Silent networks are written to: a dead mailbox is given up, a mail server that is away is not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from msgspec.structs import replace

from hub.notices.alerts import store
from hub.notices.alerts.model import GIVEN_UP_AFTER, PAUSE_CAP, Channel, Found, Letter, Refused
from hub.notices.alerts.worker import AlertWorker, Send
from shared.text import Text
from tests.hub.ingest.builders_ingest import HandClock, Stand, hub_in
from tests.hub.notices.test_alerts import (
    ENGLISH,
    PLAN,
    SAVO,
    Mailbox,
    fold,
    letter_of,
    mailbox,
    plan,
    reporting,
)

AWAY = Text.of("The mail server did not answer in time.")
NO_SUCH = Refused(
    text=Text.of("The mail server refused the sender or the recipient."), for_good=True
)
FULL = replace(NO_SUCH, for_good=False)
THREE = ("kymi", "savo", "uusimaa")


@dataclass
class Server:
    """A mail server: away or not, slow or not, with mailboxes that it refuses."""

    clock: HandClock
    away: bool = False
    takes_s: int = 0
    refuses: dict[str, Refused] = field(default_factory=dict)
    asked: int = 0
    took: list[str] = field(default_factory=list)

    async def send(self, _letter: Letter, alerts: tuple[Found, ...]) -> Text | Refused | None:
        """Take a letter, or say what is wrong."""
        self.asked += 1
        self.clock.turn(seconds=self.takes_s)
        (node,) = {found.alert.node for found in alerts}
        if self.away:
            return AWAY
        if node not in self.refuses:
            self.took.append(node)
        return self.refuses.get(node)


def writing(stand: Stand, server: Server, **more: Send) -> AlertWorker:
    """Return a worker that writes to networks by a server, as a start of the process makes it."""
    channels: dict[Channel, Send] = {"networks": server.send}
    if "webhook" in more:
        channels["webhook"] = more["webhook"]
    return AlertWorker(
        database=stand.desk.database,
        clock=stand.desk.clock,
        policy=stand.desk.policy,
        channels=channels,
        apart=timedelta(0),
    )


@asynccontextmanager
async def silent(tmp_path: Path, *names: str) -> AsyncIterator[tuple[Stand, Server]]:
    """Let networks fall silent beside a mail server; nobody is told yet."""
    clock = HandClock()
    async with hub_in(tmp_path, clock) as stand:
        await reporting(stand, *names)
        clock.turn(days=8)
        await fold(stand)
        server = Server(clock)
        await writing(stand, server).look()
        yield stand, server


async def letters(stand: Stand) -> tuple[Letter, ...]:
    """Return the letters to networks, oldest first."""
    found = await stand.desk.read(lambda db: store.letters(db, "networks", 99))
    return tuple(reversed(found))


async def for_hours(worker: AlertWorker, clock: HandClock, hours: int) -> None:
    """Go on telling, every few minutes, as the loop does."""
    for _ in range(hours * 12):
        await worker.tell("networks")
        clock.turn(minutes=5)


async def test_every_letter_arrives_after_a_day_without_the_mail_server(tmp_path: Path) -> None:
    async with silent(tmp_path, *THREE) as (stand, server):
        worker, server.away = writing(stand, server), True
        await for_hours(worker, server.clock, 24)
        assert server.took == []
        assert {letter.attempts for letter in await letters(stand)} == {0}
        assert all(letter.settled_at is None for letter in await letters(stand))
        assert AWAY in [letter.trouble for letter in await letters(stand)]

        server.away = False
        await for_hours(worker, server.clock, 2)

        assert sorted(server.took) == list(THREE)
        assert {letter.trouble for letter in await letters(stand)} == {None}


async def test_every_letter_arrives_though_the_hub_was_started_again_and_again(
    tmp_path: Path,
) -> None:
    async with silent(tmp_path, *THREE) as (stand, server):
        server.away = True
        for _ in range(3 * GIVEN_UP_AFTER):
            await writing(stand, server).tell("networks")
            server.clock.turn(hours=1)
        server.away = False
        await writing(stand, server).tell("networks")
        assert sorted(server.took) == list(THREE)


async def test_a_server_that_is_away_is_asked_once_a_pass_and_seldom(tmp_path: Path) -> None:
    names = [f"verkosto-{n}" for n in range(10, 22)]
    async with silent(tmp_path, *names) as (stand, server):
        worker, clock = writing(stand, server), server.clock
        server.away, server.takes_s = True, 30
        before = clock.now()

        again = await worker.tell("networks")

        assert server.asked == 1
        assert clock.now() == before + timedelta(seconds=30)
        assert again == clock.now() + timedelta(minutes=1)
        assert await worker.tell("networks") == again
        assert server.asked == 1
        for _ in range(12):
            assert again is not None
            clock.turn(seconds=(again - clock.now()).total_seconds())
            again = await worker.tell("networks")
        assert again == clock.now() + PAUSE_CAP


async def test_a_slow_server_leaves_the_other_channels_their_turn(tmp_path: Path) -> None:
    names = [f"verkosto-{n}" for n in range(10, 20)]
    async with silent(tmp_path, *names) as (stand, server):
        called: list[str] = []

        async def hook(_letter: Letter, alerts: tuple[Found, ...]) -> None:
            called.extend(found.alert.node for found in alerts)

        worker, server.takes_s = writing(stand, server, webhook=hook), 29
        again = await worker.tell("networks")
        assert again == server.clock.now()
        assert len(server.took) == 3
        await worker.tell("webhook")
        assert called == names
        while again is not None:
            again = await worker.tell("networks")
        assert sorted(server.took) == names


@pytest.mark.parametrize("why", [NO_SUCH, FULL])
async def test_one_dead_mailbox_of_three_holds_nobody_up(tmp_path: Path, why: Refused) -> None:
    async with silent(tmp_path, *THREE) as (stand, server):
        worker, server.refuses = writing(stand, server), {"kymi": why}

        again = await worker.tell("networks")

        assert server.took == ["savo", "uusimaa"]
        assert again == server.clock.now() + timedelta(minutes=1)
        assert await worker.tell("networks") == again
        first, *others = await letters(stand)
        assert (first.attempts, first.trouble) == (1, why.text)
        assert all(letter.settled_at is not None for letter in others)


async def test_a_mailbox_that_is_refused_again_and_again_is_given_up(tmp_path: Path) -> None:
    async with silent(tmp_path, "kymi", "savo") as (stand, server):
        worker, server.refuses = writing(stand, server), {"kymi": NO_SUCH}
        for tries in range(1, GIVEN_UP_AFTER + 1):
            await worker.tell("networks")
            assert server.asked == tries + 1
            server.clock.turn(hours=7)
        server.refuses = {}
        await worker.tell("networks")
        assert server.took == ["savo"]
        first, other = await letters(stand)
        assert (first.attempts, first.trouble) == (GIVEN_UP_AFTER, NO_SUCH.text)
        assert first.settled_at is not None
        assert other.trouble is None


async def test_a_full_mailbox_is_written_to_until_there_is_room(tmp_path: Path) -> None:
    async with silent(tmp_path, "kymi") as (stand, server):
        worker, server.refuses = writing(stand, server), {"kymi": FULL}
        for _ in range(2 * GIVEN_UP_AFTER):
            await worker.tell("networks")
            server.clock.turn(hours=7)
        server.refuses = {}
        await worker.tell("networks")
        assert server.took == ["kymi"]


async def test_a_letter_that_the_server_will_not_have_does_not_keep_the_others_back(
    tmp_path: Path,
) -> None:
    async with silent(tmp_path, *THREE) as (stand, server):
        taking = server.send

        async def send(letter: Letter, alerts: tuple[Found, ...]) -> Text | Refused | None:
            return AWAY if alerts[0].alert.node == "kymi" else await taking(letter, alerts)

        worker = AlertWorker(
            database=stand.desk.database,
            clock=server.clock,
            policy=stand.desk.policy,
            channels={"networks": send},
            apart=timedelta(0),
        )
        await for_hours(worker, server.clock, 1)
        assert server.took == ["savo", "uusimaa"]


class Choosy(Mailbox):
    """A mail server that answers for its mailboxes."""

    def __init__(self, answer: str) -> None:
        super().__init__()
        self.answer = answer

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take a recipient, or not."""
        envelope.rcpt_tos.append(address)
        return self.answer


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        ("250 OK", None),
        ("550 5.1.1 No such mailbox", True),
        ("452 4.2.2 Mailbox full", False),
        ("421 4.3.2 Service not available", None),
    ],
)
async def test_what_a_server_says_of_a_mailbox(answer: str, *, refused: bool | None) -> None:
    async def mailbox_of(_node: str) -> str | None:
        return "savo@verkosto.example"

    async with mailbox(Choosy(answer)) as box:
        way = replace(PLAN, port=box.port)
        ways = plan(mail=way, mailbox_of=mailbox_of, languages=(ENGLISH,)).channels()
        said = await ways["networks"](*letter_of(SAVO))
    assert isinstance(said, Refused) == (refused is not None)
    assert getattr(said, "for_good", None) == refused
    assert (said is None) == answer.startswith("250")


async def test_a_server_that_is_not_there_or_a_sender_it_refuses_is_no_dead_mailbox() -> None:
    async def mailbox_of(_node: str) -> str | None:
        return "savo@verkosto.example"

    away = plan(mail=replace(PLAN, port=9), mailbox_of=mailbox_of).channels()
    assert isinstance(await away["networks"](*letter_of(SAVO)), Text)
    unset = plan(mail=replace(PLAN, sender="nobody"), mailbox_of=mailbox_of).channels()
    assert isinstance(await unset["networks"](*letter_of(SAVO)), Text)


async def test_a_mailbox_that_no_server_can_be_asked_for_is_a_dead_one() -> None:
    async def mailbox_of(_node: str) -> str | None:
        return "savo@-verkosto.example"

    ways = plan(mail=PLAN, mailbox_of=mailbox_of).channels()
    said = await ways["networks"](*letter_of(SAVO))
    assert isinstance(said, Refused)
    assert said.for_good
