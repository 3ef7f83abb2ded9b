"""Say hello: a fresh challenge answered opens a session, measures the clock, gives a lease.

A hello changes no data; at most every `word_every_s` it leaves a *word* in the ledger, because
belief in a report is a function of the ledger alone. Before the first report there is none.
A session that was replaced and says hello again proves two machines with one key (rule 6).
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from sqlite3 import Connection

from msgspec import UNSET, Struct
from msgspec.structs import replace

from hub.ingest import ledger, session, store
from hub.ingest.alarms import sounding
from hub.ingest.alarms import store as alarms
from hub.ingest.keys import KeyMemory
from hub.ingest.model import Refused
from hub.ingest.problems import not_your_turn, problem, suspended
from hub.ingest.session import Session
from hub.ingest.throttle import Turns
from hub.ingest.unseal import Path, Unsealed
from hub.ingest.verify import SCHEMAS, standing_refusal
from hub.notices import bulletin
from hub.notices.bulletin import Bulletin, Bulletins
from hub.registry import acts
from hub.registry import store as registry
from hub.registry.courses import store as courses
from hub.registry.keys import store as keys
from hub.statistics.dues import Dues
from hub.statistics.waiting import DueMemory
from shared.negotiation import wanted
from shared.period import helsinki_day
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.wire.problem import Problem
from shared.wire.session import Challenge, Course, Head, Hello, Policy, Welcome
from shared.wire.words import Digest, NodeId, Sequence, Token

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
    notices: tuple[str, ...]
    dues: Dues
    bulletin: Bulletin


def untold(_db: Connection, _node: NodeId, _now: datetime) -> tuple[str, ...]:
    """Tell a network nothing."""
    return ()


class Greeter:
    """Answers hellos. `changed` is called when a node that was late has come back."""

    def __init__(
        self,
        *,
        database: Database,
        keys: KeyMemory,
        clock: Clock,
        draw: Callable[[int], bytes],
        rhythm: Rhythm,
        facts: Facts,
        dues: DueMemory,
        changed: Callable[[], None],
        checkpoint: Callable[[], Awaitable[str]],
        trust: Callable[[], Sequence],
        turns: Turns,
        notices: Callable[[Connection, NodeId, datetime], tuple[str, ...]] = untold,
        bulletins: Bulletins = bulletin.empty,
    ) -> None:
        """Take the collaborators.

        `draw` gives random bytes, for the challenges and the leases; `checkpoint` the signed note
        of the public log as it stands; `turns` says who may begin now; `notices` what is to be told
        to the network's people, `bulletins` what the operator has for them.
        """
        self._database = database
        self._keys = keys
        self._clock = clock
        self._draw = draw
        self._secret = draw(session.SECRET_BYTES)
        self._rhythm = rhythm
        self._facts = facts
        self._dues = dues
        self._changed = changed
        self._checkpoint = checkpoint
        self._trust = trust
        self._turns = turns
        self._notices = notices
        self._bulletins = bulletins

    async def challenge(self, node: NodeId) -> Challenge:
        """Return a fresh challenge; whether the node exists makes no difference."""
        before = await self._database.read(lambda db: store.session(db, node))
        seconds = max(int(self._clock.now().timestamp()), 0)
        return Challenge(
            challenge=session.challenge(self._secret, node, seconds, _accepted(before))
        )

    async def hello(self, body: bytes, path: Path) -> Welcome | Problem:
        """Return the welcome or the refusal of a hello's bytes."""
        unsealed = await self._keys.unseal(body, path, "hello/1")
        if isinstance(unsealed, Refused):
            return unsealed.problem
        hello = unsealed.message
        if not isinstance(hello, Hello):
            raise TypeError("hello/1 is a Hello")
        now, lease = self._clock.now(), self._draw(session.SECRET_BYTES).hex()
        no = await self._database.read(lambda db: self._refused(db, unsealed, hello, now))
        if no is not None:  # a replayed hello, or a key that was taken back, takes no turn
            return no.problem
        if wait_s := self._turns.wait_s(path.node):
            return not_your_turn(unsealed.digest, wait_s)
        greeting = await self._database.write(
            lambda db: self._greet(db, unsealed, hello, lease, now)
        )
        if isinstance(greeting, Refused):
            if greeting.alarm:
                self._changed()
            return greeting.problem
        log.logger().info("session.begun", node=path.node, offset_s=greeting.offset_s)
        if greeting.returned:
            self._changed()
        welcome = self._welcome(hello, greeting, lease, now)
        return replace(welcome, checkpoint=await self._checkpoint(), hello=unsealed.digest)

    def _refused(
        self, db: Connection, unsealed: Unsealed, hello: Hello, now: datetime
    ) -> Refused | None:
        """Refuse a key that may not speak now, and a challenge that is not to be answered now."""
        network = registry.network(db, hello.node)
        if network is None:
            raise LookupError("a known key belongs to a network")
        no = standing_refusal(unsealed, keys.speaking(db, network, now), self._rhythm.retry_s)
        if no or self._challenged(store.session(db, hello.node), hello, now) is None:
            return no or _stale(unsealed.digest)
        return None

    def _greet(
        self, db: Connection, unsealed: Unsealed, hello: Hello, lease: Token, now: datetime
    ) -> Greeting | Refused:
        if no := self._refused(db, unsealed, hello, now):
            return no
        before = store.session(db, hello.node)
        new = self._session(hello, before, lease, now)
        if before is not None and before.session != hello.session:
            past = alarms.past(db, hello.node, hello.session)
            if past is not None:
                sounding.clone(db, replace(new, began_at=past.began_at), before)
                no_more = suspended(unsealed.digest, self._rhythm.retry_s, "clone")
                return Refused(problem=no_more, alarm=True)
            alarms.retire(db, before, now)
        store.begin_session(db, new)
        return self._greeting(db, hello, new, now)

    def _session(
        self, hello: Hello, before: Session | None, lease: Token, now: datetime
    ) -> Session:
        """Return the session that this hello begins or goes on with."""
        goes_on = before is not None and before.session == hello.session
        return Session(
            node=hello.node,
            session=hello.session,
            lease_hash=session.lease_hash(lease),
            expires_at=now + timedelta(seconds=self._rhythm.lease_s),
            offset_s=int((now - hello.clock).total_seconds()),
            hellos=_accepted(before) + 1,
            named=hello.head.sequence if hello.head else 0,
            began_at=before.began_at if before is not None and goes_on else now,
            said_hello_at=now,
            software=hello.software,
            audit_head=hello.audit_head,
        )

    def _greeting(self, db: Connection, hello: Hello, new: Session, now: datetime) -> Greeting:
        """Return what the hello came to, after leaving a word in the ledger if one is due."""
        head = ledger.head(db, hello.node)
        last = None if head is None else ledger.last_contact(db, hello.node)
        quiet_s = 0.0 if last is None else (now - last).total_seconds()
        due = last is not None and quiet_s >= self._rhythm.word_every_s
        if due:
            ledger.append_act(db, acts.Word(node=hello.node), now)
        return Greeting(
            head=head,
            offset_s=new.offset_s,
            returned=due and quiet_s >= self._facts.policy.late_s,
            contact_held=store.contact(db, hello.node, "held") is not None,
            courses=tuple(kept.course for kept in courses.courses(db)),
            notices=self._notices(db, hello.node, now),
            dues=self._dues.of(db, hello.node, helsinki_day(now)),
            bulletin=self._bulletins(db, hello.node, now, last),
        )

    def _challenged(self, before: Session | None, hello: Hello, now: datetime) -> int | None:
        """Return when the challenge was made, None if it is too old, used up or not ours."""
        made_s = session.made_s(self._secret, hello.node, hello.challenge, _accepted(before))
        if made_s is None or not 0 <= now.timestamp() - made_s <= self._rhythm.challenge_s:
            return None
        return made_s

    def _welcome(self, hello: Hello, greeting: Greeting, lease: Token, now: datetime) -> Welcome:
        news = greeting.bulletin
        notices = (*greeting.notices, *news.plain())
        if abs(greeting.offset_s) > CLOCK_NOTICE_S:
            said = f"This computer's clock is {greeting.offset_s} seconds off. Set it."
            notices = (said, *notices)
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
            schemas=wanted(SCHEMAS, hello.schemas),
            site=self._facts.site,
            contact_held=greeting.contact_held,
            courses=greeting.courses,
            trust=self._trust(),
            owed=greeting.dues.newest,
            overdue=greeting.dues.overdue,
            material=UNSET if news.material is None else news.material,
            messages=news.messages,
        )


def _accepted(before: Session | None) -> int:
    """Return how many hellos of the node were accepted so far."""
    return 0 if before is None else before.hellos


def _stale(digest: Digest) -> Refused:
    return Refused(
        problem=problem(
            "challenge_stale",
            "The challenge is too old, was used up, or is not this hub's. Fetch a new one and say "
            "hello again.",
            subject=digest,
        )
    )
