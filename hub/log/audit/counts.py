"""Check the counts of quarters in the log as the hub had to: owners, one release, one revision.

Pure. Signature and chain are `proof.examine`'s; that every value is a multiple of 5 and every total
the sum of its parts is a rule of the message itself: another one cannot be read at all.
"""

from collections.abc import Callable
from datetime import date

from hub.ingest.model import Acted, Counted, Entry, Event
from hub.registry.acts import Act, CalledOff, Ended, Granted, HandedOver, Keyed, Owns
from hub.registry.owners.model import Ownership, after, owners
from hub.statistics.check import Standing, doubt
from hub.statistics.quarters import last_day
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.statistics import Statistics
from shared.wire.words import MunicipalityCode, NodeId, Quarter


class QuarterChecks:
    """Takes the entries in order; remembers owners and releases."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._ownership = Ownership()
        self._acts: list[tuple[date, Act]] = []
        self._before: dict[tuple[NodeId, Quarter], dict[int, Statistics]] = {}

    def take(self, entry: Entry, event: Event, found: Callable[[Text], None]) -> None:
        """Take an entry; say of counts that should have been refused why."""
        if isinstance(event, Counted):
            self._counted(entry, event.report, found)
        elif isinstance(event, Acted) and isinstance(
            event.act, Keyed | Granted | HandedOver | CalledOff | Ended | Owns
        ):
            self._acts.append((helsinki_day(event.at), event.act))

    def _counted(self, entry: Entry, report: Statistics, found: Callable[[Text], None]) -> None:
        self._ownership, self._acts = after(self._ownership, self._acts), []
        before = self._before.setdefault((entry.node, report.quarter), {})
        standing = Standing(
            today=helsinki_day(entry.at),
            owned=self._owned(entry.node, report),
            before=dict(before),
        )
        why = doubt(report, standing, self._reference)
        if why is not None:
            found(
                Text.of(
                    "The counts in entry {number} should have been refused: {why}",
                    number=entry.number,
                    why=why.detail,
                )
            )
        before.setdefault(report.version, report)

    def _owned(self, node: NodeId, report: Statistics) -> frozenset[MunicipalityCode]:
        """Return which of the report's municipalities are its network's, whatever the tables."""
        current, last = self._reference.current_code, last_day(report.quarter)
        of = owners(self._ownership, report.quarter, self._reference).of
        return frozenset(
            code for code in report.municipalities if of.get(current(code, last) or "") == node
        )
