"""How soon a node answers after its start and how much memory it keeps, beside Datasette.

Datasette is the nearest well-known program of this kind: SQLite, asyncio, uvicorn, templates. It
gets an environment of its own below `.tools/`, fetched once; both serve the same small database.
"""

import asyncio
import os
import sqlite3
import statistics
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from node import app
from node.settings import Settings
from shared.runtime.clock import SystemClock
from tests.bench import peopled
from tests.bench.rounds import Finding, ratios
from tests.bench.web import running

ROUNDS = 5
REST_S = 3.0
GOAL_MB, GOAL_MS = 80.0, 1_500.0
NODE_PORT, OTHER_PORT = 18_461, 18_462
DATASETTE = "0.65.5"
TOOLS = Path(__file__).parents[2] / ".tools"
FETCH_LIMIT_S = 300


def measure(folder: Path) -> list[Finding]:
    """Start both programs in turns and look at them when they rest."""
    folder.mkdir()
    data, copy = folder / "resting", folder / "copy.db"
    asyncio.run(_begin(data))
    with closing(sqlite3.connect(data / "node.db")) as db:
        db.execute("VACUUM INTO :copy", {"copy": str(copy)})
    other, why = _datasette()
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        ours.append(_looked_at(_node(data), f"http://127.0.0.1:{NODE_PORT}/fi/sign-in"))
        if other is not None:
            command = [str(other), "serve", str(copy), "--port", str(OTHER_PORT)]
            theirs.append(_looked_at((command, {}), f"http://127.0.0.1:{OTHER_PORT}/"))
    name = f"Datasette {DATASETTE}"
    started, rested = _firsts(ours), _seconds(ours)
    there, kept = _firsts(theirs), _seconds(theirs)
    what = "node serve: start until a page answers"
    return [
        Finding(what, started, "ms", ("≤", GOAL_MS), _times(started, there)),
        Finding(f"{name}: the same", there, "ms", beside=why),
        Finding("node serve: memory at rest", rested, "MB", ("≤", GOAL_MB), _times(rested, kept)),
        Finding(f"{name}: the same", kept, "MB", beside=why),
    ]


def _times(ours: list[float], theirs: list[float]) -> str:
    """Say what ours is to Datasette's, round by round, where that was measured."""
    return f"{statistics.median(ratios(ours, theirs)):.1f} times Datasette's" if theirs else ""


def _looked_at(program: tuple[list[str], dict[str, str]], url: str) -> tuple[float, float]:
    """Return the milliseconds until the first answer, and the megabytes resident at rest."""
    command, settings = program
    begun = time.perf_counter()
    with running(command, url, {**os.environ, **settings}) as server:
        answered = (time.perf_counter() - begun) * 1e3
        time.sleep(REST_S)
        return answered, _resident_mb(server.pid)


def _node(data: Path) -> tuple[list[str], dict[str, str]]:
    command = [sys.executable, "-c", "from node.cli import main; main()", "serve"]
    return command, {"VOIKUKKIA_NODE_DATA": str(data), "VOIKUKKIA_NODE_PORT": str(NODE_PORT)}


async def _begin(data: Path) -> None:
    """Make a small node."""
    async with app.open_desk(Settings(data=data), SystemClock(), new=True) as desk:
        await peopled.begin(desk)


def _datasette() -> tuple[Path | None, str]:
    """Return the program, fetched if it is not there yet; else None and why."""
    home = TOOLS / f"datasette-{DATASETTE}"
    program = home / "bin" / "datasette"
    if program.exists():
        return program, ""
    install = ("-m", "pip", "install", "--quiet", f"datasette=={DATASETTE}")
    try:
        _run(sys.executable, "-m", "venv", "--clear", str(home))
        _run(str(home / "bin" / "python"), *install)
    except (OSError, subprocess.SubprocessError) as error:
        return None, f"it cannot be fetched here: {type(error).__name__}"
    return program, ""


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=FETCH_LIMIT_S)


def _resident_mb(pid: int) -> float:
    """Return a process's resident memory as Linux tells it."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def _firsts(pairs: list[tuple[float, float]]) -> list[float]:
    return [first for first, _ in pairs]


def _seconds(pairs: list[tuple[float, float]]) -> list[float]:
    return [second for _, second in pairs]
