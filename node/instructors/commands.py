"""`voikukkia-node instructor …`: thin commands on instructors, whose names never leave (19, 33)."""

from dataclasses import asdict, dataclass
from typing import Annotated, Literal

import cyclopts
from cyclopts import Parameter

from node.counter import Context
from node.desk import Desk
from node.instructors import edit, store
from node.instructors.edit import Saved, missing
from node.instructors.model import InstructorId
from node.persons import dossier, files, wording
from node.persons import erase as persons
from node.persons.model import Dossier, Erased
from node.persons.wording import Reader
from shared.text import Invalid, Text


@Parameter(name="*")
@dataclass(kw_only=True)
class InstructorOptions:
    """What may be said of an instructor."""

    role: str | None = None
    """professional or peer"""
    was_in_group: str | None = None
    """has a peer instructor been in a group? yes, no or not said"""
    ethical_principles_on: str | None = None
    """the day they accepted the ethical principles"""
    phone: str | None = None
    """telephone; never leaves this computer"""
    email: str | None = None
    """e-mail; never leaves this computer"""
    purpose: str | None = None
    """why the record is kept"""
    keep_until: str | None = None
    """how long the record is kept, as 31.12.2028"""


def app(context: Context) -> cyclopts.App:
    """Return the `instructor` commands."""
    instructor = cyclopts.App(
        name="instructor", help="Keep your instructors; nothing of it leaves."
    )
    commands = InstructorCommands(context)
    for command in (commands.add, commands.edit, commands.show, commands.export):
        instructor.command(command)
    instructor.command(commands.erase, name=("erase", "forget"))
    instructor.command(commands.every, name="list")
    return instructor


class InstructorCommands:
    """The commands on instructors, at one person's counter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def add(
        self,
        name: str,
        /,
        *,
        own_id: Annotated[str | None, Parameter(name="--id")] = None,
        options: InstructorOptions | None = None,
    ) -> None:
        """Add an instructor.

        Example: voikukkia-node instructor add "Aino Esimerkki" --role professional

        Args:
            name: the person's name; never leaves this computer
            own_id: an id of your own; without it, a number
            options: what else may be said
        """
        form = _form(options, name=name, id=own_id)
        async with self._context.desk() as desk:
            self._tell(await edit.save(desk.database, desk.clock, form))
            await desk.wake()

    async def edit(
        self,
        instructor: InstructorId,
        /,
        *,
        name: str | None = None,
        options: InstructorOptions | None = None,
    ) -> None:
        """Change what is said of an instructor; what you leave out stays.

        Example: voikukkia-node instructor edit ohjaaja-1 --ethical-principles-on 1.9.2026

        Args:
            instructor: the instructor's id
            name: the person's new name
            options: what else may be said
        """
        form = _form(options, name=name)
        async with self._context.desk() as desk:
            self._tell(await edit.save(desk.database, desk.clock, form, before=instructor))
            await desk.wake()

    async def every(self) -> None:
        """List the instructors: id, role, name.

        Example: voikukkia-node instructor list
        """
        async with self._context.desk() as desk:
            for one in await desk.database.read(store.all_instructors):
                self._context.show(f"{one.id}  {one.role}  {one.name}")

    async def show(self, instructor: InstructorId, /) -> None:
        """Show everything that is kept about an instructor.

        Example: voikukkia-node instructor show ohjaaja-1

        Args:
            instructor: the instructor's id
        """
        async with self._context.desk() as desk:
            kept = await self._dossier(desk, instructor)
            for section in wording.sections(kept, self._reader(desk)):
                self._context.show(section.title)
                for fact in section.facts:
                    self._context.show(f"  {fact.name}: {fact.value}")

    async def export(
        self, instructor: InstructorId, /, *, form: Literal["json", "csv"] = "json"
    ) -> None:
        """Print a person's own data, to be handed to that person.

        Example: voikukkia-node instructor export ohjaaja-1 > omat-tiedot.json

        Args:
            instructor: the instructor's id
            form: json, or csv for a spreadsheet
        """
        async with self._context.desk() as desk:
            kept = await self._dossier(desk, instructor)
            said = files.as_json(kept) if form == "json" else files.as_csv(kept, self._reader(desk))
            self._context.show(said.decode().rstrip("\n"))

    async def erase(self, instructor: InstructorId, /) -> None:
        """Erase an instructor with their trainings and places in groups, for good.

        Example: voikukkia-node instructor erase ohjaaja-1

        Args:
            instructor: the instructor's id
        """
        async with self._context.desk() as desk:
            gone = await persons.erase(desk.database, desk.clock, instructor)
            if not isinstance(gone, Erased):
                self._context.refuse(*gone)
            self._context.say(persons.DONE)
            for group in gone.groups:
                self._context.say(Text.of("{id} has one instructor fewer.", id=group))
            await desk.wake()

    async def _dossier(self, desk: Desk, instructor: InstructorId) -> Dossier:
        kept = await desk.read(lambda db: dossier.gather(db, instructor))
        if kept is None:
            self._context.refuse(missing(instructor))
        return kept

    def _reader(self, desk: Desk) -> Reader:
        language = self._context.translator.language
        return Reader(language=language, say=self._context.words, reference=desk.reference)

    def _tell(self, saved: Saved | tuple[Invalid, ...]) -> None:
        if not isinstance(saved, Saved):
            self._context.refuse(*saved)
        self._context.say(Text.of("Saved: {id}", id=saved.instructor.id))
        for caution in saved.cautions:
            words = self._context.words(caution.text)
            self._context.say(Text.of("Please look: {what}", what=words))


def _form(options: InstructorOptions | None, **more: str | None) -> dict[str, str]:
    said = {**asdict(options or InstructorOptions()), **more}
    return {field: text for field, text in said.items() if text is not None}
