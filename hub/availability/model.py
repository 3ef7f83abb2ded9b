"""What the hub knows of each network, folded from the ledger; the input of `compute`.

A projection can be dropped and folded again from the ledger, byte for byte.
"""

from datetime import date, datetime

from msgspec import Struct

from hub.registry.handover.mandate import Mandate, ended
from shared.wire.availability import Availability, Gone, NetworkName
from shared.wire.words import Digest, NodeId


class Word(Struct, frozen=True, kw_only=True):
    """A report with what the hub measured when it came: the hub's clock, and the clocks' offset."""

    report: Availability
    digest: Digest
    received_at: datetime
    offset_s: int


class Held(Struct, frozen=True, kw_only=True):
    """A report with an unexplained loss, waiting for a person (fault 38).

    `since` is when the first held report came; `gone` sums what all held ones explained.
    """

    word: Word
    since: datetime
    gone: Gone


class Known(Struct, frozen=True, kw_only=True):
    """Everything the hub knows of one network. `effective` is the newest report that counts.

    `mandate` is what it may speak for, day by day; `active` tells that a key of it was ever
    confirmed.
    """

    node: NodeId
    name: NetworkName
    active: bool
    suspended_at: datetime | None
    mandate: Mandate
    first_report_at: datetime | None
    last_contact_at: datetime | None
    effective: Word | None
    held: Held | None


Projection = dict[NodeId, Known]


def counts(known: Known, day: date) -> bool:
    """Tell whether a network counts on a day: from its first confirmed key on, until its end.

    One that is only invited changes nothing that anybody reads.
    """
    return known.active and not ended(known.mandate, day)
