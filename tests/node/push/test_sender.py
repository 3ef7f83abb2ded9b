from datetime import UTC, datetime, timedelta
from functools import partial
from sqlite3 import Connection

import pytest

from node.network import edit, store
from node.network.model import ContactRecord
from node.outbox import store as outbox
from node.push import store as push
from node.push.sender import Rest
from shared.delivery import Answered, Unreachable
from shared.runtime.fault import Fault
from shared.signing import SigningKey, decode_envelope, envelope_digest, signature_ok
from shared.text import Text
from shared.wire.envelope import Envelope
from shared.wire.session import Head
from tests.node.push.conftest import Stand, report_of
from tests.node.push.simulated_hub import Mischief, forged, html, lost


async def test_a_first_report_is_signed_delivered_and_has_the_hubs_signed_receipt(
    stand: Stand,
) -> None:
    sender = stand.sender()

    rest = await stand.settle(sender)

    (entry,) = await stand.database.read(outbox.entries)
    assert (entry.sequence, entry.state, entry.attempts) == (1, "delivered", 0)
    assert entry.receipt is not None
    assert signature_ok(decode_envelope(entry.receipt), stand.hub.key.public)
    assert stand.hub.head == await stand.database.read(outbox.head)
    assert await stand.database.read(outbox.dirty_since) is None
    assert sender.phase == "confirmed"
    assert rest.until is not None
    assert rest.until <= stand.clock.now() + timedelta(hours=6)


async def test_nothing_is_sent_when_nothing_public_changed(stand: Stand) -> None:
    sender = stand.sender()
    await stand.settle(sender)
    await stand.act(partial(outbox.mark_dirty, at=stand.clock.now()))

    await stand.settle(sender)

    assert len(stand.hub.reports_kept) == 1
    assert await stand.database.read(outbox.dirty_since) is None


async def test_a_change_and_a_confirmation_each_make_a_report_that_follows(stand: Stand) -> None:
    sender = stand.sender()
    await stand.settle(sender)

    await stand.none("297")
    await stand.settle(sender)
    stand.clock.advance(days=1)
    await stand.confirm()
    await stand.settle(sender)

    first, second, third = stand.hub.states
    assert second.previous == envelope_digest(stand.hub.reports_kept[0])
    assert second.municipalities[0].says == "none"
    assert third.confirmed_at == stand.clock.now()
    assert first.confirmed_at == second.confirmed_at


async def test_nothing_is_signed_before_the_hub_confirmed_the_head(stand: Stand) -> None:
    stand.hub.reachable = False
    sender = stand.sender()

    rest = await stand.settle(sender)

    assert await stand.database.read(outbox.entries) == ()
    assert sender.phase == "waiting"
    assert rest.until is not None
    assert rest.until > stand.clock.now()
    status = await stand.status(sender)
    assert (status.trouble, status.next_attempt_at) == ("no_connection", rest.until)


@pytest.mark.parametrize("mischief", [lost, html, forged])
async def test_fault_01_the_same_bytes_are_sent_again_until_the_hubs_own_receipt_comes(
    stand: Stand, mischief: Mischief
) -> None:
    sender = stand.sender()
    await stand.settle(sender)
    await stand.none("297")
    stand.hub.mischief = [mischief, mischief]

    for _ in range(3):
        rest = await stand.settle(sender)
        stand.clock.instant = max(stand.clock.instant, rest.until or stand.clock.instant)

    reports = [payload for path, payload in stand.hub.puts if path.endswith("/reports/2")]
    assert len(reports) == 3
    assert len(set(reports)) == 1
    assert len(stand.hub.reports_kept) == 2
    newest = await stand.database.read(outbox.newest_delivered)
    assert newest is not None
    assert (newest.sequence, newest.attempts) == (2, 2)


async def test_a_wait_is_kept_when_facts_change_and_cut_short_when_a_person_asks(
    stand: Stand,
) -> None:
    sender = stand.sender()
    await stand.settle(sender)
    await stand.none("297")
    stand.hub.mischief = [lost]
    await stand.settle(sender)

    await stand.none("749")
    await stand.settle(sender)
    assert sender.phase == "waiting"
    await stand.settle(sender, urgent=True)

    assert len(stand.hub.reports_kept) == 3
    assert [s.says for s in stand.hub.states[-1].municipalities] == ["none", "none"]


