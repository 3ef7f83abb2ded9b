"""Meet the hub: say hello, learn where both sides stand, and what has to be done before all else.

A welcome is looked at in this order: the keys that speak for the hub, its log (the witness), the
heads. Only then is its lease used.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from sqlite3 import Connection

from msgspec import UNSET, Struct, structs

from node.outbox import store as outbox
from node.push import conversation, journal, reconciling
from node.push.conversation import Heard, Party
from node.push.model import HubWord
from node.push.partners import HubKeys, Line, OwnKeys, Post, Witness, unopened
from shared.delivery import Confirmed, Reconciliation, Unreachable
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.signing import SigningKey
from shared.wire.codec import Message
from shared.wire.problem import Problem
from shared.wire.session import Head, Welcome
from shared.wire.words import Digest, NodeId, PublicKey, SessionId, Token

SHORTEST_HEARTBEAT = timedelta(seconds=1)
LONGEST_HEARTBEAT = timedelta(hours=6)

AuditHead = Callable[[Connection], Digest | None]


class Footing(Struct, frozen=True, kw_only=True):
    """On what footing both sides are since the last welcome.

    `to_do` comes before anything new is signed; `hub_head` is the head the hub signed, and
    `evidence` the welcome in which it did.
    """

    lease: Token
    greet_at: datetime
    to_do: Reconciliation
    hub_head: Head | None
    evidence: bytes


class Halted(Struct, frozen=True):
    """Nothing may be sent until a person has looked."""

    reason: str
    evidence: bytes | None = None


class Meeting:
    """Greets the hub, in one session."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        keys: OwnKeys,
        hub_keys: HubKeys,
        witness: Witness,
        session: SessionId,
        software: str,
        audit_head: AuditHead,
        post: Post = unopened,
    ) -> None:
        self._database = database
        self._clock = clock
        self._keys = keys
        self._hub_keys = hub_keys
        self._witness = witness
        self._session = session
        self._software = software
        self._audit_head = audit_head
        self._post = post

    async def party(self, node: NodeId, root: PublicKey) -> Party:
        """Return who speaks to whom; `root` is the hub's pinned key."""
        return Party(
            node=node,
            session=self._session,
            root=root,
            hub_keys=await self._hub_keys.known(root),
            software=self._software,
        )

    async def greet(self, line: Line, party: Party) -> Footing | Halted | Message | Unreachable:
        """Say hello; return on what footing both sides are, or the hub's word why on none."""
        heard = await self._hello(line, party, await self._keys.speaking())
        if heard.answer == Unreachable("not_signed_by_hub") and await self.doubted(line, party):
            heard = await self._hello(line, party, await self._keys.speaking())
        if isinstance(heard.answer, Problem) and heard.answer.code == "unknown_key":
            heard = await self._with_key_before(line, party) or heard
        if isinstance(heard.answer, Welcome):
            return await self._welcomed(line, party, heard.answer, heard.evidence)
        return heard.answer

    async def doubted(self, line: Line, party: Party) -> bool:
        """Look for a newer trust document; True if there is one."""
        return await self._hub_keys.learn(line, party.root)

    async def _with_key_before(self, line: Line, party: Party) -> Heard | None:
        """Greet with the key before: a hub that was restored may have lost the rotation."""
        before = await self._keys.before()
        heard = None if before is None else await self._hello(line, party, before)
        return heard if heard is not None and isinstance(heard.answer, Welcome) else None

    async def _hello(self, line: Line, party: Party, key: SigningKey) -> Heard:
        known = structs.replace(party, hub_keys=await self._hub_keys.known(party.root))
        head, audit = await self._own_state()
        return await conversation.greet(line, known, key, head, self._clock.now(), audit=audit)

    async def _own_state(self) -> tuple[Head | None, Digest | None]:
        return await self._database.read(lambda db: (outbox.head(db), self._audit_head(db)))

    async def _welcomed(
        self, line: Line, party: Party, welcome: Welcome, evidence: bytes
    ) -> Footing | Halted:
        if welcome.trust is not UNSET:
            await self._hub_keys.learn(line, party.root, welcome.trust)
        reason = await self._witness(line, welcome)
        compare = partial(reconciling.compare, hub_head=welcome.head)
        standing = await self._database.read(compare)
        if reason is not None:
            standing = structs.replace(standing, stopped=reason)
        now = self._clock.now()
        word = word_of(welcome, now)
        await self._database.write(
            partial(
                journal.welcomed,
                word=word,
                stopped=standing.stopped,
                evidence=evidence,
                contact_held=welcome.contact_held,
                confirmed=isinstance(standing.verdict, Confirmed),
                owed=None if welcome.owed is UNSET else welcome.owed,
                overdue=None if welcome.overdue is UNSET else welcome.overdue,
            )
        )
        await self._post(welcome)
        log.logger().info("hub.greeted", verdict=type(standing.verdict).__name__)
        if standing.stopped is not None:
            return Halted(standing.stopped)
        soonest, latest = now + SHORTEST_HEARTBEAT, now + LONGEST_HEARTBEAT
        return Footing(
            lease=welcome.lease,
            greet_at=min(max(word.greet_at(), soonest), latest),
            to_do=standing.verdict,
            hub_head=welcome.head,
            evidence=evidence,
        )


def word_of(welcome: Welcome, now: datetime) -> HubWord:
    """Return what is remembered of a welcome; its lease is not."""
    return HubWord(
        heard_at=now,
        hub_time=welcome.hub_time,
        next_contact=welcome.next_contact,
        generation=welcome.generation,
        site=welcome.site,
        notices=_notices(welcome),
        policy=welcome.policy,
        courses=() if welcome.courses is UNSET else welcome.courses,
        schemas=welcome.schemas,
    )


def _notices(welcome: Welcome) -> tuple[str, ...]:
    """Return the plain notices without what comes as a message, too."""
    messages = () if welcome.messages is UNSET else welcome.messages
    texts = (one.text for one in messages)
    told = {said for text in texts for said in (text.fi, text.sv, text.en)}
    return tuple(notice for notice in welcome.notices if notice not in told)
