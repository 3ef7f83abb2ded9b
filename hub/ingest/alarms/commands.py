"""`voikukkia-hub alarms`: machines with one key, reports with one number, and what to do."""

from cyclopts import App

from hub.counter import Context
from hub.ingest.alarms import store, words
from hub.ingest.alarms.model import Clone, Fork
from hub.registry import store as registry
from hub.registry.model import Network
from shared.text import Text


def register(root: App, context: Context) -> None:
    """Add the command to the command line."""
    root.command(AlarmCommands(context).alarms)


class AlarmCommands:
    """The command."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def alarms(self, *, all: bool = False) -> None:  # noqa: A002 (the option's name)
        """List the alarms: two machines or two reports with one key, side by side.

        Args:
            all: also those that were settled.
        """
        async with self._context.desk() as desk:
            clones, forks = await desk.read(store.clones), await desk.read(store.forks)
            networks = await desk.read(registry.networks)
        found: list[Clone | Fork] = [*clones, *forks]
        shown = [one for one in found if all or one.closed_at is None]
        for one in shown:
            self._tell(one)
        told = {one.node for one in shown}
        bare = [one for one in networks if _alarmed(one) and one.node not in told]
        for network in bare:
            self._context.say(words.lost(network.node, network.suspended_why or ""))
        if not shown and not bare:
            self._context.say(Text.of("There is no alarm."))

    def _tell(self, one: Clone | Fork) -> None:
        if isinstance(one, Clone):
            lines = words.clone_lines(one, self._context.words)
        else:
            lines = words.fork_lines(one, self._context.words)
        for line in lines:
            self._context.say(line)
        if one.closed_at is not None:
            self._context.say(words.closed(one.closed_at))


def _alarmed(network: Network) -> bool:
    return network.suspended_why in {"clone", "fork"}
