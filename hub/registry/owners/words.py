"""Owners of counts as the operator reads them: lines by network, and what is not settled. Pure."""

from collections.abc import Iterator

from hub.registry.owners.model import Owners
from hub.statistics.quarters import last_day
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.words import MunicipalityCode


def owned(owners: Owners, reference: Reference) -> Iterator[Text]:
    """Yield a line for every network that reports counts in the quarter."""
    for node in sorted(owners.networks()):
        codes = owners.owned(node)
        yield Text.of(
            "{quarter}: {node} reports {places}",
            quarter=owners.quarter,
            node=node,
            places=_names(codes, owners, reference),
        )


def unsettled(owners: Owners, reference: Reference) -> Iterator[Text]:
    """Yield a line for every municipality whose counts nobody reports, though several could."""
    for code in sorted(owners.unsettled):
        yield Text.of(
            "{quarter}, {place}: nobody is named among {nodes}",
            quarter=owners.quarter,
            place=_names((code,), owners, reference),
            nodes=", ".join(owners.unsettled[code]),
        )


def _names(codes: tuple[MunicipalityCode, ...], owners: Owners, reference: Reference) -> str:
    """Return Finnish names; with a star where the operator has named the owner."""
    found = []
    for code in codes:
        place = reference.municipality(code, last_day(owners.quarter))
        name = code if place is None else place.name_fi
        found.append(f"{name}*" if code in owners.named else name)
    return ", ".join(sorted(found))
