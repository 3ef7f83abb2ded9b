"""The commands `backup`, `restore` and `recovery-key`; none of them speaks to the hub."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from cyclopts import App

from node.backup import archive, folder, keep, letters, recovery, restore, store
from node.backup.model import Keeping, Place, Restored
from node.counter import Context
from node.desk import Desk
from node.history import record as history
from node.history.model import Doer
from node.network.asking import NO_NETWORK
from shared.runtime.clock import Clock
from shared.runtime.lock import DirectoryLock
from shared.runtime.web.dates import instant_words
from shared.text import Text

After = Callable[[Connection, datetime], object]
PlaceOf = Callable[[], Place]


def register(
    root: App,
    context: Context,
    *,
    clock: Clock,
    place_of: PlaceOf | None = None,
    after: tuple[After, ...] = (),
) -> None:
    """Add the commands to the command line.

    `place_of` says where backups go, once the settings were read; `after` is done to a restored
    database, in one transaction.
    """
    own = partial(_place_beside, context)
    commands = BackupCommands(context, clock, place_of or own, after)
    backup = App(name="backup", help=commands.backup.__doc__)
    backup.default(commands.backup)
    backup.command(commands.listed, name="list")
    backup.command(commands.drill)
    root.command(backup)
    root.command(commands.restore)
    key = App(name="recovery-key", help="The key that opens the backups: print it, keep it.")
    key.command(commands.show)
    key.command(commands.check)
    root.command(key)


def _place_beside(context: Context) -> Place:
    return Place(data=context.data, keeping=Keeping(folder=context.data / "backups"))


class BackupCommands:
    """Sealed copies of the node, the way back from them, and the key that opens them."""

    def __init__(
        self, context: Context, clock: Clock, place_of: PlaceOf, after: tuple[After, ...]
    ) -> None:
        self._context = context
        self._clock = clock
        self._place_of = place_of
        self._after = after

    async def backup(self, file: Path | None = None, *, enquiries: bool = False) -> None:
        """Make a sealed backup: records and keys. It opens with the recovery key alone.

        Args:
            file: one more copy, into this file; without it the folder of backups gets a new one.
            enquiries: put the newest keys of the enquiries beside the file, for a move to another
                computer. Remove them afterwards: erased enquiries must not come back.
        """
        context = self._context
        if not restore.has_data(context.data):
            context.refuse(NO_NETWORK)
        if file is None:
            async with context.desk() as desk:
                run = await keep.make(desk.database, self._clock, self._place_of())
                await desk.database.write(partial(self._note, record=str(run.file)))
            file = self._place_of().keeping.folder / str(run.file)
            self._tell_second_copy(run.command_exit)
        else:
            await asyncio.to_thread(self._write, file, enquiries=enquiries)
        context.say(Text.of("The backup is in {file}.", file=str(file)))
        context.say(_SEALED)

    async def listed(self) -> None:
        """List the backups in the folder, the newest first."""
        context, place = self._context, self._place_of()
        found = folder.listing(place.keeping.folder, self._clock.now())
        if not found:
            context.say(Text.of("There is no backup in {path}.", path=str(place.keeping.folder)))
        for one in found:
            made = instant_words(one.made_at, context.translator.language)
            context.show(f"{made}  {one.bytes:>12}  {place.keeping.folder / one.name}")

    async def drill(self) -> None:
        """Rehearse the way back: open the newest backup, check it, throw the copy away again."""
        context = self._context
        async with context.desk() as desk:
            run = await keep.rehearse(desk.database, self._clock, self._place_of())
        context.say(Text.of("The backup {file} opens and is whole.", file=str(run.file)))

    async def restore(self, file: Path, *, yes: bool = False, key_file: Path | None = None) -> None:
        """Put a backup in place of what is here. Stop `serve` first; nothing is sent.

        Args:
            file: a file that the command backup wrote.
            yes: replace the node that is here; its files are kept aside.
            key_file: a file that holds the recovery key; otherwise it is asked for.
        """
        context = self._context
        if restore.has_data(context.data) and not yes:
            context.refuse(
                Text.of(
                    "There is a node in {path} already. Add --yes to put the backup in its place; "
                    "what is there is kept aside.",
                    path=str(context.data),
                )
            )
        key = self._key(file, key_file) if restore.needs_key(file) else None
        context.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with DirectoryLock(context.data):
            now = self._clock.now()
            done = await asyncio.to_thread(restore.restore, file, self._place_of(), now, key)
            self._tell_restored(done)
            async with context.desk() as desk:
                await self._settle(desk, file.name)

    async def show(self) -> None:
        """Print the recovery key. Keep the paper where the backups are not."""
        context = self._context
        if not restore.has_data(context.data):
            context.refuse(NO_NETWORK)
        for line in letters.lines_of(recovery.ensure(context.data)):
            context.show(line)
        context.say(_KEEP)

    async def check(self) -> None:
        """Type the recovery key from the paper, to see that it is the one of this node."""
        context = self._context
        if not restore.has_data(context.data):
            context.refuse(NO_NETWORK)
        key = recovery.ensure(context.data)
        if self._typed() != key:
            context.refuse(Text.of("This is the recovery key of another node, or an older one."))
        async with context.desk() as desk:
            now = self._clock.now()
            await desk.database.write(
                partial(store.keep_key, fingerprint=recovery.fingerprint(key), now=now)
            )
        context.say(Text.of("The recovery key is right. It counts as kept."))

    def _write(self, file: Path, *, enquiries: bool) -> None:
        place, key = self._place_of(), recovery.ensure(self._context.data)
        now = self._clock.now()
        archive.write(place.data, file, key, now=now, software=place.software)
        if enquiries:
            keep.seal_enquiry_keys(place, file.parent, key)

    def _key(self, file: Path, key_file: Path | None) -> bytes:
        if key_file is not None:
            return recovery.read(key_file)
        return restore.own_key(file, self._context.data) or self._typed()

    def _typed(self) -> bytes:
        """Return the recovery key that the person types; refuse what is none."""
        self._context.say(Text.of("Type the recovery key from the paper, all 14 groups:"))
        try:
            typed = input()
        except (EOFError, OSError):
            typed = ""
        found = letters.key_from(typed)
        if isinstance(found, Text):
            self._context.refuse(found)
        return found

    def _tell_second_copy(self, code: int | None) -> None:
        if code:
            self._context.say(
                Text.of("The command for the second copy ended with code {code}.", code=code)
            )

    def _tell_restored(self, done: Restored) -> None:
        context = self._context
        context.say(Text.of("The backup is in place. Nothing was sent to the hub."))
        if done.aside is not None:
            context.say(Text.of("What was here before lies in {path}.", path=str(done.aside)))
        if done.made_at is not None:
            moment = instant_words(done.made_at, context.translator.language)
            context.say(
                Text.of("It was made on {moment}; what came later is not in it.", moment=moment)
            )
            if done.enquiries == "missing" and self._place_of().enquiry_keys is not None:
                context.say(_NO_ENQUIRIES)

    async def _settle(self, desk: Desk, record: str) -> None:
        now = self._clock.now()

        def job(db: Connection) -> None:
            for after in self._after:
                after(db, now)
            history.note(db, Doer(at=now), "backup", record, "restored")

        await desk.database.write(job)

    def _note(self, db: Connection, record: str) -> None:
        history.note(db, Doer(at=self._clock.now()), "backup", record, "noted")


_SEALED = Text.of(
    "It is sealed: only the recovery key opens it, also for you. Keep the paper with the key "
    "apart from the backups (command: recovery-key show)."
)
_KEEP = Text.of(
    "Write it down or print it, and keep the paper where the backups are not. Without it no backup "
    "can be opened, by nobody."
)
_NO_ENQUIRIES = Text.of(
    "The newest keys of the enquiries were not beside the backup: the enquiries in it cannot be "
    "read any more. Groups and people are all there."
)
