"""`voikukkia-node group …`: thin commands that hand a form or a step to the use cases."""

from functools import partial
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from node.counter import Context
from node.groups import edit, fields, lifecycle, store, telling, wording
from node.groups.edit import Saved
from node.groups.model import GroupId, Lifecycle
from node.groups.options import GroupOptions
from node.groups.record_commands import RecordCommands
from shared.period import helsinki_day
from shared.text import Text


def app(context: Context) -> cyclopts.App:
    """Return the `group` commands."""
    group = cyclopts.App(name="group", help="Keep the peer support groups of your network.")
    writing, steps = GroupCommands(context), StepCommands(context)
    for command in (writing.add, writing.edit, writing.copy, writing.show):
        group.command(command)
    group.command(writing.every, name="list")
    group.command(steps.plan)
    group.command(steps.opened, name="open")
    for step in (steps.fill, steps.start, steps.end, steps.cancel, steps.postpone):
        group.command(step)
    for decision in (steps.takes_parents, steps.withdraw, steps.correct):
        group.command(decision)
    records = RecordCommands(context)
    for act in (records.history, records.undo, records.remove, records.restore):
        group.command(act)
    return group


class GroupCommands:
    """The commands that write and show groups, at one person's counter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def add(
        self,
        municipality: str,
        /,
        *,
        own_id: Annotated[str | None, Parameter(name="--id")] = None,
        options: GroupOptions | None = None,
    ) -> None:
        """Add a group that meets in MUNICIPALITY.

        Example: voikukkia-node group add Porvoo --lifecycle open --start 11/2026
        --serves "Askola, Loviisa, Porvoo, Sipoo" --languages fi --time-of-day evening

        Args:
            municipality: where the group meets, in Finnish or Swedish
            own_id: an id of your own; without it, municipality, year and number
            options: what else may be said
        """
        form = (options or GroupOptions()).form(id=own_id, meets_in=municipality)
        async with self._context.desk() as desk:
            saved = await edit.save(desk.database, desk.clock, desk.reference, form)
            telling.tell(self._context, saved)
            await desk.wake()

    async def edit(
        self,
        group: GroupId,
        /,
        *,
        municipality: str | None = None,
        options: GroupOptions | None = None,
    ) -> None:
        """Change what is said of a group; what you leave out stays, "" takes it away.

        Example: voikukkia-node group edit porvoo-2026-1 --travel-costs paid

        Args:
            group: the group's id
            municipality: where the group meets
            options: what else may be said
        """
        form = (options or GroupOptions()).form(meets_in=municipality)
        async with self._context.desk() as desk:
            parts = (desk.database, desk.clock, desk.reference)
            telling.tell(self._context, await edit.save(*parts, form, before=group))
            await desk.wake()

    async def copy(self, group: GroupId, /) -> None:
        """Make a draft of the next group like this one, without its dates.

        Example: voikukkia-node group copy porvoo-2026-1

        Args:
            group: the id of the group to copy
        """
        async with self._context.desk() as desk:
            saved = await edit.copy(desk.database, desk.clock, desk.reference, group)
            telling.tell(self._context, saved)
            await desk.wake()

    async def every(self) -> None:
        """List the groups: id, state, municipality, start.

        Example: voikukkia-node group list
        """
        words, language = self._context.words, self._context.translator.language
        async with self._context.desk() as desk:
            today = helsinki_day(desk.clock.now())
            for one in await desk.database.read(store.all_groups):
                state, start = wording.state_of(one, today), wording.start_of(one)
                place = wording.place_of(one.meets_in, desk.reference, language)
                off = f"  ({words(wording.WITHDRAWN)})" if one.withdrawn_on else ""
                self._context.show(f"{one.id}  {words(state)}  {place}  {words(start)}{off}")

    async def show(self, group: GroupId, /) -> None:
        """Show everything that is kept of a group, its meetings, and what to look at.

        Example: voikukkia-node group show porvoo-2026-1

        Args:
            group: the group's id
        """
        language = self._context.translator.language
        async with self._context.desk() as desk:
            now, reference = desk.clock.now(), desk.reference
            job = partial(edit.look_up, group=group, reference=reference, now=now)
            found = await desk.database.read(job)
            if not isinstance(found, Saved):
                self._context.refuse(*found)
            for field, value in wording.sheet(found.group, reference, language):
                self._context.show(f"{field}: {value}")
            for meeting in found.group.meetings:
                self._context.show(wording.meeting_line(meeting, reference, language))
            telling.cautions(self._context, found)


class StepCommands:
    """The commands that move a group through its life cycle."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def plan(self, group: GroupId, /) -> None:
        """Plan a draft or postponed group: its month is told, it takes no enquiries yet.

        Args:
            group: the group's id
        """
        await self._move(group, "planned")

    async def opened(self, group: GroupId, /) -> None:
        """Open a group: from now on it takes enquiries.

        Example: voikukkia-node group open porvoo-2026-1

        Args:
            group: the group's id
        """
        await self._move(group, "open")

    async def fill(self, group: GroupId, /) -> None:
        """Mark a group full: parents may wait for a place.

        Args:
            group: the group's id
        """
        await self._move(group, "full")

    async def start(self, group: GroupId, /) -> None:
        """Confirm that a group has started; only confirmed starts are counted.

        Example: voikukkia-node group start porvoo-2026-1

        Args:
            group: the group's id
        """
        await telling.step(self._context, group, lifecycle.confirm_start)

    async def end(self, group: GroupId, /) -> None:
        """Confirm that a group has ended.

        Args:
            group: the group's id
        """
        await telling.step(self._context, group, lifecycle.confirm_end)

    async def cancel(self, group: GroupId, /) -> None:
        """Cancel a group that will not be held.

        Args:
            group: the group's id
        """
        await self._move(group, "cancelled")

    async def postpone(self, group: GroupId, /, *, until: str | None = None) -> None:
        """Postpone a group, to a month if you know it.

        Example: voikukkia-node group postpone porvoo-2026-1 --until 1/2027

        Args:
            group: the group's id
            until: the new month, as 1/2027
        """
        month = fields.month(until) if until is not None else None
        if isinstance(month, Text):
            self._context.refuse(month)
        await telling.step(self._context, group, lambda g, day: lifecycle.postpone(g, month, day))

    async def takes_parents(self, group: GroupId, answer: str, /) -> None:
        """Say whether a group takes new parents: your decision, never computed from a count.

        Example: voikukkia-node group takes-parents porvoo-2026-1 no

        Args:
            group: the group's id
            answer: yes or no
        """
        yes = fields.yes_no(answer)
        if isinstance(yes, Text):
            self._context.refuse(yes)
        decision = partial(lifecycle.takes_parents, yes=yes)
        await telling.step(self._context, group, lambda g, today: decision(g, today=today))

    async def withdraw(self, group: GroupId, /) -> None:
        """Take a group off the public list, whatever its state; `group correct` puts it back.

        Args:
            group: the group's id
        """
        await telling.step(self._context, group, lifecycle.withdraw)

    async def correct(self, group: GroupId, state: Lifecycle, /) -> None:
        """Put a mistaken state right, also of a group that ended, was cancelled or withdrawn.

        Example: voikukkia-node group correct porvoo-2026-1 open

        Args:
            group: the group's id
            state: what it should have been
        """
        await telling.step(self._context, group, lambda g, day: lifecycle.correct(g, state, day))

    async def _move(self, group: GroupId, to: Lifecycle) -> None:
        await telling.step(self._context, group, lambda g, today: lifecycle.move(g, to, today))