async def test_a_refused_report_consumes_no_number_and_is_kept(stand: Stand) -> None:
    sender = stand.sender()
    await stand.settle(sender)
    await stand.none("297")
    stand.hub.refuse_next = ["outside_grant"]
    await stand.settle(sender)
    status = await stand.status(sender)

    await stand.none("749")
    await stand.settle(sender)

    assert status.last is not None
    assert (status.last.state, status.last.problem) == ("refused", "outside_grant")
    entries = await stand.database.read(outbox.entries)
    assert [(e.sequence, e.state) for e in entries] == [
        (2, "delivered"),
        (2, "refused"),
        (1, "delivered"),
    ]


async def test_a_lease_that_ended_is_renewed_by_a_hello_at_once(stand: Stand) -> None:
    sender = stand.sender()
    await stand.settle(sender)
    stand.hub.lease = "f" * 64
    await stand.none("297")

    await stand.settle(sender)

    assert len(stand.hub.hellos) == 2
    assert len(stand.hub.reports_kept) == 2


async def test_a_hub_that_never_accepts_its_own_lease_is_not_hammered(stand: Stand) -> None:
    sender = stand.sender()
    await stand.settle(sender)
    await stand.none("297")
    stand.hub.refuse_next = ["lease_needed"]
    puts = len(stand.hub.puts)

    def again(answer: Answered | Unreachable) -> Answered | Unreachable:
        stand.hub.refuse_next.append("lease_needed")
        return answer

    stand.hub.mischief = [again] * 9

    rest = await stand.settle(sender)

    assert rest.until is not None
    assert rest.until > stand.clock.now()
    assert len(stand.hub.puts) - puts < 6


async def test_a_restart_sends_the_queued_bytes_and_signs_nothing_new(stand: Stand) -> None:
    first = stand.sender()
    await stand.settle(first)
    await stand.none("297")
    stand.hub.mischief = [lost]
    await stand.settle(first)
    queued = await stand.database.read(outbox.queued)
    stand.clock.advance(hours=1)

    await stand.settle(stand.sender())

    assert queued is not None
    newest = await stand.database.read(outbox.newest_delivered)
    assert newest is not None
    assert newest.envelope == queued.envelope
    assert len(stand.hub.reports_kept) == 2
    assert [hello.session for hello in stand.hub.hellos] == stand.sessions


async def test_a_retry_promised_before_a_restart_is_kept_after_it(stand: Stand) -> None:
    stand.hub.reachable = False
    before = await stand.settle(stand.sender())
    stand.hub.reachable = True

    after = await stand.settle(stand.sender())

    assert after == before
    assert stand.hub.hellos == []


async def test_a_fork_stops_the_sender_for_good(stand: Stand) -> None:
    sender = stand.sender()
    await stand.settle(sender)
    await stand.none("297")
    stand.hub.refuse_next = ["fork"]

    await stand.settle(sender)
    stand.clock.advance(days=2)
    await stand.settle(sender)

    assert (await stand.status(sender)).stopped == "fork"
    assert len(stand.hub.hellos) == 1


async def test_a_welcome_for_another_session_is_no_answer(stand: Stand) -> None:
    first = stand.sender()
    held: list[Answered | Unreachable] = []

    def keep(answer: Answered | Unreachable) -> Answered | Unreachable:
        held.append(answer)
        return lost(answer)

    stand.hub.mischief = [keep]
    await stand.settle(first)
    stand.clock.advance(hours=1)
    stand.hub.mischief = [lambda _answer: held[0]]

    await stand.settle(stand.sender())

    assert await stand.database.read(outbox.entries) == ()
    memory = await stand.database.read(push.memory)
    assert memory.trouble == "not_about_this"


async def test_the_heartbeat_comes_when_the_hub_named_it_by_its_own_clock(stand: Stand) -> None:
    stand.hub.offset = timedelta(days=365)
    sender = stand.sender()
    rest = await stand.settle(sender)

    assert rest.until == stand.clock.now() + timedelta(hours=6)
    stand.clock.instant = rest.until
    await stand.settle(sender)

    assert len(stand.hub.hellos) == 2
    assert len(stand.hub.reports_kept) == 1


async def test_fault_24_a_node_whose_clock_says_1970_works(stand: Stand) -> None:
    stand.clock.instant = datetime(1970, 1, 1, tzinfo=UTC)
    stand.hub.offset = timedelta(days=20_000)
    sender = stand.sender()

    await stand.settle(sender)

    status = await stand.status(sender)
    assert (status.phase, status.clock_offset_s) == ("confirmed", 20_000 * 86_400)


