"""The commands beside a plain import: kinds, columns told, an error file, a list, undo."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from node.app import translator
from node.counter import CommandError, Context
from node.desk import Desk
from node.exporting.files import workbook_of
from node.exporting.model import Table
from node.importing.commands import app
from node.instructors import store as instructors
from node.trainings import store as trainings
from shared.reference import lookup
from shared.runtime.clock import SystemClock
from shared.runtime.database import Database

MIGRATIONS = Path(__file__).parents[3] / "node" / "migrations"


class Counter:
    """A counter over one database file, in Finnish."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.context = Context(opener=self._opener(), translator=translator("fi"))

    def _opener(self) -> Callable[[bool], AbstractAsyncContextManager[Desk]]:
        @asynccontextmanager
        async def opened(_new: bool) -> AsyncIterator[Desk]:  # noqa: FBT001 (as Context calls it)
            clock, path = SystemClock(), self.folder / "node.db"
            async with await Database.open(path, MIGRATIONS, clock=clock) as database:
                yield Desk(
                    database=database,
                    clock=clock,
                    reference=lookup.load(),
                    translator=translator("fi"),
                    wake=self._wake,
                )

        return opened

    async def _wake(self) -> None:
        """Hear that something changed."""

    async def run(self, *arguments: str) -> None:
        """Run `import` with these arguments."""
        await app(self.context).run_async(arguments, result_action="return_value")

    def file(self, name: str, text: str) -> str:
        """Write a file and return its path."""
        file = self.folder / name
        file.write_text(text, "utf-8")
        return str(file)


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path)


async def test_instructors_and_trainings(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    people = counter.file(
        "o.csv", "nimi;rooli;puhelin\nTesti Ohjaaja;ammattilainen;'+358 40 12345\n"
    )
    await counter.run(people, "--kind", "instructors")
    done = counter.file("k.csv", "ohjaaja;koulutus;päivä\nTesti Ohjaaja;;1.9.2025\n")
    await counter.run(done, "--kind", "trainings")
    told = capsys.readouterr().out
    assert "Testi Ohjaaja (ohjaaja-1)" in told
    assert "ohjaaja-1, ohjaajakoulutus, 1.9.2025" in told
    async with counter.context.desk() as desk:
        (person,) = await desk.read(instructors.all_instructors)
        (training,) = await desk.read(trainings.all_trainings)
    assert person.phone == "+358 40 12345"
    assert (training.instructor, training.days) == ("ohjaaja-1", 4)


async def test_a_workbook_and_an_undo(counter: Counter, capsys: pytest.CaptureFixture[str]) -> None:
    file = counter.folder / "r.xlsx"
    table = Table("Ryhmät", ("Kunta", "Alkaa"), (("Porvoo", "1/2027"),))
    file.write_bytes(workbook_of((table,), file.parent))
    await counter.run(str(file))
    assert "Tämä on tuonti 1." in capsys.readouterr().out
    await counter.run("list")
    assert "1 uutta, 0 muuttuvaa, 0 ennallaan, 0 virheellistä" in capsys.readouterr().out
    await counter.run("undo", "1")
    assert "Kumottu: 1 poistettu" in capsys.readouterr().out
    await counter.run("list")
    assert "kumottu" in capsys.readouterr().out
    with pytest.raises(CommandError):
        await counter.run("undo", "1")


async def test_a_column_told_on_the_command_line(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    file = counter.file("r.csv", "Paikkamme;alkaa\nPorvoo;1/2027\n")
    await counter.run(file, "--columns", "Paikkamme=kunta", "--dry-run")
    assert "porvoo-2027-1" in capsys.readouterr().out
    with pytest.raises(CommandError):
        await counter.run(file, "--columns", "Paikkamme=kuu")


async def test_rows_in_error_as_a_file_that_is_read_again(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    file = counter.file("r.csv", "kunta;alkaa\nPorvoo;1/2027\nProvoo;2/2027\n")
    errors = counter.folder / "virheet.csv"
    with pytest.raises(CommandError):
        await counter.run(file, "--errors", str(errors))
    text = errors.read_text("utf-8-sig")
    assert text.splitlines()[0] == "kunta;alkaa;rivi;virheet"
    assert "Provoo;2/2027;3;" in text

    right = counter.file("oikein.csv", text.replace("Provoo;", "Porvoo;"))
    capsys.readouterr()
    await counter.run(right)
    assert "uusia 1" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["virheet.csv", "virheet.xlsx"])
async def test_an_error_file_that_cannot_be_written(counter: Counter, name: str) -> None:
    file = counter.file("r.csv", "kunta\nProvoo\n")
    with pytest.raises(CommandError):
        await counter.run(file, "--errors", str(counter.folder / "nowhere" / name))
