"""The command `mail test`."""

from collections.abc import Callable

from cyclopts import App

from node.counter import Context
from node.desk import Desk
from node.mail.chore import Mailer
from shared.text import Text

MailerOf = Callable[[Desk], Mailer]


def app(context: Context, *, mailer_of: MailerOf) -> App:
    """Return the command `mail`; `mailer_of` makes what sends, once the settings were read."""
    mail = App(name="mail", help="The weekly mail that says what waits.")

    async def test() -> None:
        """Send a mail that only shows that mail arrives."""
        async with context.desk() as desk:
            await mailer_of(desk).test()
        context.say(Text.of("The test mail was handed to the mail server."))

    mail.command(test)
    return mail
