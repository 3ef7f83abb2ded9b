"""Rule 5 with a simulated hub: give back, take over, send once, stop, and a person's decision."""

from datetime import timedelta
from functools import partial
from sqlite3 import Connection

import pytest
from msgspec.structs import replace

from node.leaves import settling
from node.outbox import store as outbox
from node.outbox.adopting import store as adopting
from node.push import reconciling
from node.push import store as push
from node.push.sender import Rest, Sender
from shared.delivery import Answered, Unreachable
from shared.runtime.database import Database
from shared.signing import SigningKey, encode_envelope, envelope_digest, sign
from shared.wire.availability import Availability
from shared.wire.envelope import Envelope
from shared.wire.session import Welcome
from tests.node.push.conftest import Stand
from tests.node.push.simulated_hub import Mischief, Spoil, forged, html, lost


async def lived(stand: Stand, reports: int = 5) -> Sender:
    """Let a node live until the hub has so many of its reports."""
    sender = stand.sender()
    await stand.settle(sender)
    while len(stand.hub.reports_kept) < reports:
        stand.clock.advance(hours=1)
        await stand.confirm()
        await stand.settle(sender)
    return sender


async def numbers(stand: Stand) -> list[tuple[int, str]]:
    """Return number and state of every entry, the oldest first."""
    entries = await stand.database.read(outbox.entries)
    return sorted((entry.sequence, entry.state) for entry in entries)


def forget_after(db: Connection, sequence: int) -> None:
    """Make the outbox that of an old backup."""
    db.execute("DELETE FROM outbox_entry WHERE sequence > ?", (sequence,))


def then_refuse(stand: Stand, times: int) -> Mischief:
    """Let one answer pass, and have the next ones be refusals."""

    def passed(answer: Answered | Unreachable) -> Answered | Unreachable:
        stand.hub.refuse_next += ["outside_grant"] * times
        return answer

    return passed


async def work_on(stand: Stand, sender: Sender, rounds: int = 8) -> None:
    """Let the sender work and the clock go on to each of its rests."""
    for _ in range(rounds):
        rest = await stand.settle(sender)
        if rest.until is not None:
            stand.clock.instant = max(stand.clock.instant, rest.until)


@pytest.mark.parametrize("left", [0, 1, 3, 4])
async def test_fault_17_a_hub_that_lost_reports_gets_them_again_byte_for_byte(
    stand: Stand, left: int
) -> None:
    await lived(stand)
    whole = list(stand.hub.reports_kept)
    before = await stand.database.read(outbox.entries)
    del stand.hub.reports_kept[left:]
    await stand.none("749")

    await stand.settle(stand.sender())

    assert stand.hub.reports_kept[:5] == whole
    assert len(stand.hub.reports_kept) == 6
    assert stand.hub.states[-1].municipalities[1].says == "none"
    after = await stand.database.read(outbox.entries)
    assert after[1:] == before


@pytest.mark.parametrize("mischief", [lost, html, forged])
async def test_fault_02_giving_back_goes_on_after_lost_answers(
    stand: Stand, mischief: Mischief
) -> None:
    await lived(stand)
    whole = list(stand.hub.reports_kept)
    del stand.hub.reports_kept[2:]
    stand.hub.mischief = [lambda a: a, mischief, mischief, lambda a: a, mischief]

    await work_on(stand, stand.sender())

    assert stand.hub.reports_kept == whole
    assert {state for _, state in await numbers(stand)} == {"delivered"}


async def test_fault_17_a_report_the_hub_lost_is_sent_until_it_is_taken(stand: Stand) -> None:
    sender = await lived(stand)
    del stand.hub.reports_kept[3:]
    stand.clock.advance(hours=6)
    stand.hub.mischief = [then_refuse(stand, 3)]

    await stand.settle(sender)
    status = await stand.status(sender)
    assert (status.trouble, sender.phase) == ("resend_refused", "waiting")
    await work_on(stand, sender)

    assert len(stand.hub.reports_kept) == 5
    assert [state for _, state in await numbers(stand)] == ["delivered"] * 5
    assert (await stand.status(sender)).stopped is None


