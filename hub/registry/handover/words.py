"""What is announced, as the operator reads it: one line for each handover and each end to come."""

from collections.abc import Iterator, Mapping
from datetime import date

from hub.registry.handover.forms import finnish
from hub.registry.handover.mandate import Mandate
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.words import NodeId


def announced(mandates: Mapping[NodeId, Mandate], reference: Reference, today: date) -> list[Text]:
    """Return a line for everything that is announced for a day after today, by day."""
    return [line for _, line in sorted(_lines(mandates, reference, today), key=lambda one: one[0])]


def _lines(
    mandates: Mapping[NodeId, Mandate], reference: Reference, today: date
) -> Iterator[tuple[tuple[date, NodeId], Text]]:
    for node, mandate in mandates.items():
        for move in mandate.moves:
            if move.gains or move.day <= today:
                continue
            places = (reference.municipality(code, move.day) for code in move.municipalities)
            yield (
                (move.day, node),
                Text.of(
                    "{day}: from {node} to {to}: {places}",
                    day=finnish(move.day),
                    node=node,
                    to=move.other,
                    places=", ".join(sorted({place.name_fi for place in places if place})),
                ),
            )
        if mandate.ends_on is not None and mandate.ends_on > today:
            said = Text.of("{day}: {node} ends", day=finnish(mandate.ends_on), node=node)
            yield (mandate.ends_on, node), said
