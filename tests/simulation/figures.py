"""What all runs so far came to: a file that the next run goes on from, and a page for people."""

from pathlib import Path

import msgspec
from msgspec import Struct, field

from shared.runtime.clock import SystemClock
from tests.simulation.story import Outcome

FOLDER = Path(__file__).parent
STATE, PAGE = FOLDER / "results.json", FOLDER / "RESULTS.md"


KINDS = (
    "A violation would be something lost, doubled, regressed or forged, a false alarm, a clone not "
    "caught, a network silently stale, a drop that was not guarded, or an act never told."
)


class Runs(Struct, kw_only=True):
    """The figures. `done` are ranges of seeds, both ends included."""

    done: list[tuple[int, int]] = field(default_factory=list)
    runs: int = 0
    days: float = 0.0
    messages: int = 0
    reports: int = 0
    seconds: float = 0.0
    faults: dict[str, int] = field(default_factory=dict)
    violations: list[tuple[int, str]] = field(default_factory=list)
    mended: list[tuple[int, str]] = field(default_factory=list)

    def has(self, seed: int) -> bool:
        """Tell whether a seed was run."""
        return any(first <= seed <= last for first, last in self.done)

    def add(self, outcome: Outcome, seconds: float) -> None:
        """Add one run."""
        self.runs += 1
        self.days += outcome.days
        self.messages += outcome.messages
        self.reports += outcome.reports
        self.seconds += seconds
        for kind, count in outcome.faults.items():
            self.faults[kind] = self.faults.get(kind, 0) + count
        self.violations += [(outcome.seed, what) for what in outcome.violations]
        self._note(outcome.seed)

    def judge(self, again: Outcome) -> None:
        """Take a later run of a seed that failed: what it found before is mended, or is not."""
        before = [found for found in self.violations if found[0] == again.seed]
        self.violations = [found for found in self.violations if found[0] != again.seed]
        if again.violations:
            self.violations += [(again.seed, what) for what in again.violations]
        else:
            self.mended += before

    def total(self) -> int:
        """Return how many faults were injected."""
        return sum(self.faults.values())

    def _note(self, seed: int) -> None:
        ranges = sorted([*self.done, (seed, seed)])
        merged = [ranges[0]]
        for first, last in ranges[1:]:
            if first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], last))
            else:
                merged.append((first, last))
        self.done = merged


def load(state: Path = STATE) -> Runs:
    """Return what was kept, or nothing yet."""
    return msgspec.json.decode(state.read_bytes(), type=Runs) if state.exists() else Runs()


def save(runs: Runs, state: Path = STATE) -> None:
    """Keep the figures, so that a later call goes on from them."""
    partial = state.with_suffix(".partial")
    partial.write_bytes(msgspec.json.format(msgspec.json.encode(runs)))
    partial.replace(state)


def table(runs: Runs) -> list[str]:
    """Return the faults by kind as the rows of a table, the most frequent first."""
    rows = sorted(runs.faults.items(), key=lambda item: (-item[1], item[0]))
    return ["| faults | kind |", "| ---: | --- |"] + [f"| {n:,} | {kind} |" for kind, n in rows]


def _listed(found: list[tuple[int, str]]) -> list[str]:
    return [f"- seed {seed}: {what}" for seed, what in found] or ["None."]


def page(runs: Runs) -> str:
    """Return the page that is kept in the repository."""
    seeds = ", ".join(f"{first}-{last}" for first, last in runs.done)
    found, mended = _listed(runs.violations), _listed(runs.mended)
    rate = runs.total() / max(runs.seconds / 60, 1e-9)
    today = SystemClock().now().date().isoformat()
    lines = [
        "# Results of the simulation",
        "",
        "Written by `python -m tests.simulation`; every seed can be replayed with `--replay SEED`.",
        "",
        f"- seeds: {seeds}",
        f"- date of the last run: {today}",
        f"- runs: {runs.runs:,}, virtual days: {runs.days:,.0f}",
        f"- requests sent by nodes: {runs.messages:,}, reports accepted: {runs.reports:,}",
        f"- faults injected: **{runs.total():,}**, {rate:,.0f} a minute of processor time",
        f"- violations: **{len(runs.violations)}**",
        "",
        KINDS,
        "",
        "## Violations",
        "",
        *found,
        "",
        "## Found here and mended since, in the code or in the judge",
        "",
        *mended,
        "",
        "## Faults by kind",
        "",
        *table(runs),
    ]
    return "\n".join(lines) + "\n"
