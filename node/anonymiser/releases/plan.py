"""What is to be done with a quarter's figures, and where they stand: a pure function of the facts.

A release is made for what the hub said it takes, from the release day on. A refused one is sent
again only when a person asks; one that the hub lost is sent again by itself. The same figures keep
their version, however often they are sent.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from node.anonymiser.releases.model import Asked, Reason, Release, due_at, is_over
from shared.period import helsinki_day
from shared.reference.tables import VINTAGE
from shared.wire.words import MunicipalityCode, Quarter

Standing = Literal[
    "open", "not_asked", "not_owed", "early", "due", "queued", "published", "refused", "set_aside"
]
FIRST, REVISION = 1, 2


class Facts(Struct, frozen=True, kw_only=True):
    """What is known of a quarter. `owed` is null where the hub does not ask for it.

    It asks for the newest quarter that is over, and for earlier ones that have not come.

    `releases`: all of this quarter, in the order of the ledger.
    """

    quarter: Quarter
    owed: tuple[MunicipalityCode, ...] | None = None
    releases: tuple[Release, ...] = ()
    asked: Asked | None = None


class Send(Struct, frozen=True):
    """Sign these very figures once more."""

    release: Release


class Make(Struct, frozen=True, kw_only=True):
    """Count and round; `first` is what a revision revises."""

    version: int
    municipalities: tuple[MunicipalityCode, ...]
    without_people: bool = False
    first: Release | None = None
    reason: Reason | None = None


def standing(facts: Facts, now: datetime) -> Standing:
    """Return where a quarter's figures stand."""
    if facts.releases:
        newest = facts.releases[-1].newest
        match newest.state if newest else "set_aside":
            case "delivered":
                return "published"
            case state:
                return state
    if not is_over(facts.quarter, helsinki_day(now)):
        return "open"
    if facts.owed is None:
        return "not_asked"
    if not facts.owed:
        return "not_owed"
    return "early" if now < due_at(facts.quarter) else "due"


def step(facts: Facts, now: datetime) -> Send | Make | None:
    """Return what is to be signed now, None if nothing is."""
    wish = facts.asked.wish if facts.asked else None
    match standing(facts, now):
        case "due":
            return Make(
                version=FIRST,
                municipalities=facts.owed or (),
                without_people=wish == "without_people",
            )
        case "set_aside":
            return Send(facts.releases[-1])
        case "refused" if wish == "again":
            return _again(facts.releases)
        case "published" if wish == "revision" and may_revise(facts, now):
            first = facts.releases[-1]
            return Make(
                version=REVISION,
                municipalities=first.figures.municipalities,
                without_people=first.figures.key_lost,
                first=first,
                reason=facts.asked.reason if facts.asked else None,
            )
        case _:
            return None


def may_revise(facts: Facts, now: datetime) -> bool:
    """Tell whether the one revision is still to be had."""
    published = standing(facts, now) == "published"
    return published and all(one.figures.version == FIRST for one in facts.releases)


def _again(releases: Sequence[Release]) -> Send | Make:
    """Send a refused release again; where the tables changed, it is made with the newer ones."""
    last = releases[-1]
    if last.figures.vintage == VINTAGE:
        return Send(last)
    published = (one for one in releases if one.figures.version == FIRST)
    revises = last.figures.version == REVISION
    return Make(
        version=last.figures.version,
        municipalities=last.figures.municipalities,
        without_people=last.figures.key_lost,
        first=next(published, None) if revises else None,
        reason=last.reason,
    )
