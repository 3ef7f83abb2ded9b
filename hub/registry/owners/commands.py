"""`voikukkia-hub owners`: who reports the counts of people of which municipality."""

from typing import Annotated

from cyclopts import App, Parameter

from hub.counter import Context
from hub.registry.owners import decide, forms, words
from hub.registry.owners.model import owners
from hub.registry.owners.store import OwnerMemory
from hub.statistics.quarters import newest_closed, quarter_of
from shared.period import helsinki_day
from shared.text import Text
from shared.wire.words import Quarter

From = Annotated[str, Parameter(name="from", help="the first quarter, such as 2027-Q1")]


def register(root: App, context: Context) -> None:
    """Add the commands to the command line."""
    commands = OwnerCommands(context)
    group = App(name="owners", help="Who reports the counts of people of which municipality.")
    group.command(commands.list, name="list")
    group.command(commands.unsettled)
    group.command(commands.set, name="set")
    root.command(group)


class OwnerCommands:
    """The commands on owners of counts."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def list(self, *, quarter: str | None = None) -> None:
        """List who reports counts; a star stands where the operator has named the network.

        Args:
            quarter: such as 2026-Q4; without it, the newest one that is over and the present one.
        """
        async with self._context.desk() as desk:
            today = helsinki_day(desk.now())
            asked = self._quarters(quarter, (newest_closed(today), quarter_of(today)))
            ownership = await desk.read(OwnerMemory(desk.reference).ownership)
            lines = [
                line
                for one in asked
                for line in words.owned(owners(ownership, one, desk.reference), desk.reference)
            ]
        for line in lines or [Text.of("Nobody reports counts in these quarters.")]:
            self._context.say(line)

    async def unsettled(self, *, quarter: str | None = None) -> None:
        """List the municipalities whose counts nobody reports, because several networks could.

        Args:
            quarter: such as 2026-Q4; without it, the newest one that is over and the present one.
        """
        async with self._context.desk() as desk:
            today = helsinki_day(desk.now())
            asked = self._quarters(quarter, (newest_closed(today), quarter_of(today)))
            ownership = await desk.read(OwnerMemory(desk.reference).ownership)
            lines = [
                line
                for one in asked
                for line in words.unsettled(owners(ownership, one, desk.reference), desk.reference)
            ]
        for line in lines or [Text.of("Everything is settled.")]:
            self._context.say(line)

    async def set(self, node: str, *places: str, quarter: From) -> None:
        """Have one network alone report the counts of municipalities from a quarter on.

        Where one network answers for a municipality nothing needs to be set. In a quarter in which
        it never answers for it the network does not report it either.

        Example: voikukkia-hub owners set ita-uusimaa Porvoo, Askola --from 2027-Q1

        Args:
            node: the network.
            places: names or codes of the municipalities, separated by commas.
            quarter: the first quarter: the newest one that is over, or a later one.
        """
        async with self._context.desk() as desk:
            now = desk.now()
            first = forms.quarter_from(quarter, today=helsinki_day(now))
            if isinstance(first, Text):
                self._context.refuse(first)
            codes = forms.places_of(_parts(places), desk.reference, first)
            if isinstance(codes, Text):
                self._context.refuse(codes)
            decision = await desk.decide(
                lambda db: decide.name_owner(db, node, codes, first, desk.reference, at=now)
            )
        self._context.told(decision)

    def _quarters(self, typed: str | None, otherwise: tuple[Quarter, ...]) -> tuple[Quarter, ...]:
        if typed is None:
            return otherwise
        found = forms.quarter_named(typed)
        if isinstance(found, Text):
            self._context.refuse(found)
        return (found,)


def _parts(typed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the places: a comma separates them, and so does the end of an argument after it."""
    return tuple(part.strip() for part in " ".join(typed).split(",") if part.strip())