async def test_fault_24_a_clock_put_right_by_ten_years_does_not_keep_the_sender_waiting(
    stand: Stand,
) -> None:
    stand.clock.instant += timedelta(days=3_650)
    stand.hub.reachable = False
    sender = stand.sender()
    await stand.settle(sender)
    stand.clock.instant -= timedelta(days=3_650)
    stand.hub.reachable = True

    await stand.settle(sender)

    assert len(stand.hub.reports_kept) == 1


async def test_a_new_day_has_the_plan_looked_at_again(stand: Stand) -> None:
    sender = stand.sender()
    await stand.settle(sender)
    seen: list[datetime] = []

    def watched(
        db: Connection, key: SigningKey, head: Head | None, now: datetime
    ) -> Envelope | None:
        seen.append(now)
        return report_of(db, key, head, now)

    sender._next_report = watched
    midnight = datetime(2026, 9, 1, 21, 0, tzinfo=UTC)

    while stand.clock.now() < midnight:
        rest = await stand.settle(sender)
        assert rest.until is not None
        stand.clock.instant = rest.until
    await stand.settle(sender)

    assert seen == [midnight]


async def test_records_that_cannot_be_told_stay_dirty_and_are_shown(stand: Stand) -> None:
    sender = stand.sender()
    await stand.settle(sender)
    await stand.none("297")

    def refuse(*_: object) -> None:
        raise Fault(Text.of("no"))

    sender._next_report = refuse
    await stand.settle(sender)
    status = await stand.status(sender)
    sender._next_report = report_of
    await stand.settle(sender)

    assert status.trouble == "cannot_be_told"
    assert status.dirty_since is not None
    assert len(stand.hub.reports_kept) == 2
    assert (await stand.status(sender)).trouble is None


async def test_a_changed_contact_travels_once_and_its_refusal_is_kept(stand: Stand) -> None:
    sender = stand.sender()
    contact = ContactRecord(organisation="Esimerkki ry", email="ryhmat@verkosto.example")
    await stand.act(partial(edit.set_contact, contact=contact, now=stand.clock.now()))
    stand.hub.mischief = [lambda a: a, lambda a: a, lost]
    rest = await stand.settle(sender)
    stand.clock.instant = rest.until or stand.clock.instant
    await stand.settle(sender)
    status = await stand.status(sender)
    await stand.act(partial(edit.set_contact, contact=contact, now=stand.clock.now()))
    stand.hub.refuse_next = ["stale_contact"]
    await stand.settle(sender)

    assert {c.revision for c in stand.hub.contacts} == {1}
    assert (status.contact, status.contact_held) == ("delivered", True)
    assert (await stand.status(sender)).contact == "refused"
    assert len(stand.hub.reports_kept) == 1


async def test_the_next_welcome_tells_that_the_contact_was_seen(stand: Stand) -> None:
    sender = stand.sender()
    contact = ContactRecord(organisation="Esimerkki ry", email="ryhmat@verkosto.example")
    await stand.act(partial(edit.set_contact, contact=contact, now=stand.clock.now()))
    await stand.settle(sender)
    waiting = (await stand.status(sender)).contact_held
    stand.hub.contact_held = False
    stand.clock.instant += timedelta(days=1)
    await stand.settle(sender)

    assert (waiting, (await stand.status(sender)).contact_held) == (True, False)


async def test_a_node_that_is_not_enrolled_says_nothing(stand: Stand) -> None:
    await stand.act(lambda db: db.execute("UPDATE network SET node=NULL, hub=NULL, hub_key=NULL"))
    sender = stand.sender()

    rest = await stand.settle(sender)

    assert rest == Rest(None)
    assert (sender.phase, stand.hub.puts) == ("not_enrolled", [])


async def test_the_hub_is_asked_with_the_pinned_key_only(stand: Stand) -> None:
    stranger = SigningKey.generate()
    await stand.act(
        partial(store.join, node="pohjois-savo", hub="https://hub.example", hub_key=stranger.public)
    )
    sender = stand.sender()

    await stand.settle(sender)

    assert (await stand.status(sender)).trouble == "not_signed_by_hub"
    assert stand.hub.reports_kept == []
