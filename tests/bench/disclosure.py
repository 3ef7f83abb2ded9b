"""Counts of people: how fast they are protected, what is left of them, and what that costs.

`python -m tests.bench.disclosure` measures this alone. Three synthetic countries
(`tests/disclosure/countries.py`) over twelve quarters; the findings are also kept in
`tests/disclosure/RESULTS.md`.
"""

import math
import statistics
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from node.anonymiser.count import Counts
from node.anonymiser.releases import compose
from node.anonymiser.releases.model import Figures, Release
from node.anonymiser.rounding import BASE
from shared.period import helsinki_day
from shared.reference import lookup
from shared.runtime.clock import SystemClock
from tests.bench.rounds import Finding
from tests.disclosure import alternatives
from tests.disclosure.alternatives import NotToBeHadError, Told, cells
from tests.disclosure.attacking import Exposure, attack
from tests.disclosure.auditing import MAY_GAIN, QUARTERS
from tests.disclosure.best_guess import best_rates
from tests.disclosure.countries import (
    KINDS,
    Kind,
    Network,
    asked,
    country,
    ledger,
    published,
    released,
)
from tests.disclosure.countries import QUARTERS as NAMED

RESULTS = Path(__file__).parents[1] / "disclosure" / "RESULTS.md"
GOAL_MS = 50.0
ROUNDS = 9
KEYS = 25
"""Sets of keys under which the national error is taken: it is a mean over them."""
GUESSED = 2_000
"""Networks whose stock is guessed."""
COMPARED = 4
"""Quarters that tau-ARGUS protects."""
NAMES = {
    "nearest": "nearest rounding",
    "redact": "redact and round",
    "suppression": "suppression by tau-ARGUS",
}
TABLE_HEAD = ("| | goal | median (min–max) | met | |", "|---|---|---|---|---|")
HEAD = """# Counts of people: the last attack

Written by `make bench` (alone: `python -m tests.bench.disclosure`); do not edit it by hand.

Three synthetic countries (`countries.py`, seeded), each over twelve quarters with corrections:
*ordinary* has about 520 enquiries a quarter, *sparse* many small networks that few ask, *busy* few
large ones. The node's own code rounds them and audits itself.

- **Cells with fewer than five counts left**: everything a network ever published, as linear
  programmes, against what everybody knew before. Somebody sure that a stock never changed must be
  left four.
- **Gain of twelve quarters**: how much more often the newest stock of instructors is guessed from
  all quarters than from one, by Bayes' rule: nobody without the key can guess better. *Stocks that
  stay* are guessed by somebody who knows that they do. With fresh draws it is the control.
- **National error**: root mean square of the nation's published enquiries against the truth, over
  quarters (four for tau-ARGUS; for the rounding over 25 sets of keys too). A hidden cell of 1-4 is
  read as 2.5. Suppression leaves a network's total exact where it is not hidden itself, so that its
  error is small; what it costs are the cells. A cell *keeps a number* if one less than 5 from the
  truth is published. In all three other ways many cells leave fewer than five counts: a cell shown
  exactly leaves one.

What this is not: differential privacy, or a legal opinion on anonymity.
"""


def measure() -> list[Finding]:
    """Attack and measure three countries; the findings are also written down."""
    found = {kind.name: [*_of(kind)] for kind in KINDS}
    RESULTS.write_text(_written(found), "utf-8")
    return [finding for some in found.values() for finding in some]


def _of(kind: Kind) -> Iterator[Finding]:
    networks = country(kind)
    yield _speed(kind, networks)
    begun = time.process_time()
    exposed = [one for network in networks for one in attack(_published(network))]
    yield from _exposed(exposed, time.process_time() - begun)
    yield from _guessed(kind)
    yield from _useful(networks, sum(one.is_weak for one in exposed))


def _published(network: Network) -> list[Figures]:
    return [made for _, made in ledger(network)]


def _speed(kind: Kind, networks: Sequence[Network]) -> Finding:
    """Round and audit the newest quarter of every network, after all the quarters before."""
    reference, now = lookup.load(), SystemClock().now()
    before = {
        network.name: [
            Release(number=number, figures=made, made_at=now)
            for number, (_, made) in enumerate(ledger(network), 1)
            if made.quarter != NAMED[-1]
        ]
        for network in networks
    }
    taken, spent = [], []
    for _ in range(ROUNDS):
        begun, at = time.perf_counter(), time.process_time()
        for network in networks:
            truth = network.quarters[-1][0]
            made = released(network, NAMED[-1], 1, truth)
            if compose.weaknesses(made, before[network.name], reference):
                raise RuntimeError("the self-audit holds back what the node made")
        taken.append((time.perf_counter() - begun) * 1000)
        spent.append((time.process_time() - at) * 1000)
    beside = (
        f"{len(networks)} networks, {sum(len(n.areas) for n in networks)} publishing areas; "
        f"{statistics.median(spent):.1f} ms of processor time"
    )
    what = f"a country's quarter rounded and audited, {kind.name}"
    return Finding(what, taken, "ms", ("≤", GOAL_MS), beside)