async def test_fault_17_another_generation_is_said_until_somebody_has_looked(stand: Stand) -> None:
    sender = await lived(stand, 2)
    assert (await stand.status(sender)).renewed_at is None
    stand.hub.generation = "9" * 64
    stand.clock.advance(hours=6)

    await stand.settle(sender)

    assert (await stand.status(sender)).renewed_at == stand.clock.now()
    first = stand.clock.now()
    stand.clock.advance(hours=6)
    await stand.settle(sender)
    assert (await stand.status(sender)).renewed_at == first
    await stand.act(reconciling.looked)
    stand.clock.advance(hours=6)
    await stand.settle(sender)
    assert (await stand.status(sender)).renewed_at is None


async def test_what_was_pruned_cannot_be_given_back_and_stops_until_a_person_settles(
    stand: Stand,
) -> None:
    await lived(stand)
    await stand.act(lambda db: db.execute("DELETE FROM outbox_entry WHERE sequence < 4"))
    del stand.hub.reports_kept[1:]

    sender = stand.sender()
    assert await stand.settle(sender) == Rest(None)
    assert (await stand.status(sender)).stopped == "hub_lost_old"
    assert await stand.database.write(reconciling.settle)
    await stand.settle(sender, urgent=True)

    assert (await stand.status(sender)).stopped is None
    assert len(stand.hub.reports_kept) == 2
    assert await numbers(stand) == [
        (1, "delivered"),
        (2, "delivered"),
        (4, "set_aside"),
        (5, "set_aside"),
    ]


@pytest.mark.parametrize("kept", [0, 1, 2, 4])
async def test_fault_16_a_restored_node_takes_its_reports_over_and_says_how_things_are(
    stand: Stand, kept: int
) -> None:
    await lived(stand)
    whole = list(stand.hub.reports_kept)
    await stand.act(partial(forget_after, sequence=kept))
    await stand.none("297")

    await stand.settle(sender := stand.sender())

    assert stand.hub.reports_kept[:5] == whole
    assert len(stand.hub.reports_kept) == 6
    entries = await stand.database.read(outbox.entries)
    own = {entry.sequence: entry for entry in entries}
    assert [own[n].envelope for n in range(1, 6)] == [encode_envelope(one) for one in whole]
    assert [own[n].adopted for n in range(1, 7)] == [n > kept for n in range(1, 6)] + [False]
    assert own[5].receipt is None
    status = await stand.status(sender)
    assert (status.stopped, status.adopted, status.phase) == (None, 5 - kept, "confirmed")


async def test_fault_16_adoption_goes_on_where_a_restart_cut_it_off(stand: Stand) -> None:
    await lived(stand)
    await stand.act(partial(forget_after, sequence=0))
    sender = stand.sender()
    for _ in range(3):  # a hello and two pages
        await sender.turn()
    assert stand.hub.pages == [0, 2]
    assert await numbers(stand) == []

    await stand.settle(stand.sender())

    assert stand.hub.pages == [0, 2, 4]
    assert [n for n, _ in await numbers(stand)][:5] == [1, 2, 3, 4, 5]


def _other(page: tuple[Envelope, ...]) -> tuple[Envelope, ...]:
    changed = replace(page[0], payload=page[0].payload.replace(b"Esimerkki", b"Esimerkko"))
    return (changed, *page[1:])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda page: page[1:],
        lambda page: page[:-1][:0],
        lambda page: tuple(reversed(page)),
        lambda page: (page[0], page[0]),
        _other,
        lambda page: tuple(replace(one, payload=b"{}") for one in page),
        lambda page: tuple(replace(one, payload_type="text/plain") for one in page),
        lambda _page: Unreachable("not_an_envelope"),
    ],
)
async def test_fault_05_a_page_that_was_changed_on_the_way_is_fetched_again(
    stand: Stand, spoil: Spoil
) -> None:
    await lived(stand)
    whole = list(stand.hub.reports_kept)
    await stand.act(partial(forget_after, sequence=1))
    stand.hub.spoil = [spoil, spoil]

    await work_on(stand, stand.sender())

    assert stand.hub.reports_kept[:5] == whole
    assert {state for _, state in await numbers(stand)} == {"delivered"}
    assert (await stand.database.read(push.memory)).stopped is None


