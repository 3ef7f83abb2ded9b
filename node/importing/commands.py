"""`voikukkia-node import FILE`: a spreadsheet's rows, judged one by one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import cyclopts
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from node.counter import Context
from node.groups import wording
from node.importing.columns import usual_heading
from node.importing.model import BYTES_LIMIT, Changed, New, Plan, Refused, RowOutcome, Unchanged
from node.importing.run import run
from shared.text import Text

WIDTH = 100
NEW, CHANGED, ERROR = Text.of("new"), Text.of("changed"), Text.of("error")


def app(context: Context) -> cyclopts.App:
    """Return the `import` command."""
    made = cyclopts.App(name="import")
    made.default(ImportCommand(context).take)
    return made


class ImportCommand:
    """The command that imports, at one person's counter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def take(self, file: Path, /, *, dry_run: bool = False) -> None:
        """Take in the groups of FILE, a CSV file as Excel saves it; the first row names columns.

        Every row is new, changed, unchanged or in error; good rows are stored together. Nothing is
        deleted because it is missing from the file, and an empty cell changes nothing. Columns:
        tunnus, kunta, palvelee, kohderyhmä, kieli, tulkki, muu äidinkieli, muoto, aika, tila,
        ottaa uusia, alkaa, päivät, kesto minuutteina, järjestäjät, järjestäjän laji, nimi,
        sosiaalityöntekijä, matkakulut (or their names in Swedish or English).

        Example: voikukkia-node import ryhmat.csv --dry-run

        Args:
            file: the CSV file
            dry_run: only tell what would happen; nothing is stored
        """
        context = self._context
        data = _bytes(context, file)
        async with context.desk() as desk:
            planned = await run(
                desk.database,
                desk.clock,
                desk.reference,
                data,
                dry_run=dry_run,
                language=desk.translator.language,
            )
            if isinstance(planned, Text):
                context.refuse(planned)
            if planned.accepted and not dry_run:
                await desk.wake()
        _tell(context, planned, dry_run=dry_run)


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
        Console(width=WIDTH, highlight=False).print(_table(context, planned, told))
    for look in planned.looks:
        what = context.words(look.caution.text)
        context.say(Text.of("Row {line}, please look: {what}", line=look.line, what=what))
    if planned.sheet.ignored:
        columns = ", ".join(planned.sheet.ignored)
        context.say(Text.of("Columns not known here, and not read: {columns}.", columns=columns))
    context.say(_sums(planned))
    if dry_run:
        context.say(Text.of("This was a dry run: nothing was stored."))
    if planned.refused:
        context.refuse(
            Text.of(
                "Rows with errors: {count}. Put them right in the file and import it again.",
                count=len(planned.refused),
            )
        )


def _table(context: Context, planned: Plan, rows: Sequence[RowOutcome]) -> Table:
    table = Table(show_lines=False, expand=False)
    for heading in (Text.of("Row"), Text.of("What happens"), Text.of("Group"), Text.of("Details")):
        table.add_column(context.words(heading), overflow="fold")
    for row in rows:
        table.add_row(str(row.line), *(escape(text) for text in _cells(context, planned, row)))
    return table


def _cells(context: Context, planned: Plan, row: RowOutcome) -> tuple[str, str, str]:
    """Return what happens to a row, to which group, and how."""
    match row:
        case New():
            return context.words(NEW), row.group.id, "\n".join(_new(context, row))
        case Changed():
            return context.words(CHANGED), row.group.id, "\n".join(_changed(planned, row))
        case Refused():
            lines = "\n".join(_wrong(context, row))
            return context.words(ERROR), "", lines
        case Unchanged():
            return "", row.group.id, ""


def _new(context: Context, row: New) -> Iterator[str]:
    yield context.words(wording.start_of(row.group))
    for organiser in row.organisers:
        yield context.words(Text.of("new organiser: {name}", name=organiser.name))
    if row.resembles is not None:
        yield context.words(Text.of("looks like {id}: the same group?", id=row.resembles))


def _changed(planned: Plan, row: Changed) -> Iterator[str]:
    for change in row.changes:
        heading = planned.sheet.headings.get(change.field) or _usual(change.field)
        yield f"{heading}: {change.before} → {change.after}"


def _usual(field: str) -> str:
    try:
        return usual_heading(field)
    except KeyError:
        return field


def _wrong(context: Context, row: Refused) -> Iterator[str]:
    for problem in row.problems:
        text = context.words(problem.text)
        yield f"{problem.heading}: {text}" if problem.heading else text


def _sums(planned: Plan) -> Text:
    counts = Counter(type(row).__name__ for row in planned.outcomes)
    return Text.of(
        "Rows: {new} new, {changed} changed, {unchanged} unchanged, {errors} in error.",
        new=counts["New"],
        changed=counts["Changed"],
        unchanged=counts["Unchanged"],
        errors=counts["Refused"],
    )
