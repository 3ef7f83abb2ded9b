"""A hub that fits on a page: it keeps heads, signs its answers, and can be told to misbehave.

It stands where an Uplink stands, so the sender under test speaks to it as to a real one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import UNSET, UnsetType

from shared.delivery import Answered, Unreachable
from shared.runtime.clock import Clock
from shared.signing import SigningKey, envelope_digest, sign, signature_ok
from shared.wire.availability import Availability
from shared.wire.codec import Message, decode
from shared.wire.contact import Contact
from shared.wire.envelope import Envelope
from shared.wire.problem import Code, Problem
from shared.wire.receipt import ContactReceipt, Receipt
from shared.wire.session import Head, Hello, Owed, Policy, Welcome
from shared.wire.statistics import Statistics

NODE = "pohjois-savo"
HUB_URL = "https://hub.example"
GENERATION = "c" * 64
CHALLENGE = "1794814200." + "b" * 64
SOON = timedelta(hours=6)

Spoil = Callable[[tuple[Envelope, ...]], tuple[Envelope, ...] | Answered | Unreachable]
Mischief = Callable[[Answered | Unreachable], Answered | Unreachable]


def lost(_answer: Answered | Unreachable) -> Answered | Unreachable:
    """Lose the response after the hub did its work."""
    return Unreachable("timeout")


def html(_answer: Answered | Unreachable) -> Answered | Unreachable:
    """Put a proxy's error page in the answer's place."""
    return Unreachable("not_an_envelope", 30)


def forged(answer: Answered | Unreachable) -> Answered | Unreachable:
    """Sign the answer with another key."""
    if isinstance(answer, Unreachable):
        return answer
    other = SigningKey.generate()
    schema = "receipt/1" if "receipt" in answer.envelope.payload_type else "welcome/1"
    kind = Receipt if schema == "receipt/1" else Welcome
    message = _read(answer.envelope, kind)
    return Answered(answer.status, sign(message, other))


def _read(envelope: Envelope, kind: type[Message]) -> Message:
    return msgspec.json.decode(envelope.payload, type=kind)


@dataclass
class SimulatedHub:
    """Keeps what it acknowledged; `mischief` is what befalls the next answers, in order."""

    clock: Clock
    node_key: SigningKey
    key: SigningKey = field(default_factory=SigningKey.generate)
    reports_kept: list[Envelope] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    spoil: list[Spoil] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    hellos: list[Hello] = field(default_factory=list)
    puts: list[tuple[str, bytes]] = field(default_factory=list)
    mischief: list[Mischief] = field(default_factory=list)
    refuse_next: list[Code] = field(default_factory=list)
    refuse_figures: list[Code] = field(default_factory=list)
    reachable: bool = True
    offset: timedelta = timedelta(0)
    lease: str | None = None
    generation: str = GENERATION
    contact_held: bool = True
    owed: Owed | UnsetType = UNSET
    overdue: tuple[Owed, ...] | UnsetType = UNSET

    @property
    def head(self) -> Head | None:
        """Return the last report acknowledged."""
        if not self.reports_kept:
            return None
        return Head(sequence=len(self.reports_kept), digest=envelope_digest(self.reports_kept[-1]))

    @property
    def states(self) -> list[Availability]:
        """Return what the reports say."""
        told = [_state(envelope) for envelope in self.reports_kept]
        return [state for state in told if isinstance(state, Availability)]

    @property
    def figures(self) -> list[Statistics]:
        """Return the figures of quarters among the reports."""
        told = [_state(envelope) for envelope in self.reports_kept]
        return [state for state in told if isinstance(state, Statistics)]

    async def get_challenge(self, node: str) -> str | Unreachable:
        """Return a challenge."""
        assert node == NODE
        return CHALLENGE if self.reachable else Unreachable("no_connection")

    async def put(
        self, path: str, envelope: Envelope, *, bearer: str | None = None
    ) -> Answered | Unreachable:
        """Answer an envelope."""
        if not self.reachable:
            return Unreachable("no_connection")
        assert signature_ok(envelope, self.node_key.public)
        self.puts.append((path, envelope.payload))
        answer: Answered | Unreachable = self._answer(path, envelope, bearer)
        if self.mischief:
            answer = self.mischief.pop(0)(answer)
        return answer

    async def get(self, path: str, *, bearer: str | None = None) -> Answered | Unreachable:
        """Have no documents."""
        assert bearer is None, path
        return Unreachable("not_an_envelope")

    async def reports(
        self, node: str, *, after: int, bearer: str | None = None
    ) -> tuple[Envelope, ...] | Answered | Unreachable:
        """Give some of the reports back, two at a time."""
        assert node == NODE
        if not self.reachable:
            return Unreachable("no_connection")
        self.pages.append(after)
        if bearer != self.lease:
            return self._said(401, Problem(status=401, code="lease_needed", detail=""))
        page = tuple(self.reports_kept[after : after + 2])
        return self.spoil.pop(0)(page) if self.spoil else page

    async def consistency(self, first: int, second: int) -> tuple[str, ...] | Unreachable:
        """Keep no log."""
        assert first <= second
        return Unreachable("not_understood")

    async def close(self) -> None:
        """Do nothing."""
        return

    def _answer(self, path: str, envelope: Envelope, bearer: str | None) -> Answered:
        if self.refuse_figures and "statistics" in envelope.payload_type:
            return self._problem(self.refuse_figures.pop(0), envelope)
        if self.refuse_next:
            return self._problem(self.refuse_next.pop(0), envelope)
        match path.removeprefix(f"/v1/nodes/{NODE}/").split("/"):
            case ["hello"]:
                return self._hello(envelope)
            case _ if bearer != self.lease or bearer is None:
                return self._problem("lease_needed", envelope)
            case ["reports", number]:
                return self._report(int(number), envelope)
            case ["contact"]:
                return self._contact(envelope)
            case _:
                raise AssertionError(path)

    def _hello(self, envelope: Envelope) -> Answered:
        hello = decode(envelope.payload, "hello/1")
        assert isinstance(hello, Hello)
        assert hello.challenge == CHALLENGE
        self.hellos.append(hello)
        self.lease = f"{len(self.hellos):064x}"
        now = self.clock.now() + self.offset
        return self._said(
            200,
            Welcome(
                node=NODE,
                session=hello.session,
                head=self.head,
                generation=self.generation,
                hub_time=now,
                next_contact=now + SOON,
                lease=self.lease,
                policy=Policy(),
                notices=(),
                reference_etag="2026-11-21",
                schemas=("availability/1",),
                site="https://kartta.example",
                contact_held=self.contact_held,
                owed=self.owed,
                overdue=self.overdue,
            ),
        )

    def _report(self, number: int, envelope: Envelope) -> Answered:
        state, digest = _state(envelope), envelope_digest(envelope)
        assert (state.node, state.sequence) == (NODE, number)
        if number <= len(self.reports_kept):
            if envelope_digest(self.reports_kept[number - 1]) != digest:
                return self._problem("fork", envelope)
            return self._receipt(number, digest)
        if number != len(self.reports_kept) + 1:
            return self._problem("gap", envelope)
        assert state.previous == (self.head.digest if self.head else None)
        self.reports_kept.append(envelope)
        return self._receipt(number, digest)

    def _receipt(self, number: int, digest: str) -> Answered:
        return self._said(
            200,
            Receipt(
                node=NODE,
                sequence=number,
                digest=digest,
                received_at=datetime(2026, 9, 1, 9, 0, number, tzinfo=UTC),
                generation=self.generation,
                index=number,
            ),
        )

    def _contact(self, envelope: Envelope) -> Answered:
        contact = decode(envelope.payload, "contact/1")
        assert isinstance(contact, Contact)
        self.contacts.append(contact)
        digest = envelope_digest(envelope)
        return self._said(
            200, ContactReceipt(node=NODE, revision=contact.revision, digest=digest, held=True)
        )

    def _problem(self, code: Code, envelope: Envelope) -> Answered:
        subject = envelope_digest(envelope)
        return self._said(
            400, Problem(status=400, code=code, detail=code, subject=subject, head=self.head)
        )

    def _said(self, status: int, message: Message) -> Answered:
        return Answered(status, sign(message, self.key))


def _state(envelope: Envelope) -> Availability | Statistics:
    schema = "statistics/1" if "statistics" in envelope.payload_type else "availability/1"
    state = decode(envelope.payload, schema)
    assert isinstance(state, Availability | Statistics)
    return state
