"""`voikukkia-node group history | undo | remove | restore`: what was done to a record, and back."""

from collections.abc import Callable
from functools import partial

from node.counter import Context
from node.groups import edit
from node.groups.keeping import KEEPER
from node.groups.model import GroupId
from node.groups.telling_changes import lines
from node.history import record as history
from node.history.model import Doer
from node.history.record import Keepers
from node.history.wording import VERBS
from shared.runtime.web.dates import instant_words
from shared.text import Invalid, Text

KEEPERS: Keepers = {"group": KEEPER}


class RecordCommands:
    """The commands on a group as a record, at one person's counter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def history(self, group: GroupId, /) -> None:
        """Show what was changed in a group: when, what, old and new.

        Example: voikukkia-node group history porvoo-2026-1

        Args:
            group: the group's id
        """
        say, language = self._context.words, self._context.translator.language
        async with self._context.desk() as desk:
            job = partial(history.of_record, kind="group", record_id=group)
            entries = await desk.database.read(job)
            if not entries:
                self._context.refuse(Text.of("Nothing is noted of the group {id}.", id=group))
            for line in lines(entries, desk.reference, language, say):
                moment = instant_words(line.entry.at, language)
                self._context.show(f"{moment}  {say(VERBS[line.entry.verb])}")
                for one in line.told:
                    self._context.show(f"  {one.field}: {one.before} -> {one.after}")

    async def undo(self, group: GroupId, /) -> None:
        """Take the last change of a group back, up to 30 days old.

        Example: voikukkia-node group undo porvoo-2026-1

        Args:
            group: the group's id
        """
        await self._put_back(partial(history.undo, kind="group", record_id=group), group)

    async def remove(self, group: GroupId, /) -> None:
        """Remove a group that was entered by mistake; `group restore` brings it back for 30 days.

        A group that will not be held is cancelled, not removed.

        Args:
            group: the group's id
        """
        async with self._context.desk() as desk:
            doer = Doer(at=desk.now())
            refused = await desk.database.write(partial(edit.remove, group=group, doer=doer))
            if isinstance(refused, Invalid):
                self._context.refuse(refused)
            self._context.say(Text.of("Removed."))
            await desk.wake()

    async def restore(self, group: GroupId, /) -> None:
        """Bring a removed group back.

        Example: voikukkia-node group restore porvoo-2026-1

        Args:
            group: the group's id
        """
        await self._put_back(partial(history.restore, kind="group", record_id=group), group)

    async def _put_back(self, act: Callable[..., Text | None], group: GroupId) -> None:
        async with self._context.desk() as desk:
            doer = Doer(at=desk.now())
            refused = await desk.database.write(lambda db: act(db, doer, keepers=KEEPERS))
            if refused is not None:
                self._context.refuse(refused)
            self._context.say(Text.of("Saved: {id}", id=group))
            await desk.wake()
