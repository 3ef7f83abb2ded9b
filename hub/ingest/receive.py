"""Receive a report: one transaction judges and appends it, the mirror follows, then the receipt.

The ledger has the envelope if and only if the verdict is `Accepted`; a receipt is given only when
the mirror has it, too.
"""

from collections.abc import Callable
from sqlite3 import Connection

from hub.ingest import ledger, store
from hub.ingest.keys import KeyMemory
from hub.ingest.model import Accepted, Duplicate, Entry, Refused, Verdict
from hub.ingest.problems import REMEMBERED, problem
from hub.ingest.unseal import Path, Unsealed
from hub.ingest.verify import Stored, Trust, judge
from hub.registry import store as registry
from hub.registry.model import Network
from shared import signing
from shared.reference.lookup import Reference
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from shared.wire.words import Digest, Token


class Receiver:
    """Takes reports. `changed` is called after every new entry of the ledger."""

    def __init__(
        self,
        *,
        database: Database,
        keys: KeyMemory,
        clock: Clock,
        reference: Reference,
        generation: Digest,
        retry_s: int,
        changed: Callable[[], None],
    ) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._reference = reference
        self._generation = generation
        self._retry_s = retry_s
        self._changed = changed

    async def receive(self, body: bytes, path: Path, lease: Token | None) -> Receipt | Problem:
        """Return the receipt or the refusal of a report's bytes."""
        unsealed = await self._keys.unseal(body, path, "availability/1")
        if isinstance(unsealed, Refused):
            return await self._refused_unread(unsealed.problem, body, path)
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
        trust = self._trust(db, network, unsealed, path, leased=leased)
        verdict = judge(unsealed, path, trust, self._reference)
        body = signing.encode_envelope(unsealed.envelope)
        match verdict:
            case Accepted():
                offset_s = 0 if session is None else session.offset_s
                return verdict, ledger.append_report(db, verdict, body, at=now, offset_s=offset_s)
            case Refused(problem=why) if why.code in REMEMBERED:
                store.remember_refusal(db, path.node, why, body, now)
                store.forget_old_refusals(db, path.node)
            case Refused(problem=why) if why.code == "fork":
                store.keep_fork(db, path.node, path.sequence or 0, why, body, now)
        return verdict, None

    def _trust(
        self, db: Connection, network: Network, unsealed: Unsealed, path: Path, *, leased: bool
    ) -> Trust:
        head = ledger.head(db, path.node)
        there = head is not None and path.sequence is not None and path.sequence <= head.sequence
        entry = ledger.report(db, path.node, path.sequence or 0) if there else None
        return Trust(
            key_id=network.key_id,
            standing=network.standing,
            leased=leased,
            head=head,
            stored=_stored(entry),
            answered=store.answer_to(db, unsealed.digest, path.node),
            municipalities=network.municipalities,
            retry_s=self._retry_s,
        )

    async def _refused_unread(self, why: Problem, body: bytes, path: Path) -> Problem:
        """Keep a refusal that needed no ledger, if the signature was the node's own."""
        now = self._clock.now()

        def remember(db: Connection) -> None:
            store.remember_refusal(db, path.node, why, body, now)
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


def _stored(entry: Entry | None) -> Stored | None:
    if entry is None or entry.digest is None:
        return None
    return Stored(entry=entry.number, digest=entry.digest, received_at=entry.at)
