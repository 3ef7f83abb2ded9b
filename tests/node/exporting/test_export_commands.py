"""The commands: everything as a workbook, a ZIP or a folder; the yearly figures."""

import stat
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import cyclopts
import pytest

from node.app import translator
from node.counter import CommandError, Context
from node.desk import Desk
from node.exporting.commands import register
from shared.reference import lookup
from shared.runtime.clock import SystemClock
from shared.runtime.database import Database

MIGRATIONS = Path(__file__).parents[3] / "node" / "migrations"
Run = Callable[..., object]


@pytest.fixture
def root(tmp_path: Path) -> cyclopts.App:
    @asynccontextmanager
    async def opened(_new: bool) -> AsyncIterator[Desk]:  # noqa: FBT001 (as Context calls it)
        clock = SystemClock()
        async with await Database.open(tmp_path / "node.db", MIGRATIONS, clock=clock) as database:
            yield Desk(
                database=database,
                clock=clock,
                reference=lookup.load(),
                translator=translator("fi"),
                wake=_wake,
            )

    opener: Callable[[bool], AbstractAsyncContextManager[Desk]] = opened
    made = cyclopts.App(name="voikukkia-node")
    register(made, Context(opener=opener, translator=translator("fi")))
    return made


async def _wake() -> None:
    """Hear that something changed."""


async def run(root: cyclopts.App, *arguments: str | Path) -> None:
    """Run a command."""
    await root.run_async([str(one) for one in arguments], result_action="return_value")


def names(folder: Path) -> list[str]:
    """Return the files of figures in a folder."""
    return sorted(file.name for file in folder.glob("s*.*"))


async def test_everything_as_a_file_or_a_folder(root: cyclopts.App, tmp_path: Path) -> None:
    book, packed, folder = tmp_path / "a.xlsx", tmp_path / "a.zip", tmp_path / "kaikki"
    for target in (book, packed, folder):
        await run(root, "export", target)
    assert book.read_bytes()[:2] == packed.read_bytes()[:2] == b"PK"
    assert (folder / "ryhmat.csv").read_bytes().startswith(b"\xef\xbb\xbftunnus;kunta;")
    for file in (book, packed, folder / "ryhmat.csv"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_where_nothing_can_be_written(root: cyclopts.App, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for target in (tmp_path / "nowhere" / "a.zip", tmp_path / "file" / "folder"):
        with pytest.raises(CommandError):
            await run(root, "export", target)


async def test_the_yearly_figures(
    root: cyclopts.App, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await run(root, "stea", "2026")
    told = capsys.readouterr().out
    assert "Alkaneet ryhmät  vuosi 2026  0" in told
    assert "pyöristetty" in told
    await run(root, "stea", "2026", "--to", tmp_path / "s.xlsx", "--exact")
    await run(root, "stea", "2026", "--to", tmp_path)
    assert names(tmp_path) == [
        "s-stea-2026-EI-JULKAISTAVAKSI.xlsx",
        "stea-2026.csv",
    ]
    with pytest.raises(CommandError):
        await run(root, "stea", "1026")
