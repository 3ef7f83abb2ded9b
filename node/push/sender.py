"""One turn of the conversation with the hub: the one thing that is due, as `delivery` decides.

Signed bytes are committed before the first byte goes out, every retry sends the same bytes, and a
next report is signed only after the hub, in this process's life, confirmed the one before (rule 3).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from sqlite3 import Connection

from msgspec import UNSET, Struct

from node.network import store as network
from node.network.model import NetworkRecord
from node.outbox import store as outbox
from node.push import conversation, journal, store
from node.push.conversation import Line, Party
from node.push.model import HubWord, Parcel, Phase
from shared import delivery
from shared.delivery import Unreachable
from shared.period import day_end, helsinki_day
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.fault import Fault, StorageError
from shared.signing import SigningKey, decode_envelope
from shared.wire.codec import Message
from shared.wire.receipt import ContactReceipt
from shared.wire.session import Welcome
from shared.wire.words import Digest, SessionId, Token

SHORTEST_HEARTBEAT = timedelta(seconds=1)
LONGEST_HEARTBEAT = timedelta(hours=6)
LONGEST_WAIT = timedelta(hours=26)
"""A stored instant further off than this was written by a clock that has since been put right."""


class Rest(Struct, frozen=True):
    """Nothing can be done before `until`, or (None) before somebody wakes the sender."""

    until: datetime | None


class Sender:
    """The node's side of the conversation; it lives as long as its session."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        key: SigningKey,
        session: SessionId,
        software: str,
        line: Callable[[str], Line],
        next_report: journal.NextReport,
        chance: Callable[[], float],
        audit_head: Callable[[Connection], Digest | None] = lambda _db: None,
    ) -> None:
        """Take the collaborators.

        `line` opens a line to a hub's address, `chance` draws from [0, 1), `next_report` builds
        the next report inside a transaction, or nothing if nothing public changed. `audit_head`
        is the head of the log of acts, which travels in every hello.
        """
        self._audit_head = audit_head
        self._database = database
        self._clock = clock
        self._key = key
        self._session = session
        self._software = software
        self._open = line
        self._next_report = next_report
        self._chance = chance
        self._line: tuple[str, Line] | None = None
        self._lease: Token | None = None
        self._greet_at: datetime | None = None
        self._recheck_at: datetime | None = None
        self.phase: Phase = "away"

    async def close(self) -> None:
        """Close the line to the hub."""
        if self._line is not None:
            await self._line[1].close()
            self._line = None

    async def turn(self, *, urgent: bool = False) -> Rest | None:
        """Do the one thing that is due; return when to go on, None for at once.

        `urgent`: a person asks now, so a wait is cut short and a stop is looked at again.
        """
        record = await self._database.read(network.record)
        party = self._party(record)
        if record is None or record.hub is None or party is None:
            self.phase = "not_enrolled"
            return Rest(None)
        if self.phase == "stopped" and not urgent:
            return Rest(None)
        line, now = await self._line_to(record.hub), self._clock.now()
        if self._lease is None or _due(self._greet_at, now):
            return await self._greet(line, party, now, urgent=urgent)
        if _due(self._recheck_at, now):
            await self._database.write(partial(journal.recheck, now=now))
            self._recheck_at = day_end(helsinki_day(now))
        return await self._send(line, party, self._lease, urgent=urgent)

    async def _greet(self, line: Line, party: Party, now: datetime, *, urgent: bool) -> Rest | None:
        memory, head, audit = await self._database.read(
            lambda db: (store.memory(db), outbox.head(db), self._audit_head(db))
        )
        if not (urgent or _due(memory.next_attempt_at, now)):
            self.phase = "waiting"
            return Rest(memory.next_attempt_at)
        self._lease = None
        answer = await conversation.greet(line, party, self._key, head, now, audit=audit)
        if isinstance(answer, Welcome):
            return await self._welcomed(answer)
        return await self._not_welcomed(answer, memory.attempts + 1)

    async def _welcomed(self, welcome: Welcome) -> Rest | None:
        now = self._clock.now()
        word = _word(welcome, now)
        verdict = await self._database.read(partial(journal.compare, hub_head=welcome.head))
        stopped = _alarm(verdict)
        held = welcome.contact_held
        await self._database.write(
            partial(journal.welcomed, word=word, stopped=stopped, contact_held=held)
        )
        log.logger().info("hub.greeted", verdict=type(verdict).__name__)
        if stopped is not None:
            self.phase = "stopped"
            return Rest(None)
        self._lease = welcome.lease
        soonest, latest = now + SHORTEST_HEARTBEAT, now + LONGEST_HEARTBEAT
        self._greet_at = min(max(word.greet_at(), soonest), latest)
        self.phase = "confirmed"
        return None

    async def _not_welcomed(self, answer: Message | Unreachable, attempts: int) -> Rest | None:
        now, stopped, until = self._clock.now(), None, None
        match delivery.next_step(answer, attempts=attempts, now=now, chance=self._chance()):
            case delivery.Requeued(at, cause) | delivery.SayHello(at, cause):
                until = at
            case delivery.Stopped(cause):
                stopped = cause
            case delivery.Refused(problem):
                stopped = cause = problem.code
            case delivery.Delivered():
                raise AssertionError("a hello has no receipt")
        self.phase = "stopped" if stopped else "waiting"
        missed = partial(
            journal.missed, attempts=attempts, until=until, cause=cause, stopped=stopped
        )
        await self._database.write(missed)
        log.logger().warning("hub.missed", cause=cause, attempts=attempts, next_attempt_at=until)
        return None if until and until <= now else Rest(until)

    async def _send(self, line: Line, party: Party, lease: Token, *, urgent: bool) -> Rest | None:
        """Send what waits: the report first, then the contact."""
        now = self._clock.now()
        waits = [at for at in (self._greet_at, self._recheck_at) if at is not None]
        parcels = await self._parcels(party, now)
        for parcel in parcels:
            if urgent or _due(parcel.next_attempt_at, now):
                return await self._deliver(line, party, parcel, lease)
            waits += [parcel.next_attempt_at] if parcel.next_attempt_at else []
        self.phase = "waiting" if parcels else "confirmed"
        return Rest(min(waits))

    async def _parcels(self, party: Party, now: datetime) -> tuple[Parcel, ...]:
        if await self._database.read(journal.unsigned):
            sign_next = partial(
                journal.sign_next,
                key=self._key,
                node=party.node,
                now=now,
                next_report=self._next_report,
            )
            try:
                await self._database.write(sign_next)
            except StorageError:
                raise
            except Fault:  # The records cannot be told in public; the preview says why.
                log.logger().error("report.untold", reason="cannot_be_told")
                await self._note(journal.untold)
        return await self._database.read(journal.parcels)

    async def _deliver(self, line: Line, party: Party, parcel: Parcel, lease: Token) -> Rest | None:
        self.phase = "sending"
        attempts, envelope = parcel.attempts + 1, decode_envelope(parcel.envelope)
        heard = await conversation.deliver(line, party, parcel.path, envelope, lease)
        now, answer = self._clock.now(), heard.answer
        step = delivery.next_step(answer, attempts=attempts, now=now, chance=self._chance())
        self.phase = "confirmed"
        if isinstance(step, delivery.Delivered) or isinstance(answer, ContactReceipt):
            log.logger().info("parcel.delivered", kind=parcel.path, attempts=attempts)
            held = isinstance(answer, ContactReceipt) and answer.held
            await self._note(
                partial(journal.delivered, parcel=parcel, receipt=heard.evidence, held=held, at=now)
            )
            return None
        log.logger().warning("parcel.missed", kind=parcel.path, step=type(step).__name__)
        match step:
            case delivery.Stopped(reason):
                return await self._stop(reason)
            case delivery.Requeued(at, cause) | delivery.SayHello(at, cause):
                await self._note(
                    partial(
                        journal.postponed, parcel=parcel, attempts=attempts, until=at, cause=cause
                    )
                )
                return self._wait(at, now, hello=isinstance(step, delivery.SayHello))
            case _:
                await self._note(
                    partial(journal.refused, parcel=parcel, problem=heard.evidence, at=now)
                )
                return None

    async def _stop(self, reason: str) -> Rest:
        self._lease = None
        self.phase = "stopped"
        log.logger().error("sender.stopped", reason=reason)
        await self._note(partial(journal.stopped, reason=reason))
        return Rest(None)

    async def _note(self, job: Callable[[Connection], None]) -> None:
        await self._database.write(job)

    def _wait(self, at: datetime, now: datetime, *, hello: bool) -> Rest | None:
        """Rest until `at`; a hello that is needed comes first, and at once if it may."""
        if hello:
            self._lease = None
        if at <= now:
            return None
        self.phase = "waiting"
        return Rest(at)

    def _party(self, record: NetworkRecord | None) -> Party | None:
        if record is None or record.node is None or record.hub_key is None:
            return None
        return Party(
            node=record.node,
            session=self._session,
            hub_key=record.hub_key,
            software=self._software,
        )

    async def _line_to(self, hub: str) -> Line:
        if self._line is None or self._line[0] != hub:
            await self.close()
            self._lease = None
            self._line = (hub, self._open(hub))
        return self._line[1]


def _due(at: datetime | None, now: datetime) -> bool:
    return at is None or now >= at or at - now > LONGEST_WAIT


def _word(welcome: Welcome, now: datetime) -> HubWord:
    return HubWord(
        heard_at=now,
        hub_time=welcome.hub_time,
        next_contact=welcome.next_contact,
        generation=welcome.generation,
        site=welcome.site,
        notices=welcome.notices,
        policy=welcome.policy,
        courses=() if welcome.courses is UNSET else welcome.courses,
    )


def _alarm(verdict: delivery.Reconciliation) -> str | None:
    """Return why nothing may be sent, or None where both sides know the same head."""
    match verdict:
        case delivery.Confirmed():
            return None
        case delivery.Resend():
            return "hub_behind"
        case delivery.Adopt():
            return "hub_ahead"
        case delivery.Fork():
            return "fork"
