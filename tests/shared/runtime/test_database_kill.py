"""A process killed at any moment loses nothing that it had acknowledged."""

import itertools
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WRITE = """
import asyncio, sys
from pathlib import Path
from shared.runtime.clock import SystemClock
from shared.runtime.database import Database

async def one(db, number):
    await db.write(lambda c: c.execute("INSERT INTO entry VALUES (:n)", {"n": number}))
    print(number, flush=True)

async def main():
    path = Path(sys.argv[1])
    db = await Database.open(path, path.parent / "migrations", clock=SystemClock())
    for first in range(0, 1_000_000, 8):
        await asyncio.gather(*(one(db, n) for n in range(first, first + 8)))

asyncio.run(main())
"""


@pytest.mark.process
@pytest.mark.parametrize("answers", [1, 37, 200])
def test_fault_11_what_was_acknowledged_survives_a_kill(tmp_path: Path, answers: int) -> None:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001_first.sql").write_text(
        "CREATE TABLE entry (number INTEGER PRIMARY KEY) STRICT;"
    )
    path = tmp_path / "x.db"
    with subprocess.Popen(
        [sys.executable, "-c", WRITE, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        acknowledged = [int(line) for line in itertools.islice(writer.stdout, answers)]
        writer.kill()
        acknowledged += [int(line) for line in writer.stdout if line.endswith("\n")]
    db = sqlite3.connect(path)
    stored = {number for (number,) in db.execute("SELECT number FROM entry ORDER BY number")}
    whole = db.execute("PRAGMA integrity_check").fetchone()
    db.close()
    assert set(acknowledged) <= stored
    assert whole == ("ok",)
