"""`voikukkia-hub restore`: put a backup in place, bring it up from the mirror, say what is lost."""

import asyncio
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from msgspec import Struct

from hub.counter import Context, Desk
from hub.ingest import generation, ledger
from hub.recovery.put_back import Restored, put_back
from hub.registry import keyfile
from hub.registry import store as registry
from hub.trust import ceremony
from hub.trust.model import origin
from shared.runtime.clock import Clock
from shared.runtime.lock import DirectoryLock
from shared.text import Text

Root = Annotated[Path | None, Parameter(name="root", help="the file of the root key")]


class Place(Struct, frozen=True, kw_only=True):
    """Where the hub lives, and the address of its site, which names the public log."""

    data: Path
    site: str


def register(root: App, context: Context, *, clock: Clock, place_of: Callable[[], Place]) -> None:
    """Add the commands to the command line; the settings are read when one runs."""
    commands = RecoveryCommands(context, clock, place_of)
    root.command(commands.restore)
    root.command(commands.rename_log)


class RecoveryCommands:
    """The commands."""

    def __init__(self, context: Context, clock: Clock, place_of: Callable[[], Place]) -> None:
        self._context = context
        self._clock = clock
        self._place_of = place_of

    async def restore(self, backup: Path, *, root: Root = None) -> None:
        """Put a backup of the database in place and bring it up from the mirror.

        Stop `serve` first. What was there is kept aside. It can be done again if it was cut short.
        If the mirror is there, nothing is lost. If not, nodes give back what the hub had from them.

        Args:
            backup: a file that the command backup wrote.
            root: the file of the root key; needed only where entries are lost.
        """
        context, place = self._context, self._place_of()
        keyfile.require_made(place.data)
        with DirectoryLock(place.data):
            now = self._clock.now()
            job = partial(put_back, backup, place.data, now, secrets.token_bytes)
            done = await asyncio.to_thread(job)
            async with context.desk() as desk:  # Opening it brings it up from the mirror.
                tip = await desk.read(ledger.tip)
                self._tell(done, tip.entries)
                await self._rename(desk, place, root, ask=done.renewed)

    async def rename_log(self, *, root: Root = None) -> None:
        """Name the public log in the trust document as the ledger is named since a restore.

        Args:
            root: the file of the root key.
        """
        async with self._context.desk() as desk:
            await self._rename(desk, self._place_of(), root, ask=True)

    async def _rename(self, desk: Desk, place: Place, root: Path | None, *, ask: bool) -> None:
        """Name the log anew, where its name is no longer the one in the trust document."""
        known = await desk.read(partial(registry.fact, name=generation.FACT))
        named, path = origin(place.site, known or ""), root or place.data / keyfile.ROOT_NAME
        if desk.keys.trust.origin == named:
            return
        if not path.exists():
            if ask:
                self._context.refuse(_NEEDS_ROOT)
            return
        key = keyfile.load(path)
        await ceremony.rename(place.data, desk.database, key, named, desk.now())
        await desk.wake()
        self._context.say(Text.of("The public log is now called {name}.", name=named))

    def _tell(self, done: Restored, entries: int) -> None:
        context = self._context
        if done.aside is not None:
            context.say(Text.of("What was here before lies in {path}.", path=str(done.aside)))
        context.say(
            Text.of(
                "The backup is in place: {backup} entries. With the mirror the ledger has "
                "{entries} entries.",
                backup=done.backup,
                entries=entries,
            )
        )
        context.say(_LOST if done.renewed else _WHOLE)


_WHOLE = Text.of("Nothing of the ledger is lost. Start the hub.")
_LOST = Text.of(
    "Entries are lost, or nobody can know: the mirror is gone or too short. The ledger goes on "
    "under a new name and the public log begins anew. Start the hub: nodes give back their own "
    "reports by themselves. Then look at every network (command: networks) and do again what you "
    "decided since the backup: invitations, grants, suspensions."
)
_NEEDS_ROOT = Text.of(
    "The root key is not on this computer, and the public log has a new name. Bring the key back "
    "(command: key restore), then run: voikukkia-hub rename-log. Do it before you start the hub."
)
