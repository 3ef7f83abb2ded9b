"""What one network says, read at one instant with the codes of that day and within its grant.

Pure. Offers outside the reach and statements outside the grant fall away here and nowhere else.
"""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from hub.availability.division import Division
from hub.availability.freshness import END_OF_TIME, Belief, belief, capped, hub_day
from hub.availability.held import LONG_AGO
from hub.availability.model import Known
from hub.registry.handover import mandate as mandates
from hub.registry.model import Grant
from shared.period import day_start
from shared.wire.availability import Activity, Offer, Statement
from shared.wire.opendata import OfferId, Restriction
from shared.wire.session import Policy
from shared.wire.words import Language, MunicipalityCode, NodeId, Reason, Says


class Saying(Struct, frozen=True, kw_only=True):
    """What a network says of one municipality it answers for; `says` is null if it says nothing.

    `since` is the day knowledge ended, for *not known*, by the hub's clock.
    """

    says: Says | None
    since: date | None
    belief: Belief
    network: NodeId
    checking: bool


class Heard(Struct, frozen=True, kw_only=True):
    """An offer, with the municipalities within reach that it serves.

    `ends` is when it counts no longer, `reason` why it does not count now (null: it counts).
    `coming` is the number of groups still to come: a month that is past holds none.
    `limits` are the restrictions by the majority's language of a municipality.
    """

    id: OfferId
    network: NodeId
    offer: Offer
    serves: tuple[MunicipalityCode, ...]
    belief: Belief
    ends: datetime | None
    coming_ends: datetime | None
    reason: Reason | None
    coming: int
    limits: dict[Language, tuple[Restriction, ...]]
    checking: bool

    @property
    def remote(self) -> bool:
        """Tell whether the group meets by wire only: such never colour the map."""
        return self.offer.format == "remote"


class Voice(Struct, frozen=True, kw_only=True):
    """Everything one network says at one instant; `speaks` is what it may speak for that day."""

    known: Known
    speaks: Grant
    belief: Belief
    sayings: dict[MunicipalityCode, Saying]
    heard: tuple[Heard, ...]
    activities: tuple[Activity, ...]


def listen(known: Known, division: Division, policy: Policy, now: datetime) -> Voice:
    """Return what a network says at `now`."""
    trust = capped(belief(known, policy, now), known.mandate.ends_on)
    granted = mandates.speaks(known.mandate, division.reference, division.day)
    near = frozenset(c for area in granted.reach for c in division.of_area(area))
    codes = division.current_codes(granted.municipalities)
    return Voice(
        known=known,
        speaks=replace(granted, municipalities=codes),
        belief=trust,
        sayings=dict(_sayings(known, codes, division, policy, now)),
        heard=tuple(_offers(known, trust, near, division, now)),
        activities=() if trust.reason else tuple(_activities(known, granted, near, division)),
    )


def _sayings(
    known: Known,
    codes: tuple[MunicipalityCode, ...],
    division: Division,
    policy: Policy,
    now: datetime,
) -> Iterator[tuple[MunicipalityCode, Saying]]:
    said: dict[MunicipalityCode, list[Statement]] = {}
    for statement in known.effective.report.municipalities if known.effective else ():
        if code := division.current(statement.municipality):
            said.setdefault(code, []).append(statement)
    beliefs: dict[date | None, Belief] = {}  # many a none was said on the same day
    until = _until(known, division)
    for code in codes:
        says, day = _merged(code, said.get(code, []))
        act = day if says == "none" else None
        if act not in beliefs:
            beliefs[act] = belief(known, policy, now, act)
        ended = day if says == "not_known" else None
        yield (
            code,
            Saying(
                says=says,
                since=hub_day(known.effective, ended) if ended and known.effective else None,
                belief=capped(beliefs[act], until.get(code)),
                network=known.node,
                checking=known.held is not None,
            ),
        )


def _until(known: Known, division: Division) -> dict[MunicipalityCode, date]:
    """Return the days from which on others, or others too, answer for a municipality.

    It is handed over, its network ends, or it merges with another one on 1 January.
    """
    until = dict(division.merging)
    gone = mandates.leaves(known.mandate, division.reference, division.day)
    for code, day in gone.items():
        now = division.current(code) or code
        until[now] = min(day, until.get(now, day))
    return until


