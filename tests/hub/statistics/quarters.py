"""A network's quarter as a node would release it, and the hub's clock after that quarter."""

from datetime import UTC, datetime
from typing import Any

from shared.reference.lookup import load
from shared.reference.publishing import publishing_areas
from shared.reference.tables import VINTAGE
from shared.wire.session import Head
from shared.wire.statistics import (
    Enquiries,
    GroupsOf,
    Instructors,
    Outcomes,
    Participants,
    Participation,
    People,
    Statistics,
)
from tests.hub.ingest.builders_ingest import KUOPIO, NODE, NORTH_SAVO, SIILINJARVI

REFERENCE = load()
QUARTER = "2026-Q4"
RELEASE_DAY = datetime(2027, 1, 20, 8, 0, tzinfo=UTC)
"""The day on which the fourth quarter is released."""

PLACES = (KUOPIO, SIILINJARVI)


def outcomes(places: tuple[str, ...] = PLACES, **first: int) -> tuple[Outcomes, ...]:
    """Return the whole grid of these municipalities: the first row as told, then zeros."""
    rows = []
    for number, area in enumerate(publishing_areas(places, REFERENCE)):
        cells = {"met": 10, "waiting": 5, "not_met": 0, **first} if number == 0 else {}
        rows.append(
            Outcomes(
                area=area.code,
                municipalities=area.municipalities,
                met=cells.get("met", 0),
                waiting=cells.get("waiting", 0),
                not_met=cells.get("not_met", 0),
            )
        )
    return tuple(rows)


def enquiries(areas: tuple[Outcomes, ...] | None = None, elsewhere: int = 5) -> Enquiries:
    """Return enquiries whose total is the sum of these parts."""
    rows = outcomes() if areas is None else areas
    parts = sum(row.met + row.waiting + row.not_met for row in rows)
    return Enquiries(total=parts + elsewhere, areas=rows, elsewhere=elsewhere)


def people(**changes: Any) -> People:
    """Return counts of people beside three groups that started and a training."""
    fields: dict[str, Any] = {
        "enquiries": enquiries(),
        "participants": Participants(groups=3, above=5),
        "instructors": Instructors(seen=1, above=5),
        "trained": 10,
    }
    return People(**{**fields, **changes})


def counts(sequence: int = 1, previous: str | None = None, **changes: Any) -> Statistics:
    """Return the release of a network in North Savo: Kuopio and Siilinjärvi."""
    fields: dict[str, Any] = {
        "node": NODE,
        "sequence": sequence,
        "previous": previous,
        "made_at": RELEASE_DAY,
        "quarter": QUARTER,
        "version": 1,
        "vintage": VINTAGE,
        "municipalities": PLACES,
        "groups": (
            GroupsOf(area=NORTH_SAVO, place=None, started=1, ended=0),
            GroupsOf(area=NORTH_SAVO, place=KUOPIO, started=2, ended=1),
        ),
        "cancelled": 1,
        "meetings": 17,
        "trainings": 1,
        "participation": Participation(
            steering_group=2, parents_panel=3, developer_parents=1, volunteer_development=0
        ),
        "people": people(),
        "key_lost": False,
    }
    return Statistics(**{**fields, **changes})


def following(head: Head | None, **changes: Any) -> Statistics:
    """Return a release that follows a head."""
    if head is None:
        return counts(**changes)
    return counts(head.sequence + 1, head.digest, **changes)
