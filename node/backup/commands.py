"""The commands `backup` and `restore`; neither speaks to the hub."""

import asyncio
from pathlib import Path

from cyclopts import App

from node.backup import archive
from node.counter import Context
from node.network.asking import NO_NETWORK
from shared.runtime.clock import Clock
from shared.runtime.lock import DirectoryLock
from shared.text import Text


def register(root: App, context: Context, *, clock: Clock) -> None:
    """Add the commands to the command line."""
    commands = BackupCommands(context, clock)
    root.command(commands.backup)
    root.command(commands.restore)


class BackupCommands:
    """Copies of the node as one file, and the way back."""

    def __init__(self, context: Context, clock: Clock) -> None:
        self._context = context
        self._clock = clock

    async def backup(self, file: Path) -> None:
        """Write a backup into one file: records and the signing key. Keep it as safe as the node.

        Args:
            file: the file to write; an older one of that name is replaced.
        """
        context = self._context
        if not archive.has_data(context.data):
            context.refuse(NO_NETWORK)
        await asyncio.to_thread(archive.write, context.data, file)
        context.say(
            Text.of(
                "The backup is in {file}. It holds names and the signing key: keep it locked away.",
                file=str(file),
            )
        )

    async def restore(self, file: Path, *, yes: bool = False) -> None:
        """Put a backup in place of what is here. Stop `serve` first; nothing is sent.

        Args:
            file: a file that the command backup wrote.
            yes: replace the node that is here; its files are kept aside.
        """
        context = self._context
        if archive.has_data(context.data) and not yes:
            context.refuse(
                Text.of(
                    "There is a node in {path} already. Add --yes to put the backup in its place; "
                    "what is there is kept aside.",
                    path=str(context.data),
                )
            )
        context.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with DirectoryLock(context.data):
            now = self._clock.now()
            aside = await asyncio.to_thread(archive.restore, file, context.data, now)
        context.say(Text.of("The backup is in place. Nothing was sent to the hub."))
        if aside is not None:
            context.say(Text.of("What was here before lies in {path}.", path=str(aside)))