async def test_fault_08_a_chain_that_does_not_end_in_the_signed_head_is_not_taken(
    stand: Stand,
) -> None:
    await lived(stand)
    await stand.act(partial(forget_after, sequence=4))
    last = stand.hub.states[-1]
    stranger = sign(replace(last, confirmed_at=None), SigningKey.generate())
    stand.hub.spoil = [lambda _page: (stranger,)] * 3

    await work_on(stand, stand.sender(), rounds=3)

    assert [n for n, _ in await numbers(stand)][:4] == [1, 2, 3, 4]
    assert envelope_digest(stranger) not in {
        entry.digest for entry in await stand.database.read(outbox.entries)
    }


async def test_fault_16_a_queued_report_the_hub_has_is_sent_once_and_settled(stand: Stand) -> None:
    sender = await lived(stand, 3)
    await stand.none("297")
    stand.hub.mischief = [lost]
    await stand.settle(sender)  # 4 is queued here and acknowledged there
    backup = await stand.database.read(outbox.queued)
    assert backup is not None
    stand.clock.advance(hours=1)
    await stand.settle(sender)
    await stand.none("749")
    await stand.settle(sender)
    await stand.act(partial(forget_after, sequence=3))
    await stand.act(partial(outbox.queue, entry=replace(backup, attempts=0, next_attempt_at=None)))

    await stand.settle(stand.sender())

    assert len(stand.hub.reports_kept) == 5
    assert await numbers(stand) == [(n, "delivered") for n in range(1, 6)]


async def test_fault_16_a_queued_report_that_was_refused_after_the_backup_is_no_fork(
    stand: Stand,
) -> None:
    sender = await lived(stand, 3)
    await stand.none("297")
    stand.hub.mischief = [lost]
    stand.hub.refuse_next = ["outside_grant"]
    await stand.settle(sender)
    backup = await stand.database.read(outbox.queued)
    assert backup is not None
    stand.clock.advance(hours=1)
    stand.hub.refuse_next = ["outside_grant"]
    await stand.settle(sender)
    await stand.none("749")
    await stand.settle(sender)
    assert len(stand.hub.reports_kept) == 4
    await stand.act(partial(forget_after, sequence=3))
    await stand.act(partial(outbox.queue, entry=replace(backup, attempts=0, next_attempt_at=None)))
    stand.hub.mischief = [then_refuse(stand, 1)]

    await stand.settle(again := stand.sender())

    assert (await stand.status(again)).stopped is None
    states = await numbers(stand)
    assert (4, "refused") in states
    assert (4, "delivered") in states


async def forked(stand: Stand) -> Sender:
    """Let another writer with the same key take numbers 4 to 6, and this node notice."""
    sender = await lived(stand, 3)
    for _ in range(3):
        state = stand.hub.states[-1]
        assert stand.hub.head is not None
        made = replace(
            state,
            sequence=state.sequence + 1,
            previous=stand.hub.head.digest,
            confirmed_at=None,
        )
        stand.hub.reports_kept.append(sign(made, stand.key))
    await stand.none("297")
    stand.hub.mischief = []
    await stand.settle(sender)
    return sender


async def test_fault_20_a_fork_stops_and_stays_stopped_through_restarts_and_hellos(
    stand: Stand,
) -> None:
    sender = await forked(stand)
    assert (await stand.status(sender)).stopped == "fork"
    memory = await stand.database.read(push.memory)
    assert memory.evidence is not None
    puts = len(stand.hub.puts)

    await stand.settle(again := stand.sender())

    status = await stand.status(again)
    assert (status.phase, status.stopped) == ("stopped", "fork")
    assert [path for path, _ in stand.hub.puts[puts:]] == ["/v1/nodes/pohjois-savo/hello"]
    assert (await stand.database.read(push.memory)).evidence is not None


@pytest.mark.parametrize("apart", [0, 2])
async def test_fault_20_a_person_settles_and_the_node_goes_on_from_the_hubs_reports(
    stand: Stand, apart: int
) -> None:
    sender = await forked(stand)
    own = {entry.sequence for entry in await stand.database.read(outbox.entries)}
    assert own == {1, 2, 3, 4}
    if apart:
        at = stand.clock.now()
        await stand.act(partial(adopting.set_aside_after, after=3, at=at))
        await stand.act(partial(forget_after, sequence=apart))

    assert await stand.database.write(reconciling.settle)
    await stand.settle(sender, urgent=True)

    status = await stand.status(sender)
    assert (status.phase, status.stopped, status.settling) == ("confirmed", None, False)
    assert len(stand.hub.reports_kept) == 7
    assert stand.hub.states[-1].municipalities[0].says == "none"
    delivered = [n for n, state in await numbers(stand) if state == "delivered"]
    assert delivered == [1, 2, 3, 4, 5, 6, 7]
    if not apart:
        assert (4, "set_aside") in await numbers(stand)


