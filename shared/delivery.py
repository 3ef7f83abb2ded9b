"""What becomes of a report on its way to the hub: the state table, without input or output.

          welcome, heads equal          a report is queued          receipt, or a final refusal
    away ───────────────────► confirmed ─────────────────► sending ────────────────► confirmed
     │ ▲                      ▲ │                            │  │
     │ └── hello needed ──────┼─┴────────────────────────────┘  ├─ unreachable, busy, pending
     │     (lease, challenge, │                                 ▼
     │      gap, superseded)  │                      waiting ◄──┘  (until `at`, then sending)
     │                        │
     │ welcome, heads differ  │
     ├─► resending ───────────┤  hub behind: the own reports again, one by one, byte for byte
     ├─► adopting ────────────┘  hub ahead: the own reports fetched, verified, taken over
     └─► settling ──► away       the hub has the queued number: it is sent once, then hello again
    stopped ◄── fork (from any state; a person has to look, and may `settle`)

Nothing here gives a report up: only the hub's signed receipt or its signed final refusal ends it,
and nothing new is signed before both sides are confirmed (rule 3).
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal

import msgspec
from msgspec import Struct

from shared.signing import signature_ok
from shared.wire.codec import FROM_HUB, Message, decode_answer, payload_type
from shared.wire.envelope import Envelope
from shared.wire.problem import FINAL, Problem
from shared.wire.receipt import ContactReceipt, Receipt
from shared.wire.session import Head, Welcome
from shared.wire.words import Digest, PublicKey, Sequence

State = Literal["away", "confirmed", "sending", "waiting", "resending", "adopting", "stopped"]
Cause = Literal[
    "no_connection",
    "timeout",
    "too_long",
    "not_an_envelope",
    "not_signed_by_hub",
    "not_understood",
    "not_about_this",
    "not_expected",
]

BACKOFF_BASE_S = 1.0
BACKOFF_CAP_S = 900.0
RETRY_AFTER_LIMIT_S = 86_400

# What the hub says of the sender's standing or of itself: the report is kept, a hello comes first.
_HELLO_FIRST = frozenset({"lease_needed", "challenge_stale", "gap", "superseded", "unknown_key"})
# Two writers with one key: nothing heals this but a person.
_STOP = frozenset({"fork"})
# The hub stops reading a body that is too large, so it cannot name its digest.
_FINAL_WITHOUT_SUBJECT = frozenset({"too_large"})
_SCHEMAS: Mapping[str, str] = MappingProxyType({payload_type(name): name for name in FROM_HUB})


class Answered(Struct, frozen=True):
    """Somebody answered with an envelope; whether it was the hub, `read_answer` decides."""

    status: int
    envelope: Envelope
    retry_after_s: int | None = None


class Unreachable(Struct, frozen=True):
    """No word of the hub's own came back, whoever answered."""

    cause: Cause
    retry_after_s: int | None = None


class Delivered(Struct, frozen=True):
    """The hub has it, says its receipt."""

    receipt: Receipt


class Refused(Struct, frozen=True):
    """The hub will never take it; it is kept and shown, and the next report goes on."""

    problem: Problem


class Requeued(Struct, frozen=True):
    """The same bytes are sent again at `at`; `cause` is a Cause or the code of a problem."""

    at: datetime
    cause: str


class SayHello(Struct, frozen=True):
    """A hello comes first, at `at` (at once after the first attempt); the report stays queued."""

    at: datetime
    cause: str


class Stopped(Struct, frozen=True):
    """Nothing is sent until a person has looked."""

    reason: str


Step = Delivered | Refused | Requeued | SayHello | Stopped


class Confirmed(Struct, frozen=True):
    """Both sides know the same head; a queued report may be sent, or else the next one signed."""

    head: Head | None


class Resend(Struct, frozen=True):
    """The hub is behind: send the retained reports again, from this number on."""

    from_sequence: Sequence


class Adopt(Struct, frozen=True):
    """The hub is ahead: fetch the own reports after this number, verify them, take them over."""

    after: int


class Settle(Struct, frozen=True):
    """The hub has this number, and a report with it is queued: send it once, then say hello.

    Its receipt or its remembered refusal tells that all is well; a fork does not.
    """

    sequence: Sequence


class Fork(Struct, frozen=True):
    """Two different reports carry one number: stop, and raise the alarm on both sides."""

    sequence: Sequence


Reconciliation = Confirmed | Resend | Adopt | Settle | Fork


def read_answer(
    answered: Answered | Unreachable,
    hub_keys: Collection[PublicKey],
    *,
    sent: Digest | None = None,
) -> Message | Unreachable:
    """Return the hub's own words, or Unreachable for anything it did not sign itself.

    `hub_keys` are those that speak for the hub now, as its trust document says. `sent` is the
    digest of what was sent; a receipt, welcome or refusal of something else (an old answer played
    again) then counts as no answer.
    """
    if isinstance(answered, Unreachable):
        return answered
    envelope, wait = answered.envelope, answered.retry_after_s
    schema = _SCHEMAS.get(envelope.payload_type)
    if not any(signature_ok(envelope, key) for key in hub_keys):
        return Unreachable("not_signed_by_hub", wait)
    if schema is None:
        return Unreachable("not_understood", wait)
    try:
        message = decode_answer(envelope.payload, schema)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Unreachable("not_understood", wait)
    if sent is not None and not _about(message, sent):
        return Unreachable("not_about_this", wait)
    return message


