"""`python -m tests.bench`: everything that a machine's speed decides, as one table.

No time makes it fail: it fails when something does not work. Takes about nine minutes.
"""

import asyncio
import io
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from shared.runtime import log, supervise
from tests.bench import (
    building,
    desk,
    disclosure,
    ingest,
    paint,
    publishing,
    rebuild,
    resident,
    starts,
    web,
)
from tests.bench.rounds import Finding


def main() -> int:
    """Measure everything in a folder on the disk and print the table."""
    log.configure("info", io.StringIO(), pretty=False)  # logs cost what they cost in service
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 150)
    with tempfile.TemporaryDirectory(prefix="voikukkia-bench-") as name:
        found = _measured(Path(name), console)
    console.print(_table(found))
    return 0


def _measured(folder: Path, console: Console) -> list[Finding]:
    """Run all measurements, one after the other: the machine has two cores."""
    console.print("one durable ingest …")
    found = [supervise.start(ingest.against_bare(folder)), supervise.start(ingest.at_once(folder))]
    console.print("a year of the whole country …")
    every = supervise.start(publishing.fill(folder / "country"))
    console.print("single edits …")
    found += supervise.start(publishing.measure(folder / "country", every))
    console.print("the whole site from nothing …")
    found += building.measure(folder / "country")
    console.print("a slow phone …")
    found += paint.measure()
    console.print("both servers in turns …")
    served = web.measure(folder / "country", folder / "nginx")
    console.print("fifteen years on a lead's pages …")
    found += asyncio.run(desk.measure(folder / "desk"))
    console.print("folding the ledger again …")
    found += rebuild.measure()
    console.print("counts of people, attacked …")
    found += disclosure.measure()
    console.print("a node at rest …")
    return [*served, *found, *resident.measure(folder / "rest"), *starts.measure()]


def _table(found: list[Finding]) -> Table:
    table = Table("", "goal", "median (min–max)", "met", "")
    for finding in found:
        table.add_row(finding.what, finding.wanted, finding.value, finding.met, finding.beside)
    return table


if __name__ == "__main__":
    sys.exit(main())
