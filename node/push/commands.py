"""The commands `push` and `status`."""

from collections.abc import Callable

import msgspec
from cyclopts import App

from node.counter import Context
from node.desk import Desk
from node.push import bell
from node.push.model import Status
from node.push.sender import Sender
from node.push.status import gather
from node.push.words import status_lines
from node.push.worker import until_rest
from shared.runtime.lock import DirectoryLock
from shared.text import Text

SenderOf = Callable[[Desk], Sender]


def register(root: App, context: Context, *, sender_of: SenderOf) -> None:
    """Add the commands to the command line; `sender_of` composes a sender where none runs."""
    commands = PushCommands(context, sender_of)
    root.command(commands.push)
    root.command(commands.status)


class PushCommands:
    """Talk to the hub now, and say where the node stands with it."""

    def __init__(self, context: Context, sender_of: SenderOf) -> None:
        self._context = context
        self._sender_of = sender_of

    async def push(self) -> None:
        """Send now what waits to be sent, and wait for the hub's receipt.

        Works beside a running `serve`, which then does it, and without one.
        """
        context = self._context
        async with context.desk() as desk:
            status = await bell.ring(context.data, "push")
            if status is None:
                status = await self._push_alone(desk)
        for line in status_lines(status, context.translator.language):
            context.say(line)
        if not _settled(status):
            context.refuse(Text.of("Not everything has reached the hub yet."))

    async def status(self, *, json: bool = False) -> None:
        """Show where this node stands with the hub, and when it spoke with it.

        Args:
            json: print it as JSON, for programs.
        """
        context = self._context
        async with context.desk() as desk:
            status = await bell.ring(context.data, "status")
            if status is None:
                status = await desk.read(gather)
        if json:
            context.show(msgspec.json.format(msgspec.json.encode(status)).decode())
            return
        for line in status_lines(status, context.translator.language):
            context.say(line)
        for notice in status.notices:
            context.say(Text.of("From the operator: {notice}", notice=notice))

    async def _push_alone(self, desk: Desk) -> Status:
        with DirectoryLock(self._context.data):
            sender = self._sender_of(desk)
            try:
                await until_rest(sender, urgent=True)
            finally:
                await sender.close()
            return await desk.read(lambda db: gather(db, phase=sender.phase))


def _settled(status: Status) -> bool:
    """Tell whether everything that was to be said has the hub's answer."""
    refused = status.last is not None and status.last.state == "refused"
    waiting = status.queued is not None or status.dirty_since is not None
    return status.phase == "confirmed" and not waiting and not refused
