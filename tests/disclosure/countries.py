"""Three synthetic countries: every municipality of Finland, invented networks and invented people.

All follows from a seed. An *ordinary* country has one network an area and five hundred enquiries a
quarter, a *sparse* one many small networks that hardly anybody asks, a *busy* one few large ones.
A part of the quarters is corrected once; a part of the stocks never changes.
"""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from msgspec import structs

from node.anonymiser.count import Asked, Counts
from node.anonymiser.protection import CELLS, shown_instructors, shown_trained
from node.anonymiser.releases import compose
from node.anonymiser.releases.model import Figures
from shared.reference import lookup
from shared.reference.publishing import PublishingArea, publishing_areas
from shared.wire.statistics import GroupsOf, Participation
from shared.wire.words import MunicipalityCode

QUARTERS = tuple(f"{year}-Q{number}" for year in (2027, 2028, 2029) for number in (1, 2, 3, 4))


@dataclass(frozen=True)
class Kind:
    """What a country is like; rates are of a quarter."""

    name: str
    seed: int
    networks: int
    asked_of_10_000: float
    groups_of_100_000: float
    instructors: float
    trainings: float


ORDINARY = Kind("ordinary", 6_001, 23, 0.9, 1.0, 9.0, 0.4)
SPARSE = Kind("sparse", 6_002, 44, 0.25, 0.3, 2.5, 0.15)
BUSY = Kind("busy", 6_003, 12, 4.0, 4.0, 40.0, 1.5)
KINDS = (ORDINARY, SPARSE, BUSY)
OUTCOMES = (0.45, 0.2, 0.35)
NO_MEETINGS = Participation(
    steering_group=0, parents_panel=0, developer_parents=0, volunteer_development=0
)
STILL = 0.4
"""How many networks keep the same instructors through all quarters."""
CHANGES = (-2, -1, -1, 0, 0, 0, 1, 1, 2)
"""How the instructors of the other networks change from quarter to quarter, each as likely."""
CORRECTED = 0.25
"""How many quarters are corrected after their release, and how many of their places."""
LISTED = 0.5
"""How often a group stands in public where none started."""


@dataclass(frozen=True)
class Network:
    """One network, its grid, its key, and the truth of every quarter, version by version."""

    name: str
    municipalities: tuple[MunicipalityCode, ...]
    areas: tuple[PublishingArea, ...]
    key: bytes
    quarters: tuple[tuple[Counts, ...], ...]


def country(
    kind: Kind, quarters: int = len(QUARTERS), networks: int | None = None
) -> list[Network]:
    """Return the networks of a country; fewer quarters or networks of it for a short look."""
    drawn = random.Random(kind.seed)
    found = [
        Network(
            name=f"{kind.name}-{number}",
            municipalities=codes,
            areas=areas,
            key=sha256(b"%s %d" % (kind.name.encode(), number)).digest(),
            quarters=tuple(_versions(_history(kind, areas, drawn), drawn)),
        )
        for number, (codes, areas) in enumerate(_grids(kind))
    ]
    return [replace(one, quarters=one.quarters[:quarters]) for one in found[:networks]]


def ledger(network: Network) -> Iterator[tuple[Counts, Figures]]:
    """Yield every release of a network in its order, beside the truth it was made of."""
    for quarter, versions in zip(QUARTERS, network.quarters, strict=False):
        for version, truth in enumerate(versions, 1):
            yield truth, released(network, quarter, version, truth)


def released(network: Network, quarter: str, version: int, truth: Counts) -> Figures:
    """Return what the node makes of a quarter, by its own code."""
    return compose.figures(
        truth,
        quarter=quarter,
        version=version,
        municipalities=network.municipalities,
        secret=network.key,
        reference=lookup.load(),
    )


def published(made: Figures) -> list[int]:
    """Return the published cells of the enquiries, elsewhere last."""
    if made.people is None:
        return []
    counts = made.people.enquiries
    return [*(getattr(row, name) for row in counts.areas for name in CELLS), counts.elsewhere]


def asked(truth: Counts) -> int:
    """Return how many asked in truth."""
    return truth.elsewhere + sum(row.met + row.waiting + row.not_met for _, row in truth.asked)


def stocks(kind: Kind, drawn: random.Random, quarters: int) -> list[int]:
    """Return a network's instructors, quarter by quarter."""
    still, stock = drawn.random() < STILL, poisson(kind.instructors, drawn)
    found = []
    for _ in range(quarters):
        found.append(stock)
        if not still:
            stock = max(0, stock + drawn.choice(CHANGES))
    return found


def poisson(mean: float, drawn: random.Random) -> int:
    """Return a draw from Poisson's distribution (Knuth's way, which suits small means)."""
    limit, count, product = math.exp(-mean), 0, drawn.random()
    while product > limit:
        count, product = count + 1, product * drawn.random()
    return count


def _grids(kind: Kind) -> Iterator[tuple[tuple[MunicipalityCode, ...], tuple[PublishingArea, ...]]]:
    """Share the country out among its networks, neighbours by code together."""
    reference = lookup.load()
    places = sorted((place.area, place.code) for place in reference.municipalities)
    size = math.ceil(len(places) / kind.networks)
    for start in range(0, len(places), size):
        codes = tuple(sorted(code for _, code in places[start : start + size]))
        areas = publishing_areas(codes, reference)
        if areas:
            yield codes, areas


def _history(kind: Kind, areas: Sequence[PublishingArea], drawn: random.Random) -> Iterator[Counts]:
    inhabitants = sum(area.population for area in areas)
    for stock in stocks(kind, drawn, len(QUARTERS)):
        started = poisson(kind.groups_of_100_000 * inhabitants / 100_000, drawn)
        trainings = poisson(kind.trainings, drawn)
        shown = shown_instructors(listed=drawn.random() < LISTED, met=started > 0)
        yield Counts(
            groups=_groups(areas[0], started),
            cancelled=0,
            meetings=10 * started,
            asked=tuple((area.code, _asked(kind, area, drawn)) for area in areas),
            elsewhere=poisson(1.0, drawn),
            sizes=tuple(drawn.choice((3, 4, 5, 5, 6, 6, 7, 8)) for _ in range(started)),
            instructors=max(stock, shown),
            instructors_shown=shown,
            trainings=trainings,
            participation=NO_MEETINGS,
            trained=1 + poisson(3.0, drawn) if trainings else 0,
            trained_shown=shown_trained(trainings),
        )


def _groups(area: PublishingArea, started: int) -> tuple[GroupsOf, ...]:
    if not started:
        return ()
    return (GroupsOf(area=area.area, place=None, started=started, ended=0),)


def _asked(kind: Kind, area: PublishingArea, drawn: random.Random) -> Asked:
    mean = kind.asked_of_10_000 * area.population / 10_000
    met, waiting, not_met = (poisson(mean * share, drawn) for share in OUTCOMES)
    return Asked(met=met, waiting=waiting, not_met=not_met)


def _versions(history: Iterator[Counts], drawn: random.Random) -> Iterator[tuple[Counts, ...]]:
    """Yield every quarter, and with it what was found to be wrong in some of them."""
    for truth in history:
        if drawn.random() >= CORRECTED:
            yield (truth,)
            continue
        rows = tuple((code, _corrected(row, drawn)) for code, row in truth.asked)
        yield truth, structs.replace(truth, asked=rows)


def _corrected(row: Asked, drawn: random.Random) -> Asked:
    if drawn.random() >= CORRECTED:
        return row
    return structs.replace(row, met=max(0, row.met + drawn.choice((-1, 1))))
