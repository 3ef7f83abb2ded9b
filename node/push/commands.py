"""The commands `push`, `status` and `settle`."""

from collections.abc import Callable
from datetime import datetime
from sqlite3 import Connection

import msgspec
from cyclopts import App

from node.counter import Context
from node.desk import Desk
from node.push import bell, store
from node.push.model import Status
from node.push.reconciling import SETTLED_BY_A_PERSON
from node.push.sender import Sender
from node.push.status import gather
from node.push.words import cause_text, status_lines
from node.push.worker import until_rest
from shared.runtime.lock import DirectoryLock
from shared.text import Text

SenderOf = Callable[[Desk], Sender]
Settle = Callable[[Connection, datetime], object]


def register(root: App, context: Context, *, sender_of: SenderOf, settle: Settle) -> None:
    """Add the commands to the command line.

    `sender_of` composes a sender where none runs; `settle` notes that a person settled a stop.
    """
    commands = PushCommands(context, sender_of, settle)
    root.command(commands.push)
    root.command(commands.status)
    root.command(commands.settle)


class PushCommands:
    """Talk to the hub now, and say where the node stands with it."""

    def __init__(self, context: Context, sender_of: SenderOf, settle: Settle) -> None:
        self._context = context
        self._sender_of = sender_of
        self._settle = settle

    async def push(self) -> None:
        """Send now what waits to be sent, and wait for the hub's receipt.

        Works beside a running `serve`, which then does it, and without one.
        """
        async with self._context.desk() as desk:
            await self._push(desk)

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

    async def settle(self, *, yes: bool = False) -> None:
        """Go on from the reports that the hub has, after a stop that the command status tells of.

        Do it only when you and the operator know which machine is the right one, and the operator
        has lifted the suspension. This node's own reports that the hub does not have are set aside
        and kept; groups, people and everything else here stay as they are, and are reported anew.

        Args:
            yes: do it; without it, only what would be done is told.
        """
        context = self._context
        async with context.desk() as desk:
            memory = await desk.read(store.memory)
            if memory.stopped not in SETTLED_BY_A_PERSON:
                context.refuse(Text.of("Nothing is stopped here that could be settled so."))
            context.say(cause_text(memory.stopped))
            if not yes:
                context.refuse(
                    Text.of(
                        "Telephone the operator first. When both of you know that this is the "
                        "right machine, and the suspension is lifted: settle --yes"
                    )
                )
            now = desk.now()
            await desk.database.write(lambda db: self._settle(db, now))
            await self._push(desk)

    async def _push(self, desk: Desk) -> None:
        """Talk to the hub now, here or in the running `serve`, and tell what came of it."""
        context = self._context
        status = await bell.ring(context.data, "push")
        if status is None:
            status = await self._push_alone(desk)
        for line in status_lines(status, context.translator.language):
            context.say(line)
        if not _said(status):
            context.refuse(Text.of("Not everything has reached the hub yet."))

    async def _push_alone(self, desk: Desk) -> Status:
        with DirectoryLock(self._context.data):
            sender = self._sender_of(desk)
            try:
                await until_rest(sender, urgent=True)
            finally:
                await sender.close()
            return await desk.read(lambda db: gather(db, phase=sender.phase))


def _said(status: Status) -> bool:
    """Tell whether everything that was to be said has the hub's answer."""
    refused = status.last is not None and status.last.state == "refused"
    waiting = status.queued is not None or status.dirty_since is not None
    return status.phase == "confirmed" and not waiting and not refused
