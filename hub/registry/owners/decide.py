"""What an operator decides of owners: who reports municipalities' counts from a quarter on.

One job of the write actor, one act of the ledger. Owners change with quarters only, and never for a
quarter of which another network has released counts of the municipality: nothing is counted twice.
"""

from datetime import datetime
from sqlite3 import Connection

from hub.ingest import ledger
from hub.registry import acts, store
from hub.registry.decide import Decided, Decision, record
from hub.registry.handover.decide import names
from hub.registry.owners.model import Ownership, holders, owners
from hub.registry.owners.store import OwnerMemory
from hub.statistics.quarters import last_day
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.words import MunicipalityCode, NodeId, Quarter

Codes = tuple[MunicipalityCode, ...]


def name_owner(
    db: Connection,
    node: NodeId,
    codes: Codes,
    quarter: Quarter,
    reference: Reference,
    *,
    at: datetime,
) -> Decision:
    """Have one network report the counts of municipalities from a quarter on.

    `quarter` and `codes` come from `forms`: the newest quarter that is over, or a later one.
    """
    if store.network(db, node) is None:
        known = ", ".join(network.node for network in store.networks(db)[:20])
        return Text.of("No network is called {node}. There are: {known}.", node=node, known=known)
    ownership = OwnerMemory(reference).ownership(db)
    refusal = (
        _not_held(node, codes, quarter, ownership, reference)
        or _owned(node, codes, quarter, ownership, reference)
        or _released(db, node, codes, quarter, reference)
    )
    if refusal is not None:
        return refusal
    act = acts.Owns(node=node, municipalities=codes, quarter=quarter)
    record(db, act, at, f"from {quarter}: {' '.join(codes)}")
    said = Text.of(
        "From {quarter} on {node} alone reports the counts of people of {places}.",
        quarter=quarter,
        node=node,
        places=names(codes, reference, last_day(quarter)),
    )
    return Decided(said=said)


def _not_held(
    node: NodeId, codes: Codes, quarter: Quarter, ownership: Ownership, reference: Reference
) -> Text | None:
    held = holders(ownership, quarter, reference)
    strange = [code for code in codes if node not in held.get(code, ())]
    if not strange:
        return None
    return Text.of(
        "{node} does not answer for {places} in {quarter}, so it cannot report their counts.",
        node=node,
        places=names(strange, reference, last_day(quarter)),
        quarter=quarter,
    )


def _owned(
    node: NodeId, codes: Codes, quarter: Quarter, ownership: Ownership, reference: Reference
) -> Text | None:
    of = owners(ownership, quarter, reference)
    if any(of.of.get(code) != node for code in codes) or not of.named.issuperset(codes):
        return None
    return Text.of(
        "{node} is named for {places} already.",
        node=node,
        places=names(codes, reference, last_day(quarter)),
    )


def _released(
    db: Connection, node: NodeId, codes: Codes, quarter: Quarter, reference: Reference
) -> Text | None:
    """Refuse what would let two networks count the same people."""
    for event in ledger.every_count(db):
        report = event.report
        if report.quarter < quarter or report.node == node:
            continue
        last = last_day(report.quarter)
        told = {reference.current_code(code, last) for code in report.municipalities}
        both = [code for code in codes if reference.current_code(code, last) in told]
        if both:
            return Text.of(
                "{other} has released the counts of {places} of {quarter} already. Name a later "
                "quarter.",
                other=report.node,
                places=names(both, reference, last),
                quarter=report.quarter,
            )
    return None
