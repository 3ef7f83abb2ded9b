"""One turn of the conversation with the hub: the one thing that is due, as `delivery` decides.

Signed bytes are committed before the first byte goes out, every retry sends the same bytes, and a
next report is signed only after the hub, in this process's life, confirmed the one before (rule 3).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from sqlite3 import Connection

from node.network import store as network
from node.push import conversation, journal, store
from node.push.catching_up import CatchingUp
from node.push.conversation import Heard, Party
from node.push.meeting import AuditHead, Footing, Halted, Meeting
from node.push.model import Parcel, Phase, Rest
from node.push.partners import (
    HubKeys,
    Line,
    OwnKeys,
    PinnedKey,
    Post,
    Witness,
    unopened,
    unwitnessed,
)
from shared import delivery
from shared.delivery import Adopt, Resend, Settle, Unreachable
from shared.period import day_end, helsinki_day
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.fault import Fault, StorageError
from shared.signing import decode_envelope
from shared.wire.receipt import ContactReceipt
from shared.wire.words import SessionId

__all__ = ["Rest", "Sender"]

LONGEST_WAIT = timedelta(hours=26)
"""A stored instant further off than this was written by a clock that has since been put right."""


class Sender:
    """The node's side of the conversation; it lives as long as its session."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        keys: OwnKeys,
        session: SessionId,
        software: str,
        line: Callable[[str], Line],
        next_report: journal.NextReport,
        chance: Callable[[], float],
        audit_head: AuditHead = lambda _db: None,
        hub_keys: HubKeys | None = None,
        witness: Witness = unwitnessed,
        post: Post = unopened,
    ) -> None:
        """Take the collaborators.

        `line` opens a line to a hub's address, `chance` draws from [0, 1), `next_report` builds
        the next report inside a transaction, or nothing if nothing public changed. `audit_head`
        is the head of the log of acts, which travels in every hello. `hub_keys` and `witness` say
        which keys speak for the hub, and whether its log is still the one that was seen before.
        `post` keeps what the operator has for the network's people.
        """
        self._database = database
        self._clock = clock
        self._keys = keys
        self._open = line
        self._next_report = next_report
        self._chance = chance
        self._line: tuple[str, Line] | None = None
        self._footing: Footing | None = None
        self._misses = 0
        self._recheck_at: datetime | None = None
        self._meeting = Meeting(
            database=database,
            clock=clock,
            keys=keys,
            hub_keys=hub_keys or PinnedKey(),
            witness=witness,
            session=session,
            software=software,
            audit_head=audit_head,
            post=post,
        )
        self._catching_up = CatchingUp(database=database, clock=clock, keys=keys)
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
        if record is None or record.hub is None or record.node is None or record.hub_key is None:
            self.phase = "not_enrolled"
            return Rest(None)
        if self.phase == "stopped" and not (urgent or await self._settling()):
            return Rest(None)
        line, now = await self._line_to(record.hub), self._clock.now()
        party = await self._meeting.party(record.node, record.hub_key)
        footing = self._footing
        if footing is None or _due(footing.greet_at, now):
            return await self._greet(line, party, urgent=urgent)
        if isinstance(footing.to_do, Resend | Adopt):
            return await self._catch_up(line, party, footing, urgent=urgent)
        if _due(self._recheck_at, now):
            await self._database.write(partial(journal.recheck, now=now))
            self._recheck_at = day_end(helsinki_day(now))
        return await self._send(line, party, footing, urgent=urgent)

    async def _greet(self, line: Line, party: Party, *, urgent: bool) -> Rest | None:
        memory, now = await self._database.read(store.memory), self._clock.now()
        if not (urgent or _due(memory.next_attempt_at, now)):
            self.phase = "waiting"
            return Rest(memory.next_attempt_at)
        self._footing = None
        met = await self._meeting.greet(line, party)
        match met:
            case Footing():
                self._footing, self.phase = met, "confirmed"
                return None
            case Halted():
                self.phase = "stopped"
                return Rest(None)
            case answer:
                attempts = memory.attempts + 1
                step = delivery.next_step(
                    answer, attempts=attempts, now=self._clock.now(), chance=self._chance()
                )
                return await self._missed(step, attempts, None)

    async def _catch_up(
        self, line: Line, party: Party, footing: Footing, *, urgent: bool
    ) -> Rest | None:
        memory, now = await self._database.read(store.memory), self._clock.now()
        if not (urgent or _due(memory.next_attempt_at, now)):
            self.phase = "waiting"
            return _earliest(memory.next_attempt_at, footing.greet_at)
        self.phase = "adopting" if isinstance(footing.to_do, Adopt) else "resending"
        outcome = await self._catching_up.step(line, party, footing)
        match outcome:
            case Footing():
                self._footing, self._misses = outcome, 0
                return None
            case Halted(reason, evidence):
                return await self._stop(reason, evidence)
            case Heard(answer=answer, evidence=evidence):
                self._misses += 1
                step = delivery.resend_step(
                    answer, attempts=self._misses, now=self._clock.now(), chance=self._chance()
                )
                return await self._missed(step, self._misses, evidence)

    async def _missed(
        self, step: delivery.Step, attempts: int, evidence: bytes | None
    ) -> Rest | None:
        """Note that the hub did not say what was hoped for; a hello comes next, when it is due."""
        match step:
            case delivery.Requeued(at, cause) | delivery.SayHello(at, cause):
                missed = partial(journal.missed, attempts=attempts, until=at, cause=cause)
                await self._database.write(missed)
            case delivery.Stopped(reason):
                return await self._stop(reason, evidence)
            case delivery.Refused(problem):
                return await self._stop(problem.code, evidence)
            case delivery.Delivered():
                raise AssertionError("a hello has no receipt")
        log.logger().warning("hub.missed", cause=cause, attempts=attempts, next_attempt_at=at)
        return self._wait(at, self._clock.now(), hello=isinstance(step, delivery.SayHello))

    async def _send(
        self, line: Line, party: Party, footing: Footing, *, urgent: bool
    ) -> Rest | None:
        """Send what waits: the report first, then the contact."""
        now = self._clock.now()
        waits = [at for at in (footing.greet_at, self._recheck_at) if at is not None]
        parcels = await self._parcels(party, footing, now)
        for parcel in parcels:
            if urgent or _due(parcel.next_attempt_at, now):
                return await self._deliver(line, party, parcel, footing)
            waits += [parcel.next_attempt_at] if parcel.next_attempt_at else []
        self.phase = "waiting" if parcels else "confirmed"
        return Rest(min(waits))

    async def _parcels(self, party: Party, footing: Footing, now: datetime) -> tuple[Parcel, ...]:
        settled = not isinstance(footing.to_do, Settle)
        if settled and await self._database.read(journal.unsigned):
            sign_next = partial(
                journal.sign_next,
                key=await self._keys.speaking(),
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

    async def _deliver(
        self, line: Line, party: Party, parcel: Parcel, footing: Footing
    ) -> Rest | None:
        self.phase = "sending"
        envelope = decode_envelope(parcel.envelope)
        heard = await conversation.deliver(line, party, parcel.path, envelope, footing.lease)
        self.phase = "confirmed"
        unsigned = heard.answer == Unreachable("not_signed_by_hub")
        if unsigned and await self._meeting.doubted(line, party):
            return None  # The hub has a new key, and the answer is asked for again.
        rest = await self._heard(parcel, heard)
        settling = parcel.sequence is not None and isinstance(footing.to_do, Settle)
        if rest is None and settling:  # Whatever came of it, the heads are compared anew.
            self._footing = None
        return rest

    async def _heard(self, parcel: Parcel, heard: Heard) -> Rest | None:
        """Note what the hub said to a parcel."""
        attempts, now, answer = parcel.attempts + 1, self._clock.now(), heard.answer
        step = delivery.next_step(answer, attempts=attempts, now=now, chance=self._chance())
        if isinstance(step, delivery.Delivered) or isinstance(answer, ContactReceipt):
            log.logger().info("parcel.delivered", kind=parcel.path, attempts=attempts)
            held, evidence = isinstance(answer, ContactReceipt) and answer.held, heard.evidence
            await self._note(
                partial(journal.delivered, parcel=parcel, receipt=evidence, held=held, at=now)
            )
            return None
        log.logger().warning("parcel.missed", kind=parcel.path, step=type(step).__name__)
        match step:
            case delivery.Stopped(reason):
                return await self._stop(reason, heard.evidence)
            case delivery.Requeued(at, cause) | delivery.SayHello(at, cause):
                later = partial(journal.postponed, attempts=attempts, until=at, cause=cause)
                await self._note(partial(later, parcel=parcel))
                return self._wait(at, now, hello=isinstance(step, delivery.SayHello))
            case _:
                refused = partial(journal.refused, problem=heard.evidence, at=now)
                await self._note(partial(refused, parcel=parcel))
                return None

    async def _stop(self, reason: str, evidence: bytes | None) -> Rest:
        self._footing = None
        self.phase = "stopped"
        log.logger().error("sender.stopped", reason=reason)
        await self._note(partial(journal.stopped, reason=reason, evidence=evidence))
        return Rest(None)

    async def _settling(self) -> bool:
        """Tell whether a person decided meanwhile to go on from the hub's reports."""
        return (await self._database.read(store.memory)).settling

    async def _note(self, job: Callable[[Connection], None]) -> None:
        await self._database.write(job)

    def _wait(self, at: datetime, now: datetime, *, hello: bool) -> Rest | None:
        """Rest until `at`; a hello that is needed comes first, and at once if it may."""
        if hello:
            self._footing = None
        if at <= now:
            return None
        self.phase = "waiting"
        return Rest(at)

    async def _line_to(self, hub: str) -> Line:
        if self._line is None or self._line[0] != hub:
            await self.close()
            self._footing = None
            self._line = (hub, self._open(hub))
        return self._line[1]


def _earliest(*instants: datetime | None) -> Rest:
    return Rest(min((at for at in instants if at is not None), default=None))


def _due(at: datetime | None, now: datetime) -> bool:
    return at is None or now >= at or at - now > LONGEST_WAIT
