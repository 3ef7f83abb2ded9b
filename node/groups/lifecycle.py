"""The life cycle of a group (13): what a person may do, and what time alone makes it look like.

::

    draft -> planned -> open <-> full -> running -> ended
    before ended: -> postponed (-> planned, open), -> cancelled

Forward steps may be skipped. Time changes no record: `apparent` is computed whenever it is read.
Ended and cancelled groups come back by `correct` alone, which is a person's act.
"""

from datetime import date

from msgspec.structs import replace

from node.groups.model import STANDING, Apparent, Group, GroupId, Lifecycle
from shared.period import month_of
from shared.text import Invalid, Text
from shared.wire.words import Month

REACHED_FROM: dict[Lifecycle, frozenset[Lifecycle]] = {
    "draft": frozenset(),
    "planned": frozenset({"draft", "postponed"}),
    "open": frozenset({"draft", "planned", "full", "postponed"}),
    "full": frozenset({"planned", "open"}),
    "running": frozenset({"planned", "open", "full"}),
    "ended": frozenset({"open", "full", "running"}),
    "postponed": frozenset({"draft", "planned", "open", "full", "running"}),
    "cancelled": frozenset({"draft", "planned", "open", "full", "running", "postponed"}),
}
"""For every state, the states a person may move it from."""

REFUSALS: dict[Lifecycle, Text] = {
    "draft": Text.of("A group does not become a draft again. Withdraw it instead."),
    "planned": Text.of("Only a draft or a postponed group can become planned."),
    "open": Text.of("Only a draft, planned, full or postponed group can be opened."),
    "full": Text.of("Only a planned or open group can become full."),
    "running": Text.of("Only a planned, open or full group can start."),
    "ended": Text.of("Only a group that has started can end."),
    "postponed": Text.of("A group that has ended or was cancelled cannot be postponed."),
    "cancelled": Text.of("A group that has ended or was cancelled cannot be cancelled."),
}
BEFORE_START: frozenset[Lifecycle] = frozenset({"draft", "planned", "open", "full"})


def apparent(group: Group, today: date) -> Apparent:
    """Return what the group is on that day as far as its record and time alone can tell (13).

    No date moves a standing offer. A group known only by its month has passed its start when the
    month is over; one whose days are not all known has no end until a person says so.
    """
    if group.lifecycle not in {"open", "full", "running"} or _stands(group):
        return group.lifecycle
    if group.last_day is not None and today > group.last_day:
        return "ended_unconfirmed"
    if group.lifecycle == "running":
        return "running" if group.start_confirmed_on else "running_unconfirmed"
    return "running_unconfirmed" if _start_passed(group, today) else group.lifecycle


def move(group: Group, to: Lifecycle, today: date) -> Group | Invalid:
    """Move a group as a person's act of that day, or say why it cannot move so."""
    if to == group.lifecycle:
        return Invalid("lifecycle", Text.of("The group is already in that state."))
    if group.lifecycle not in REACHED_FROM[to]:
        return Invalid("lifecycle", REFUSALS[to])
    match to:
        case "running":
            return confirm_start(group, today)
        case "ended":
            return confirm_end(group, today)
        case "postponed":
            return postpone(group, None, today)
        case "cancelled":
            return replace(group, lifecycle="cancelled")
        case _:
            return _back_to(group, to, today)


def confirm_start(group: Group, today: date) -> Group | Invalid:
    """Record a person's word that the group has started; only such starts are counted (13)."""
    if group.lifecycle not in REACHED_FROM["running"] and group.lifecycle != "running":
        return Invalid("lifecycle", REFUSALS["running"])
    if group.start_confirmed_on is not None:
        return Invalid("lifecycle", Text.of("The start is already confirmed."))
    if group.first_day is not None and today < group.first_day:
        return Invalid(
            "lifecycle",
            Text.of("The first meeting is still to come: confirm the start on its day or later."),
        )
    return replace(group, lifecycle="running", start_confirmed_on=today)


