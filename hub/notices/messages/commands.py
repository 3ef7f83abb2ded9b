"""`voikukkia-hub message …`: what the operator tells networks, until a day."""

from cyclopts import App

from hub.counter import Context
from hub.notices.messages import decide, forms, store
from hub.notices.messages.model import Kept
from hub.registry import store as registry
from hub.registry.handover.forms import finnish
from shared.period import helsinki_day
from shared.text import Text

ALL = "*"


def register(root: App, context: Context) -> None:
    """Add the commands to the command line."""
    commands = MessageCommands(context)
    message = App(name="message", help="Tell networks something; they read it on their first page.")
    message.command(commands.write)
    message.command(commands.every, name="list")
    message.command(commands.withdraw)
    root.command(message)


class MessageCommands:
    """The commands on messages."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def write(
        self,
        *,
        fi: str,
        sv: str = "",
        en: str = "",
        until: str,
        to: str = "",
    ) -> None:
        """Tell networks something: plain text, no names of parents or instructors.

        Example: voikukkia-hub message write --fi "Verkostopäivä on 2.12." --until 2.12.2026

        Args:
            until: the last day it is shown, such as 31.12.2026.
            fi: the text in Finnish.
            sv: in Swedish; left out: the Finnish one is shown.
            en: in English; left out: the Finnish one is shown.
            to: ids of networks, separated by commas; left out: all of them.
        """
        typed = {"fi": fi, "sv": sv, "en": en, "until": until, "networks": to}
        async with self._context.desk() as desk:
            now = desk.now()
            known = {one.node for one in await desk.read(registry.networks)}
            draft = forms.read(typed, known=known, today=helsinki_day(now))
            if isinstance(draft, tuple):
                self._context.refuse(draft[0].text)
            self._context.told(await desk.decide(lambda db: decide.write(db, draft, now)))

    async def every(self) -> None:
        """List the messages: number, days, to whom, to how many it was told, text."""
        async with self._context.desk() as desk:
            today = helsinki_day(desk.now())
            found = await desk.read(store.every)
            if not found:
                self._context.say(Text.of("There is no message."))
            for kept in found:
                self._context.show(_line(kept))
                if not kept.current(today):
                    self._context.say(Text.of("    no longer told"))

    async def withdraw(self, number: int, /) -> None:
        """Take a message back, because it is over or was a mistake.

        Args:
            number: its number in `message list`.
        """
        async with self._context.desk() as desk:
            now = desk.now()
            self._context.told(await desk.decide(lambda db: decide.withdraw(db, number, now)))


def _line(kept: Kept) -> str:
    facts = (
        kept.number,
        f"{finnish(kept.day)}-{finnish(kept.until)}",
        ALL if kept.networks is None else ",".join(kept.networks),
        kept.told,
        " ".join(kept.text.fi.split()),
    )
    return "  ".join(str(fact) for fact in facts)
