"""`voikukkia-hub revoke`: a node's key that was stolen, or may have been, is taken back at once."""

from cyclopts import App

from hub.counter import Context
from hub.registry.keys import decide


def register(root: App, context: Context) -> None:
    """Add the commands to the command line."""
    root.command(KeyCommands(context).revoke)


class KeyCommands:
    """The commands on networks' keys."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def revoke(self, node: str) -> None:
        """Take a network's key back, because it was stolen or may have been. It works at once.

        What the network said before stays in the ledger; from now on its municipalities are
        unknown. The way back: invite NODE --again, enrol on the node, confirm the fingerprint.
        """
        async with self._context.desk() as desk:
            now = desk.now()
            self._context.told(await desk.decide(lambda db: decide.revoke(db, node, now)))
