"""What the hub asks of a network by itself, in three languages: was it away, where are the counts.

A node that is silent hears nothing: it is asked when it comes back. Until then operators are told.
"""

from datetime import date, timedelta

from hub.notices.messages.model import ABSENCE_SHOWN, Absence
from hub.registry.handover.forms import finnish
from hub.statistics.quarters import day_after
from hub.translations import every
from shared.text import Text
from shared.wire.messages import OperatorMessage, Said
from shared.wire.statistics import RELEASE_DAY
from shared.wire.words import Quarter

GRACE = timedelta(days=7)
QUARTER_SHOWN = timedelta(days=731)
"""Longer than the hub looks back over quarters; a message is withdrawn once the counts came."""


def of_absence(absence: Absence) -> OperatorMessage:
    """Return what a network reads that was late or silent and came back."""
    days = (absence.returned - absence.since).days
    since = finnish(absence.since)
    if absence.silent:
        text = Text.of(
            "The hub had not heard of this network since {since}, for {days} days. After two weeks "
            "parents read “We do not know”. Keep its computer on, or ask the operator for help.",
            since=since,
            days=days,
        )
    else:
        text = Text.of(
            "The hub had not heard of this network since {since}. Is its computer on every day?",
            since=since,
        )
    return OperatorMessage(
        id=f"late-{absence.returned.isoformat()}",
        kind="late",
        text=_said(text),
        day=absence.returned,
        until=absence.returned + ABSENCE_SHOWN,
    )


def of_quarter(quarter: Quarter) -> OperatorMessage:
    """Return what a network reads whose counts of a quarter have not come in time."""
    day = expected(quarter)
    return OperatorMessage(
        id=f"statistics-{quarter.lower()}",
        kind="statistics",
        text=_said(
            Text.of(
                "The hub has no counts of the quarter {quarter} from this network; they were "
                "expected by {day}. “What leaves” says what keeps them back.",
                quarter=f"{quarter[-1]}/{quarter[:4]}",
                day=finnish(day),
            )
        ),
        day=day,
        until=day + QUARTER_SHOWN,
    )


def expected(quarter: Quarter) -> date:
    """Return the day by which a quarter's counts should have come: a week after they may leave."""
    return day_after(quarter).replace(day=RELEASE_DAY) + GRACE


def _said(text: Text) -> Said:
    fi, sv, en = (translator.say(text) for translator in every())
    return Said(fi=fi, sv=sv, en=en)
