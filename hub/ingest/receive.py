"""Receive a report: one transaction judges and appends it, the mirror follows, then the receipt.

The ledger has the envelope if and only if the verdict is `Accepted`; a receipt is given only when
the mirror has it, too.
"""

from collections.abc import Callable
from datetime import datetime
from sqlite3 import Connection

from hub.ingest import counting, ledger, rotation, store
from hub.ingest.alarms import sounding
from hub.ingest.keys import KeyMemory
from hub.ingest.model import Accepted, Duplicate, Entry, Refused, Verdict
from hub.ingest.problems import REMEMBERED, problem
from hub.ingest.session import Session
from hub.ingest.unseal import Path, Unsealed, type_of
from hub.ingest.verify import SCHEMAS, Stored, Trust, judge
from hub.registry import store as registry
from hub.registry.handover import store as mandates
from hub.registry.handover.mandate import Mandate, may_name
from hub.registry.keys import store as keys
from hub.registry.model import Network
from hub.registry.owners.store import OwnerMemory
from hub.statistics.check import Standing
from shared import signing
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.wire import codec
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from shared.wire.rotation import Rotation
from shared.wire.statistics import Statistics
from shared.wire.words import Digest, Token

_COUNTS = codec.payload_type("statistics/1")


class Receiver:
    """Takes reports. `changed` is called after every new entry of the ledger."""

    def __init__(
        self,
        *,
        database: Database,
        keys: KeyMemory,
        clock: Clock,
        reference: Reference,
        owners: OwnerMemory,
        generation: Digest,
        retry_s: int,
        changed: Callable[[], None],
    ) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._reference = reference
        self._owners = owners
        self._generation = generation
        self._retry_s = retry_s
        self._changed = changed

    async def receive(self, body: bytes, path: Path, lease: Token | None) -> Receipt | Problem:
        """Return the receipt or the refusal of a report's bytes."""
        unsealed = await self._keys.unseal(body, path, *SCHEMAS)
        if isinstance(unsealed, Refused):
            return await self._refused_unread(unsealed.problem, body, path, lease)
        try:
            verdict, entry = await self._database.write(
                lambda db: self._decide(db, unsealed, path, lease)
            )
        except ledger.HeadMovedError:
            return problem("busy", "Send the same report again.", retry_after_s=1)
        log.logger().info("report.judged", verdict=type(verdict).__name__, node=path.node)
        return self._answer(verdict, entry)

    def _answer(self, verdict: Verdict, entry: Entry | None) -> Receipt | Problem:
        """Return the receipt of what is committed and mirrored, or the refusal."""
        if isinstance(verdict, Refused):
            if verdict.problem.code == "fork":
                self._changed()  # The network is suspended.
            return verdict.problem
        if isinstance(verdict, Duplicate):
            return self._receipt(verdict)
        if entry is None:
            raise LookupError("an accepted report has an entry")
        self._changed()
        return self._receipt(
            Duplicate(
                entry=entry.number,
                node=entry.node,
                sequence=verdict.report.sequence,
                digest=verdict.digest,
                received_at=entry.at,
            )
        )

    def _decide(
        self, db: Connection, unsealed: Unsealed, path: Path, lease: Token | None
    ) -> tuple[Verdict, Entry | None]:
        """Judge and append, in one transaction of the write actor."""
        now = self._clock.now()
        network = registry.network(db, path.node)
        session = store.session(db, path.node)
        if network is None:
            raise LookupError("a known key belongs to a network")
        leased = session is not None and session.holds(lease, now)
        trust = self._trust(db, network, unsealed, path, now, leased=leased)
        verdict = self._verdict(db, unsealed, path, trust, now)
        body = signing.encode_envelope(unsealed.envelope)
        match verdict:
            case Accepted():
                offset_s = 0 if session is None else session.offset_s
                entry = ledger.append_report(db, verdict, body, at=now, offset_s=offset_s)
                if isinstance(verdict.report, Rotation):
                    keys.turn(db, path.node, verdict.report.public_key, verdict.report.sequence)
                return verdict, entry
            case Refused(problem=why) if why.code in REMEMBERED and not _again(session, path):
                store.remember_refusal(db, path.node, why, _kept(body), now)
                store.forget_old_refusals(db, path.node)
            case Refused(problem=why) if why.code == "fork":
                sounding.fork(db, path.node, path.sequence or 0, why, body, now)
        return verdict, None

    def _verdict(
        self, db: Connection, unsealed: Unsealed, path: Path, trust: Trust, now: datetime
    ) -> Verdict:
        match unsealed.message:
            case Rotation(public_key=public_key):
                return rotation.judge(unsealed, path, trust, keys.owner(db, public_key))
            case Statistics() as report:
                standing = self._standing(db, report, now)
                return counting.judge(unsealed, path, trust, standing, self._reference)
            case _:
                return judge(unsealed, path, trust, self._reference)

    def _standing(self, db: Connection, report: Statistics, now: datetime) -> Standing:
        owners = self._owners.owners(db, report.quarter)
        return Standing(
            today=helsinki_day(now),
            owned=frozenset(owners.owned(report.node)),
            before=ledger.counted(db, report.node, report.quarter, report.sequence),
        )

    def _trust(
        self,
        db: Connection,
        network: Network,
        unsealed: Unsealed,
        path: Path,
        now: datetime,
        *,
        leased: bool,
    ) -> Trust:
        head = ledger.head(db, path.node)
        there = head is not None and path.sequence is not None and path.sequence <= head.sequence
        entry = ledger.report(db, path.node, path.sequence or 0) if there else None
        return Trust(
            speaking=keys.speaking(db, network, now),
            leased=leased,
            head=head,
            stored=_stored(entry),
            answered=store.answer_to(db, unsealed.digest, path.node),
            municipalities=may_name(mandates.mandate(db, network.node) or Mandate()),
            retry_s=self._retry_s,
        )

    async def _refused_unread(
        self, why: Problem, body: bytes, path: Path, lease: Token | None
    ) -> Problem:
        """Keep a refusal that needed no ledger, if it was the node that speaks now."""
        now = self._clock.now()

        def remember(db: Connection) -> None:
            session, network = store.session(db, path.node), registry.network(db, path.node)
            if session is None or network is None:
                return
            if network.standing != "active" or not session.holds(lease, now):
                return
            store.remember_refusal(db, path.node, why, _kept(body), now)
            store.forget_old_refusals(db, path.node)

        if why.code in REMEMBERED:
            await self._database.write(remember)
        log.logger().info("report.judged", verdict="Refused", node=path.node, reason=why.code)
        return why

    def _receipt(self, kept: Duplicate) -> Receipt:
        return Receipt(
            node=kept.node,
            sequence=kept.sequence,
            digest=kept.digest,
            received_at=kept.received_at,
            generation=self._generation,
            index=kept.entry,
        )


def _again(session: Session | None, path: Path) -> bool:
    """Tell whether the node holds a receipt for this number: it gives back what the hub lost.

    Such a refusal is not for good: the node sends the report until the hub has its grants again.
    """
    return session is not None and path.sequence is not None and path.sequence <= session.named


def _kept(body: bytes) -> bytes:
    """Return what is kept of a refused message: of counts of people nothing (DISCLOSURE.md)."""
    return b"" if type_of(body) == _COUNTS else body


def _stored(entry: Entry | None) -> Stored | None:
    if entry is None or entry.digest is None:
        return None
    return Stored(entry=entry.number, digest=entry.digest, received_at=entry.at)
