"""From private facts to the public state: the one place that decides what leaves the node.

A pure function. Rule 25 says what is public; everything else has no field to go to. The day enters
only as its Monday, so that for unchanged facts the plan changes on Mondays alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, get_args

import msgspec
from msgspec import Struct

from node.activities.model import Activity as OwnActivity
from node.activities.model import goes_on
from node.anonymiser.catchment import forward, place_of, served
from node.anonymiser.standing import Left, Standing, left, standing, start_of
from node.anonymiser.statements import LastWord, merged, statement
from node.groups.model import Group, GroupId
from node.instructors.model import Instructor
from node.network.model import Coverage
from node.organisers.model import Organiser, kinds_on
from node.trainings.model import Training
from node.trainings.name import Carries, name_of
from shared.period import helsinki_day, monday_of
from shared.reference.lookup import Reference
from shared.wire.availability import (
    Activity,
    Break,
    Gone,
    Groups,
    NetworkName,
    Offer,
    Start,
    Statement,
)
from shared.wire.words import MunicipalityCode, TriState

Reason = Literal["ended", "cancelled", "withdrawn"]
REASONS: tuple[Reason, ...] = get_args(Reason)
MOST_GONE = 500
"""The most that one number on the wire says; a larger loss waits for the desk."""

NOT_SAID = Start(kind="not_said", month=None)
_ONE: dict[Standing, Groups] = {
    "open": Groups(open=1, coming=0, full=0),
    "coming": Groups(open=0, coming=1, full=0),
    "full": Groups(open=0, coming=0, full=1),
}


class Facts(Struct, frozen=True, kw_only=True):
    """Everything the plan looks at, most of it private.

    `listed` are the groups that stood in the last acknowledged report that this node made, `told`
    how many groups the reports that it adopted since then have explained, `last` is what the last
    acknowledged report said.
    """

    name: NetworkName
    coverage: tuple[Coverage, ...] = ()
    groups: tuple[Group, ...] = ()
    organisers: tuple[Organiser, ...] = ()
    instructors: tuple[Instructor, ...] = ()
    trainings: tuple[Training, ...] = ()
    activities: tuple[OwnActivity, ...] = ()
    pause: Break | None = None
    confirmed_at: datetime | None = None
    listed: tuple[GroupId, ...] = ()
    told: Mapping[Reason, int] = {}
    last: LastWord | None = None


class PublicState(Struct, frozen=True, kw_only=True):
    """What a report will say, and which groups stand in it (their ids stay here)."""

    network: NetworkName
    pause: Break | None
    municipalities: tuple[Statement, ...]
    offers: tuple[Offer, ...]
    activities: tuple[Activity, ...]
    gone: Gone
    listed: tuple[GroupId, ...]


class Shown(Struct, frozen=True, kw_only=True):
    """A group as the public sees it: an offer that counts this one group."""

    id: GroupId
    standing: Standing
    offer: Offer


def plan(facts: Facts, reference: Reference, today: date) -> PublicState:
    """Return what the network says in public in the week of `today`.

    Raises UnknownPlaceError for a record whose municipality the tables do not know.
    """
    monday = monday_of(today)
    shown = tuple(
        Shown(id=group.id, standing=stands, offer=offer_of(group, stands, facts, reference, monday))
        for group in facts.groups
        if (stands := standing(group, monday)) is not None
    )
    listed = {one.id for one in shown}
    return PublicState(
        network=facts.name,
        pause=_pause(facts),
        municipalities=_statements(facts, shown, reference, monday),
        offers=_summed(one.offer for one in shown),
        activities=_activities(facts.activities, reference, monday),
        gone=_gone(facts, listed),
        listed=tuple(sorted(listed)),
    )


def offer_of(
    group: Group, stands: Standing, facts: Facts, reference: Reference, monday: date
) -> Offer:
    """Return one listed group's public fields (25)."""
    here = place_of(group.meets_in, reference, monday)
    organisers = [o for o in facts.organisers if o.id in group.organisers]
    return Offer(
        area=here.area,
        place=None if group.show_area_only else here.code,
        serves=_serves(group, reference, monday),
        catchment=group.catchment,
        audience=group.audience,
        languages=tuple(sorted(set(group.languages))),
        interpreter=group.interpreter,
        other_mother_tongue=group.other_mother_tongue,
        format=group.format,
        time_of_day=group.time_of_day,
        named=isinstance(name_of(group, facts.trainings, monday), Carries),
        social_worker=group.social_worker,
        peer_instructor=_peer(group, facts.instructors),
        travel_costs=group.travel_costs,
        organisers=kinds_on(organisers, monday, reference),
        start=NOT_SAID if stands == "full" else start_of(group),
        groups=_ONE[stands],
    )


def _pause(facts: Facts) -> Break | None:
    """Return the announced break, until a person confirms that everything is right after it."""
    pause, confirmed = facts.pause, facts.confirmed_at
    over = pause is not None and confirmed is not None and helsinki_day(confirmed) > pause.until
    return None if over else pause


