"""What the hub knows of each network, folded from the ledger; the input of `compute`.

A projection can be dropped and folded again from the ledger, byte for byte.
"""

from datetime import datetime

from msgspec import Struct

from shared.wire.availability import Availability, Gone, NetworkName
from shared.wire.words import AreaCode, Digest, MunicipalityCode, NodeId


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
    """Everything the hub knows of one network. `effective` is the newest report that counts."""

    node: NodeId
    name: NetworkName
    active: bool
    suspended_at: datetime | None
    municipalities: tuple[MunicipalityCode, ...]
    reach: tuple[AreaCode, ...]
    first_report_at: datetime | None
    last_contact_at: datetime | None
    effective: Word | None
    held: Held | None


Projection = dict[NodeId, Known]
