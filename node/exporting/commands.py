"""`voikukkia-node export` and `stea`: everything as files, and the funder's yearly figures."""

from functools import partial
from pathlib import Path
from typing import NoReturn

import cyclopts

from node.counter import Context
from node.exporting import stea
from node.exporting.files import csv_of, named, workbook_of, zip_of
from node.exporting.model import Table
from node.exporting.registry import all_measures, all_tables
from shared.text import Text


def register(root: cyclopts.App, context: Context) -> None:
    """Add the `export` and `stea` commands."""
    commands = ExportCommands(context)
    root.command(commands.export)
    root.command(commands.figures, name="stea")


class ExportCommands:
    """The commands that take records out, at one person's counter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def export(self, target: Path, /) -> None:
        """Write everything the node keeps to TARGET, except enquiries.

        A name that ends in .xlsx makes one workbook, one in .zip a ZIP of CSV files; anything else
        is a folder of CSV files. The files hold names and telephone numbers: keep them safe.

        Example: voikukkia-node export verkosto.xlsx

        Args:
            target: the file, or the folder
        """
        language = self._context.translator.language
        async with self._context.desk() as desk:
            tables = await desk.read(partial(all_tables, language=language))
        self._write(tables, target, desk.data)
        self._context.say(
            Text.of("Written to {path}: {count} tables.", path=str(target), count=len(tables))
        )

    async def figures(self, year: int, /, *, to: Path | None = None, exact: bool = False) -> None:
        """Show the yearly figures for the funder, or write them to a file.

        Counts of people are rounded to the nearest five. The exact ones are not for publication;
        their file says so in itself and in its name.

        Example: voikukkia-node stea 2026 --to stea.xlsx

        Args:
            year: the year
            to: a folder, or a file that ends in .csv or .xlsx
            exact: do not round counts of people
        """
        context = self._context
        if year not in stea.YEARS:
            context.refuse(Text.of("The year {year} cannot be right.", year=year))
        language = context.translator.language
        async with context.desk() as desk:
            counts = await desk.read(partial(all_measures, year=year))
        table = stea.table(counts, year, exact=exact, language=language)
        if to is None:
            for row in table.rows:
                context.show("  ".join(str(cell) for cell in row if cell is not None))
            return
        stem = stea.file_stem(year, exact=exact, language=language)
        file = stea.path_of(to, stem, exact=exact)
        made = workbook_of((table,), desk.data) if file.suffix == ".xlsx" else csv_of(table)
        self._put(file, made)
        context.say(Text.of("Written to {path}.", path=str(file)))

    def _write(self, tables: tuple[Table, ...], target: Path, data: Path) -> None:
        """Write the tables as the target's name says."""
        if target.suffix.casefold() == ".xlsx":
            self._put(target, workbook_of(tables, data))
        elif target.suffix.casefold() == ".zip":
            self._put(target, zip_of(tables))
        else:
            try:
                target.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                self._failed(target, error)
            for name, table in named(tables):
                self._put(target / f"{name}.csv", csv_of(table))

    def _put(self, file: Path, data: bytes) -> None:
        """Write a file that only its owner reads; one that is there is replaced."""
        try:
            file.touch(mode=0o600)
            file.write_bytes(data)
        except OSError as error:
            self._failed(file, error)

    def _failed(self, path: Path, error: OSError) -> NoReturn:
        reason = error.strerror or type(error).__name__
        self._context.refuse(
            Text.of("The file {path} cannot be written: {reason}.", path=str(path), reason=reason)
        )
