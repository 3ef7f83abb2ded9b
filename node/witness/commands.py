"""The command `witness`: the checkpoints of the hub's public log that this node has seen.

Two networks that print theirs can be compared by anybody: one log cannot have two faces.
"""

from cyclopts import App

from node.counter import Context
from node.witness import store
from node.witness.words import lines
from shared.text import Text


def register(root: App, context: Context) -> None:
    """Add the command to the command line."""
    root.command(WitnessCommands(context).witness)


class WitnessCommands:
    """The command."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def witness(self) -> None:
        """Show the hub's signed checkpoints as this node saw them.

        Another network, or a journalist, can hold them beside the published ones: the command
        voikukkia-hub verify --seen says whether they are of one log.
        """
        context = self._context
        async with context.desk() as desk:
            every = await desk.read(store.every)
        if not every:
            context.say(Text.of("This node has seen no checkpoint yet."))
        for seen in every:
            for text in lines(seen, context.translator.language):
                context.say(text)
            for note in (seen.note, seen.odd.note if seen.odd else ""):
                if note:
                    context.show(f"\n{note}")
