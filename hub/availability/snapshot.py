"""What site and open data are rendered from: a function of ledger, contacts and time alone."""

from datetime import date

from msgspec import Struct

from shared.wire.opendata import AvailabilityDocument, NetworksDocument
from shared.wire.words import MunicipalityCode, Reason, State


class HistoryRun(Struct, frozen=True, kw_only=True):
    """A municipality's state on every day from `first` to `last`, both Helsinki days included."""

    municipality: MunicipalityCode
    first: date
    last: date
    state: State
    reason: Reason | None


class Snapshot(Struct, frozen=True, kw_only=True):
    """What is published: the documents and the states of all past days."""

    availability: AvailabilityDocument
    networks: NetworksDocument
    history: tuple[HistoryRun, ...]
