"""What every use case of the node is handed: database, clock, reference, translator, wake.

Faces open a desk and hand its parts on; nothing below a face knows it. (What a command line has
before a desk is open stands in `counter.py`.)
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from sqlite3 import Connection
from typing import TypeVar

from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.i18n import Translator
from shared.text import Text

T = TypeVar("T")
Job = Callable[[Connection], T]
Wake = Callable[[], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An open node. `wake` tells the sender, in this process or another, that facts changed.

    `data` is the directory of its database and keys.
    """

    database: Database
    clock: Clock
    reference: Reference
    translator: Translator
    wake: Wake
    data: Path = Path()

    def now(self) -> datetime:
        """Return the instant, in UTC and whole seconds."""
        return self.clock.now()

    def today(self) -> date:
        """Return the day in Helsinki."""
        return helsinki_day(self.clock.now())

    def say(self, text: Text) -> str:
        """Return the text in the desk's language."""
        return self.translator.say(text)

    async def read(self, job: Job[T]) -> T:
        """Run a reading job."""
        return await self.database.read(job)

    async def commit(self, job: Job[T]) -> T:
        """Run a writing job in one durable transaction, then wake the sender."""
        result = await self.database.write(job)
        await self.wake()
        return result