def next_step(
    answer: Message | Unreachable, *, attempts: int, now: datetime, chance: float
) -> Step:
    """Decide what becomes of a report after its `attempts`-th push was answered.

    `chance` is drawn from [0, 1) by the caller. There is no limit of attempts.
    """
    match answer:
        case Receipt():
            return Delivered(answer)
        case Problem(code=code) if code in FINAL:
            return Refused(answer)
        case Problem(code="malformed", subject=str()):  # it came over whole: its bytes are at fault
            return Refused(answer)
        case Problem(code=code) if code in _STOP:
            return Stopped(code)
        case Problem(code=code, retry_after_s=wait) if code in _HELLO_FIRST:
            pause = _pause_s(attempts, chance, wait) if attempts > 1 or wait else 0.0
            return SayHello(_after(now, pause), code)
        case Problem(code="busy", status=429, retry_after_s=int(wait)):  # It gives turns itself.
            return Requeued(_after(now, _pause_s(min(attempts, 2), chance, wait)), "busy")
        case Problem(code="suspended", retry_after_s=wait, why=str(why)):
            return Requeued(_after(now, _pause_s(attempts, chance, wait)), f"suspended_{why}")
        case Problem(code=code, retry_after_s=wait):
            return Requeued(_after(now, _pause_s(attempts, chance, wait)), code)
        case Unreachable(cause, wait):
            return Requeued(_after(now, _pause_s(attempts, chance, wait)), cause)
        case _:
            return Requeued(_after(now, _pause_s(attempts, chance, None)), "not_expected")


def resend_step(
    answer: Message | Unreachable, *, attempts: int, now: datetime, chance: float
) -> Step:
    """Decide what becomes of a report that the hub acknowledged once and lost.

    No refusal of it is final: it was right once, and the hub may have lost the grant with it.
    """
    step = next_step(answer, attempts=attempts, now=now, chance=chance)
    if isinstance(step, Refused):
        return Requeued(_after(now, _pause_s(attempts, chance, None)), "resend_refused")
    return step


def backoff(attempts: int, chance: float) -> float:
    """Return seconds to wait after `attempts` failures: jitter in a window that triples, cap 900.

    It is decorrelated jitter with the previous draw taken at its greatest, so that nothing but the
    number of attempts has to be remembered across restarts. At the cap the draw falls into the last
    third: of ten thousand nodes a third fewer then come back in the worst second (fault 29).
    """
    window = min(BACKOFF_CAP_S, BACKOFF_BASE_S * 3.0 ** min(max(attempts, 1), 10))
    lowest = BACKOFF_BASE_S if window < BACKOFF_CAP_S else window * 2 / 3
    return lowest + chance * (window - lowest)


def reconcile(
    own_head: Head | None,
    hub_head: Head | None,
    queued: Head | None,
    *,
    own_there: Digest | None = None,
) -> Reconciliation:
    """Compare both sides' heads after a welcome.

    `queued` is the one signed report without a receipt, if any; `own_there` is the digest of the
    node's own retained report with the hub's number, if the node still has it.
    """
    own, hub = _sequence(own_head), _sequence(hub_head)
    if own_head == hub_head or (hub_head is not None and hub_head == queued):
        return Confirmed(hub_head)
    if hub_head is None:
        return Resend(1)
    if own == hub or (own_there is not None and own_there != hub_head.digest):
        return Fork(hub)
    if hub < own:
        return Resend(hub + 1)
    return Adopt(own) if queued is None else Settle(queued.sequence)


def _about(message: Message, sent: Digest) -> bool:
    match message:
        case Receipt() | ContactReceipt():
            return message.digest == sent
        case Welcome(hello=str(hello)):
            return hello == sent
        case Problem(subject=None):
            return message.code not in FINAL or message.code in _FINAL_WITHOUT_SUBJECT
        case Problem(subject=subject):
            return subject == sent
        case _:
            return True


def _pause_s(attempts: int, chance: float, retry_after_s: int | None) -> float:
    """Return the seconds to wait; the hub may ask for more than the backoff, up to a day."""
    asked = min(max(retry_after_s or 0, 0), RETRY_AFTER_LIMIT_S)
    return asked + backoff(attempts, chance)


def _after(now: datetime, seconds: float) -> datetime:
    """Return the instant, in whole seconds and never before the pause is over."""
    return now + timedelta(seconds=-int(-seconds // 1))


def _sequence(head: Head | None) -> int:
    return 0 if head is None else head.sequence
