"""What the description of the method says of a group: cautions, and the few refusals.

A caution never blocks a true record. Numbers are the domain's rules.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from node.anonymiser.standing import lapse_of, start_of
from node.groups.caution import Caution
from node.groups.fields import CENTURY
from node.groups.lifecycle import apparent
from node.groups.meetings import MEETINGS_LIMIT, minutes_refused
from node.groups.model import (
    MEETINGS_MAX,
    MEETINGS_MIN,
    MINUTES_USUAL_MAX,
    MINUTES_USUAL_MIN,
    PARENTS_MAX,
    PARENTS_MIN,
    Group,
)
from node.instructors.model import Instructor
from node.organisers.model import Organiser
from node.trainings.model import Training
from node.trainings.name import Lacks, name_of
from shared.period import monday_of
from shared.reference.lookup import Reference
from shared.text import Invalid, Text
from shared.wire.words import Month

SMALL_PLACE = 10_000
"""Inhabitants below which a lead is warned (25)."""
SOON_DAYS = 14
PROFESSIONALS, PEERS = 2, 1
COMING = frozenset({"draft", "planned", "open", "full", "postponed"})
MONTH_PASSED = Text.of(
    "The month has passed: parents read that the group is full or has started, or do not see it."
)
START_PASSED = Text.of("The start has passed: did the group start?")
END_PASSED = Text.of("The last meeting has passed: did the group end?")


def has_begun(group: Group, today: date) -> bool:
    """Tell whether the record speaks of what happened, which is kept as it was (2)."""
    if group.lifecycle in {"running", "ended", "cancelled"}:
        return True
    return group.first_day is not None and group.first_day < today


def refusals(group: Group, today: date) -> Iterator[Invalid]:
    """Yield what a group cannot be: too long a meeting (4), too few or many meetings (3).

    The month of every meeting can be told: of another century the wire knows none, and one such
    group would stop every report of the node.
    """
    if years := [m.day.year for m in group.meetings if m.day.year not in CENTURY]:
        yield Invalid("meetings", Text.of("The year {year} cannot be right.", year=years[0]))
    for meeting in group.meetings:
        if meeting.minutes is not None and (wrong := minutes_refused(meeting.minutes)):
            yield Invalid("minutes", wrong)
            break
    allowed = range(MEETINGS_MIN, MEETINGS_MAX + 1)
    if has_begun(group, today):
        allowed = range(1, MEETINGS_LIMIT + 1)
    if group.planned_meetings not in allowed:
        yield Invalid(
            "planned_meetings",
            Text.of(
                "A group has {least} to {most} meetings.",
                least=allowed.start,
                most=allowed.stop - 1,
            ),
        )


def cautions(
    group: Group,
    today: date,
    *,
    staff: Iterable[Instructor],
    trainings: Iterable[Training],
    organisers: Iterable[Organiser],
    reference: Reference,
) -> tuple[Caution, ...]:
    """Return every caution about a group; `staff` are its own instructors."""
    staff = tuple(staff)
    return (
        *_size(group),
        *_meetings(group, today),
        *_staff(group, staff, today),
        *_name(group, trainings, today),
        *_acceptance(group, organisers),
        *_place(group, staff, reference),
    )


def attention(group: Group, today: date) -> Text | None:
    """Return what waits for a person's decision on a group today, or None (13, 14).

    Less than the cautions: only what time brought and nobody has answered.
    """
    if group.withdrawn_on is not None:
        return None
    match apparent(group, today):
        case "running_unconfirmed":
            return START_PASSED
        case "ended_unconfirmed":
            return END_PASSED
        case "planned" if group.first_day is not None and group.first_day < today:
            return START_PASSED
        case "planned" | "postponed" if _month_passed(group, today):
            return Text.of("Its month has passed: parents do not see the group any more.")
        case "planned" | "open" | "full" if _soon(group, today) and not group.instructors:
            return Text.of("The group starts soon and has no instructors.")
        case _:
            return None


def _soon(group: Group, today: date) -> bool:
    starts = group.first_day
    return starts is not None and 0 <= (starts - today).days <= SOON_DAYS


def month_passed(month: Month, today: date) -> bool:
    """Tell whether a month is past to parents: from a Monday on, by the report's own reckoning."""
    return monday_of(today) >= lapse_of(month)


