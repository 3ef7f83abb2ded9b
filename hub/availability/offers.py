"""One offer as a reader sees it: its state by its groups, its places in the codes of today."""

from collections.abc import Iterable
from datetime import date

from shared.period import month_of
from shared.reference.lookup import Reference
from shared.wire.availability import Offer
from shared.wire.opendata import Restriction
from shared.wire.words import Instant, MunicipalityCode, State


def offered(offer: Offer, today: date) -> State:
    """Return the state of an offer by its groups, best first; a month that is past brings none."""
    if offer.groups.open:
        return "open"
    if offer.groups.coming and _to_come(offer, today):
        return "coming"
    return "full" if offer.groups.full else "unknown"


def places_of(
    offer: Offer, reference: Reference
) -> tuple[MunicipalityCode | None, tuple[MunicipalityCode, ...]]:
    """Return where the offer meets and whom it serves in the codes of today, sorted."""
    place = reference.current_code(offer.place) if offer.place else None
    codes = (reference.current_code(code) for code in offer.serves)
    return place, tuple(sorted(set(filter(None, codes))))


def ordered(limits: Iterable[Restriction]) -> tuple[Restriction, ...]:
    """Return restrictions as they are told: for whom first, then in which language."""
    return tuple(sorted(limits, key=lambda limit: (limit.startswith("language_"), limit)))


def seconds(instant: Instant) -> int:
    """Return the instant as Unix seconds."""
    return int(instant.timestamp())


def _to_come(offer: Offer, today: date) -> bool:
    """Tell whether planned groups are still to come, as `voice` judges it."""
    month = offer.start.month
    return offer.start.kind == "when_found" or (month is not None and month >= month_of(today))
