"""The hub's own keys: look, rotate, take back, put the root key on paper and bring it back.

Whatever signs a trust document asks for the root key's file, which may lie on a stick in a safe.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from hub.counter import Bare, Context
from hub.desk.trail import store as trail
from hub.desk.trail.model import COMMAND_LINE
from hub.registry import keyfile
from hub.trust import ceremony, keys
from shared import letters
from shared.period import instant_text
from shared.runtime import secretfile
from shared.signing import SigningKey
from shared.text import Text
from shared.trust import live
from shared.wire.trust import Trust

PURPOSE = b"voikukkia root key"
Root = Annotated[Path | None, Parameter(name="root", help="the file of the root key")]


def register(root: App, context: Context) -> None:
    """Add the commands to the command line."""
    commands = KeyCommands(context)
    key = App(name="key", help="The hub's own keys: root key, online key, trust document.")
    for command in (
        commands.show,
        commands.rotate,
        commands.revoke,
        commands.paper,
        commands.restore,
    ):
        key.command(command)
    root.command(key)


class KeyCommands:
    """The commands."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def show(self) -> None:
        """Show the root key, the trust document and every key it names."""
        context = self._context
        async with context.bare() as bare:
            kept = await keys.heal(bare.data, bare.database)
            there = (bare.data / keyfile.ROOT_NAME).exists()
        if kept is None:
            context.refuse(Text.of("This hub has no trust document yet. Run: voikukkia-hub status"))
        context.say(Text.of("Root key: {key}", key=kept.root))
        context.say(_ROOT_HERE if there else _ROOT_AWAY)
        self._show(keys.opened(kept))

    async def rotate(self, *, root: Root = None) -> None:
        """Draw a new online key; the one before signs nothing more. Nodes follow by themselves."""
        async with self._context.bare() as bare:
            signer = self._root(bare, root)
            document = await ceremony.rotate(bare.data, bare.database, signer, bare.clock.now())
            await bare.wake()
        self._context.say(ceremony.ROTATED)
        self._show(document)

    async def revoke(self, key: str, *, root: Root = None) -> None:
        """Take a key of the hub back, because it was stolen or may have been.

        Args:
            key: its id, or the beginning of it (see: key show).
            root: the file of the root key.
        """
        async with self._context.bare() as bare:
            signer = self._root(bare, root)
            kept = await keys.heal(bare.data, bare.database)
            named = () if kept is None else keys.opened(kept).keys
            found = [one.key_id for one in named if one.key_id.startswith(key.lower())]
            if len(found) != 1:
                self._context.refuse(
                    Text.of("{count} keys of the trust document begin so.", count=len(found))
                )
            now = bare.clock.now()
            done = await ceremony.revoke(bare.data, bare.database, signer, found[0], now)
            if isinstance(done, Text):
                self._context.refuse(done)
            await bare.wake()
        self._context.say(Text.of("The key is taken back: nobody believes it any more."))
        self._show(done)

    async def paper(self, *, root: Root = None, take_away: str = "") -> None:
        """Print the root key as letters, to be kept on paper in a safe.

        Args:
            root: the file of the root key.
            take_away: the last group of letters, read from the finished paper: the file is removed
                from this computer. The hub goes on without it.
        """
        context = self._context
        async with context.bare() as bare:
            key, path = self._root(bare, root), root or bare.data / keyfile.ROOT_NAME
            if take_away:
                if not letters.is_check(take_away, key.to_bytes(), PURPOSE):
                    context.refuse(Text.of("This is not the last group of letters. Look again."))
                await _noted(bare, _TAKEN_AWAY)
                secretfile.remove(path)
                context.say(Text.of("The root key is no longer on this computer."))
                return
            await _noted(bare, _PRINTED)
        for line in letters.lines_of(key.to_bytes(), PURPOSE):
            context.show(line)
        context.remark(_PAPER)

    async def restore(self, *, root: Root = None) -> None:
        """Bring the root key back from paper: all 14 groups are asked for.

        Args:
            root: the file to write it to.
        """
        context = self._context
        async with context.bare() as bare:
            kept = await keys.heal(bare.data, bare.database)
            key = self._typed()
            if kept is not None and kept.root != key.public:
                context.refuse(Text.of("This is the root key of another hub."))
            path = root or bare.data / keyfile.ROOT_NAME
            if path.exists():
                context.refuse(Text.of("The root key is there already."))
            await _noted(bare, _BROUGHT_BACK)
            keyfile.keep(path, key)
        context.say(Text.of("The root key is back. Take it away again after the ceremony."))

    def _root(self, bare: Bare, path: Path | None) -> SigningKey:
        return keyfile.load(path or bare.data / keyfile.ROOT_NAME)

    def _typed(self) -> SigningKey:
        self._context.remark(Text.of("Type the root key from the paper, all 14 groups:"))
        try:
            typed = input()
        except (EOFError, OSError):
            typed = ""
        found = letters.key_from(typed, PURPOSE)
        if not isinstance(found, bytes):
            self._context.refuse(_MISREAD[found])
        return SigningKey.from_bytes(found)

    def _show(self, document: Trust) -> None:
        context, now = self._context, live(document)
        context.say(
            Text.of(
                "Trust document {version} of {at}; public log {origin}",
                version=document.version,
                at=instant_text(document.made_at),
                origin=document.origin,
            )
        )
        for key in reversed(document.keys):
            state = _SPEAKS if key in now else _REVOKED if key.revoked else _RETIRED
            context.say(
                Text.of(
                    "  {key}: since {since}, {state}",
                    key=key.key_id,
                    since=instant_text(key.since),
                    state=context.words(state),
                )
            )


async def _noted(bare: Bare, said: Text) -> None:
    """Write an act on a file into the log of acts, before it is done: no act is without a line."""
    now = bare.clock.now()
    await bare.database.write(lambda db: trail.add(db, COMMAND_LINE, said, now))


_TAKEN_AWAY = Text.of("The root key was taken away from this computer.")
_PRINTED = Text.of("The root key was printed.")
_BROUGHT_BACK = Text.of("The root key was brought back to this computer.")
_ROOT_HERE = Text.of(
    "Its file is on this computer. Safer: voikukkia-hub key paper, then take it away."
)
_ROOT_AWAY = Text.of("Its file is not on this computer; a ceremony needs it (--root, key restore).")
_MISREAD: Mapping[letters.Misread, Text] = {
    "not_whole": Text.of("A root key has 14 groups of four letters, as they were printed."),
    "mistyped": Text.of("One letter is mistyped: the last group does not fit the others."),
}
_PAPER = Text.of(
    "Write the letters down or print them, and keep the paper in a safe. Whoever has them can "
    "speak for the hub for ever; without them no key can be replaced. Then take the file away: "
    "voikukkia-hub key paper --take-away and the last group."
)
_SPEAKS = Text.of("speaks for the hub")
_RETIRED = Text.of("ended")
_REVOKED = Text.of("taken back")
