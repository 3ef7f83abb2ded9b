"""`voikukkia-node history …`: who did what, and what was removed and can come back."""

from functools import partial
from sqlite3 import Connection

from cyclopts import App

from node.counter import Context
from node.history import record, store
from node.history.model import Doer, Entry
from node.history.record import Keepers
from node.history.wording import KINDS, VERBS, WHO
from shared.runtime.web.dates import instant_words
from shared.text import Text


def register(root: App, context: Context, *, keepers: Keepers) -> None:
    """Add the commands to the command line."""
    commands = HistoryCommands(context, keepers)
    history = App(name="history", help="See who did what; bring back what was removed.")
    history.command(commands.every, name="list")
    history.command(commands.removed)
    history.command(commands.restore)
    root.command(history)


class HistoryCommands:
    """The commands on the history."""

    def __init__(self, context: Context, keepers: Keepers) -> None:
        self._context = context
        self._keepers = keepers

    async def every(self, *, newest: int = 50) -> None:
        """List the newest entries of the log.

        Args:
            newest: how many
        """
        async with self._context.desk() as desk:
            job = partial(store.newest, before=None, kind=None, limit=newest)
            for entry in await desk.read(job):
                self._show(entry)

    async def removed(self) -> None:
        """List what was removed and can come back: number, kind, when."""
        async with self._context.desk() as desk:
            for entry in await desk.read(store.removed):
                self._show(entry)

    async def restore(self, number: int, /) -> None:
        """Bring back what the entry of this number removed.

        Args:
            number: as `history removed` shows it
        """
        async with self._context.desk() as desk:
            doer = Doer(at=desk.now())

            def job(db: Connection) -> Text | None:
                image = store.image_of_entry(db, number)
                if image is None or image.after is not None:
                    return record.TOO_OLD
                return record.restore(db, doer, image.kind, image.record, self._keepers)

            if refused := await desk.commit(job):
                self._context.refuse(refused)
            self._context.say(Text.of("It is back."))

    def _show(self, entry: Entry) -> None:
        words, language = self._context.words, self._context.translator.language
        who = words(WHO[entry.via]) if entry.staff is None else f"#{entry.staff}"
        fields = " ".join(entry.fields)
        self._context.show(
            f"{entry.number:>6}  {instant_words(entry.at, language)}  {who}  "
            f"{words(KINDS[entry.kind])} {entry.record}  {words(VERBS[entry.verb])}  {fields}"
        )