def _exposed(exposed: Sequence[Exposure], spent: float) -> Iterator[Finding]:
    """Tell what is left of all that every network published in three years."""
    narrowest = min(one.left.width for one in exposed if one.left != one.known)
    beside = (
        f"of {len(exposed):,} cells and sums; {narrowest} where least is left; linear programming, "
        f"{spent:,.0f} s of processor time"
    )
    weak, exact = sum(one.is_weak for one in exposed), sum(one.is_exact for one in exposed)
    what = "  · cells with fewer than five counts left"
    yield Finding(what, [weak], goal=("≤", 0), beside=beside)
    yield Finding("  · counts told exactly", [exact], goal=("≤", 0))


def _guessed(kind: Kind) -> Iterator[Finding]:
    """Guess stocks after one quarter and after twelve."""
    for still in (True, False):
        once, often = best_rates(kind, still=still, networks=GUESSED)
        others, control = best_rates(kind, still=still, networks=GUESSED, is_sticky=False)
        beside = (
            f"guessed right: {once:.3f} after one, {often:.3f} after twelve; with fresh draws "
            f"{others:.3f} and {control:.3f}"
        )
        what = f"  · gain of {QUARTERS} quarters, {'stocks that stay' if still else 'all stocks'}"
        yield Finding(what, [often - once], goal=("≤", MAY_GAIN), beside=beside)


def _useful(networks: Sequence[Network], weak: int) -> Iterator[Finding]:
    """Compare the national error, and how many cells keep a number, with other methods."""
    true = [[versions[0] for versions in network.quarters] for network in networks]
    people = statistics.mean(sum(map(asked, quarter)) for quarter in zip(*true, strict=True))
    error = _root_mean_square(_errors(networks))
    share = f"{100 * error / people:.1f} % of {people:,.0f} enquiries a quarter"
    what = "  · national error, sticky controlled rounding"
    yield Finding(what, [error], beside=f"{share}; {_kept([_rounded(networks, weak)])}")
    for name, method in (("nearest", alternatives.nearest), ("redact", alternatives.redacted)):
        told = [[method(truth) for truth in quarter] for quarter in zip(*true, strict=True)]
        yield _compared(NAMES[name], told)
    try:
        yield _compared(NAMES["suppression"], _suppressed(true))
    except NotToBeHadError as reason:
        yield Finding(f"  · national error, {NAMES['suppression']}", [], beside=str(reason))


def _errors(networks: Sequence[Network]) -> Iterator[float]:
    """Yield how far the nation's published total is from the truth, per quarter and set of keys."""
    for number in range(KEYS):
        keyed = [replace(n, key=sha256(n.key + bytes([number])).digest()) for n in networks]
        for at, name in enumerate(NAMED):
            apart = 0
            for network in keyed:
                truth = network.quarters[at][0]
                apart += _total(released(network, name, 1, truth)) - asked(truth)
            yield apart


def _rounded(networks: Iterable[Network], weak: int) -> Told:
    """Return what the node's own rounding keeps of every quarter's first version."""
    there = [
        abs(value - count) < BASE
        for network in networks
        for quarter, (truth, *_) in zip(NAMED, network.quarters, strict=True)
        for count, value in zip(
            cells(truth), published(released(network, quarter, 1, truth)), strict=True
        )
        if count
    ]
    return Told(error=0.0, kept=sum(there), nonzero=len(there), narrow=weak)


def _total(made: Figures) -> int:
    if made.people is None:
        raise RuntimeError("a network of these countries always counts people")
    return made.people.enquiries.total


def _suppressed(true: Sequence[Sequence[Counts]]) -> list[list[Told]]:
    quarters = list(zip(*true, strict=True))[:COMPARED]
    return [alternatives.suppressed(quarter) for quarter in quarters]


def _compared(name: str, told: Sequence[Sequence[Told]]) -> Finding:
    error = _root_mean_square(sum(one.error for one in quarter) for quarter in told)
    beside = _kept([one for quarter in told for one in quarter])
    return Finding(f"  · national error, {name}", [error], beside=beside)


def _kept(told: Sequence[Told]) -> str:
    """Say how many cells keep a number, and how many tell too much."""
    nonzero = sum(one.nonzero for one in told)
    return (
        f"{100 * sum(one.kept for one in told) / nonzero:.0f} % of {nonzero:,} cells that are not "
        f"0 keep a number; {sum(one.narrow for one in told):,} cells leave fewer than five counts"
    )


def _root_mean_square(errors: Iterable[float]) -> float:
    return math.sqrt(statistics.mean(error * error for error in errors))


def _written(found: Mapping[str, Sequence[Finding]]) -> str:
    day = helsinki_day(SystemClock().now()).isoformat()
    lines = [HEAD, f"Measured on {day}."]
    for name, some in found.items():
        lines += ["", f"## The {name} country", "", *TABLE_HEAD, *map(_row, some)]
    return "\n".join([*lines, ""])


def _row(one: Finding) -> str:
    value = one.value if len(one.values) != 1 else one.value.partition(" (")[0]
    told = (one.what.removeprefix("  · "), one.wanted, value, one.met, one.beside)
    return f"| {' | '.join(told)} |"


if __name__ == "__main__":
    for told in measure():
        print(told.what, "|", told.value, told.wanted, told.met, told.beside)  # noqa: T201
