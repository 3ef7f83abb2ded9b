"""What the sender says to the hub, word by word: hello, report, contact.

Every answer is the hub's own signed word or counts as none (`delivery.read_answer`).
"""

from datetime import datetime
from typing import Protocol

from msgspec import Struct

from shared.delivery import Answered, Unreachable, read_answer
from shared.signing import SigningKey, encode_envelope, envelope_digest, sign
from shared.wire.codec import Message
from shared.wire.envelope import Envelope
from shared.wire.session import Head, Hello, Welcome
from shared.wire.words import Digest, NodeId, PublicKey, SessionId, Token

SCHEMAS = ("availability/1", "contact/1")


class Line(Protocol):
    """A line to one hub: `shared.runtime.uplink.Uplink`, or a simulator in tests."""

    async def get_challenge(self, node: NodeId) -> str | Unreachable:
        """Return a fresh value to sign into a hello."""

    async def put(
        self, path: str, envelope: Envelope, *, bearer: Token | None = None
    ) -> Answered | Unreachable:
        """Put an envelope and return whatever came back."""

    async def close(self) -> None:
        """Close the line's connections."""


class Party(Struct, frozen=True, kw_only=True):
    """Who speaks to whom: the node's id, its session, and the hub's pinned key."""

    node: NodeId
    session: SessionId
    hub_key: PublicKey
    software: str


class Heard(Struct, frozen=True, kw_only=True):
    """The hub's word, and the signed envelope it came in, to be kept."""

    answer: Message | Unreachable
    evidence: bytes


async def greet(
    line: Line,
    party: Party,
    key: SigningKey,
    head: Head | None,
    now: datetime,
    *,
    audit: Digest | None = None,
) -> Message | Unreachable:
    """Say hello and return the hub's Welcome to this very session, its Problem, or Unreachable."""
    challenge = await line.get_challenge(party.node)
    if isinstance(challenge, Unreachable):
        return challenge
    hello = Hello(
        node=party.node,
        session=party.session,
        challenge=challenge,
        head=head,
        software=party.software,
        schemas=SCHEMAS,
        clock=now,
        audit_head=audit,
    )
    envelope = sign(hello, key)
    answered = await line.put(f"/v1/nodes/{party.node}/hello", envelope)
    answer = read_answer(answered, party.hub_key, sent=envelope_digest(envelope))
    if isinstance(answer, Welcome) and (answer.node, answer.session) != (party.node, party.session):
        return Unreachable("not_about_this")
    return answer


async def deliver(line: Line, party: Party, path: str, envelope: Envelope, lease: Token) -> Heard:
    """Put a report or the contact, and return the hub's word on exactly these bytes."""
    answered = await line.put(f"/v1/nodes/{party.node}/{path}", envelope, bearer=lease)
    answer = read_answer(answered, party.hub_key, sent=envelope_digest(envelope))
    evidence = encode_envelope(answered.envelope) if isinstance(answered, Answered) else b""
    return Heard(answer=answer, evidence=evidence)
