"""Folding the whole ledger again: how time and memory grow with the number of networks.

`python -m tests.bench.rebuild` measures 100, 1,000 and 10,000 networks with a report a week for a
year, which takes some minutes (`make soak`); `make bench` stops at 1,000. Filling and folding each
run in a process of their own, so that the peak of memory is the fold's.
"""

import json
import math
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from hub.availability import project, store
from hub.ingest import ledger
from hub.ingest.model import Accepted
from hub.registry import acts, decide
from shared import signing
from shared.reference import lookup
from shared.reference.lookup import Reference
from shared.runtime import migrate
from shared.signing import SigningKey
from shared.wire.session import Policy
from tests.bench.country import ORDINARY, Network
from tests.bench.rounds import Finding

SIZES, SOAK_SIZES = (100, 1_000), (100, 1_000, 10_000)
WEEKS = 52
OFFERS = 2
GOAL_EXPONENT, GOAL_MB = 1.05, 500.0
BEGIN = datetime(2025, 11, 17, 6, 0, tzinfo=UTC)
END = BEGIN + timedelta(weeks=WEEKS)
MIGRATIONS = Path(__file__).parents[2] / "hub" / "migrations"


def measure(sizes: Sequence[int] = SIZES) -> list[Finding]:
    """Fill a ledger of every size and fold it; return times, memory and the exponent."""
    found, taken, peaks, spent = [], [], [], []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="voikukkia-rebuild-") as name:
            file = str(Path(name) / "hub.db")
            _child("fill", file, str(size))
            told = _child("fold", file)
        taken.append(told["seconds"])
        spent.append(told["cpu_s"])
        peaks.append(told["peak_mb"])
        beside = (
            f"{told['entries']:,.0f} entries, {told['cpu_s']:,.1f} s of processor time, peak "
            f"{told['peak_mb']:,.0f} MB"
        )
        what = f"rebuild, {size:,} networks × {WEEKS} reports"
        found.append(Finding(what, [told["seconds"]], "s", beside=beside))
    growth = exponent(sizes, spent)
    beside = f"of processor time, least squares on logarithms; of time {exponent(sizes, taken):.2f}"
    return [
        *found,
        Finding("  · exponent of growth", [growth], goal=("≤", GOAL_EXPONENT), beside=beside),
        Finding("  · peak memory of the largest", [max(peaks)], "MB", goal=("≤", GOAL_MB)),
    ]


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Return how time grows: it is proportional to the size to the power of this."""
    line = statistics.linear_regression(
        [math.log(n) for n in sizes], [math.log(t) for t in seconds]
    )
    return line.slope


def fill(file: Path, count: int) -> None:
    """Write a ledger of so many networks, each with a report a week on its own day."""
    reference, db = lookup.load(), _database(file)
    key = SigningKey.generate()
    every = tuple(_networks(reference, count, key))
    db.execute("BEGIN")
    for network in every:
        _admit(db, network)
    for week in range(WEEKS):
        for day in range(7):
            for number in range(day, count, 7):
                at = BEGIN + timedelta(weeks=week, days=day, seconds=number * 50_000 // count)
                _report(db, every[number], at, full=week % 4 == 3)
    db.execute("COMMIT")
    db.close()


def fold(file: Path) -> dict[str, float]:
    """Fold the ledger as `rebuild` does; return seconds, peak memory and entries."""
    reference, db = lookup.load(), _database(file)
    begun, spent = time.perf_counter(), time.process_time()
    db.execute("BEGIN")
    entries = project.rebuild(db, reference, Policy(), END)
    db.execute("COMMIT")
    seconds, cpu_s = time.perf_counter() - begun, time.process_time() - spent
    if not store.runs(db):
        raise RuntimeError("the fold told no history: nothing was measured")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "cpu_s": cpu_s, "peak_mb": peak, "entries": entries}


def _networks(reference: Reference, count: int, key: SigningKey) -> Iterator[Network]:
    places = reference.municipalities
    for number in range(count):
        place = places[number % len(places)]
        yield Network(f"verkosto-{number}", (place.code,), (place.area,), key=key)


def _admit(db: sqlite3.Connection, network: Network) -> None:
    node = network.node
    public = f"{int(node.rpartition('-')[2]):064x}"  # one signs for all; every row wants its own
    decide.record(db, acts.Admitted(node=node, name=ORDINARY), BEGIN)
    granted = acts.Granted(node=node, municipalities=network.municipalities, reach=network.areas)
    decide.record(db, granted, BEGIN)
    decide.record(db, acts.Keyed(node=node, public_key=public, first_sequence=1), BEGIN)


def _report(db: sqlite3.Connection, network: Network, at: datetime, *, full: bool) -> None:
    network.sequence += 1
    whole = network._report(at, open_groups=not full)
    report = replace(whole, offers=whole.offers[:OFFERS])
    envelope = signing.sign(report, network.key)
    network.head = signing.envelope_digest(envelope)
    accepted = Accepted(report=report, digest=network.head)
    ledger.append_report(db, accepted, signing.encode_envelope(envelope), at=at, offset_s=0)


def _database(file: Path) -> sqlite3.Connection:
    db = sqlite3.connect(file, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA synchronous = OFF")  # only the fold is measured
    migrate.apply(db, MIGRATIONS, BEGIN)
    return db


def _child(*words: str) -> dict[str, float]:
    command = (sys.executable, "-m", "tests.bench.rebuild", *words)
    told = subprocess.run(command, capture_output=True, check=True).stdout
    answer: dict[str, float] = json.loads(told or b"{}")
    return answer


def main(words: Sequence[str]) -> None:
    """Run one step in this process, or measure all sizes and print the findings."""
    match words:
        case ["fill", file, count]:
            fill(Path(file), int(count))
        case ["fold", file]:
            print(json.dumps(fold(Path(file))))  # noqa: T201 (one line for the parent)
        case _:
            for found in measure(SOAK_SIZES):
                print(found.what, found.value, found.wanted, found.met, found.beside)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
