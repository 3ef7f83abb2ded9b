"""What the network's words look like in one language: places, contacts, offers, activities.

One `Cards` is made for each language and publish; pages take their cards from it.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache

from msgspec.structs import replace

from hub.availability.offers import offered, ordered, seconds
from hub.site import addresses, feeds
from hub.site.facts import TAGS
from hub.site.model import ActivityCard, ContactCard, Mark, OfferCard, Phrase, Place
from shared.reference.lookup import Reference
from shared.reference.model import Municipality
from shared.wire.availability import NetworkName
from shared.wire.contact import Text
from shared.wire.opendata import (
    AreaRow,
    AvailabilityDocument,
    NetworkRow,
    NetworksDocument,
    OfferId,
    PublicActivity,
    PublicOffer,
    Row,
)
from shared.wire.words import AreaCode, MunicipalityCode, NodeId


class Cards:
    """Every card of one language, by code, id or node."""

    def __init__(
        self,
        language: str,
        reference: Reference,
        document: AvailabilityDocument,
        networks: NetworksDocument,
        today: date,
    ) -> None:
        self._language = language
        self._today = today
        self.places, self.areas, self._codes = _places(language, reference)
        names = {n.node: self._network(n.name) for n in networks.networks}
        self.contacts = {n.node: self._contact(n) for n in networks.networks}
        self.offers = {o.id: self._offer(o, names) for o in document.offers}
        self.confirmed = {n.node: n.confirmed_at for n in networks.networks}
        found = (self._entry(o) for o in document.offers if o.network in self.contacts)
        self.entries = {entry.id: entry for entry in found if entry is not None}
        self._activities = [(a, self._activity(a, names)) for a in document.activities]

    def contacts_of(self, nodes: Iterable[NodeId]) -> tuple[ContactCard, ...]:
        """Return the networks' contacts, those that can be reached first."""
        cards = [self.contacts[node] for node in dict.fromkeys(nodes) if node in self.contacts]
        return tuple(sorted(cards, key=lambda card: card.organisation is None))

    def offers_of(self, ids: Iterable[OfferId]) -> tuple[OfferCard, ...]:
        """Return the offers, those that take parents first."""
        cards = [self.offers[i] for i in ids if i in self.offers]
        return tuple(sorted(cards, key=_rank))

    def activities_of(self, code: MunicipalityCode, area: AreaCode) -> tuple[ActivityCard, ...]:
        """Return the activities for a municipality's parents."""
        return tuple(
            card
            for found, card in self._activities
            if code in found.activity.serves
            or code == found.activity.place
            or (not found.activity.serves and found.activity.area == area)
        )

    def activities_in(self, area: AreaCode) -> tuple[ActivityCard, ...]:
        """Return the activities of an area."""
        return tuple(card for found, card in self._activities if found.activity.area == area)

    def _network(self, name: NetworkName) -> Phrase:
        if self._language == "sv":
            return Phrase(name.sv)
        return Phrase(name.fi, None if TAGS[self._language] == "fi" else "fi")

    def _contact(self, of: NetworkRow) -> ContactCard:
        pause = of.pause if of.pause and of.pause.until >= self._today else None
        card = ContactCard(network=self._network(of.name), pause=pause)
        if of.contact is None:
            return card
        return replace(
            card,
            organisation=of.contact.organisation,
            email=of.contact.email,
            telephone=of.contact.telephone,
            hours=self._line(of.contact.hours) if of.contact.hours else None,
            languages=of.contact.languages,
            text_messages=of.contact.text_messages,
            web=of.contact.web,
        )

    def _line(self, text: Text) -> Phrase:
        said = {"fi": text.fi, "sv": text.sv, "en": text.en}.get(TAGS[self._language])
        return Phrase(said) if said else Phrase(text.fi, "fi")

    def _offer(self, public: PublicOffer, names: dict[NodeId, Phrase]) -> OfferCard:
        offer = public.offer
        return OfferCard(
            mark=Mark(offered(offer, self._today), seconds(public.believed_until)),
            groups=offer.groups,
            named=offer.named,
            place=self.places.get(offer.place or ""),
            area=self.areas[offer.area],
            serves=tuple(self.places[code] for code in offer.serves if code in self.places),
            whole_area=bool(offer.serves) and offer.serves == self._codes[offer.area],
            catchment=offer.catchment,
            audience=offer.audience,
            languages=offer.languages,
            interpreter=offer.interpreter,
            other_mother_tongue=offer.other_mother_tongue,
            format=offer.format,
            time_of_day=offer.time_of_day,
            start=offer.start,
            travel_costs=offer.travel_costs,
            organisers=offer.organisers,
            social_worker=offer.social_worker,
            peer_instructor=offer.peer_instructor,
            network=names.get(public.network, Phrase(public.network)),
        )

    def _entry(self, public: PublicOffer) -> feeds.Entry | None:
        offer, network = public.offer, public.network
        where = self.places.get(offer.place or "", self.areas[offer.area]).name
        return feeds.entry(
            public,
            self.confirmed[network],
            None if offer.format == "remote" else where,
            self.contacts[network],
            self._today,
        )

    def _activity(self, public: PublicActivity, names: dict[NodeId, Phrase]) -> ActivityCard:
        activity = public.activity
        return ActivityCard(
            kind=activity.kind,
            place=self.places.get(activity.place or ""),
            area=self.areas[activity.area],
            audience=activity.audience,
            languages=activity.languages,
            format=activity.format,
            link=activity.link,
            network=names.get(public.network, Phrase(public.network)),
            until=seconds(public.believed_until),
        )


@cache
def _places(
    language: str, reference: Reference
) -> tuple[
    dict[MunicipalityCode, Place],
    dict[AreaCode, Place],
    dict[AreaCode, tuple[MunicipalityCode, ...]],
]:
    """Return municipalities and areas by code, and each area's municipalities."""
    return (
        {m.code: _place(language, m) for m in reference.municipalities},
        {
            a.code: Place(a.short_name(language), None, addresses.area(language, a))
            for a in reference.areas
        },
        {
            a.code: tuple(sorted(m.code for m in reference.municipalities_of(a.code)))
            for a in reference.areas
        },
    )


def _place(page_language: str, of: Municipality) -> Place:
    language = of.majority_language if page_language == "en" else page_language
    other = "fi" if language == "sv" else "sv"
    beside = None
    if len(of.languages) > 1 and of.name(other) != of.name(language):
        beside = Phrase(of.name(other), other)
    return Place(of.name(language), beside, addresses.municipality(page_language, of))


def mark(row: Row | AreaRow) -> Mark:
    """Return the state of a row as it is shown; an unknown one has nothing left to expire."""
    until = row.believed_until if row.state != "unknown" else None
    return Mark(
        row.state,
        None if until is None else seconds(until),
        ordered(row.restrictions) if isinstance(row, Row) else (),
        row.checking,
    )


def _rank(card: OfferCard) -> tuple[int, str]:
    return (
        ("open", "coming", "full").index(card.mark.state),
        card.place.name if card.place else "",
    )
