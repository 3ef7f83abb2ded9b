"""`voikukkia-hub material …`: guide, posters, notices and forms, which every node fetches."""

from pathlib import Path

from cyclopts import App

from hub.counter import Context
from hub.notices.material import decide, forms, store
from hub.notices.material.model import Kept, Kind
from hub.notices.messages.forms import TongueCode
from shared.text import Text
from shared.wire.material import FILE_LIMIT_BYTES


def register(root: App, context: Context) -> None:
    """Add the commands to the command line."""
    commands = MaterialCommands(context)
    material = App(name="material", help="Keep the documents that every node fetches and shows.")
    material.command(commands.add)
    material.command(commands.every, name="list")
    material.command(commands.withdraw)
    root.command(material)


class MaterialCommands:
    """The commands on the material bank."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def add(self, file: Path, /, *, title: str, language: TongueCode, kind: Kind) -> None:
        """Put a document on the list; nodes fetch it and show it in its language.

        Example: voikukkia-hub material add opas.pdf --title "Ohjaajan opas" --language fi
        --kind guide

        Args:
            file: PDF, an office document without macros, PNG or JPEG; at most ten megabytes.
            title: as people read it; never the name of a person.
            language: fi, sv or en.
            kind: guide, poster, notice, form or other.
        """
        fields = {"title": title, "language": language, "kind": kind}
        upload = forms.read(fields, file.name, self._bytes(file))
        if isinstance(upload, tuple):
            self._context.refuse(upload[0].text)
        async with self._context.desk() as desk:
            now = desk.now()
            self._context.told(await desk.decide(lambda db: decide.add(db, upload, now)))

    async def every(self) -> None:
        """List the documents: number, language, kind, kilobytes, title."""
        async with self._context.desk() as desk:
            found = await desk.read(store.listed)
            if not found:
                self._context.say(Text.of("No document is listed yet."))
            for kept in found:
                self._context.show(_line(kept))

    async def withdraw(self, number: int, /) -> None:
        """Take a document off the list; nodes drop their copy.

        Args:
            number: its number in `material list`.
        """
        async with self._context.desk() as desk:
            now = desk.now()
            self._context.told(await desk.decide(lambda db: decide.withdraw(db, number, now)))

    def _bytes(self, file: Path) -> bytes:
        """Return what the file holds, up to one byte more than is taken."""
        try:
            with file.open("rb") as stream:
                return stream.read(FILE_LIMIT_BYTES + 1)
        except OSError:
            self._context.refuse(Text.of("The file {file} cannot be read.", file=str(file)))


def _line(kept: Kept) -> str:
    item = kept.item
    facts = (kept.number, item.language, item.kind, -(-item.bytes // 1000), item.title)
    return "  ".join(str(fact) for fact in facts)
