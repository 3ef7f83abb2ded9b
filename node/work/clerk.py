"""How commands keep small records: add, edit, list, remove and restore any kind of work."""

from dataclasses import asdict
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import cyclopts

from node.counter import Context
from node.history.model import Doer
from node.work import edit
from node.work.edit import Saved
from node.work.noun import Cell, Noun
from shared.runtime.web.dates import day_words
from shared.text import Text

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Clerk:
    """Keeps the records of one kind at one person's counter."""

    def __init__(self, context: Context, noun: Noun[Any]) -> None:
        self._context = context
        self._noun = noun

    def register(self, app: cyclopts.App) -> None:
        """Give the commands that are alike for every kind to its application."""
        app.command(self.every, name="list")
        app.command(self.remove)
        app.command(self.restore)

    async def save(self, options: "DataclassInstance | None", before: str | None = None) -> None:
        """Store what the options say, and tell the person; a refusal ends the command."""
        said = asdict(options) if options is not None else {}
        form = {field: text for field, text in said.items() if text is not None}
        async with self._context.desk() as desk:
            job = partial(
                edit.save,
                noun=self._noun,
                form=form,
                reference=desk.reference,
                doer=Doer(at=desk.now()),
                before=before,
            )
            saved = await desk.database.write(job)
            if not isinstance(saved, Saved):
                self._context.refuse(*(saved if isinstance(saved, tuple) else ()))
            self._context.say(Text.of("Saved: {id}", id=edit.id_of(saved.record)))
            for caution in saved.cautions:
                looked = self._context.words(caution.text)
                self._context.say(Text.of("Please look: {what}", what=looked))

    async def every(self) -> None:
        """List every record: its number, then what its page shows."""
        language = self._context.translator.language
        async with self._context.desk() as desk:
            known = await desk.read(partial(edit.known, noun=self._noun, reference=desk.reference))
            for record in await desk.read(self._noun.every):
                cells = (column.cell(record, known, language) for column in self._noun.columns)
                line = "  ".join(self._cell(cell) for cell in cells)
                self._context.show(f"{edit.id_of(record)}  {line}")

    async def remove(self, record: str, /) -> None:
        """Take a record off the list; it can be brought back for 30 days.

        Args:
            record: its number in the list
        """
        async with self._context.desk() as desk:
            job = partial(edit.remove, noun=self._noun, record=record, doer=Doer(at=desk.now()))
            if refused := await desk.database.write(job):
                self._context.refuse(*refused)
            self._context.say(Text.of("Removed."))

    async def restore(self, record: str, /) -> None:
        """Bring a removed record back.

        Args:
            record: the number it had in the list
        """
        async with self._context.desk() as desk:
            job = partial(edit.restore, noun=self._noun, record=record, doer=Doer(at=desk.now()))
            if (why := await desk.database.write(job)) is not None:
                self._context.refuse(why)
            self._context.say(Text.of("It is back."))

    def _cell(self, cell: Cell) -> str:
        match cell:
            case None | "":
                return "-"
            case Text():
                return self._context.words(cell)
            case date():
                return day_words(cell, self._context.translator.language)
            case _:
                return str(cell)
