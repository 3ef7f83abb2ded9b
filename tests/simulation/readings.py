"""What a parent can read of one network in a snapshot."""

from datetime import datetime

from msgspec import Struct

from hub.availability.snapshot import Snapshot
from tests.simulation.memory import LINK, mark_of


class Published(Struct, frozen=True, kw_only=True):
    """A network's published word: the act it comes from, and its groups: open, coming, full.

    `since` is when it was first read.
    """

    mark: int
    totals: tuple[int, int, int]
    since: datetime


def published(snapshot: Snapshot, node: str, now: datetime) -> Published | None:
    """Return what is published of a network; None while nothing of it is believed."""
    document = snapshot.availability
    links = [a.activity.link for a in document.activities if a.network == node]
    marks = [mark_of(link) for link in links if link.startswith(LINK)]
    if not marks:
        return None
    groups = [o.offer.groups for o in document.offers if o.network == node]
    return Published(
        mark=marks[0],
        totals=(
            sum(g.open for g in groups),
            sum(g.coming for g in groups),
            sum(g.full for g in groups),
        ),
        since=now,
    )