def _merged(code: MunicipalityCode, statements: list[Statement]) -> tuple[Says | None, date | None]:
    """Return the one word that statements on a municipality and on ones merged into it make.

    A *none* must be said of all of it: one about a former municipality speaks of a part only.
    """
    if not statements:
        return None, None
    if len(statements) == 1 and statements[0].municipality == code:
        return statements[0].says, statements[0].since
    if any(s.says == "groups" for s in statements):
        return "groups", None
    if all(s.says == "none" for s in statements):
        if any(s.municipality == code for s in statements):
            return "none", min(s.since for s in statements if s.since)
        return "not_known", None
    days = [s.since for s in statements if s.says == "not_known" and s.since]
    return "not_known", max(days, default=None)


def _offers(
    known: Known,
    trust: Belief,
    near: frozenset[MunicipalityCode],
    division: Division,
    now: datetime,
) -> Iterator[Heard]:
    repeated: dict[OfferId, int] = {}
    for reported in known.effective.report.offers if known.effective else ():
        offer = _mapped(reported, division)
        if offer is None:
            continue
        serves = (
            tuple(c for c in offer.serves if c in near) if offer.serves else tuple(sorted(near))
        )
        coming_ends = _coming_ends(offer)
        if not serves or not (offer.groups.open or offer.groups.full or coming_ends):
            continue  # beyond reach, or postponed to nobody knows when
        identity = _identity(known.node, offer)
        repeated[identity] = repeated.get(identity, 0) + 1
        if repeated[identity] > 1:  # a second offer alike in all: its groups count, too
            identity = _identity(known.node, offer, repeated[identity])
        yield _heard(identity, known, offer, serves, trust, coming_ends, now)


def _heard(
    identity: OfferId,
    known: Known,
    offer: Offer,
    serves: tuple[MunicipalityCode, ...],
    trust: Belief,
    coming_ends: datetime | None,
    now: datetime,
) -> Heard:
    ends, reason = trust.ends, trust.reason
    if not (offer.groups.open or offer.groups.full) and ends and coming_ends:
        past = coming_ends <= now
        reason = "not_known" if past and (reason is None or coming_ends < ends) else reason
        ends = min(ends, coming_ends)
    to_come = coming_ends is not None and now < coming_ends
    return Heard(
        id=identity,
        network=known.node,
        offer=offer,
        serves=serves,
        belief=trust,
        ends=ends,
        coming_ends=coming_ends,
        reason=reason,
        coming=offer.groups.coming if to_come else 0,
        limits={language: limits_on(offer, language) for language in ("fi", "sv")},
        checking=known.held is not None,
    )


def limits_on(offer: Offer, majority: Language) -> tuple[Restriction, ...]:
    """Return why an offer is not for every local parent where that language is the majority's."""
    limits = [] if offer.audience == "all" else [str(offer.audience)]
    if offer.catchment == "own_clients":
        limits.append("own_clients")
    if majority not in offer.languages:
        limits += [f"language_{language}" for language in offer.languages]
    return tuple(sorted(limits))


def _coming_ends(offer: Offer) -> datetime | None:
    """Return until when the offer's planned groups are coming; null if they never count as that.

    They are with a month not yet past, or when they start as soon as four parents are found.
    """
    if not offer.groups.coming:
        return None
    if offer.start.kind == "when_found":
        return END_OF_TIME
    return None if offer.start.month is None else month_end(offer.start.month)


def month_end(month: str) -> datetime:
    """Return the first instant after a month, such as "2026-11", in Helsinki."""
    year, number = int(month[:4]), int(month[5:])
    if not LONG_AGO.year <= year < END_OF_TIME.year:
        return LONG_AGO if year < LONG_AGO.year else END_OF_TIME
    return day_start(date(year + number // 12, number % 12 + 1, 1))


def _mapped(offer: Offer, division: Division) -> Offer | None:
    """Return the offer with the codes of the day; None if it serves no municipality of it."""
    serves = division.current_codes(offer.serves)
    place = division.current(offer.place) if offer.place else None
    if offer.serves and not serves:
        return None
    if serves == offer.serves and place == offer.place:
        return offer
    return replace(offer, serves=serves, place=place)


def _identity(node: NodeId, offer: Offer, repetition: int = 1) -> OfferId:
    spelled = msgspec.json.encode(offer) + b"#" * (repetition - 1)
    return f"{node}.{hashlib.sha256(spelled).hexdigest()[:10]}"


def _activities(
    known: Known, granted: Grant, near: frozenset[MunicipalityCode], division: Division
) -> Iterator[Activity]:
    """Yield what takes place beside the groups within reach, with the codes of the day."""
    for activity in known.effective.report.activities if known.effective else ():
        serves = division.current_codes(activity.serves)
        place = division.current(activity.place) if activity.place else None
        within = near.intersection(serves) if activity.serves else activity.area in granted.reach
        if within:
            yield replace(activity, serves=serves, place=place)
