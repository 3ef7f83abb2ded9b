"""What the hub's command line works with: an open hub (`Desk`), and a voice (`Context`).

`hub/<feature>/commands.py` exposes `register(root, context)`; its commands are coroutines that do
`async with context.desk() as desk:` and end with `context.refuse(Text)`, exit code 1.
"""

import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import NoReturn, TypeVar

from hub.desk.trail import store as trail
from hub.desk.trail.model import COMMAND_LINE, Hand
from hub.ingest.mirror import Mirror
from hub.registry.decide import Decided, Decision
from hub.trust.keys import HubKeys
from shared.reference.lookup import Reference
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.i18n import Translator
from shared.signing import SigningKey
from shared.text import Text
from shared.wire.session import Policy
from shared.wire.words import PublicKey

T = TypeVar("T")
Job = Callable[[Connection], T]


UNHEARD = 141
"""The exit code of a program whose reader went away: 128 and the number of SIGPIPE."""


class CommandError(Exception):
    """A refusal for the person at the command line: shown as plain words, exit code 1."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An open hub. `wake` tells `serve`, if it runs, that what is published may have changed."""

    data: Path
    database: Database
    mirror: Mirror
    clock: Clock
    reference: Reference
    policy: Policy
    keys: HubKeys
    api_url: str
    invitation_life: timedelta
    wake: Callable[[], Awaitable[bool]]
    translator: Translator = field(default_factory=lambda: Translator("en"))

    @property
    def key(self) -> SigningKey:
        """Return the key that speaks for the hub now."""
        return self.keys.key

    @property
    def root(self) -> PublicKey:
        """Return the public half of the root key: what nodes pin, and what fingerprints cover."""
        return self.keys.root

    def now(self) -> datetime:
        """Return the instant, in UTC and whole seconds."""
        return self.clock.now()

    async def read(self, job: Job[T]) -> T:
        """Run a reading job."""
        return await self.database.read(job)

    async def decide(self, job: Job[Decision], hand: Hand = COMMAND_LINE) -> Decision:
        """Take an operator's decision, write it into the log of acts, then wake `serve`."""

        def taken(db: Connection) -> Decision:
            decision = job(db)
            if isinstance(decision, Decided):
                trail.add(db, hand, decision.said, self.now())
            return decision

        decision = await self.database.write(taken)
        if isinstance(decision, Decided):
            await self.wake()
        return decision


@dataclass(frozen=True, kw_only=True)
class Bare:
    """A hub's database and nothing else; `growing`: a `serve` runs, and adds to it meanwhile."""

    data: Path
    database: Database
    clock: Clock
    reference: Reference
    policy: Policy
    growing: bool
    wake: Callable[[], Awaitable[bool]]


@dataclass(kw_only=True)
class Context:
    """The options every command shares; the launcher fills them in before a command runs."""

    translator: Translator = field(default_factory=lambda: Translator("en"))
    opener: Callable[[], AbstractAsyncContextManager[Desk]] | None = None
    bare_opener: Callable[[], AbstractAsyncContextManager[Bare]] | None = None

    def desk(self) -> AbstractAsyncContextManager[Desk]:
        """Open the hub for one command."""
        if self.opener is None:
            raise RuntimeError("the launcher runs before any command")
        return self.opener()

    def bare(self) -> AbstractAsyncContextManager[Bare]:
        """Open only the database: what is looked at may be damaged."""
        if self.bare_opener is None:
            raise RuntimeError("the launcher runs before any command")
        return self.bare_opener()

    def words(self, text: Text) -> str:
        """Return the text in the person's language."""
        return self.translator.say(text)

    def say(self, text: Text) -> None:
        """Print the text in the person's language."""
        self.show(self.words(text))

    def show(self, line: str) -> None:
        """Print a line as it is."""
        print(line)  # noqa: T201 (the one place where commands speak)

    def remark(self, text: Text) -> None:
        """Print the text beside the output, to stderr."""
        print(self.words(text), file=sys.stderr)  # noqa: T201 (as above)

    def told(self, decision: Decision) -> None:
        """Say what was decided, or end with the reason why it was not."""
        if isinstance(decision, Text):
            self.refuse(decision)
        self.say(decision.said)

    def refuse(self, text: Text) -> NoReturn:
        """End the command with this reason and exit code 1; nothing was changed."""
        raise CommandError(text)


def unheard() -> int:
    """Return the exit code for output that nobody reads; nothing more is said into it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return UNHEARD
