"""What one seed draws for its run: how long, how many networks, how rough, and which families."""

import random

from msgspec import Struct

FAMILIES = (
    "wire",
    "crashes",
    "disks",
    "clocks",
    "partitions",
    "attacks",
    "vanishing",
    "suspensions",
    "restores",
    "clones",
    "keys",
)
ALL = frozenset(FAMILIES)


LEFT_OUT = 0.5
"""How often each family of great faults is left out: it would hide what the others do."""


VIGIL = 0.15
GREAT = ("restores", "clones", "keys")


class Plan(Struct, frozen=True, kw_only=True):
    """One run. `pace_s` is the mean time between faults that befall a machine.

    `vigil`: in the end nobody does anything for days, and everything must stay known.
    """

    seed: int
    days: float
    networks: int
    rough: float
    pace_s: float
    acts_s: float
    vigil: bool
    families: frozenset[str]


def plan(seed: int, *, short: bool = False, families: frozenset[str] | None = None) -> Plan:
    """Return the plan of a seed; most runs are short and very rough, a few are long.

    `short`: some hours, for the tests; the figures of the soak are made by the longer ones.
    `families`: these and no others.
    """
    draw = random.Random(f"plan {seed}")
    left_out = {family for family in GREAT if draw.random() < LEFT_OUT}
    long = draw.random() < 0.1
    days = draw.uniform(5, 9) if long else draw.uniform(1.0, 2.5)
    haste = 3 if short else 1
    return Plan(
        seed=seed,
        days=draw.uniform(0.08, 0.22) if short else days,
        networks=draw.choice((1, 1, 2)),
        rough=draw.choice((0.02, 0.06, 0.12, 0.2)),
        pace_s=draw.choice((1_800, 3_600, 7_200)) / haste,
        acts_s=draw.choice((1_200, 3_600, 7_200)) / (2 if short else 1),
        vigil=draw.random() < VIGIL and not short,
        families=ALL - left_out if families is None else families,
    )
