import asyncio
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from node.backup import keep, second
from node.backup.model import Place
from shared.runtime.database import Database
from tests.node.backup.conftest import names
from tests.node.conftest import ToldClock

COPY = "import shutil, sys; shutil.copy(sys.argv[2], sys.argv[1])"


async def ran(*command: str, limit_s: float = 60, **environ: str) -> int:
    """Run a command on a file and return its exit code."""
    return await second.run(command, Path("x; touch y"), limit_s=limit_s, environ=environ)


def parent_of(child: Path) -> str:
    """Return a script whose child sleeps; the child's number stands in the file, once it is whole.

    Neither ends by itself before a test has given up on them.
    """
    return f"sleep 300 & echo $! > {child}.new; mv {child}.new {child}; wait"


def lives(process: int) -> bool:
    """Tell whether a process runs: one that is dead and not yet buried does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state.rpartition(") ")[2][0] not in "ZX"


async def ended(process: int) -> None:
    """Wait until a process has ended."""
    async with asyncio.timeout(60):
        while lives(process):  # noqa: ASYNC110 (it is nobody's child any more)
            await asyncio.sleep(0.01)


async def test_the_file_is_the_last_argument_and_there_is_no_shell(tmp_path: Path) -> None:
    told = tmp_path / "told"

    code = await ran(
        sys.executable, "-c", f"import sys; open({str(told)!r}, 'w').write(sys.argv[1])"
    )

    assert code == 0
    assert told.read_text() == "x; touch y"


async def test_the_exit_code_is_told() -> None:
    assert await ran(sys.executable, "-c", "raise SystemExit(3)") == 3


async def test_a_command_that_is_not_there_is_told() -> None:
    assert await ran("/nowhere/at/all") == second.NOT_STARTED


async def test_a_command_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    child = tmp_path / "child"
    limit_s = 0.25
    while not child.exists() and limit_s < 60:  # a busy machine may not get as far in so short
        limit_s *= 2
        assert await ran("sh", "-c", parent_of(child), limit_s=limit_s) == second.TOO_LONG

    await ended(int(child.read_text()))


async def test_a_stop_ends_the_command_with_its_children(tmp_path: Path) -> None:
    child = tmp_path / "child"
    running = asyncio.create_task(ran("sh", "-c", parent_of(child), limit_s=300))
    async with asyncio.timeout(60):
        while not child.exists():  # noqa: ASYNC110 (another process writes it)
            await asyncio.sleep(0.01)
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(60):
            await running
    await ended(int(child.read_text()))


async def test_the_command_sees_no_settings_and_no_credentials() -> None:
    seen = "import os; raise SystemExit(any(k[:7] in ('VOIKUKK', 'CREDENT') for k in os.environ))"

    assert (
        await ran(
            sys.executable,
            "-c",
            seen,
            VOIKUKKIA_NODE_MAIL__USERNAME="x",
            CREDENTIALS_DIRECTORY="/x",
        )
        == 0
    )


async def test_the_second_copy_is_made_and_its_exit_code_remembered(
    database: Database, clock: ToldClock, place: Place, tmp_path: Path
) -> None:
    (tmp_path / "second").mkdir()
    copy = (sys.executable, "-c", COPY, str(tmp_path / "second"))
    good = replace(place, keeping=replace(place.keeping, command=copy))
    bad = replace(place, keeping=replace(place.keeping, command=("/bin/false",)))

    run = await keep.make(database, clock, good)
    worse = await keep.make(database, clock, bad)

    assert (run.command_exit, worse.command_exit, worse.state) == (0, 1, "ok")
    assert names(tmp_path / "second") == [run.file]
