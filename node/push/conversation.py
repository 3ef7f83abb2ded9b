"""What the sender says to the hub, word by word: hello, report, contact, the own reports back.

Every answer is the hub's own signed word or counts as none (`delivery.read_answer`).
"""

from datetime import datetime

from msgspec import Struct

from node.push.partners import Line
from shared.delivery import Answered, Unreachable, read_answer
from shared.signing import SigningKey, encode_envelope, envelope_digest, sign
from shared.wire.codec import Message
from shared.wire.envelope import Envelope
from shared.wire.problem import FINAL, Problem
from shared.wire.session import Head, Hello, Welcome
from shared.wire.words import Digest, NodeId, PublicKey, SessionId, Token

SCHEMAS = ("availability/1", "statistics/1", "contact/1", "rotation/1")
"""What this program can write."""
FLOORS = ("availability/1", "statistics/1", "contact/1", "rotation/1")
"""Below these it never goes, whatever a hub asks for (rule 11)."""


class Party(Struct, frozen=True, kw_only=True):
    """Who speaks to whom: the node's id, its session, and the keys that speak for the hub.

    `root` is the hub's pinned key, which says which keys those are.
    """

    node: NodeId
    session: SessionId
    root: PublicKey
    hub_keys: tuple[PublicKey, ...]
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
) -> Heard:
    """Say hello and return the hub's Welcome to this very session, its Problem, or Unreachable."""
    challenge = await line.get_challenge(party.node)
    if not isinstance(challenge, str):
        return _unchallenged(challenge, party)
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
    answer = read_answer(answered, party.hub_keys, sent=envelope_digest(envelope))
    if isinstance(answer, Welcome) and (answer.node, answer.session) != (party.node, party.session):
        answer = Unreachable("not_about_this")
    return _heard(answer, answered)


async def deliver(line: Line, party: Party, path: str, envelope: Envelope, lease: Token) -> Heard:
    """Put a report or the contact, and return the hub's word on exactly these bytes."""
    answered = await line.put(f"/v1/nodes/{party.node}/{path}", envelope, bearer=lease)
    answer = read_answer(answered, party.hub_keys, sent=envelope_digest(envelope))
    return _heard(answer, answered)


async def fetch(
    line: Line, party: Party, *, after: int, lease: Token
) -> tuple[Envelope, ...] | Heard:
    """Fetch a page of the own reports after a number, or hear why there is none."""
    answered = await line.reports(party.node, after=after, bearer=lease)
    if isinstance(answered, tuple):
        return answered
    answer = read_answer(answered, party.hub_keys)
    if not isinstance(answer, Problem | Unreachable):  # An old receipt, say, played again.
        answer = Unreachable("not_expected")
    return _heard(answer, answered)


def _unchallenged(answered: Answered | Unreachable, party: Party) -> Heard:
    """Return why there is no challenge: the hub is busy, or nobody knows."""
    match read_answer(answered, party.hub_keys):
        case Problem(subject=None, code=code) as answer if code not in FINAL:
            return _heard(answer, answered)
        case Unreachable() as answer:
            return _heard(answer, answered)
        case _:  # A refusal of something else, say, played again: it must not stop the node.
            return _heard(Unreachable("not_expected"), answered)


def _heard(answer: Message | Unreachable, answered: Answered | Unreachable) -> Heard:
    evidence = encode_envelope(answered.envelope) if isinstance(answered, Answered) else b""
    return Heard(answer=answer, evidence=evidence)
