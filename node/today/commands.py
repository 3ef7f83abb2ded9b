"""The command `today`: what needs doing, as the first page shows it."""

from collections.abc import Callable, Iterable

from cyclopts import App

from node.counter import Context
from node.today.model import Source, gathered
from shared.text import Text

SourcesOf = Callable[[], Iterable[Source]]


def register(root: App, context: Context, *, sources_of: SourcesOf) -> None:
    """Add the command to the command line; the settings are read when it runs."""

    async def today() -> None:
        """Show what needs doing, the most pressing first, with what to type."""
        async with context.desk() as desk:
            now = desk.now()
            todos = await desk.read(lambda db: gathered(db, now, sources_of()))
        if not todos:
            context.say(Text.of("Nothing needs doing."))
        for todo in todos:
            context.say(todo.text)
            if todo.command:
                context.show(f"  voikukkia-node {todo.command}")

    root.command(today)
