"""The commands `key show|rotate|paper|restore`: the key with which this node signs."""

from functools import partial
from sqlite3 import Connection

from cyclopts import App

from node import keyfile
from node.counter import Context
from node.history.model import Doer
from node.keys import begin, showing, store
from node.keys.files import KeyFiles
from shared import letters
from shared.runtime import secretfile
from shared.runtime.web.dates import instant_words
from shared.signing import SigningKey, key_id
from shared.text import Text

PURPOSE = b"voikukkia node key"


def app(context: Context) -> App:
    """Return the commands."""
    commands = KeyCommands(context)
    key = App(name="key", help="The key with which this node signs what it tells the hub.")
    for command in (commands.show, commands.rotate, commands.paper, commands.restore):
        key.command(command)
    return key


class KeyCommands:
    """The commands."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def show(self) -> None:
        """Show the fingerprint, the keys so far, and where a rotation stands."""
        context = self._context
        async with context.desk() as desk:
            seen = await desk.read(partial(showing.shown, files=self._files))
        if seen.fingerprint is not None:
            context.say(
                Text.of(
                    "Fingerprint, to compare by telephone: {fingerprint}",
                    fingerprint=seen.fingerprint,
                )
            )
        for line in seen.lines:
            began = line.began_at and instant_words(line.began_at, context.translator.language)
            context.say(
                Text.of(
                    "{key}: {standing} ({reason}); since {since}",
                    key=line.key_id,
                    standing=context.words(line.standing),
                    reason=context.words(line.reason),
                    since=began or "-",
                )
            )
        context.say(seen.told)

    async def rotate(self, *, give_up: bool = False) -> None:
        """Draw a new key; the hub is told of it, signed by both keys. No telephone call is needed.

        Args:
            give_up: throw a new key away that is not signed yet.
        """
        context = self._context
        async with context.desk() as desk:
            doer = Doer(at=desk.now())

            def job(db: Connection) -> Text | None:
                act = begin.take_back if give_up else begin.begin
                return act(db, self._files, doer)

            refused = await desk.commit(job)
        if refused is not None:
            context.refuse(refused)
        if give_up:
            context.say(Text.of("The new key is thrown away; the old one goes on."))
            return
        context.say(_DRAWN)

    async def paper(self) -> None:
        """Print the node's key as letters, to be kept on paper in a locked place.

        The recovery key and a backup bring back more (see: recovery-key show). This is for the day
        when only the key's file is lost.
        """
        context = self._context
        async with context.desk() as desk:
            key = await desk.read(self._files.current)
        for line in letters.lines_of(key.to_bytes(), PURPOSE):
            context.show(line)
        context.say(
            Text.of("Whoever has these letters can speak for your network. Lock the paper away.")
        )

    async def restore(self) -> None:
        """Bring the node's key back from paper, when its file is lost or damaged."""
        context, path = self._context, self._context.data / keyfile.FILE_NAME
        async with context.desk() as desk:
            key = self._typed()
            row = await desk.read(lambda db: store.key(db, "current"))
        if row is not None and row.public != key.public:
            context.refuse(
                Text.of("This is an older key of this node, or another's: {key}", key=key.key_id)
            )
        if path.exists():
            try:
                there = key_id(keyfile.read(path).public)
            except keyfile.KeyFileError:
                secretfile.move(path, path.with_name(f"{path.name}.damaged"))
            else:
                context.refuse(Text.of("There is a key already: {key}", key=there))
        secretfile.create(path, f"{key.to_bytes().hex()}\n")
        context.say(Text.of("The key is back. Restart the node, then look with: key show"))

    @property
    def _files(self) -> KeyFiles:
        return KeyFiles(self._context.data)

    def _typed(self) -> SigningKey:
        self._context.say(Text.of("Type the node's key from the paper, all 14 groups:"))
        try:
            typed = input()
        except (EOFError, OSError):
            typed = ""
        found = letters.key_from(typed, PURPOSE)
        if not isinstance(found, bytes):
            self._context.refuse(
                Text.of("This is not a whole key, or one of its letters is mistyped. Look again.")
            )
        return SigningKey.from_bytes(found)


_DRAWN = Text.of(
    "A new key is drawn. The node tells the hub of it and uses it from the hub's answer on. Make a "
    "backup then: older ones do not hold it. See: key show"
)
