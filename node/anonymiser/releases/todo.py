"""What the figures of a quarter ask of the lead on the first page and in the weekly mail."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from node.anonymiser.releases import plan, publish, store
from node.anonymiser.releases.model import due_at
from node.anonymiser.releases.words import short_quarter
from node.today.model import Todo, Weight
from shared.period import helsinki_day
from shared.text import Text

PAGE = "/leaves/statistics"
_STOPPED = Text.of("A quarter's figures could not be published. “What leaves” says why.")
_REFUSED = Text.of("The hub refused a quarter's figures.")
_SOON = Text.of("A quarter's figures leave on the 20th. Write down before it what is late.")


def of_figures(db: Connection, now: datetime) -> Iterable[Todo]:
    """Yield quarters whose figures were stopped here, refused by the hub, or are soon to leave."""
    for quarter in store.troubles(db):
        told = Text.of(
            "The figures of {quarter} could not be published. Nothing of them left.",
            quarter=short_quarter(quarter),
        )
        yield _alarm(told, _STOPPED)
    for facts in publish.every(db):
        standing, quarter = plan.standing(facts, now), short_quarter(facts.quarter)
        if standing == "refused" and facts.asked is None:
            yield _alarm(
                Text.of("The hub refused the figures of {quarter}.", quarter=quarter), _REFUSED
            )
        if standing == "early":
            day = f"{helsinki_day(due_at(facts.quarter)):%-d.%-m.%Y}"
            yield Todo(
                text=Text.of(
                    "The figures of {quarter} leave on {day}. Write down before it what is late.",
                    quarter=quarter,
                    day=day,
                ),
                weight=Weight.CARE,
                href=PAGE,
                command="statistics",
                mail=_SOON,
            )


def _alarm(text: Text, mail: Text) -> Todo:
    return Todo(
        text=text, weight=Weight.ALARM, href=PAGE, command="statistics", mail=mail, may="lead"
    )
