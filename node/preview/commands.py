"""The command `preview`: exactly the bytes that would leave, and the same in words."""

from functools import partial

from cyclopts import App

from node.anonymiser import words
from node.counter import Context
from node.network import store as network
from node.preview.compose import Preview, preview
from shared.reference.lookup import Reference
from shared.text import Text


def register(root: App, context: Context) -> None:
    """Add the command to the command line."""

    async def show(*, bytes: bool = False) -> None:  # noqa: A002 (the option's name)
        """Show what would leave this node now: in words, or the very bytes.

        Args:
            bytes: print exactly the bytes that would be signed, and nothing else.
        """
        async with context.desk() as desk:
            if await desk.read(network.record) is None:
                context.refuse(Text.of("No network was set up here yet: run “init” first."))
            job = partial(preview, now=desk.now(), reference=desk.reference)
            found = await desk.read(job)
            if bytes:
                context.show(found.draft.payload.decode())
                return
            _tell(context, desk.reference, found)

    root.command(show, name="preview")


def _tell(context: Context, reference: Reference, found: Preview) -> None:
    size, language = len(found.draft.payload), context.translator.language
    if found.changed:
        context.say(Text.of("This would leave for the hub now ({size} bytes):", size=size))
    else:
        context.say(Text.of("The hub has all of this already ({size} bytes):", size=size))
    for line in words.leaves(found.draft.report, reference, language):
        context.show(f"  {'  ' * line.level}{context.words(line.text)}")
    context.say(Text.of("This never leaves:"))
    for line in words.stays(found.draft.facts):
        context.show(f"  {'  ' * line.level}{context.words(line.text)}")
