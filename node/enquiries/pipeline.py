"""The way of an enquiry: which step may follow, until when it is kept, who is asked again (31).

    new ─► contacted ─► pre-meeting ─► place
              │             ├────────► waiting ─► pre-meeting, place
              └─────────────┴────────► elsewhere, closed        (also from new and waiting)

Pure: from one `Enquiry` to the next, with today as an argument. A wrong press is put right by
`correct`, which alone goes back.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from node.enquiries.model import Enquiry, State, Tally, outcome_of, quarter_of
from shared.text import Text

STEPS: Mapping[State, tuple[State, ...]] = {
    "new": ("contacted", "elsewhere", "closed"),
    "contacted": ("pre_meeting", "waiting", "elsewhere", "closed"),
    "pre_meeting": ("place", "waiting", "elsewhere", "closed"),
    "waiting": ("pre_meeting", "place", "elsewhere", "closed"),
    "place": (),
    "elsewhere": (),
    "closed": (),
}
HANDED_OVER: frozenset[State] = frozenset({"place", "elsewhere", "closed"})
AFTER_HAND_OVER = timedelta(days=30)
AFTER_IT_CAME = timedelta(days=90)
ASKED_AFTER = timedelta(days=75)
MONTHS_AT_MOST = 12
CONTACTED_WITHIN = timedelta(days=3)
SOON = timedelta(days=7)


class Summary(Struct, frozen=True, kw_only=True):
    """What waits for a person, as counts alone: for the page of the day and the weekly mail.

    `late`: new for three days or more. `to_ask`: waiting parents to be asked whether they wait on.
    `uncounted`: erased within a week although nobody has said what came of them. `soon`: erased
    within a week, those included. `stored`: enquiries there are.
    """

    stored: int = 0
    late: int = 0
    to_ask: int = 0
    uncounted: int = 0
    soon: int = 0


def step(enquiry: Enquiry, to: State, today: date) -> Enquiry | Text:
    """Take the next step, or say why it cannot be the next one."""
    if enquiry.state == to:
        return Text.of("The enquiry is already in that state.")
    if to not in STEPS[enquiry.state]:
        return Text.of(
            "That is not the next step. If the step before was pressed by mistake, correct it."
        )
    return _in_state(enquiry, to, today)


def correct(enquiry: Enquiry, to: State, today: date) -> Enquiry | Text:
    """Put a wrong step right: any state may become any other one."""
    if enquiry.state == to:
        return Text.of("The enquiry is already in that state.")
    return _in_state(enquiry, to, today)


def renew(enquiry: Enquiry, today: date) -> Enquiry | Text:
    """Keep a waiting parent's enquiry on, because they were asked and wish to wait."""
    if enquiry.state != "waiting":
        return Text.of("Only a parent who waits for a group can be asked to wait on.")
    renewed = _renewed(enquiry, today)
    if renewed.renewed_on == (enquiry.renewed_on or enquiry.came_on):
        return Text.of("The parent was asked today already.")
    if due_on(renewed) <= due_on(enquiry):
        return Text.of("The enquiry cannot be kept longer: twelve months is the most.")
    return renewed


def tally_after(
    enquiry: Enquiry, municipality: str, before: Tally | None, *, corrected: bool = False
) -> Tally | None:
    """Return what the enquiry counts as once it is in its state.

    A waiting parent who goes on to a pre-meeting stays counted as waiting until it is known what
    came of it; a correction counts what the state says and nothing else.
    """
    outcome = outcome_of(enquiry.state)
    if outcome is None:
        return None if corrected or before is None else replace(before, municipality=municipality)
    quarter = quarter_of(enquiry.came_on)
    return Tally(quarter=quarter, municipality=municipality, outcome=outcome)


def due_on(enquiry: Enquiry) -> date:
    """Return the day the enquiry is erased: whichever of its limits comes first."""
    start = enquiry.renewed_on or enquiry.came_on
    limit = min(start + AFTER_IT_CAME, months_after(enquiry.came_on, MONTHS_AT_MOST))
    if enquiry.state in HANDED_OVER:
        return min(limit, enquiry.since + AFTER_HAND_OVER)
    return limit


def ask_on(enquiry: Enquiry) -> date | None:
    """Return the day a waiting parent is asked whether they wait on; None if nobody is asked."""
    if enquiry.state != "waiting":
        return None
    on = (enquiry.renewed_on or enquiry.came_on) + ASKED_AFTER
    return on if on < months_after(enquiry.came_on, MONTHS_AT_MOST) else None


def is_due(enquiry: Enquiry, today: date) -> bool:
    """Tell whether the enquiry is to be erased."""
    return due_on(enquiry) <= today


def is_late(enquiry: Enquiry, today: date) -> bool:
    """Tell whether nobody has contacted the parent for three days."""
    return enquiry.state == "new" and enquiry.came_on + CONTACTED_WITHIN <= today


def is_to_ask(enquiry: Enquiry, today: date) -> bool:
    """Tell whether a waiting parent is to be asked now."""
    on = ask_on(enquiry)
    return on is not None and on <= today


def is_soon_gone(enquiry: Enquiry, today: date) -> bool:
    """Tell whether the enquiry is erased within a week."""
    return due_on(enquiry) <= today + SOON


def is_uncounted(enquiry: Enquiry, today: date) -> bool:
    """Tell whether it is erased within a week and nobody has said what came of it."""
    return is_soon_gone(enquiry, today) and outcome_of(enquiry.state) is None


def summary(enquiries: tuple[Enquiry, ...], today: date) -> Summary:
    """Return what waits for a person."""
    return Summary(
        stored=len(enquiries),
        late=sum(is_late(one, today) for one in enquiries),
        to_ask=sum(is_to_ask(one, today) for one in enquiries),
        uncounted=sum(is_uncounted(one, today) for one in enquiries),
        soon=sum(is_soon_gone(one, today) for one in enquiries),
    )


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later; the month's last day where there is none."""
    number = day.year * 12 + day.month - 1 + months
    first_of_next = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(number // 12, number % 12 + 1, min(day.day, last))


def _in_state(enquiry: Enquiry, to: State, today: date) -> Enquiry:
    since = max(today, enquiry.came_on)  # a clock that was set back
    return replace(enquiry, state=to, since=since, revision=enquiry.revision + 1)


def _renewed(enquiry: Enquiry, today: date) -> Enquiry:
    on = max(today, enquiry.came_on)
    return replace(enquiry, renewed_on=on, revision=enquiry.revision + 1)
