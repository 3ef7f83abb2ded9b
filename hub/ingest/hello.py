"""Say hello: a fresh challenge answered opens a session, measures the clock, gives a lease.

A hello changes no data; at most every `word_every_s` it leaves a *word* in the ledger, because
belief in a report is a function of the ledger alone. Before the first report there is none.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from sqlite3 import Connection

from msgspec import Struct

from hub.ingest import ledger, session, store
from hub.ingest.keys import KeyMemory
from hub.ingest.model import Refused
from hub.ingest.problems import problem
from hub.ingest.session import Session
from hub.ingest.unseal import Path, Unsealed
from hub.ingest.verify import SCHEMAS, standing_refusal
from hub.registry import acts
from hub.registry import store as registry
from hub.registry.courses import store as courses
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.wire.problem import Problem
from shared.wire.session import Challenge, Course, Head, Hello, Policy, Welcome
from shared.wire.words import Digest, NodeId, Token

CLOCK_NOTICE_S = 300


class Rhythm(Struct, frozen=True, kw_only=True):
    """How often contact is wanted and how long things last, in seconds."""

    hello_every_s: int
    word_every_s: int
    lease_s: int
    challenge_s: int
    retry_s: int


class Facts(Struct, frozen=True, kw_only=True):
    """What every welcome says of the hub."""

    generation: Digest
    policy: Policy
    reference_etag: str
    site: str


class Greeting(Struct, frozen=True, kw_only=True):
    """What a hello came to: the hub's head of the node, and how their clocks differ.

    `returned`: the node had been late. Only then is there something to publish at once; a word in
    time is taken in by the next publication, which comes before *late* would.
    """

    head: Head | None
    offset_s: int
    returned: bool
    contact_held: bool
    courses: tuple[Course, ...]


class Greeter:
    """Answers hellos. `changed` is called when a node that was late has come back."""

    def __init__(
        self,
        *,
        database: Database,
        keys: KeyMemory,
        clock: Clock,
        secret: bytes,
        rhythm: Rhythm,
        facts: Facts,
        changed: Callable[[], None],
    ) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._secret = secret
        self._rhythm = rhythm
        self._facts = facts
        self._changed = changed

    def challenge(self, node: NodeId) -> Challenge:
        """Return a fresh challenge; whether the node exists makes no difference."""
        seconds = int(self._clock.now().timestamp())
        return Challenge(challenge=session.challenge(self._secret, node, seconds))

    async def hello(self, body: bytes, path: Path) -> Welcome | Problem:
        """Return the welcome or the refusal of a hello's bytes."""
        unsealed = await self._keys.unseal(body, path, "hello/1")
        if isinstance(unsealed, Refused):
            return unsealed.problem
        hello = unsealed.message
        if not isinstance(hello, Hello):
            raise TypeError("hello/1 is a Hello")
        now, lease = self._clock.now(), secrets.token_hex(32)
        greeting = await self._database.write(lambda db: self._greet(db, unsealed, lease, now))
        if isinstance(greeting, Refused):
            return greeting.problem
        log.logger().info("session.begun", node=path.node, offset_s=greeting.offset_s)
        if greeting.returned:
            self._changed()
        return self._welcome(hello, greeting, lease, now)

    def _greet(
        self, db: Connection, unsealed: Unsealed, lease: Token, now: datetime
    ) -> Greeting | Refused:
        hello = unsealed.message
        network = registry.network(db, getattr(hello, "node", ""))
        if network is None or not isinstance(hello, Hello):
            raise LookupError("a known key belongs to a network")
        no = standing_refusal(unsealed, network.key_id, network.standing, self._rhythm.retry_s)
        made_s = self._challenged(db, hello, now)
        if no or made_s is None:
            return no or _stale(unsealed.digest)
        offset_s = int((now - hello.clock).total_seconds())
        new = Session(
            node=hello.node,
            session=hello.session,
            lease_hash=session.lease_hash(lease),
            expires_at=now + timedelta(seconds=self._rhythm.lease_s),
            offset_s=offset_s,
            challenge_s=made_s,
            said_hello_at=now,
            software=hello.software,
        )
        store.begin_session(db, new)
        head = ledger.head(db, hello.node)
        last = None if head is None else ledger.last_contact(db, hello.node)
        quiet_s = 0.0 if last is None else (now - last).total_seconds()
        due = last is not None and quiet_s >= self._rhythm.word_every_s
        if due:
            ledger.append_act(db, acts.Word(node=hello.node), now)
        return Greeting(
            head=head,
            offset_s=offset_s,
            returned=due and quiet_s >= self._facts.policy.late_s,
            contact_held=store.contact(db, hello.node, "held") is not None,
            courses=tuple(kept.course for kept in courses.courses(db)),
        )

    def _challenged(self, db: Connection, hello: Hello, now: datetime) -> int | None:
        """Return when the challenge was made, None if it is not fresh or not ours."""
        made_s = session.made_s(self._secret, hello.node, hello.challenge)
        before = store.session(db, hello.node)
        if made_s is None or not 0 <= now.timestamp() - made_s <= self._rhythm.challenge_s:
            return None
        return None if before is not None and made_s < before.challenge_s else made_s

    def _welcome(self, hello: Hello, greeting: Greeting, lease: Token, now: datetime) -> Welcome:
        notices: tuple[str, ...] = ()
        if abs(greeting.offset_s) > CLOCK_NOTICE_S:
            notices = (f"This computer's clock is {greeting.offset_s} seconds off. Set it.",)
        return Welcome(
            node=hello.node,
            session=hello.session,
            head=greeting.head,
            generation=self._facts.generation,
            hub_time=now,
            next_contact=now + timedelta(seconds=self._rhythm.hello_every_s),
            lease=lease,
            policy=self._facts.policy,
            notices=notices,
            reference_etag=self._facts.reference_etag,
            schemas=SCHEMAS,
            site=self._facts.site,
            contact_held=greeting.contact_held,
            courses=greeting.courses,
        )


def _stale(digest: Digest) -> Refused:
    return Refused(
        problem=problem(
            "challenge_stale",
            "The challenge is too old, was used up, or is not this hub's. Fetch a new one and say "
            "hello again.",
            subject=digest,
        )
    )
