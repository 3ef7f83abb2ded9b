"""What else could be done with the same counts, and what it would keep: for comparison alone.

*Nearest*: every cell to the nearest multiple of 5. *Redact and round*: cells of 1-4 are hidden, the
others go to the nearest multiple of 5. *Suppression*: cells of 1-4 are hidden, and as many others
as it takes to keep them from being worked out; tau-ARGUS (`pytauargus`) chooses those.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from node.anonymiser.count import Counts
from node.anonymiser.protection import CELLS
from node.anonymiser.rounding import BASE
from tests.disclosure.countries import asked

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".tools" / "pytauargus"
PINNED = Path(__file__).with_name("tauargus.txt")
PROGRAM = Path(__file__).with_name("tauargus_inside.py")
GUESS = 2.5
"""What a reader puts in the place of a hidden cell of 1-4."""


class NotToBeHadError(Exception):
    """tau-ARGUS cannot be installed or run here; the message says why."""


@dataclass(frozen=True)
class Told:
    """What a method makes of one network's quarter.

    `error`: how far its total is from the truth. `kept` of `nonzero` cells have a number that is
    less than 5 from the truth; `narrow` cells leave fewer than five counts to whoever knows it.
    """

    error: float
    kept: int
    nonzero: int
    narrow: int


def cells(truth: Counts) -> list[int]:
    """Return the true cells of a quarter, elsewhere last."""
    return [*(getattr(row, name) for _, row in truth.asked for name in CELLS), truth.elsewhere]


def nearest(truth: Counts) -> Told:
    """Round every cell by itself: "0" is 0-2."""
    true = cells(truth)
    published = [_nearest(count) for count in true]
    return Told(
        error=sum(published) - asked(truth),
        kept=sum(count > 0 for count in true),
        nonzero=sum(count > 0 for count in true),
        narrow=sum(value == 0 for value in published),
    )


def redacted(truth: Counts) -> Told:
    """Hide 1-4, tell 0, round the rest: "<5" is 1-4, 0 is 0."""
    true = cells(truth)
    published = [GUESS if 0 < count < BASE else float(_nearest(count)) for count in true]
    return Told(
        error=sum(published) - asked(truth),
        kept=sum(count >= BASE for count in true),
        nonzero=sum(count > 0 for count in true),
        narrow=sum(count < BASE for count in true),
    )


def suppressed(truths: Sequence[Counts]) -> list[Told]:
    """Return what tau-ARGUS keeps of each quarter. Raises NotToBeHadError."""
    _install()
    tables = [_table(truth) for truth in truths]
    with tempfile.TemporaryDirectory(prefix="tau-argus-") as name:
        given, answer = Path(name) / "given.json", Path(name) / "answer.json"
        given.write_text(json.dumps(tables), "utf-8")
        command = (HOME / "bin" / "python", "-I", PROGRAM, given, answer)
        run = subprocess.run(command, cwd=name, capture_output=True, text=True, check=False)
        if run.returncode:
            raise NotToBeHadError(_last_line(run.stderr) or "tau-ARGUS stopped")
        kept: list[list[list[str]]] = json.loads(answer.read_text("utf-8"))
    return [_told(truth, some) for truth, some in zip(truths, kept, strict=True)]


def _nearest(count: int) -> int:
    return (count + BASE // 2) // BASE * BASE


def _table(truth: Counts) -> list[tuple[str, str, int]]:
    found = [(code, name, getattr(row, name)) for code, row in truth.asked for name in CELLS]
    return [*found, ("elsewhere", CELLS[0], truth.elsewhere)]


def _told(truth: Counts, kept: Sequence[Sequence[str]]) -> Told:
    """Read the pairs (row, column) that stayed; totals are rows and columns named Total."""
    stayed = {(row, column) for row, column in kept}
    table = _table(truth)
    seen = [count for row, column, count in table if (row, column) in stayed]
    return Told(
        error=0.0 if ("Total", "Total") in stayed else float(sum(seen) - asked(truth)),
        kept=sum(count > 0 for count in seen),
        nonzero=sum(count > 0 for _, _, count in table),
        narrow=len(seen),
    )


def _install() -> None:
    """Put tau-ARGUS into an environment of its own, once."""
    if (HOME / "installed").exists():
        return
    _run(sys.executable, "-m", "venv", str(HOME))
    pip = (str(HOME / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check")
    _run(*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(PINNED))
    (HOME / "installed").touch()


def _run(*command: str) -> None:
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise NotToBeHadError(str(error)) from error
    if run.returncode:
        raise NotToBeHadError(_last_line(run.stderr) or f"{command[0]} failed")


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1]
