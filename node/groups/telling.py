"""How commands answer for a group: what was stored, what to look at, or why nothing was."""

from node.counter import Context
from node.groups import edit
from node.groups.edit import Saved, Step
from node.groups.model import GroupId
from shared.text import Invalid, Text


async def step(context: Context, group: GroupId, decision: Step) -> None:
    """Apply one step to a group, tell the person, wake the node; a refusal ends the command."""
    async with context.desk() as desk:
        saved = await edit.change(desk.database, desk.clock, desk.reference, group, decision)
        tell(context, saved)
        await desk.wake()


def tell(context: Context, saved: Saved | tuple[Invalid, ...]) -> None:
    """Say what was stored and what to look at, or end with the refusals."""
    if not isinstance(saved, Saved):
        context.refuse(*saved)
    context.say(Text.of("Saved: {id}", id=saved.group.id))
    cautions(context, saved)


def cautions(context: Context, saved: Saved) -> None:
    """Say what the lead should look at."""
    for caution in saved.cautions:
        context.say(Text.of("Please look: {what}", what=context.words(caution.text)))