async def test_a_node_that_is_not_stopped_has_nothing_to_settle(stand: Stand) -> None:
    await lived(stand, 1)
    assert not await stand.database.write(reconciling.settle)


async def test_the_witness_is_heard_before_anything_is_sent(stand: Stand) -> None:
    await lived(stand, 2)
    await stand.none("749")
    said = ["log_forked"]
    seen: list[int] = []

    async def witness(_line: object, _welcome: Welcome) -> str | None:
        seen.append(len(stand.hub.reports_kept))
        return said.pop() if said else None

    sender = stand.sender(witness=witness)
    assert await stand.settle(sender) == Rest(None)
    assert (await stand.status(sender)).stopped == "log_forked"
    assert not await stand.database.write(reconciling.settle)
    await stand.settle(sender, urgent=True)

    assert seen == [2, 2]
    assert len(stand.hub.reports_kept) == 3


async def test_clocks_that_jump_drop_nothing_a_restored_hub_could_ask_for(
    stand: Stand, database: Database
) -> None:
    sender = await lived(stand, 4)
    stand.clock.advance(days=3650)
    stand.hub.offset = timedelta(days=-3650)
    await stand.settle(sender)
    stand.clock.advance(days=-3650)
    stand.hub.offset = timedelta(0)
    stand.hub.reports_kept.clear()

    await stand.settle(stand.sender())

    assert len(stand.hub.reports_kept) >= 4
    assert isinstance(stand.hub.states[0], Availability)
    assert (await database.read(push.memory)).stopped is None


def strange_after(stand: Stand, kept: int) -> list[Envelope]:
    """Have the hub go on after `kept` reports with ones that another key signed; return those."""
    stranger, told = SigningKey.generate(), stand.hub.states[kept:]
    del stand.hub.reports_kept[kept:]
    for state in told:
        assert stand.hub.head is not None
        follows = replace(state, previous=stand.hub.head.digest, confirmed_at=None)
        stand.hub.reports_kept.append(sign(follows, stranger))
    return stand.hub.reports_kept[kept:]


async def test_fault_16_reports_that_no_own_key_signed_are_not_taken_over(stand: Stand) -> None:
    await lived(stand)
    strange_after(stand, 3)
    await stand.act(partial(forget_after, sequence=3))
    puts = len(stand.hub.puts)

    for _ in range(2):  # and no restart changes it
        sender = stand.sender()
        assert await stand.settle(sender) == Rest(None)

    status = await stand.status(sender)
    assert (status.phase, status.stopped) == ("stopped", "strange_reports")
    assert await numbers(stand) == [(n, "delivered") for n in (1, 2, 3)]
    assert {path.rsplit("/", 1)[-1] for path, _ in stand.hub.puts[puts:]} == {"hello"}
    told = await stand.database.read(settling.stop)
    assert told is not None
    assert told.settles
    assert "3 (" in str(told.said[0])
    assert "5 (" in str(told.said[1])


async def test_fault_16_a_person_who_knows_them_takes_strange_reports_over(stand: Stand) -> None:
    await lived(stand)
    strange = strange_after(stand, 3)
    await stand.act(partial(forget_after, sequence=3))
    await stand.settle(sender := stand.sender())

    assert await stand.database.write(reconciling.settle)
    await stand.settle(sender, urgent=True)

    status = await stand.status(sender)
    assert (status.phase, status.stopped, status.adopted) == ("confirmed", None, 2)
    assert stand.hub.reports_kept[3:5] == strange
    assert len(stand.hub.reports_kept) == 6  # and one that says how things are


async def test_a_node_without_a_report_takes_the_place_of_a_lost_one(stand: Stand) -> None:
    await lived(stand)
    strange = strange_after(stand, 1)
    await stand.act(partial(forget_after, sequence=0))

    await stand.settle(sender := stand.sender())

    assert (await stand.status(sender)).adopted == 5
    assert stand.hub.reports_kept[1:5] == strange
