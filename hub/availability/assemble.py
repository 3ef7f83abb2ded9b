"""Put the snapshot together from what was folded: for the hub, and for anybody who checks it.

Pure. Everything but the contacts follows from the ledger, the policy and the instant.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from hub.availability.chronicle import Mark
from hub.availability.compute import picture
from hub.availability.model import Projection
from hub.availability.snapshot import NO_STATISTICS, HistoryRun, Snapshot
from shared.reference.lookup import Reference
from shared.wire.contact import Contact
from shared.wire.opendata import LICENCE, AvailabilityDocument, NetworksDocument
from shared.wire.openstatistics import StatisticsDocument
from shared.wire.session import Policy
from shared.wire.words import NodeId


def snapshot(
    mark: Mark,
    projection: Projection,
    history: tuple[HistoryRun, ...],
    contacts: Mapping[NodeId, Contact],
    *,
    reference: Reference,
    policy: Policy,
    made_at: datetime,
    statistics: StatisticsDocument = NO_STATISTICS,
) -> Snapshot:
    """Return what is published at `made_at` of a projection with its closed days."""
    shown = picture(projection, reference, policy, made_at, history)
    networks = tuple(
        replace(row, contact=contacts[row.node]) if row.node in contacts else row
        for row in shown.networks
    )
    return Snapshot(
        availability=AvailabilityDocument(
            made_at=made_at,
            ledger_head=mark.head,
            ledger_entries=mark.entries,
            licence=LICENCE,
            policy=policy,
            completeness=shown.completeness,
            municipalities=shown.rows,
            areas=shown.areas,
            offers=shown.offers,
            activities=shown.activities,
        ),
        networks=NetworksDocument(
            made_at=made_at, ledger_head=mark.head, licence=LICENCE, networks=networks
        ),
        history=history,
        statistics=statistics,
    )
