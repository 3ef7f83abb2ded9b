"""The long campaign: `python -m tests.simulation --minutes 60`, and `--replay SEED` for one run.

It goes on where the last call ended; figures add up in results.json, RESULTS.md is made of them.
"""

import argparse
import itertools
import sys
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from functools import partial
from pathlib import Path

from tests.simulation import figures, shrink, story
from tests.simulation.chance import Cut
from tests.simulation.plan import plan
from tests.simulation.story import Outcome

tell = partial(print, flush=True)
SAVE_EVERY = 20
TAIL = 60


def main() -> int:
    """Run what was asked for; 1 if anything was found."""
    given = arguments()
    if given.replay is not None:
        return replay(given)
    runs = figures.load(given.state)
    look_again(runs)
    before = len(runs.violations)
    campaign(runs, given)
    figures.save(runs, given.state)
    if given.state == figures.STATE:
        figures.PAGE.write_text(figures.page(runs), encoding="utf-8")
    tell("\n".join(figures.table(runs)))
    found = len(runs.violations) - before
    tell(f"{runs.total():,} faults in {runs.runs:,} runs; found in this call: {found}")
    return 1 if found else 0


def arguments() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument(
        "--seeds", default="1-1000000000", help="such as 1-5000; those run are left out"
    )
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--state", type=Path, default=figures.STATE)
    parser.add_argument("--replay", type=int, metavar="SEED", help="run one seed and tell all")
    parser.add_argument("--short", action="store_true", help="the shorter plan of the tests")
    parser.add_argument("--without", default="", help="kinds of faults left out, with ; between")
    parser.add_argument("--not", dest="numbers", default="", help="numbers of faults left out")
    parser.add_argument("--first", type=int, help="only so many faults from the start")
    parser.add_argument("--shrink", action="store_true", help="look for a smaller failing run")
    return parser.parse_args()


def look_again(runs: figures.Runs) -> None:
    """Run the seeds that failed before: what no longer fails is mended, and stays on the page."""
    for seed in sorted({seed for seed, _ in runs.violations}):
        outcome, _ = _timed(seed)
        runs.judge(outcome)
        tell(f"Seed {seed}, which failed before: {outcome.violations or 'passes'}")


def campaign(runs: figures.Runs, given: argparse.Namespace) -> None:
    """Run seeds until the time is over, in several processes."""
    ends = time.monotonic() + given.minutes * 60
    seeds = _seeds(given.seeds, runs)
    with ProcessPoolExecutor(given.jobs) as pool:
        going: set[Future[tuple[Outcome, float]]] = set()
        for count in itertools.count(1):
            while len(going) < given.jobs and time.monotonic() < ends:
                seed = next(seeds, None)
                if seed is None:
                    break
                going.add(pool.submit(_timed, seed))
            if not going:
                return
            done, going = wait(going, return_when=FIRST_COMPLETED)
            for future in done:
                outcome, seconds = future.result()
                runs.add(outcome, seconds)
                _told(outcome)
            if count % SAVE_EVERY == 0:
                figures.save(runs, given.state)


def replay(given: argparse.Namespace) -> int:
    """Run one seed and print its timeline."""
    chosen = plan(given.replay, short=given.short)
    cut = Cut(
        kinds=frozenset(filter(None, given.without.split(";"))),
        numbers=frozenset(int(n) for n in given.numbers.split(",") if n),
        after=given.first,
    )
    outcome = story.run(chosen, cut)
    if given.shrink and outcome.violations:
        cut, outcome = shrink.shrunk(outcome, partial(story.run, chosen))
        tell(f"{sum(outcome.faults.values())} faults are left. {_command(given.replay, cut)}")
    tell("\n".join(outcome.timeline))
    for kind, count in sorted(outcome.faults.items()):
        tell(f"{count:>8} {kind}")
    for what in outcome.violations:
        tell(f"VIOLATION: {what}")
    return 1 if outcome.violations else 0


def _seeds(text: str, runs: figures.Runs) -> Iterator[int]:
    first, _, last = text.partition("-")
    return (seed for seed in range(int(first), int(last or first) + 1) if not runs.has(seed))


def _timed(seed: int) -> tuple[Outcome, float]:
    began = time.process_time()
    try:
        outcome = story.run(plan(seed))
    except Exception as error:  # noqa: BLE001 (the campaign goes on, and tells of it)
        outcome = Outcome(seed, violations=[f"the simulation itself failed: {error!r}"])
    return outcome, time.process_time() - began


def _told(outcome: Outcome) -> None:
    if not outcome.violations:
        return
    tell(f"Seed {outcome.seed} failed: {outcome.violations[0]}")
    tell("\n".join(outcome.timeline[-TAIL:]))
    tell(f"Again: python -m tests.simulation --replay {outcome.seed} --shrink")


def _command(seed: int, cut: Cut) -> str:
    parts = [f"Again: python -m tests.simulation --replay {seed}"]
    if cut.kinds:
        parts.append(f'--without "{";".join(sorted(cut.kinds))}"')
    if cut.numbers:
        parts.append(f"--not {','.join(map(str, sorted(cut.numbers)))}")
    if cut.after is not None:
        parts.append(f"--first {cut.after}")
    return " ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
