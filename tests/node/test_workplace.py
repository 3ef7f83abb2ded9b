"""Names on their way into a workbook: where they lie, and who takes them away."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from node import app
from node.exporting.files import workbook_of
from node.exporting.model import Table
from node.settings import Settings
from node.workplace import MAKING, sweep, workplace
from shared.runtime.clock import SystemClock

KILLED_AT_WORK = """
import os, signal, sys
from pathlib import Path
from node.exporting import files
from node.exporting.model import Table

files._sheet = lambda book, table: (
    [book.add_worksheet().write_string(0, 0, "Zqnimi" * 50_000)],
    os.kill(os.getpid(), signal.SIGKILL),
)
files.workbook_of((Table("x", ("a",), ()),), Path(sys.argv[1]))
"""


def folders(data: Path) -> list[Path]:
    return sorted(data.glob(f"{MAKING}*"))


def test_nothing_lies_in_the_systems_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))

    made = workbook_of((Table("x", ("a",), (("b",),)),), tmp_path)

    assert made.startswith(b"PK")
    assert list(tmp_path.iterdir()) == []


def test_only_the_owner_reads_where_it_is_made(tmp_path: Path) -> None:
    with workplace(tmp_path) as made:
        assert stat.S_IMODE(made.stat().st_mode) == 0o700
        assert made.parent == tmp_path

    assert folders(tmp_path) == []


def test_a_start_takes_away_what_a_killed_export_left(tmp_path: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_AT_WORK, str(tmp_path)],
        check=False,
        env={**os.environ, "TMPDIR": str(tmp_path / "gone")},
        cwd=Path(app.__file__).parents[1],
    )
    assert killed.returncode == -signal.SIGKILL
    (left,) = folders(tmp_path)
    assert any(left.iterdir())

    sweep(tmp_path)

    assert folders(tmp_path) == []


def test_what_is_being_made_stays(tmp_path: Path) -> None:
    with workplace(tmp_path) as made:
        sweep(tmp_path)
        assert folders(tmp_path) == [made]


async def test_a_node_that_starts_sweeps(tmp_path: Path) -> None:
    (tmp_path / f"{MAKING}x").mkdir()
    (tmp_path / f"{MAKING}x" / "tmp1").write_text("Zqnimi")
    stop = asyncio.Event()

    def ready(_address: str, _link: str | None) -> None:
        assert folders(tmp_path) == []
        stop.set()

    await app.serve(Settings(data=tmp_path, port=0), SystemClock(), "test", stop, ready)

    assert stop.is_set()
