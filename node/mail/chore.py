"""The chore of the weekly mail: from Monday eight o'clock in Helsinki on, once, if something waits.

It looks every hour; a mail that failed is tried again until the week is settled.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from sqlite3 import Connection

from node.care.model import Chore
from node.care.trouble import trouble_of
from node.mail import store, words
from node.mail.model import due_week
from shared.runtime import mail
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.i18n import Translator
from shared.runtime.mail import Letter, MailPlan
from shared.text import Text

NAME = "mail"
EVERY = timedelta(hours=1)
Waits = Callable[[Connection], tuple[Text, ...]]


class Mailer:
    """Sends what there is to send, and remembers how it went."""

    def __init__(
        self, database: Database, clock: Clock, translator: Translator, plan: MailPlan
    ) -> None:
        self._database = database
        self._clock = clock
        self._say = translator.say
        self._plan = plan

    async def weekly(self, waits: Waits) -> None:
        """Send this week's mail if it is due and something waits. Raises MailError."""
        week = due_week(self._clock.now())
        state = await self._database.read(store.state)
        if not self._plan.is_set or state.settled_week == week:
            return
        first = state.settled_week is None  # the first mail comes on the next Monday
        found = () if first else await self._database.read(waits)
        if not found:
            await self._database.write(partial(store.settle, week=week))
            return
        await self._send(words.weekly(found, self._plan.address, self._say), week)

    async def test(self) -> None:
        """Send a mail that only shows that mail arrives. Raises MailError."""
        await self._send(words.test(self._plan.address, self._say), None)

    async def _send(self, letter: Letter, week: str | None) -> None:
        now = self._clock.now()
        try:
            await mail.send(self._plan, letter, now)
        except Exception as error:
            trouble = trouble_of(error)
            await self._database.write(partial(store.failed, now=now, trouble=trouble))
            raise
        await self._database.write(partial(store.sent, week=week, now=now))


def chore(mailer: Mailer, waits: Waits) -> Chore:
    """Return the chore of an open node."""
    return Chore(NAME, EVERY, partial(mailer.weekly, waits), Text.of("Weekly mail"))
