"""`voikukkia-hub handover`, `handovers`, `end`, `call-off`: who answers from which day on."""

from datetime import date
from typing import Annotated

from cyclopts import App, Parameter

from hub.counter import Context
from hub.registry.handover import decide, forms, store, words
from shared.period import helsinki_day
from shared.text import Text

On = Annotated[str, Parameter(help="the Helsinki day it begins with, such as 1.1.2027")]


def register(root: App, context: Context) -> None:
    """Add the commands to the command line."""
    commands = HandoverCommands(context)
    for command in (commands.handover, commands.handovers, commands.end, commands.call_off):
        root.command(command)


class HandoverCommands:
    """The commands on what changes from a day on."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def handover(self, node: str, to: str, *places: str, on: On) -> None:
        """Have another network answer for municipalities from a day to come on.

        Until that day the old network answers for them, from its first minute in Helsinki the new
        one. Both read of it on their own pages from 30 days before. The groups of the old network
        stay listed within its reach; the new one reaches the municipalities' areas from that day.

        Example: voikukkia-hub handover helsinki-ngo ita-uusimaa Porvoo, Askola --on 1.1.2027

        Args:
            node: the network that answers for them now.
            to: the network that answers for them from that day on.
            places: names or codes of the municipalities, separated by commas.
            on: the day.
        """
        async with self._context.desk() as desk:
            now = desk.now()
            day = self._ahead(on, helsinki_day(now))
            codes = forms.places_on(_parts(places), desk.reference, day)
            if isinstance(codes, Text):
                self._context.refuse(codes)
            decision = await desk.decide(
                lambda db: decide.hand_over(db, node, to, codes, day, desk.reference, at=now)
            )
        self._context.told(decision)

    async def handovers(self) -> None:
        """List what is announced: handovers and ends to come."""
        async with self._context.desk() as desk:
            today = helsinki_day(desk.now())
            lines = words.announced(await desk.read(store.every), desk.reference, today)
        for line in lines or [Text.of("Nothing is announced.")]:
            self._context.say(line)

    async def end(self, node: str, *, on: On) -> None:
        """Have a network speak for nothing from a day to come on; its key is refused from then.

        Its offers and its contact are listed until that day; the history keeps what it said. Hand
        its municipalities over for the same day, or nobody answers for them.

        Args:
            node: the network.
            on: the day.
        """
        async with self._context.desk() as desk:
            now = desk.now()
            day = self._ahead(on, helsinki_day(now))
            decision = await desk.decide(
                lambda db: decide.end(db, node, day, desk.reference, at=now)
            )
        self._context.told(decision)

    async def call_off(self, node: str, to: str | None = None, /, *, on: On) -> None:
        """Take back what was announced for a day: a handover between two networks, or an end.

        Args:
            node: the network that was to hand over, or to end.
            to: the network that was to answer; without it, the end of `node` is called off.
            on: the day it was announced for.
        """
        day = forms.day_of(on)
        if isinstance(day, Text):
            self._context.refuse(day)
        async with self._context.desk() as desk:
            now = desk.now()
            decision = await desk.decide(lambda db: decide.call_off(db, node, to, day, at=now))
        self._context.told(decision)

    def _ahead(self, text: str, today: date) -> date:
        day = forms.day_ahead(text, today=today)
        if isinstance(day, Text):
            self._context.refuse(day)
        return day


def _parts(typed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the places: a comma separates them, and so does the end of an argument after it."""
    return tuple(part.strip() for part in " ".join(typed).split(",") if part.strip())
