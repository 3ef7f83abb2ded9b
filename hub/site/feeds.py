"""What a parent can follow: the groups one may still join, as a feed and a calendar tell them.

Months and days of confirmation only (rule 25): place, weekday and hour come from an instructor. An
entry is the same in every feed, so that it keeps its identity wherever it is read.
"""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from hub.availability.offers import offered
from hub.availability.voice import month_end
from hub.site.model import ContactCard, Place
from shared.period import day_start, helsinki_day, month_of
from shared.reference.tables import DIVISION
from shared.wire.opendata import OfferId, PublicOffer
from shared.wire.words import (
    Audience,
    Catchment,
    Format,
    Instant,
    Language,
    Month,
    StartKind,
    State,
)

LANGUAGES = ("fi", "sv", "en")
"""The languages of calendars and feeds; pages in plain Finnish lead to the Finnish ones."""

NEVER = day_start(DIVISION)
"""When a place's feed was last updated if nobody has ever spoken there: it stands still."""


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """An offer that takes parents or is coming. `where` is None for a group that meets online.

    `month` is not past; `until` is the day from which the entry is no longer believed.
    """

    id: OfferId
    state: State
    open_groups: int
    where: str | None
    audience: Audience
    languages: tuple[Language, ...]
    format: Format
    catchment: Catchment
    start: StartKind
    month: Month | None
    confirmed_at: Instant
    confirmed: date
    until: date
    contact: ContactCard


class FeedPage(Struct, frozen=True, kw_only=True, gc=False):
    """The Atom feed of a municipality or area; `updated` is when a person last stood behind it."""

    place: Place
    entries: tuple[Entry, ...]
    updated: Instant

    @property
    def until(self) -> date | None:
        """Return the day from which something in the feed is no longer believed."""
        return _earliest(self.entries)


class CalendarPage(Struct, frozen=True, kw_only=True, gc=False):
    """The calendar of a municipality or area: the entries that name a month."""

    place: Place
    entries: tuple[Entry, ...]

    @property
    def until(self) -> date | None:
        """Return the day from which something in the calendar is no longer believed."""
        return _earliest(self.entries)


def entry(
    public: PublicOffer,
    confirmed_at: datetime | None,
    where: str | None,
    contact: ContactCard,
    today: date,
) -> Entry | None:
    """Return the offer as an entry, or None: no parent can join it, nobody stands behind it."""
    offer = public.offer
    state = offered(offer, today)
    if state not in {"open", "coming"} or confirmed_at is None:
        return None
    month = offer.start.month
    return Entry(
        id=public.id,
        state=state,
        open_groups=offer.groups.open,
        where=where,
        audience=offer.audience,
        languages=offer.languages,
        format=offer.format,
        catchment=offer.catchment,
        start=offer.start.kind,
        month=month if month and month >= month_of(today) else None,
        confirmed_at=confirmed_at,
        confirmed=helsinki_day(confirmed_at),
        until=ends(public, state),
        contact=contact,
    )


def ends(public: PublicOffer, state: State) -> date:
    """Return the day from which an offer is no longer believed; *coming* ends with its month."""
    until, month = public.believed_until, public.offer.start.month
    if state == "coming" and month is not None:
        until = min(until, month_end(month))
    return helsinki_day(until)


def feed(place: Place, entries: Iterable[Entry], confirmed: Iterable[datetime | None]) -> FeedPage:
    """Return a place's feed; `confirmed` is when each network that speaks there was confirmed.

    `updated` follows from these words alone: the same words make the same feed on every day.
    """
    found = sorted(entries, key=_soonest)
    spoken = (*(e.confirmed_at for e in found), *(at for at in confirmed if at is not None))
    return FeedPage(place=place, entries=tuple(found), updated=max(spoken, default=NEVER))


def calendar(place: Place, entries: Iterable[Entry]) -> CalendarPage:
    """Return a place's calendar: what has no month has no place in one."""
    found = sorted((e for e in entries if e.month is not None), key=_soonest)
    return CalendarPage(place=place, entries=tuple(found))


def _earliest(entries: Iterable[Entry]) -> date | None:
    return min((entry.until for entry in entries), default=None)


def _soonest(of: Entry) -> tuple[bool, Month, bool, OfferId]:
    return (of.month is None, of.month or "", of.state != "open", of.id)
