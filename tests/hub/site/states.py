"""Random countries: offers over the real municipalities in every combination, by a seed.

One state can be had as find.json and as the document that the pages are made from.
"""

from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from _pytest.mark import ParameterSet
from msgspec.structs import replace

from shared.wire.availability import Groups, Start
from shared.wire.opendata import AvailabilityDocument, PublicOffer
from tests.hub.site.oracle import KM, MUNICIPALITIES, PlainOffer
from tests.hub.site.scene import offer, snapshot

CODES = tuple(MUNICIPALITIES)
INDEX = {code: index for index, code in enumerate(CODES)}
AREA_OF = {code: row["area"] for code, row in MUNICIPALITIES.items()}
AREAS = tuple(sorted(set(AREA_OF.values())))
NEAR = {home: sorted(CODES, key=KM[home].__getitem__) for home in CODES}
LANGUAGES = ("fi", "fi", "fi", "sv", "en", "fi sv", "so", "en fi so sv")
HELSINKI = ZoneInfo("Europe/Helsinki")
MONTHS = [datetime(2026 + n // 12, n % 12 + 1, 1, tzinfo=HELSINKI) for n in range(24)]
DAY_S = 86_400
MOST = 60


def chunks(states: int, size: int) -> list[ParameterSet]:
    """Return where chunks of states begin; past the first quarter they are for `make soak`."""
    return [
        pytest.param(first, marks=() if first < states / 4 else pytest.mark.soak)
        for first in range(0, states, size)
    ]


class RandomState(NamedTuple):
    """The offers of a country in the order of the file, and the moment it is looked at."""

    seed: int
    now: int
    month: str
    groups: tuple[PlainOffer, ...]


class Mood(NamedTuple):
    """What the offers of one state have in common, so that rare cases come up often.

    `towns` are where groups may meet, `counts` the lifecycles that occur, `audiences` whom they
    are for.
    """

    towns: tuple[str, ...]
    counts: tuple[str, ...]
    audiences: tuple[str, ...]
    languages: tuple[str, ...]


def random_state(seed: int) -> RandomState:
    """Return the state of this seed, always the same one."""
    draw = Random(seed)
    now = _moment(draw)
    month = f"{datetime.fromtimestamp(now, HELSINKI):%Y-%m}"
    mood = _mood(draw)
    # Small countries more often than full ones: there the nearest group is far.
    number = min(draw.randint(0, MOST), draw.randint(0, MOST))
    groups = tuple(_group(draw, mood, now, month) for _ in range(number))
    return RandomState(seed, now, month, groups)


def _moment(draw: Random) -> int:
    """Return an instant of two years, often one within hours of a new month in Helsinki."""
    turn = int(draw.choice(MONTHS).timestamp())
    if draw.random() < 0.3:
        return turn + draw.choice((-1, 0, 1, draw.randint(-10_000, 10_000)))
    return turn + draw.randint(0, 30 * DAY_S)


def _mood(draw: Random) -> Mood:
    areas = draw.sample(AREAS, draw.choice((1, 2, 4, len(AREAS), len(AREAS))))
    towns = [code for code in CODES if AREA_OF[code] in areas]
    return Mood(
        towns=tuple(draw.sample(towns, min(len(towns), draw.choice((3, 12, 400))))),
        counts=draw.choice(
            (
                ("open",),
                ("coming", "full"),
                ("full",),
                ("open", "coming"),
                *(("open", "coming", "full"),) * 4,
            )
        ),
        audiences=draw.choice(
            (("mothers",), ("all",), ("all",), *(("all", "all", "fathers", "mothers"),) * 3)
        ),
        languages=draw.choice((("fi",), ("fi sv",), ("fi sv", "fi", "sv"), *(LANGUAGES,) * 3)),
    )


def _group(draw: Random, mood: Mood, now: int, month: str) -> PlainOffer:
    town = draw.choice(mood.towns)
    kind = draw.choices(("in_person", "hybrid", "remote"), (75, 10, 15))[0]
    serves = _serves(draw, town, mood)
    start = draw.choice(
        ("month",) * 6 + ("when_found",) * 2 + ("on_request", "all_year", "not_said")
    )
    counts = _counts(draw, mood)
    return PlainOffer(
        id=f"verkko-{draw.randint(1, 3)}.{draw.getrandbits(40):010x}",
        place=_place(draw, serves, mood),
        area=AREA_OF[town],
        serves=[] if kind == "remote" and draw.random() < 0.5 else serves,
        catchment=draw.choices(("municipalities", "own_clients", "area", "wider"), (6, 2, 1, 1))[0],
        audience=draw.choice(mood.audiences),
        languages=draw.choice(mood.languages).split(),
        format=kind,
        time=draw.choice(("daytime", "evening", "not_said")),
        start=start,
        month=_month(draw, month) if start == "month" else None,
        open=counts["open"],
        coming=counts["coming"],
        full=counts["full"],
        until=now + draw.choice((0, 1, -1, *(draw.randint(1, 60 * DAY_S),) * 20, -5 * DAY_S)),
        network=0,
        named=draw.randint(0, 1),
    )


def _serves(draw: Random, town: str, mood: Mood) -> list[str]:
    """Return a town and its neighbours, some of one area, or some from anywhere; by code."""
    size = draw.choice((1, 1, draw.randint(2, 6), draw.randint(2, 30)))
    how = draw.random()
    if how < 0.5:
        return sorted(NEAR[town][:size])
    pool = [code for code in CODES if AREA_OF[code] == AREA_OF[town]] if how < 0.8 else mood.towns
    if how > 0.9:
        pool = CODES
    return sorted(draw.sample(pool, min(size, len(pool))))


def _place(draw: Random, serves: list[str], mood: Mood) -> str | None:
    """Return a municipality that the group serves, or next to it, or any, or None: not known."""
    how = draw.random()
    if how < 0.5:
        return draw.choice(serves)
    if how < 0.6:
        return NEAR[serves[0]][draw.randint(1, 8)]
    if how < 0.75:
        return draw.choice(mood.towns)
    return None


def _month(draw: Random, month: str) -> str:
    """Return a month from half a year back to one ahead; most often about this one."""
    year, number = map(int, month.split("-"))
    at = year * 12 + number - 1 + draw.choice((-1, 0, 0, 1, draw.randint(-6, 12)))
    return f"{at // 12}-{at % 12 + 1:02}"


def _counts(draw: Random, mood: Mood) -> dict[str, int]:
    """Return the numbers by lifecycle; never all of them 0."""
    sure = draw.choice(mood.counts)
    some = {word: draw.randint(1, 3) * (draw.random() < 0.3) for word in mood.counts}
    return {"open": 0, "coming": 0, "full": 0} | some | {sure: draw.randint(1, 3)}


def find_data(state: RandomState) -> dict[str, Any]:
    """Return the state as find.json has it."""
    return {
        "schema": "open-find/1",
        "made_at": state.now,
        "areas": [[code, code, code, code] for code in AREAS],
        "municipalities": [_column(code) for code in CODES],
        "former": [],
        "others": [],
        "villages": [],
        "postcodes": [],
        "networks": [
            {
                "fi": "V",
                "sv": "N",
                "organisation": None,
                "telephone": None,
                "email": None,
                "web": None,
            }
        ],
        "states": [["unknown", 0, None, None, None, [], "uncovered", 0, []] for _ in CODES],
        "groups": [_indexed(group) for group in state.groups],
    }


def _column(code: str) -> list[Any]:
    row = MUNICIPALITIES[code]
    name_sv = "" if row["name_sv"] == row["name_fi"] else row["name_sv"]
    languages = "".join(word[0] for word in row["language_status"].split("_"))
    point = (float(row["lat"]), float(row["lon"]))
    return [code, row["name_fi"], name_sv, *point, AREAS.index(row["area"]), languages]


def _indexed(group: PlainOffer) -> dict[str, Any]:
    place = group["place"]
    return {
        **group,
        "place": -1 if place is None else INDEX[place],
        "area": AREAS.index(group["area"]),
        "serves": [INDEX[code] for code in group["serves"]],
    }


def document(state: RandomState) -> AvailabilityDocument:
    """Return the state as the hub publishes it: what is no longer believed is not in it."""
    believed = [group for group in state.groups if group["until"] > state.now]
    serving: dict[str, list[str]] = {code: [] for code in CODES}
    for group in believed:
        for code in group["serves"] or CODES:
            serving[code].append(group["id"])
    empty = _empty()
    return replace(
        empty,
        made_at=datetime.fromtimestamp(state.now, UTC),
        offers=tuple(_public(g) for g in sorted(believed, key=lambda group: group["id"])),
        municipalities=tuple(
            replace(row, offers=tuple(sorted(serving[row.municipality])))
            for row in empty.municipalities
        ),
    )


@cache
def _empty() -> AvailabilityDocument:
    """Return the document of a country without networks."""
    return snapshot({}).availability


def _public(group: PlainOffer) -> PublicOffer:
    return PublicOffer(
        id=group["id"],
        network=group["id"].split(".")[0],
        believed_until=datetime.fromtimestamp(group["until"], UTC),
        offer=offer(
            group["place"],
            tuple(group["serves"]),
            group["area"],
            catchment=group["catchment"],
            audience=group["audience"],
            languages=tuple(group["languages"]),
            format=group["format"],
            time_of_day=group["time"],
            named=bool(group["named"]),
            start=Start(kind=group["start"], month=group["month"]),  # type: ignore[arg-type]
            groups=Groups(open=group["open"], coming=group["coming"], full=group["full"]),
        ),
    )
