"""`voikukkia-node organiser …`: thin commands on organisers."""

from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from node.counter import Context
from node.groups import fields
from node.history.model import Doer
from node.organisers import edit, store
from node.organisers.edit import Saved
from node.organisers.model import OrganiserId, organiser_on
from shared.period import helsinki_day
from shared.text import Invalid, Text


@Parameter(name="*")
@dataclass(kw_only=True)
class OrganiserOptions:
    """What may be said of an organiser."""

    kind: str | None = None
    """municipality, municipalities, joint_authority, county, ngo, parish or private"""
    municipality: str | None = None
    """which municipality it is, or lies in"""
    area: str | None = None
    """which wellbeing area, by name or number"""
    valid_from: str | None = None
    """first day it organises, as 1.1.2023"""
    valid_until: str | None = None
    """last day it organises"""
    ethical_principles_on: str | None = None
    """the day it accepted the ethical principles"""


def app(context: Context) -> cyclopts.App:
    """Return the `organiser` commands."""
    organiser = cyclopts.App(name="organiser", help="Keep who organises your groups.")
    commands = OrganiserCommands(context)
    for command in (commands.add, commands.edit, commands.end, commands.remove):
        organiser.command(command)
    organiser.command(commands.every, name="list")
    return organiser


class OrganiserCommands:
    """The commands on organisers, at one person's counter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def add(
        self,
        name: str,
        /,
        *,
        own_id: Annotated[str | None, Parameter(name="--id")] = None,
        options: OrganiserOptions | None = None,
    ) -> None:
        """Add an organiser.

        Example: voikukkia-node organiser add "Porvoon kaupunki" --kind municipality
        --municipality Porvoo

        Args:
            name: the organisation's name
            own_id: an id of your own; without it, one is made of the name
            options: what else may be said
        """
        form = _form(options, name=name, id=own_id)
        async with self._context.desk() as desk:
            self._tell(await edit.save(desk.database, desk.clock, desk.reference, form))
            await desk.wake()

    async def edit(
        self,
        organiser: OrganiserId,
        /,
        *,
        name: str | None = None,
        options: OrganiserOptions | None = None,
    ) -> None:
        """Change what is said of an organiser; what you leave out stays.

        Example: voikukkia-node organiser edit porvoon-kaupunki --ethical-principles-on 1.9.2026

        Args:
            organiser: the organiser's id
            name: the organisation's new name
            options: what else may be said
        """
        form = _form(options, name=name)
        async with self._context.desk() as desk:
            parts = (desk.database, desk.clock, desk.reference)
            self._tell(await edit.save(*parts, form, before=organiser))
            await desk.wake()

    async def end(self, organiser: OrganiserId, last_day: str, /) -> None:
        """Record the last day on which an organiser organises.

        Example: voikukkia-node organiser end porvoon-kaupunki 31.12.2022

        Args:
            organiser: the organiser's id
            last_day: the day, as 31.12.2022
        """
        day = fields.day(last_day)
        if not isinstance(day, date):
            self._context.refuse(day)
        async with self._context.desk() as desk:
            self._tell(await edit.end(desk.database, desk.clock, organiser, day))
            await desk.wake()

    async def remove(self, organiser: OrganiserId, /) -> None:
        """Remove an organiser that was entered by mistake and that no group names.

        Args:
            organiser: the organiser's id
        """
        async with self._context.desk() as desk:
            doer = Doer(at=desk.now())
            job = partial(edit.remove, organiser=organiser, doer=doer)
            refused = await desk.database.write(job)
            if refused is not None:
                self._context.refuse(refused)
            self._context.say(Text.of("Removed."))
            await desk.wake()

    async def every(self) -> None:
        """List the organisers, and who organises in their place today by law.

        Example: voikukkia-node organiser list
        """
        async with self._context.desk() as desk:
            today = helsinki_day(desk.clock.now())
            for one in await desk.database.read(store.all_organisers):
                now = organiser_on(one, today, desk.reference)
                successor = f"  -> {now.name}" if now != one else ""
                self._context.show(f"{one.id}  {one.kind}  {one.name}{successor}")

    def _tell(self, saved: Saved | tuple[Invalid, ...]) -> None:
        if not isinstance(saved, Saved):
            self._context.refuse(*saved)
        self._context.say(Text.of("Saved: {id}", id=saved.organiser.id))
        for caution in saved.cautions:
            words = self._context.words(caution.text)
            self._context.say(Text.of("Please look: {what}", what=words))


def _form(options: OrganiserOptions | None, **more: str | None) -> dict[str, str]:
    said = {**asdict(options or OrganiserOptions()), **more}
    return {field: text for field, text in said.items() if text is not None}
