"""A stop in words: why nothing is sent, what each side says, what to do; and a person's decision.

What the hub says is read from its own signed word, which was kept as evidence.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from sqlite3 import Connection

import msgspec
from msgspec import Struct

from node.history import record as history
from node.history.model import Doer
from node.outbox import store as outbox
from node.push import reconciling
from node.push import store as push
from node.push.words import cause_text
from shared.signing import decode_envelope
from shared.text import Text
from shared.wire.codec import FROM_HUB, decode_answer, payload_type
from shared.wire.problem import Problem
from shared.wire.session import Head, Welcome

SHORT = 8
"""So many digits of a digest tell two reports apart over the telephone."""
_STEPS: Mapping[str, tuple[Text, ...]] = {
    "fork": (
        Text.of("Look whether a second computer runs this node, or an old copy of it. Stop it."),
        Text.of("Telephone the operator and read out the lines above."),
        Text.of("The operator lifts the suspension, when both of you know which one is right."),
        Text.of("Press the button below on the computer that is to go on."),
    ),
    "hub_lost_old": (
        Text.of("Telephone the operator: the hub was restored from a very old copy."),
        Text.of("Perhaps the operator finds a newer copy; then nothing has to be done here."),
        Text.of("If not, press the button below."),
    ),
    "strange_reports": (
        Text.of("Look whether another computer runs this node, or ran it meanwhile."),
        Text.of("Telephone the operator and read out the lines above."),
        Text.of(
            "If they are reports of this network, press the button below. If nobody of the network "
            "made them, do not press: the operator looks where they came from."
        ),
    ),
}
_OTHER = (Text.of("Telephone the operator and read out the lines above."),)


class Stop(Struct, frozen=True, kw_only=True):
    """Why nothing is sent. `said` is what each side says, `settles` whether a press can end it.

    `waits`: somebody pressed, and the hub has not been reached since.
    """

    why: Text
    said: tuple[Text, ...]
    steps: tuple[Text, ...]
    settles: bool
    waits: bool


def stop(db: Connection) -> Stop | None:
    """Return why nothing is sent; None where nothing stops the node."""
    memory = push.memory(db)
    reason = memory.stopped or _suspended(memory.trouble)
    if reason is None:
        return None
    return Stop(
        why=cause_text(reason),
        said=tuple(_said(db, memory.evidence)),
        steps=_STEPS.get(memory.stopped or "", _OTHER),
        settles=memory.stopped in reconciling.SETTLED_BY_A_PERSON,
        waits=memory.settling,
    )


def settle(db: Connection, *, doer: Doer) -> bool:
    """Note a person's decision to go on from the hub's reports; False if there is none to take."""
    settled = reconciling.settle(db)
    if settled:
        history.note(db, doer, "network", "settled")
    return settled


def settle_here(db: Connection, now: datetime) -> bool:
    """Note that decision, taken at this computer's command line."""
    return settle(db, doer=Doer(at=now))


def _suspended(trouble: str | None) -> str | None:
    return trouble if trouble is not None and trouble.startswith("suspended") else None


def _said(db: Connection, evidence: bytes | None) -> Iterator[Text]:
    own, queued = outbox.head(db), outbox.queued(db)
    if own is not None:
        yield Text.of("This node’s last report with a receipt: {report}", report=_short(own))
    if queued is not None:
        waiting = Head(sequence=queued.sequence, digest=queued.digest)
        yield Text.of("This node’s report that waits: {report}", report=_short(waiting))
    match _word(evidence):
        case Welcome(head=Head() as head) | Problem(head=Head() as head):
            yield Text.of("The hub’s last report of this node: {report}", report=_short(head))
        case Welcome(head=None):
            yield Text.of("The hub has no report of this node.")


def _short(head: Head) -> str:
    return f"{head.sequence} ({head.digest[:SHORT]})"


def _word(evidence: bytes | None) -> object:
    """Return the hub's word that was kept; it was verified when it came."""
    if evidence is None:
        return None
    schemas = {payload_type(name): name for name in FROM_HUB}
    try:
        envelope = decode_envelope(evidence)
        return decode_answer(envelope.payload, schemas[envelope.payload_type])
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError):
        return None
