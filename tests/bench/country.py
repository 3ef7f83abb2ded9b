"""The whole country as a bench needs it: networks that answer for every municipality, and reports.

Every figure is invented; a network has about fifteen municipalities and ten offers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hub.ingest.unseal import Path
from shared import signing
from shared.period import month_of
from shared.reference.lookup import Reference
from shared.signing import SigningKey
from shared.wire.availability import (
    Availability,
    Gone,
    Groups,
    NetworkName,
    Offer,
    Start,
    Statement,
)
from shared.wire.contact import Contact, Text
from shared.wire.words import AreaCode, Digest, MunicipalityCode, Token

SIZE = 15
OFFERS = 10
LEASE: Token = "ab" * 32
ORDINARY = NetworkName(fi="Esimerkkiverkosto", sv="Exempelnätverk")


@dataclass
class Network:
    """A network and its key; `head` and `sequence` are those of the report signed last."""

    node: str
    municipalities: tuple[MunicipalityCode, ...]
    areas: tuple[AreaCode, ...]
    key: SigningKey = field(default_factory=SigningKey.generate)
    sequence: int = 0
    head: Digest | None = None

    def signed(self, at: datetime, *, open_groups: bool = True) -> tuple[bytes, Path]:
        """Return the next report's bytes and its address; the first offer is open or full."""
        self.sequence += 1
        report = self._report(at, open_groups=open_groups)
        envelope = signing.sign(report, self.key)
        self.head = signing.envelope_digest(envelope)
        return signing.encode_envelope(envelope), Path(node=self.node, sequence=self.sequence)

    def contact(self, at: datetime) -> Contact:
        """Return the network's public contact."""
        return Contact(
            node=self.node,
            revision=1,
            changed_at=at,
            organisation="Esimerkkiyhdistys ry",
            email=f"ryhmat@{self.node}.example",
            telephone="09 000 0000",
            hours=Text(fi="arkisin 9–15", sv="vardagar 9–15", en=None),
            languages=("fi", "sv"),
            text_messages=False,
            web="https://verkosto.example/ryhmat",
        )

    def _report(self, at: datetime, *, open_groups: bool) -> Availability:
        serving = {code for index in range(OFFERS) for code in self._serves(index)}
        return Availability(
            node=self.node,
            sequence=self.sequence,
            previous=self.head,
            observed_at=at,
            confirmed_at=at,
            network=ORDINARY,
            pause=None,
            municipalities=tuple(_said(code, at, serving) for code in sorted(self.municipalities)),
            offers=tuple(self._offer(i, at, open_groups=open_groups) for i in range(OFFERS)),
            activities=(),
            gone=Gone(ended=0, cancelled=0, withdrawn=0),
        )

    def _serves(self, index: int) -> tuple[MunicipalityCode, ...]:
        """Return whom an offer serves: the first one its own municipality, the others three."""
        codes, wide = self.municipalities, 1 if index == 0 else 3
        first = index % len(codes)
        return tuple(sorted(set(codes[first : first + wide])))

    def _offer(self, index: int, at: datetime, *, open_groups: bool) -> Offer:
        taking, full = Groups(open=1, coming=0, full=0), Groups(open=0, coming=0, full=1)
        others = (full, taking, taking, Groups(open=0, coming=1, full=0), full)
        first = taking if open_groups else full
        month = month_of((at + timedelta(days=45)).date())
        return Offer(
            area=self.areas[0],
            place=self.municipalities[index % len(self.municipalities)],
            serves=self._serves(index),
            catchment="municipalities",
            audience=("all", "mothers", "fathers")[index % 3],
            languages=("fi", "sv") if index % 4 == 0 else ("fi",),
            interpreter="not_said",
            other_mother_tongue="yes",
            format="in_person",
            time_of_day="evening" if index % 2 else "daytime",
            named=index % 5 != 4,
            social_worker="yes",
            peer_instructor="yes",
            travel_costs="ask",
            organisers=("county", "ngo"),
            start=Start(kind="month", month=month),
            groups=first if index == 0 else others[index % len(others)],
        )


def _said(code: MunicipalityCode, at: datetime, serving: set[MunicipalityCode]) -> Statement:
    if code in serving:
        return Statement(municipality=code, says="groups", since=None)
    return Statement(municipality=code, says="none", since=_day(at))


def _day(at: datetime) -> date:
    return at.date() - timedelta(days=1)


def networks(reference: Reference) -> Iterator[Network]:
    """Yield networks that together answer for every municipality, area by area."""
    places = sorted(reference.municipalities, key=lambda m: (m.area, m.code))
    for number, first in enumerate(range(0, len(places), SIZE), start=1):
        some = places[first : first + SIZE]
        areas = tuple(sorted({place.area for place in some}))
        yield Network(f"verkosto-{number}", tuple(place.code for place in some), areas)


def crowd(reference: Reference, count: int) -> Iterator[Network]:
    """Yield `count` networks that all answer for the same municipalities."""
    first = next(networks(reference))
    for number in range(1, count + 1):
        yield Network(f"verkosto-{number}", first.municipalities, first.areas)
