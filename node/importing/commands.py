"""`voikukkia-node import`: the rows of a list judged one by one; imports listed and undone."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import cyclopts

from node.counter import Context
from node.exporting.files import csv_of, workbook_of
from node.groups import wording
from node.groups.model import Group
from node.history.model import Doer
from node.importing import store, undo
from node.importing.columns import field_of, usual_heading
from node.importing.model import (
    BYTES_LIMIT,
    Changed,
    Kind,
    New,
    Plan,
    Refused,
    RowOutcome,
    Run,
    Unchanged,
)
from node.importing.run import run
from node.importing.showing import error_table, label
from node.importing.undo import Undone
from shared.runtime.web.dates import instant_words
from shared.text import Text

WIDTH = 100
NEW, CHANGED, ERROR = Text.of("new"), Text.of("changed"), Text.of("error")
LISTED = 50


def app(context: Context) -> cyclopts.App:
    """Return the `import` commands."""
    made = cyclopts.App(name="import")
    commands = ImportCommand(context)
    made.default(commands.take)
    made.command(commands.undo)
    made.command(commands.every, name="list")
    return made


class ImportCommand:
    """The commands that import, at one person's counter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def take(
        self,
        file: Path,
        /,
        *,
        kind: Kind = "groups",
        columns: tuple[str, ...] = (),
        errors: Path | None = None,
        dry_run: bool = False,
    ) -> None:
        """Take in the list FILE, an Excel workbook (.xlsx) or CSV; the first row names columns.

        Every row is new, changed, unchanged or in error; good rows are stored together. Nothing is
        deleted because it is missing from the file, and an empty cell changes nothing. What the
        export writes can be read again. Columns of groups: tunnus, kunta, palvelee, kohderyhmä,
        kieli, tila, alkaa, päivät, järjestäjät and more; of instructors: tunnus, nimi, rooli,
        puhelin, sähköposti; of trainings: ohjaaja, koulutus, päivä, kouluttaja (or their names in
        Swedish or English).

        Example: voikukkia-node import ryhmat.xlsx --dry-run

        Args:
            file: the workbook or CSV file
            kind: what the list is of: groups, instructors or trainings
            columns: a heading of the file and the usual one, as "Paikkakunnat=palvelee"
            errors: where to write the rows in error, with the reasons (.csv or .xlsx)
            dry_run: only tell what would happen; nothing is stored
        """
        context = self._context
        data = _bytes(context, file)
        told = _told_columns(context, columns, kind)
        async with context.desk() as desk:
            planned = await run(
                desk.database,
                desk.clock,
                desk.reference,
                data,
                kind=kind,
                told=told,
                dry_run=dry_run,
                language=desk.translator.language,
            )
            if isinstance(planned, Text):
                context.refuse(planned)
            if planned.accepted and not dry_run:
                await desk.wake()
        if errors is not None and planned.refused:
            _write_errors(context, planned, errors, desk.data)
        _tell(context, planned, dry_run=dry_run)

    async def undo(self, number: int, /, *, also_changed: bool = False) -> None:
        """Undo the whole import NUMBER: what it added is removed, what it changed is as before.

        Example: voikukkia-node import undo 3

        Args:
            number: the number of the import, as `import list` shows it
            also_changed: undo records, too, that were changed again since the import
        """
        context = self._context
        async with context.desk() as desk:
            touched = await desk.read(partial(undo.touched, run=number))
            job = partial(
                undo.undo, run=number, doer=Doer(at=desk.now()), also_touched=also_changed
            )
            undone = await desk.commit(job)
        if not isinstance(undone, Undone):
            context.refuse(undone)
        context.say(undo.told(undone))
        if touched and not also_changed:
            names = ", ".join(one.record for one in touched)
            context.say(Text.of("Changed again since the import, and left: {names}.", names=names))

    async def every(self) -> None:
        """List the imports, the newest first.

        Example: voikukkia-node import list
        """
        async with self._context.desk() as desk:
            runs = await desk.read(partial(store.newest, limit=LISTED))
        for one in runs:
            self._context.show(_line(self._context, one))


def _told_columns(context: Context, columns: Sequence[str], kind: Kind) -> Mapping[str, str]:
    """Return the fields of headings as they were told, or end the command where one is none."""
    told: dict[str, str] = {}
    for one in columns:
        heading, _, usual = one.rpartition("=")
        field = field_of(usual, kind)
        if not heading or field is None:
            text = Text.of(
                "“{text}” does not say what a column is. Write the heading of the file and the"
                " usual one, as “Paikkakunnat=palvelee”.",
                text=one,
            )
            context.refuse(text)
        told[heading.strip()] = field
    return told