def _month_passed(group: Group, today: date) -> bool:
    month = start_of(group).month
    return month is not None and month_passed(month, today)


def _size(group: Group) -> Iterator[Caution]:
    if group.parents is not None and not PARENTS_MIN <= group.parents <= PARENTS_MAX:
        text = Text.of("A group usually has {least} to {most} parents.", least=4, most=8)
        yield Caution(2, "parents", text)


def _meetings(group: Group, today: date) -> Iterator[Caution]:
    if not MEETINGS_MIN <= group.planned_meetings <= MEETINGS_MAX:
        yield Caution(3, "planned_meetings", Text.of("A group usually has 8 to 10 meetings."))
    if any(
        m.minutes is not None and not MINUTES_USUAL_MIN <= m.minutes <= MINUTES_USUAL_MAX
        for m in group.meetings
    ):
        yield Caution(4, "minutes", Text.of("A meeting usually lasts 2 to 2.5 hours."))
    known, planned = len(group.meetings), group.planned_meetings
    if 0 < known < planned:
        yield Caution(
            10,
            "meetings",
            Text.of(
                "{known} of {planned} dates are known: the end of the group is not.",
                known=known,
                planned=planned,
            ),
        )
    if group.start == "month" and group.lifecycle in COMING and _month_passed(group, today):
        yield Caution(10, "start_month", MONTH_PASSED)
    now = apparent(group, today)
    if now == "running_unconfirmed":
        yield Caution(13, "lifecycle", START_PASSED)
    if now == "ended_unconfirmed":
        yield Caution(13, "lifecycle", END_PASSED)


def _staff(group: Group, staff: tuple[Instructor, ...], today: date) -> Iterator[Caution]:
    if group.lifecycle in {"ended", "cancelled", "draft"}:
        return
    starts = group.first_day
    if not staff and starts is not None and _soon(group, today):
        days = (starts - today).days
        text = Text.of("The group starts in {days} days and has no instructors.", days=days)
        yield Caution(14, "instructors", text)
        return
    peers = sum(i.role == "peer" for i in staff)
    if len(staff) - peers < PROFESSIONALS or peers < PEERS:
        yield Caution(
            14,
            "instructors",
            Text.of("Two professional instructors and one peer instructor are recommended."),
        )


def _name(group: Group, trainings: Iterable[Training], today: date) -> Iterator[Caution]:
    judged = name_of(group, trainings, today)
    if group.wants_name and isinstance(judged, Lacks):
        yield Caution(16, "wants_name", judged.why)


def _acceptance(group: Group, organisers: Iterable[Organiser]) -> Iterator[Caution]:
    if not group.organisers:
        yield Caution(20, "organisers", Text.of("The group has no organiser."))
    if any(o.id in group.organisers and o.ethical_principles_on is None for o in organisers):
        text = Text.of("An organiser has not accepted the ethical principles.")
        yield Caution(18, "organisers", text)


def _place(group: Group, staff: tuple[Instructor, ...], reference: Reference) -> Iterator[Caution]:
    """Yield what could point at people in a small municipality (25), and a catchment beside it."""
    if group.serves and group.meets_in not in group.serves and group.format != "remote":
        text = Text.of("The group does not serve the municipality it meets in.")
        yield Caution(11, "serves", text)
    here = reference.municipality(group.meets_in)
    if here is None or group.show_area_only or here.population >= SMALL_PLACE:
        return
    rare = not set(group.languages) <= set(here.languages)
    peer = group.tell_peer_instructor and any(i.role == "peer" for i in staff)
    if rare or group.audience != "all" or peer:
        yield Caution(
            25,
            "show_area_only",
            Text.of(
                "{name} has fewer than 10,000 inhabitants: the language, the audience or the peer"
                " instructor could point at people. Consider showing the area only.",
                name=here.name_fi,
            ),
        )
