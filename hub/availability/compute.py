"""The picture of the country at one instant: a pure function of projection, reference and time.

Everything that is published about availability is computed here, and nothing is remembered.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from hub.availability.areas import areas
from hub.availability.freshness import freshness
from hub.availability.hearing import Hearing, hear
from hub.availability.model import Known, Projection
from hub.availability.rows import rows
from hub.availability.since import dated
from hub.availability.snapshot import HistoryRun
from hub.availability.voice import Voice
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.wire.opendata import (
    AreaRow,
    Completeness,
    NetworkRow,
    PublicActivity,
    PublicOffer,
    Row,
)
from shared.wire.session import Policy


class Picture(Struct, frozen=True, kw_only=True):
    """What is known of the country at one instant; the networks still without their contacts."""

    rows: tuple[Row, ...]
    areas: tuple[AreaRow, ...]
    offers: tuple[PublicOffer, ...]
    activities: tuple[PublicActivity, ...]
    networks: tuple[NetworkRow, ...]
    completeness: Completeness


def picture(
    projection: Projection,
    reference: Reference,
    policy: Policy,
    now: datetime,
    past: Iterable[HistoryRun] = (),
) -> Picture:
    """Return everything that is known at `now`, in a fixed order.

    `past` are the closed days: they tell since when something is unknown that was known once.
    """
    hearing = hear(projection, reference, policy, now)
    municipalities = dated(rows(hearing), past, hearing.division)
    found = areas(hearing, municipalities)
    return Picture(
        rows=municipalities,
        areas=found,
        offers=_offers(hearing),
        activities=_activities(hearing),
        networks=tuple(_network(voice, hearing, policy) for voice in hearing.voices),
        completeness=Completeness(
            networks_believed=sum(voice.belief.reason is None for voice in hearing.voices),
            networks=len(hearing.voices),
            population_known=sum(area.population_known for area in found),
            population=sum(area.population for area in found),
        ),
    )


def _offers(hearing: Hearing) -> tuple[PublicOffer, ...]:
    """Return the offers that count, by id."""
    found = [
        PublicOffer(
            id=heard.id, network=heard.network, believed_until=heard.ends, offer=heard.offer
        )
        for voice in hearing.voices
        for heard in voice.heard
        if heard.reason is None and heard.ends
    ]
    return tuple(sorted(found, key=lambda offer: offer.id))


def _activities(hearing: Hearing) -> tuple[PublicActivity, ...]:
    return tuple(
        PublicActivity(network=v.known.node, believed_until=v.belief.ends, activity=activity)
        for v in hearing.voices
        if v.belief.ends
        for activity in v.activities
    )


def _network(voice: Voice, hearing: Hearing, policy: Policy) -> NetworkRow:
    known = voice.known
    report = known.effective.report if known.effective else None
    heard_of = freshness(known, policy, hearing.now)
    silent = heard_of == "silent" and known.last_contact_at
    pause = report.pause if report else None
    return NetworkRow(
        node=known.node,
        name=known.name,  # the operator's: what a network calls itself is seen by a person first
        standing=standing(known),
        freshness=heard_of,
        first_report_at=known.first_report_at,
        last_contact_at=known.last_contact_at,
        silent_since=helsinki_day(silent) if silent else None,
        confirmed_at=voice.belief.confirmed_at,
        believed_until=voice.belief.ends,
        checking=known.held is not None,
        pause=pause if pause and helsinki_day(hearing.now) <= pause.until else None,
        answers_for=voice.speaks.municipalities,
        reach=voice.speaks.reach,
        contact=None,
    )


def standing(known: Known) -> str:
    """Return how the operator stands to a network: active or suspended; no other is published."""
    return "suspended" if known.suspended_at else "active"
