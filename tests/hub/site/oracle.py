"""What is near a home municipality, by brute force: the rule "Nearest" word for word.

The second of three writings of one rule (`hub/site/nearest.py` and `static/find/nearest.js` are
the others). Nothing of the hub and no distance of `shared` is used here, so that no fault is
shared; the numbers in the comments are the rule's steps.
"""

import csv
import itertools
import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypedDict

TABLE = Path(__file__).parents[3] / "shared" / "reference" / "municipalities.csv"
EARTH_KM = 6371.0088
WITHIN_KM = 60
STATES = ("open", "limited", "coming", "full")


class PlainOffer(TypedDict):
    """One entry of `groups` in find.json, its municipalities by code; an unknown place is None."""

    id: str
    place: str | None
    area: str
    serves: list[str]
    catchment: str
    audience: str
    languages: list[str]
    format: str
    time: str
    start: str
    month: str | None
    open: int
    coming: int
    full: int
    until: int
    network: int
    named: int


class Filters(NamedTuple):
    """What the parent asked for; empty words ask for nothing."""

    audience: str = ""
    language: str = ""


class Standing(NamedTuple):
    """An offer that is not dropped, and what it is to a parent of some language."""

    offer: PlainOffer
    state: str
    limits: tuple[str, ...]


class Found(NamedTuple):
    """An offer as it looks from home."""

    id: str
    state: str
    where: str
    km: float
    here: bool
    limits: tuple[str, ...]


class Remote(NamedTuple):
    """A remote group that takes parents from home."""

    id: str
    state: str
    limits: tuple[str, ...]


class Answer(NamedTuple):
    """All that a parent of one municipality finds, in order."""

    found: list[Found]
    remote: list[Remote]


class Line(NamedTuple):
    """Groups at one place in one state, as a page shows them."""

    where: str
    state: str
    ids: tuple[str, ...]
    km: float


def _municipalities() -> dict[str, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def haversine(a: dict[str, str], b: dict[str, str]) -> float:
    """Return the kilometres of the great circle between two rows of the table."""
    lat_a, lon_a = math.radians(float(a["lat"])), math.radians(float(a["lon"]))
    lat_b, lon_b = math.radians(float(b["lat"])), math.radians(float(b["lon"]))
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return EARTH_KM * 2 * math.atan2(math.sqrt(h), math.sqrt(1 - h))


MUNICIPALITIES = _municipalities()
KM = {
    a: {b: haversine(row_a, row_b) for b, row_b in MUNICIPALITIES.items()}
    for a, row_a in MUNICIPALITIES.items()
}


def majority(home: str) -> str:
    """Return the language of the municipality's majority: the first one of its status."""
    return MUNICIPALITIES[home]["language_status"].split("_")[0]


def dropped(offer: PlainOffer, now: int, filters: Filters) -> bool:
    """Tell whether step 1 drops the offer, for any home."""
    if offer["until"] <= now:
        return True
    if filters.audience == "fathers" and offer["audience"] == "mothers":
        return True
    if filters.audience == "mothers" and offer["audience"] == "fathers":
        return True
    return filters.language != "" and filters.language not in offer["languages"]


def limits(offer: PlainOffer, majority_language: str, filters: Filters) -> tuple[str, ...]:
    """Return why not every parent can come to a group that takes parents (step 2)."""
    found = []
    if offer["audience"] not in {"all", filters.audience}:
        found.append(offer["audience"])
    if offer["catchment"] == "own_clients":
        found.append("own_clients")
    if (filters.language or majority_language) not in offer["languages"]:
        found += [f"language_{code}" for code in offer["languages"]]
    return tuple(found)


def standing(
    offers: Sequence[PlainOffer], majority_language: str, now: int, month: str, filters: Filters
) -> list[Standing]:
    """Return what steps 1 and 2 leave: they ask the home for nothing but its language."""
    left = []
    for offer in offers:
        if dropped(offer, now, filters):
            continue
        to_come = offer["start"] == "when_found" or (offer["month"] or "") >= month
        if offer["open"] > 0:
            why = limits(offer, majority_language, filters)
            left.append(Standing(offer, "limited" if why else "open", why))
        elif offer["coming"] > 0 and to_come:
            left.append(Standing(offer, "coming", ()))
        elif offer["full"] > 0:
            left.append(Standing(offer, "full", ()))
    return left


def where(offer: PlainOffer, home: str) -> str:
    """Return the municipality to which the way is measured (step 4)."""
    here = home in offer["serves"]
    place = offer["place"]
    if place is not None and (place in offer["serves"] or here):
        return place
    if here:
        return home
    return min(offer["serves"], key=KM[home].__getitem__)


def arranged(left: Sequence[Standing], home: str) -> Answer:
    """Return what is left in its order as seen from home (steps 3 to 5)."""
    found, remote = [], []
    for offer, state, why in left:
        here = home in offer["serves"]
        if offer["format"] == "remote":
            if here or not offer["serves"]:
                remote.append(Remote(offer["id"], state, why))
            continue
        town = where(offer, home)
        found.append(Found(offer["id"], state, town, KM[home][town], here, why))
    # Sorting is stable: what is equal stays in the order of the file.
    found.sort(key=lambda one: (STATES.index(one.state), one.km, one.where))
    remote.sort(key=lambda one: STATES.index(one.state))
    return Answer(found, remote)


def nearest(
    offers: Sequence[PlainOffer], home: str, now: int, month: str, filters: Filters | None = None
) -> Answer:
    """Return everything for a home municipality: the whole list, and the remote groups."""
    left = standing(offers, majority(home), now, month, filters or Filters())
    return arranged(left, home)


def shown(found: Sequence[Found]) -> list[Line]:
    """Return the lines that a published page shows of the groups that do not serve its place."""
    lines = [line for line in _lines(found) if line.state != "full"]
    open_, limited, coming = (
        [line for line in lines if line.state == state] for state in STATES[:3]
    )
    if open_:
        far = open_[0].km
        limited = [line for line in limited if line.km <= WITHIN_KM or line.km < far]
    if open_ or [line for line in lines if line.state == "limited"]:
        coming = [line for line in coming if line.km <= WITHIN_KM]
    near = [line for line in open_ if line.km <= WITHIN_KM]
    return (near[:3] or open_[:1]) + limited[:2] + coming[:1]


def _lines(found: Sequence[Found]) -> list[Line]:
    """Put the groups at one place in one state into one line; they follow each other already."""
    others = [one for one in found if not one.here]
    lines = []
    for (town, state), members in itertools.groupby(others, lambda one: (one.where, one.state)):
        group = list(members)
        lines.append(Line(town, state, tuple(sorted(one.id for one in group)), group[0].km))
    return lines