def _serves(group: Group, reference: Reference, monday: date) -> tuple[MunicipalityCode, ...]:
    return served(
        meets_in=group.meets_in,
        listed=group.serves,
        kind=group.catchment,
        meets=group.format,
        reference=reference,
        day=monday,
    )


def _peer(group: Group, instructors: Iterable[Instructor]) -> TriState:
    """Tell of a peer instructor only where the lead decided to tell (19, 25)."""
    if not group.tell_peer_instructor:
        return "not_said"
    takes_part = any(i.role == "peer" and i.id in group.instructors for i in instructors)
    return "yes" if takes_part else "no"


def _summed(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """Merge offers that are alike in everything public, in one fixed order."""
    none = Groups(open=0, coming=0, full=0)
    sums: dict[bytes, tuple[Offer, Counter[str]]] = {}
    for offer in offers:
        alike = msgspec.json.encode({**msgspec.structs.asdict(offer), "groups": none})
        _, numbers = sums.setdefault(alike, (offer, Counter()))
        numbers.update(msgspec.structs.asdict(offer.groups))
    return tuple(
        msgspec.structs.replace(offer, groups=Groups(**numbers))
        for _, (offer, numbers) in sorted(sums.items())
    )


def _statements(
    facts: Facts, shown: tuple[Shown, ...], reference: Reference, monday: date
) -> tuple[Statement, ...]:
    """Say groups, none or not known of every municipality covered; remote groups say nothing."""
    here = {code for one in shown if one.offer.format != "remote" for code in one.offer.serves}
    former = _former(facts.groups, {one.id for one in shown}, reference, monday)
    return tuple(
        statement(
            word,
            has_group=word.municipality in here,
            former=former.get(word.municipality, ()),
            last=facts.last,
            monday=monday,
        )
        for word in merged(facts.coverage, reference, monday)
    )


def _former(
    groups: Iterable[Group], listed: set[GroupId], reference: Reference, monday: date
) -> Mapping[MunicipalityCode, Sequence[Left]]:
    """Return, by municipality, when the local groups that once served it left the list."""
    found: dict[MunicipalityCode, list[Left]] = {}
    alike: dict[tuple[object, ...], tuple[MunicipalityCode, ...]] = {}
    for group in groups:
        gone = None if group.id in listed or group.format == "remote" else left(group, monday)
        if gone is None:
            continue
        where = (group.meets_in, group.serves, group.catchment, group.format)
        if where not in alike:  # there may be thousands of old groups, and few places
            alike[where] = _serves(group, reference, monday)
        for code in alike[where]:
            found.setdefault(code, []).append(gone)
    return found


def _activities(
    activities: Iterable[OwnActivity], reference: Reference, monday: date
) -> tuple[Activity, ...]:
    """Return the public fields of the activities that go on, in one fixed order."""
    public = set()
    for own in activities:
        if not goes_on(own, monday):
            continue
        here = place_of(own.meets_in, reference, monday)
        serves = forward(own.serves, reference, monday)
        public.add(
            Activity(
                kind=own.kind,
                area=here.area,
                place=None if own.show_area_only else here.code,
                serves=serves or (() if own.format == "remote" else (here.code,)),
                audience=own.audience,
                languages=tuple(sorted(set(own.languages))),
                format=own.format,
                link=own.link,
            )
        )
    return tuple(sorted(public, key=msgspec.json.encode))


def _gone(facts: Facts, listed: set[GroupId]) -> Gone:
    """Count why groups left the list since the last report.

    A group that is missing from the records altogether is not counted: no act explains it, and the
    hub is to hold that report (fault 38). Nor is one that another machine with these records has
    told of already: what this one never knew of must not vanish under the same words (fault 16).
    """
    known = {group.id: group for group in facts.groups}
    away = [known[id_] for id_ in facts.listed if id_ not in listed and id_ in known]
    gone = _untold(Counter(_reason(group) for group in away), facts.told)
    return Gone(
        ended=min(gone["ended"], MOST_GONE),
        cancelled=min(gone["cancelled"], MOST_GONE),
        withdrawn=min(gone["withdrawn"], MOST_GONE),
    )


def _untold(gone: Counter[Reason], told: Mapping[Reason, int]) -> Counter[Reason]:
    """Take away what was told, reason by reason; what one told more is taken from the others."""
    told_of = Counter(told)
    left, over = gone - told_of, (told_of - gone).total()
    for reason in REASONS:
        taken = min(left[reason], over)
        left[reason] -= taken
        over -= taken
    return left


def _reason(group: Group) -> Reason:
    if group.lifecycle == "cancelled":
        return "cancelled"
    stood = group.withdrawn_on is None and group.lifecycle in {"open", "full", "running", "ended"}
    return "ended" if stood else "withdrawn"