def confirm_end(group: Group, today: date) -> Group | Invalid:
    """Record a person's word that the group has ended, and with it that it had started."""
    if group.lifecycle not in REACHED_FROM["ended"]:
        return Invalid("lifecycle", REFUSALS["ended"])
    if group.lifecycle != "running" and group.last_day is None:
        return Invalid("lifecycle", REFUSALS["ended"])
    if group.meetings and today < group.meetings[-1].day:
        return Invalid("lifecycle", Text.of("Meetings are still to come: change the dates first."))
    started = group.start_confirmed_on or today
    return replace(group, lifecycle="ended", start_confirmed_on=started, end_confirmed_on=today)


def postpone(group: Group, month: Month | None, today: date) -> Group | Invalid:
    """Postpone a group to a month, or to a time not known; the old dates stay for the record."""
    if group.lifecycle not in REACHED_FROM["postponed"] and group.lifecycle != "postponed":
        return Invalid("lifecycle", REFUSALS["postponed"])
    if month is not None and month < month_of(today):
        return Invalid("start_month", Text.of("The new month has already passed."))
    return replace(
        group,
        lifecycle="postponed",
        start="not_said" if month is None else "month",
        start_month=month,
        start_confirmed_on=None,
        end_confirmed_on=None,
    )


def correct(group: Group, to: Lifecycle, today: date) -> Group | Invalid:
    """Put a mistaken record right: any state, by a person; a withdrawn group is public again."""
    again = replace(group, withdrawn_on=None)
    match to:
        case "running":
            return replace(
                again,
                lifecycle=to,
                start_confirmed_on=group.start_confirmed_on or today,
                end_confirmed_on=None,
            )
        case "ended":
            started, ended = group.start_confirmed_on or today, group.end_confirmed_on or today
            return replace(again, lifecycle=to, start_confirmed_on=started, end_confirmed_on=ended)
        case "postponed":
            return replace(again, lifecycle=to, start_confirmed_on=None, end_confirmed_on=None)
        case "cancelled":
            return replace(again, lifecycle=to, end_confirmed_on=None)
        case _:
            return _back_to(again, to, today)


def withdraw(group: Group, today: date) -> Group | Invalid:
    """Take a group off the public list, as a person's act, whatever its state."""
    if group.withdrawn_on is not None:
        return Invalid("lifecycle", Text.of("The group is already withdrawn."))
    return replace(group, withdrawn_on=today)


def takes_parents(group: Group, *, yes: bool, today: date) -> Group | Invalid:
    """Record the lead's own decision on new parents; a group that has started is closed (8)."""
    if yes and apparent(group, today) not in {"draft", "planned", "open", "full", "postponed"}:
        return Invalid(
            "takes_parents",
            Text.of("A group that has started takes no new parents; the next one does."),
        )
    return replace(group, takes_parents=yes)


def copy_of(group: Group, new_id: GroupId) -> Group:
    """Return a draft of the next group like this one: without dates, people counted or acts."""
    return replace(
        group,
        id=new_id,
        lifecycle="draft",
        takes_parents=True,
        start="not_said",
        start_month=None,
        meetings=(),
        parents=None,
        start_confirmed_on=None,
        end_confirmed_on=None,
        withdrawn_on=None,
        notes=None,
    )


def _stands(group: Group) -> bool:
    return group.start in STANDING and group.lifecycle in {"open", "full"}


def _start_passed(group: Group, today: date) -> bool:
    if group.start in STANDING:
        return False
    if group.first_day is not None:
        return today > group.first_day
    return group.start_month is not None and month_of(today) > group.start_month


def _back_to(group: Group, to: Lifecycle, today: date) -> Group | Invalid:
    """Return a group that has not started; its dates must not say that it has."""
    if to in BEFORE_START and to != "draft" and _start_passed(group, today):
        return Invalid(
            "meetings",
            Text.of("The start has passed. Change the dates first, or confirm the start."),
        )
    return replace(group, lifecycle=to, start_confirmed_on=None, end_confirmed_on=None)
