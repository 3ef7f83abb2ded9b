"""`voikukkia-hub mail …`: how operators are told of what the hub notices."""

from collections.abc import Callable
from functools import partial

from cyclopts import App

from hub.counter import Context, Desk
from hub.notices.alerts import outgoing, store
from hub.notices.alerts.model import CHANNELS, Letter
from hub.notices.alerts.outgoing import Outgoing
from hub.registry.handover.forms import finnish
from shared.period import helsinki_day
from shared.text import Text

SHOWN = 20
OutgoingOf = Callable[[Desk], Outgoing]


def register(root: App, context: Context, *, outgoing_of: OutgoingOf) -> None:
    """Add the commands; `outgoing_of` tells how operators are told, once the settings were read."""
    commands = MailCommands(context, outgoing_of)
    told = App(name="mail", help="How operators are told of silent networks and alarms.")
    told.command(commands.test)
    told.command(commands.every, name="list")
    root.command(told)


class MailCommands:
    """The commands on mail and webhook."""

    def __init__(self, context: Context, outgoing_of: OutgoingOf) -> None:
        self._context = context
        self._outgoing_of = outgoing_of

    async def test(self) -> None:
        """Send a mail that only shows that mail arrives; call the webhook, if there is one."""
        async with self._context.desk() as desk:
            plan = self._outgoing_of(desk)
        if not plan.hook.is_set or plan.mail.is_set:
            self._tell(
                await outgoing.test_mail(plan),
                Text.of("The test mail was handed to the mail server."),
            )
        if plan.hook.is_set:
            self._tell(await outgoing.test_hook(plan), Text.of("The webhook was called."))

    async def every(self) -> None:
        """List the last letters: channel, day, number of alerts, how it went."""
        async with self._context.desk() as desk:
            found = [
                letter
                for channel in CHANNELS
                for letter in await desk.read(partial(store.letters, channel=channel, limit=SHOWN))
            ]
        for letter in found:
            self._context.show(self._line(letter))
        if not found:
            self._context.say(Text.of("No letter was written yet."))

    def _tell(self, trouble: Text | None, done: Text) -> None:
        if trouble is not None:
            self._context.refuse(trouble)
        self._context.say(done)

    def _line(self, letter: Letter) -> str:
        if letter.settled_at is not None and letter.trouble is None:
            how = self._context.words(Text.of("arrived"))
        else:
            how = self._context.words(letter.trouble or Text.of("on its way"))
        day = finnish(helsinki_day(letter.made_at))
        return f"{letter.channel}  {day}  {letter.last - letter.first + 1}  {how}"
