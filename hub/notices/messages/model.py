"""A message of the operator's to networks, and what the hub asks them by itself. Pure."""

from datetime import date, datetime, timedelta

from msgspec import Struct

from shared.period import helsinki_day
from shared.wire.messages import OperatorMessage, Said
from shared.wire.words import NodeId

LONGEST = timedelta(days=400)
"""How far ahead the last day of a message may lie."""

WRITTEN_MAX = 15
"""How many messages of an operator's one network is told; the rest of the list is the hub's own."""

QUARTERS_ASKED = 4
"""How many missing quarters a network is asked for at a time, the oldest first.

With an absence they fill the hub's own part of the list; the next one is asked for once one came.
"""

ABSENCE_SHOWN = timedelta(days=14)


class Draft(Struct, frozen=True, kw_only=True):
    """What an operator wants to say. `networks` null: to all, those that come later too."""

    text: Said
    networks: tuple[NodeId, ...] | None
    until: date


class Kept(Struct, frozen=True, kw_only=True):
    """A message as it was written down; `told` is to how many networks it has been said."""

    number: int
    text: Said
    networks: tuple[NodeId, ...] | None
    day: date
    until: date
    written_at: datetime
    withdrawn_at: datetime | None = None
    told: int = 0

    def current(self, today: date) -> bool:
        """Tell whether it is still said."""
        return self.withdrawn_at is None and self.until >= today

    def meant_for(self, node: NodeId) -> bool:
        """Tell whether a network is among those it is for."""
        return self.networks is None or node in self.networks

    def message(self) -> OperatorMessage:
        """Return it as it travels."""
        return OperatorMessage(
            id=f"m-{self.number}", kind="message", text=self.text, day=self.day, until=self.until
        )


class Absence(Struct, frozen=True, kw_only=True):
    """A network that was not heard since a day, and came back; `silent`: for so long as that."""

    since: date
    returned: date
    silent: bool

    def current(self, today: date) -> bool:
        """Tell whether its people are still reminded of it."""
        return today <= self.returned + ABSENCE_SHOWN


def absence(last: datetime, now: datetime, *, late_s: int, silent_s: int) -> Absence | None:
    """Return how long a network was away that speaks now, None if it was in time (rule 9)."""
    quiet_s = (now - last).total_seconds()
    if quiet_s < late_s:
        return None
    return Absence(since=helsinki_day(last), returned=helsinki_day(now), silent=quiet_s >= silent_s)