def _line(context: Context, one: Run) -> str:
    """Return an import on one line."""
    states = {
        "checking": Text.of("waits to be looked at; erased seven days after it was begun"),
        "undone": Text.of("undone"),
    }
    sums = Text.of(
        "{new} new, {changed} changed, {unchanged} unchanged, {errors} in error",
        new=one.sums.added,
        changed=one.sums.changed,
        unchanged=one.sums.unchanged,
        errors=one.sums.refused,
    )
    when = instant_words(one.settled_at or one.begun_at, context.translator.language)
    return f"{one.id}  {one.kind}  {when}  {context.words(states.get(one.state, sums))}"


def _write_errors(context: Context, planned: Plan, errors: Path, data: Path) -> None:
    table = error_table(planned, context.words)
    xlsx = errors.suffix.casefold() == ".xlsx"
    made = workbook_of((table,), data) if xlsx else csv_of(table)
    try:
        errors.write_bytes(made)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        text = Text.of(
            "The file {path} cannot be written: {reason}.", path=str(errors), reason=reason
        )
        context.refuse(text)


def _bytes(context: Context, file: Path) -> bytes:
    """Return the file's bytes, or end the command where it cannot be read or is too large."""
    try:
        with file.open("rb") as opened:
            return opened.read(BYTES_LIMIT + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        text = Text.of("The file {path} cannot be read: {reason}.", path=str(file), reason=reason)
        context.refuse(text)


def _tell(context: Context, planned: Plan, *, dry_run: bool) -> None:
    """Print the rows that matter and the sums; end with exit code 1 if a row was in error."""
    told = [row for row in planned.outcomes if not isinstance(row, Unchanged)]
    if told:
        _show(context, planned, told)
    for look in planned.looks:
        what = context.words(look.caution.text)
        context.say(Text.of("Row {line}, please look: {what}", line=look.line, what=what))
    if planned.sheet.ignored:
        columns = ", ".join(planned.sheet.ignored)
        context.say(Text.of("Columns not known here, and not read: {columns}.", columns=columns))
    context.say(_sums(planned))
    if planned.number is not None:
        context.say(
            Text.of(
                "This is import {number}; for 30 days it is undone with: import undo {number}",
                number=planned.number,
            )
        )
    if dry_run:
        context.say(Text.of("This was a dry run: nothing was stored."))
    if planned.refused:
        context.refuse(
            Text.of(
                "Rows with errors: {count}. Put them right in the file and import it again.",
                count=len(planned.refused),
            )
        )


def _show(context: Context, planned: Plan, rows: Sequence[RowOutcome]) -> None:
    """Print the rows as a table."""
    # `serve` loads the commands, too, and prints no table: an idle node is to stay small.
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(show_lines=False, expand=False)
    what = Text.of("Group") if planned.sheet.kind == "groups" else Text.of("Record")
    for heading in (Text.of("Row"), Text.of("What happens"), what, Text.of("Details")):
        table.add_column(context.words(heading), overflow="fold")
    for row in rows:
        table.add_row(str(row.line), *(escape(text) for text in _cells(context, planned, row)))
    Console(width=WIDTH, highlight=False).print(table)


def _cells(context: Context, planned: Plan, row: RowOutcome) -> tuple[str, str, str]:
    """Return what happens to a row, to which group, and how."""

    def named(row: New | Changed | Unchanged) -> str:
        return label(row.record, context.translator.language)

    match row:
        case New():
            return context.words(NEW), named(row), "\n".join(_new(context, row))
        case Changed():
            return context.words(CHANGED), named(row), "\n".join(_changed(planned, row))
        case Refused():
            lines = "\n".join(_wrong(context, row))
            return context.words(ERROR), "", lines
        case Unchanged():
            return "", named(row), ""


def _new(context: Context, row: New) -> Iterator[str]:
    if isinstance(row.record, Group):
        yield context.words(wording.start_of(row.record))
    for organiser in row.organisers:
        yield context.words(Text.of("new organiser: {name}", name=organiser.name))
    if row.resembles is not None:
        yield context.words(Text.of("looks like {id}: the same group?", id=row.resembles))


def _changed(planned: Plan, row: Changed) -> Iterator[str]:
    for change in row.changes:
        kind = planned.sheet.kind
        heading = planned.sheet.headings.get(change.field) or _usual(change.field, kind)
        yield f"{heading}: {change.before} → {change.after}"


def _usual(field: str, kind: Kind) -> str:
    try:
        return usual_heading(field, kind)
    except KeyError:
        return field


def _wrong(context: Context, row: Refused) -> Iterator[str]:
    for problem in row.problems:
        text = context.words(problem.text)
        yield f"{problem.heading}: {text}" if problem.heading else text


def _sums(planned: Plan) -> Text:
    sums = planned.sums
    return Text.of(
        "Rows: {new} new, {changed} changed, {unchanged} unchanged, {errors} in error.",
        new=sums.added,
        changed=sums.changed,
        unchanged=sums.unchanged,
        errors=sums.refused,
    )
