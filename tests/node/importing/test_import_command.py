"""The command: a table, the sums, what was not read, and an exit code that tells of errors."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from node.counter import CommandError, Context
from node.desk import Desk
from node.groups import store as groups
from node.importing.commands import app
from shared.reference import lookup
from shared.runtime.clock import SystemClock
from shared.runtime.database import Database
from shared.runtime.i18n import Translator

G1 = Path(__file__).with_name("g1.csv")
MIGRATIONS = Path(__file__).parents[3] / "node" / "migrations"


class Counter:
    """A counter over one database file, which remembers how often the sender was woken."""

    def __init__(self, path: Path) -> None:
        self.woken = 0
        self._path = path
        self.context = Context(opener=self._opener())

    def _opener(self) -> Callable[[bool], AbstractAsyncContextManager[Desk]]:
        @asynccontextmanager
        async def opened(_new: bool) -> AsyncIterator[Desk]:  # noqa: FBT001 (as Context calls it)
            clock = SystemClock()
            async with await Database.open(self._path, MIGRATIONS, clock=clock) as database:
                yield Desk(
                    database=database,
                    clock=clock,
                    reference=lookup.load(),
                    translator=Translator("en"),
                    wake=self._wake,
                )

        return opened

    async def _wake(self) -> None:
        self.woken += 1

    async def run(self, *arguments: str) -> None:
        """Run the command line's `import` with these arguments."""
        await app(self.context).run_async(arguments, result_action="return_value")

    async def kept(self) -> int:
        """Return how many groups the node keeps."""
        async with self.context.desk() as desk:
            return len(await desk.database.read(groups.all_groups))


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path / "node.db")


async def test_a_good_file(counter: Counter, capsys: pytest.CaptureFixture[str]) -> None:
    await counter.run(str(G1))
    told = capsys.readouterr().out
    assert "porvoo-2022-1" in told
    assert "first meeting 3.11.2022" in told
    assert "new organiser: Loviisa" in told
    assert "Rows: 1 new, 0 changed, 0 unchanged, 0 in error." in told
    assert (counter.woken, await counter.kept()) == (1, 1)


async def test_a_dry_run(counter: Counter, capsys: pytest.CaptureFixture[str]) -> None:
    await counter.run(str(G1), "--dry-run")
    assert "nothing was stored" in capsys.readouterr().out
    assert (counter.woken, await counter.kept()) == (0, 0)


async def test_rows_in_error_end_with_a_refusal_and_good_ones_are_in(
    counter: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("kunta;alkaa;[Lisä]\nPorvoo;1/2027;x\nProvoo;1/2027;y\n", "cp1252")
    with pytest.raises(CommandError, match="Rows with errors: 1"):
        await counter.run(str(file))
    told = capsys.readouterr().out
    assert "kunta: No municipality is called" in told
    assert "Columns not known here, and not read: [Lisä]." in told
    assert await counter.kept() == 1


async def test_a_change_shows_old_and_new(
    counter: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("tunnus;kunta;alkaa;matkakulut\na;Porvoo;1/2027;\n", "utf-8")
    await counter.run(str(file))
    file.write_text("tunnus;kunta;alkaa;matkakulut\na;Porvoo;2/2027;korvataan\n", "utf-8")
    await counter.run(str(file))
    told = capsys.readouterr().out
    assert "alkaa: 1/2027 → 2/2027" in told
    assert "matkakulut: ask → paid" in told


async def test_a_file_that_is_not_there(counter: Counter) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        await counter.run("/nowhere/at/all.csv")


async def test_a_file_with_merged_headings(counter: Counter, tmp_path: Path) -> None:
    file = tmp_path / "merged.csv"
    file.write_text("Ryhmät;;\nkunta;kieli;tila\nPorvoo;suomi;avoin\n", "utf-8")
    with pytest.raises(CommandError, match="unmerge"):
        await counter.run(str(file))
