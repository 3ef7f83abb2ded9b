"""What is made for paper: the notice of a place, and the list of an area.

Paper cannot be corrected: a notice holds nothing that soon stops being true, a list says until when
each line is believed.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from hub.site.collation import collated
from hub.site.model import ActivityCard, ContactCard, Mark, OfferCard, Place
from shared.wire.opendata import OfferId
from shared.wire.words import Month

Naming = Literal["all", "some", "none"]
"""How many of the offers may carry the name VOIKUKKIA (rule 16)."""

_CONTACTS = 3
"""More do not fit on one sheet beside the code; the page behind it names them all."""


class NoticePage(Struct, frozen=True, kw_only=True, gc=False):
    """A sheet for the wall of an office: what the groups are, a code to the place's page.

    It is the same whether there is a group or not; `contacts` are those that can be reached.
    """

    place: Place
    naming: Naming
    contacts: tuple[ContactCard, ...]


class LeafletLine(Struct, frozen=True, kw_only=True, gc=False):
    """A municipality in a printed list; `groups` are the numbers of the groups that serve it."""

    place: Place
    mark: Mark
    next_start: Month | None
    since: date | None
    confirmed: date | None
    until: date | None
    groups: tuple[int, ...]


class LeafletGroup(Struct, frozen=True, kw_only=True, gc=False):
    """An offer with its number in the list and the day from which it is no longer believed."""

    number: int
    card: OfferCard
    until: date


class LeafletPage(Struct, frozen=True, kw_only=True, gc=False):
    """All municipalities of an area and what they are offered, remote groups apart."""

    place: Place
    name: str
    lines: tuple[LeafletLine, ...]
    groups: tuple[LeafletGroup, ...]
    remote: tuple[LeafletGroup, ...]
    contacts: tuple[ContactCard, ...]
    activities: tuple[ActivityCard, ...]


def notice(
    place: Place, offers: Collection[OfferCard], contacts: Iterable[ContactCard]
) -> NoticePage:
    """Return a place's notice."""
    reached = [card for card in contacts if card.organisation is not None]
    return NoticePage(
        place=place,
        naming=naming(offers),
        contacts=tuple(replace(card, pause=None) for card in reached[:_CONTACTS]),
    )


def naming(offers: Collection[OfferCard]) -> Naming:
    """Return how many of a place's offers carry the name; without any offer none does."""
    named = sum(card.named for card in offers)
    if not named:
        return "none"
    return "all" if named == len(offers) else "some"


def numbered(
    offers: Iterable[tuple[OfferId, OfferCard, date]],
) -> dict[OfferId, LeafletGroup]:
    """Return the offers by id, numbered as they stand on paper: those to be met first."""
    ranked = sorted(offers, key=lambda found: _rank(found[1]))
    return {
        identity: LeafletGroup(number=number, card=card, until=until)
        for number, (identity, card, until) in enumerate(ranked, 1)
    }


def numbers(groups: dict[OfferId, LeafletGroup], offers: Iterable[OfferId]) -> tuple[int, ...]:
    """Return the numbers of a municipality's groups; a remote one is for the whole area."""
    found = (groups[identity] for identity in offers if identity in groups)
    return tuple(sorted(group.number for group in found if group.card.format != "remote"))


def _rank(card: OfferCard) -> tuple[bool, str, int]:
    where = card.place.name if card.place else ""
    return (card.format == "remote", collated(where), -card.groups.open)
