"""What site and open data are rendered from: a function of ledger, contacts and time alone."""

from datetime import UTC, date, datetime

from msgspec import Struct

from shared.wire.opendata import LICENCE, AvailabilityDocument, NetworksDocument
from shared.wire.openstatistics import StatisticsDocument
from shared.wire.words import MunicipalityCode, Reason, State

NO_STATISTICS = StatisticsDocument(
    made_at=datetime(1970, 1, 1, tzinfo=UTC),
    ledger_head="0" * 64,
    licence=LICENCE,
    description="",
    reporting=(),
    rows=(),
    releases=(),
)
"""The statistics of a country in which nobody reported, and nobody was to."""


class HistoryRun(Struct, frozen=True, kw_only=True):
    """A municipality's state on every day from `first` to `last`, both Helsinki days included."""

    municipality: MunicipalityCode
    first: date
    last: date
    state: State
    reason: Reason | None


class Snapshot(Struct, frozen=True, kw_only=True):
    """What is published: the documents, the states of all past days, the statistics."""

    availability: AvailabilityDocument
    networks: NetworksDocument
    history: tuple[HistoryRun, ...]
    statistics: StatisticsDocument = NO_STATISTICS
