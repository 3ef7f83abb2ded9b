"""The commands `message list|read` and `material list|fetch|save`: what the operator sends."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from cyclopts import App

from node.counter import Context
from node.desk import Desk
from node.network import store as network
from node.notices import folder, store
from node.notices.fetch import Fetcher
from node.notices.model import HeldList, file_name
from shared.runtime.web.dates import day_words
from shared.text import Text
from shared.wire.material import MaterialItem

FetcherOf = Callable[[Desk], Fetcher]
SHORT = 12


def register(root: App, context: Context, *, fetcher_of: FetcherOf) -> None:
    """Add the commands; `fetcher_of` makes what fetches, once the settings were read."""
    messages, documents = MessageCommands(context), MaterialCommands(context, fetcher_of)
    message = App(name="message", help="What the operator tells this network.")
    message.command(messages.every, name="list")
    message.command(messages.read)
    root.command(message)
    material = App(name="material", help="Guide, posters, notices and forms from the operator.")
    for command in (documents.fetch, documents.save):
        material.command(command)
    material.command(documents.every, name="list")
    root.command(material)


class MessageCommands:
    """The commands on messages."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def every(self) -> None:
        """List the operator's messages, the newest first: id, days, text; * marks unread ones."""
        language = self._context.translator.language
        async with self._context.desk() as desk:
            for heard in await desk.read(store.every):
                mark = "*" if heard.read_at is None and heard.current(desk.today()) else " "
                until = day_words(heard.message.until, language)
                said = " ".join(heard.text.words(language).split())
                self._context.show(f"{mark} {heard.message.id}  {until}  {said}")

    async def read(self, message: str, /) -> None:
        """Note that a person has read a message.

        Args:
            message: its id in `message list`.
        """
        async with self._context.desk() as desk:
            job = partial(store.read, message=message, staff=None, at=desk.now())
            if not await desk.database.write(job):
                self._context.refuse(Text.of("No unread message has the id {id}.", id=message))
        self._context.say(Text.of("Noted."))


class MaterialCommands:
    """The commands on the material bank."""

    def __init__(self, context: Context, fetcher_of: FetcherOf) -> None:
        self._context = context
        self._fetcher_of = fetcher_of

    async def every(self) -> None:
        """List the documents: id, language, kind, title; * marks those that are not here yet."""
        async with self._context.desk() as desk:
            items = (await desk.read(_held)).items()
            here = folder.here(desk.data, items)
        for item in items:
            mark = " " if item.digest in here else "*"
            facts = (item.digest[:SHORT], item.language, item.kind, item.title)
            self._context.show(f"{mark} {'  '.join(facts)}")

    async def fetch(self) -> None:
        """Fetch what is new now; `serve` does so every hour by itself."""
        async with self._context.desk() as desk:
            count = await self._fetcher_of(desk).run()
        self._context.say(Text.of("Documents fetched: {n}", n=count))

    async def save(self, document: str, target: Path, /) -> None:
        """Copy a document out of the node.

        Args:
            document: its id in `material list`.
            target: the file or the folder to write to; a file that is there is never overwritten.
        """
        async with self._context.desk() as desk:
            items = (await desk.read(_held)).items()
            file = self._copy(desk, items, document, target)
        self._context.say(Text.of("The document is in {file}.", file=str(file)))

    def _copy(
        self, desk: Desk, items: tuple[MaterialItem, ...], document: str, target: Path
    ) -> Path:
        here = folder.here(desk.data, items)
        found = [one for one in items if one.digest in here and _named(one.digest, document)]
        if len(found) != 1:
            self._context.refuse(Text.of("No document that is here has the id {id}.", id=document))
        file = target / file_name(found[0]) if target.is_dir() else target
        if file.exists():
            self._context.refuse(Text.of("{file} is there already.", file=str(file)))
        shutil.copyfile(folder.path(desk.data, found[0].digest), file)
        return file


def _named(digest: str, typed: str) -> bool:
    return len(typed) >= SHORT and digest.startswith(typed)


def _held(db: Connection) -> HeldList:
    record = network.record(db)
    return (
        HeldList() if record is None or record.hub_key is None else store.held(db, record.hub_key)
    )
