"""What reconciliation reads and writes down (rule 5): every function is the job of one transaction.

Taking over is one transaction: before it the own reports are as they were, after it they are the
hub's, and a fresh report is due.
"""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection
from typing import Literal

from msgspec import Struct, structs

from node.outbox import store as outbox
from node.outbox.adopting import store as adopting
from node.outbox.model import Entry, Link
from node.push import adoption, store
from node.push.model import Parcel
from shared import delivery
from shared.delivery import Adopt, Fork, Reconciliation, Resend, Settle
from shared.wire.session import Head
from shared.wire.words import PublicKey

STEP_BACK = 20
"""How many numbers lower the common part of two chains is looked for at first: a page."""
SETTLED_BY_A_PERSON = frozenset({"fork", "hub_lost_old", "strange_reports"})
"""Why a node may be stopped so that its people can go on from the hub's reports."""

Taken = Literal["taken", "lower", "fork", "strange", "broken"]


class Standing(Struct, frozen=True, kw_only=True):
    """What is to be done after a welcome; `stopped` where a person has to look first."""

    verdict: Reconciliation
    stopped: str | None = None


def compare(db: Connection, *, hub_head: Head | None) -> Standing:
    """Compare the own head with the one the hub named, as far as a person's word reaches."""
    queued = outbox.queued(db)
    there = outbox.find_delivered(db, hub_head.sequence) if hub_head else None
    verdict = delivery.reconcile(
        outbox.head(db),
        hub_head,
        Head(sequence=queued.sequence, digest=queued.digest) if queued else None,
        own_there=there.digest if there else None,
    )
    memory, reason = store.memory(db), None
    if isinstance(verdict, Resend) and not _retained(db, verdict.from_sequence):
        reason = "hub_lost_old"
    elif isinstance(verdict, Fork):
        reason = "fork"
    elif isinstance(verdict, Settle) and memory.stopped == "fork":
        reason = "fork"  # It was sent once, and this is what the hub said.
    if reason is None or not memory.settling:
        return Standing(verdict=verdict, stopped=reason)
    own = outbox.head(db)
    return Standing(verdict=Adopt(_common(own, hub_head)))


def again(db: Connection, *, sequence: int) -> Parcel | None:
    """Return an acknowledged entry of the chain, byte for byte, to be sent once more."""
    entry = outbox.find_delivered(db, sequence)
    return None if entry is None else _parcel(entry)


def fetched(db: Connection, *, after: int) -> Link | None:
    """Return the last link of those fetched for an adoption that begins after this number."""
    first = adopting.first(db)
    return adopting.last(db) if first is not None and first.sequence == after + 1 else None


def keep(db: Connection, *, links: tuple[Link, ...], anew: bool) -> None:
    """Keep a page of links; `anew`: it is the first one."""
    if anew:
        adopting.forget(db)
    for link in links:
        adopting.keep(db, link)


def forget(db: Connection) -> None:
    """Drop what was fetched."""
    adopting.forget(db)


def take_over(
    db: Connection, *, after: int, head: Head | None, keys: Iterable[PublicKey], at: datetime
) -> Taken:
    """Take over what was fetched after the number `after`, if it is one chain from there to `head`.

    "lower": a person wants to go on from the hub's reports, and the common part lies further back.
    "strange": none of this node's `keys` signed a part of it. A node without a report of its own
    takes the place of one that was lost, whose keys it never had.
    """
    first, last, memory = adopting.first(db), adopting.last(db), store.memory(db)
    if head is not None and not adoption.ends_in(last, head):
        adopting.forget(db)
        return "broken"
    if first is not None and not _follows(db, first, after):
        adopting.forget(db)
        return "lower" if memory.settling and after > 0 else "fork"
    if after > 0 and not memory.settling and adoption.stranger(adopting.every(db), keys):
        adopting.forget(db)
        return "strange"
    common = max(after, adopting.alike(db))
    adopting.drop_refused(db)
    if memory.settling:
        adopting.set_aside_after(db, common, at)
    taken = adopting.take_over(db, common, at)
    adopting.forget(db)
    outbox.mark_dirty(db, at)
    done = structs.replace(memory, stopped=None, trouble=None, evidence=None, settling=False)
    store.remember(db, structs.replace(done, adopted_at=at, adopted=taken))
    return "taken"


def lower(after: int, head: Head) -> int:
    """Return where to look next for the common part of two chains; each step is a longer one."""
    return max(after - max(STEP_BACK, 4 * (head.sequence - after)), 0)


def settle(db: Connection) -> bool:
    """Note a person's decision to go on from the hub's reports; False if there is none to take."""
    memory = store.memory(db)
    if memory.stopped not in SETTLED_BY_A_PERSON:
        return False
    store.remember(db, structs.replace(memory, settling=True, next_attempt_at=None))
    return True


def looked(db: Connection) -> None:
    """Note that a person has read what was taken over and that the hub was restored."""
    store.remember(
        db, structs.replace(store.memory(db), adopted_at=None, adopted=0, renewed_at=None)
    )


def _retained(db: Connection, sequence: int) -> bool:
    return outbox.find_delivered(db, sequence) is not None


def _common(own: Head | None, hub: Head | None) -> int:
    """Return where the common part of two chains may end: just before both their heads."""
    return max(min(own.sequence if own else 0, hub.sequence if hub else 0) - 1, 0)


def _follows(db: Connection, first: Link, after: int) -> bool:
    """Tell whether what was fetched follows the own entry with the number `after`."""
    entry = outbox.find_delivered(db, after) if after else None
    return first.previous == (entry.digest if entry else None)


def _parcel(entry: Entry) -> Parcel:
    return Parcel(
        sequence=entry.sequence,
        digest=entry.digest,
        envelope=entry.envelope,
        attempts=0,
        next_attempt_at=None,
    )
