"""`voikukkia-node meeting …`: the dates of a group, which are the truth (10)."""

from functools import partial
from typing import TypeVar

import cyclopts

from node.counter import Context
from node.groups import edit, fields, meetings, telling, wording
from node.groups.dates import rhythm
from node.groups.dates.rhythm import Rhythm
from node.groups.edit import Saved
from node.groups.model import GroupId, Meeting
from shared.text import Text

T = TypeVar("T")


def app(context: Context) -> cyclopts.App:
    """Return the `meeting` commands."""
    group = cyclopts.App(name="meeting", help="Keep the dates and themes of a group's meetings.")
    commands = MeetingCommands(context)
    group.command(commands.show, name="list")
    group.command(commands.set_dates)
    group.command(commands.propose)
    group.command(commands.add)
    group.command(commands.change)
    group.command(commands.remove)
    return group


class MeetingCommands:
    """The commands on meetings, at one person's counter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def show(self, group: GroupId, /) -> None:
        """List a group's meetings with their themes.

        Example: voikukkia-node meeting list porvoo-2026-1

        Args:
            group: the group's id
        """
        async with self._context.desk() as desk:
            now, reference = desk.clock.now(), desk.reference
            job = partial(edit.look_up, group=group, reference=reference, now=now)
            found = await desk.database.read(job)
            if not isinstance(found, Saved):
                self._context.refuse(*found)
            for meeting in found.group.meetings:
                language = self._context.translator.language
                self._context.show(wording.meeting_line(meeting, reference, language))

    async def set_dates(self, group: GroupId, dates: str, /) -> None:
        """Set all dates at once; ten get the ten themes in order.

        Example: voikukkia-node meeting set-dates porvoo-2026-1 "5.11.2026; 12.11.2026"

        Args:
            group: the group's id
            dates: every date, with a semicolon between
        """
        days = self._understood(fields.days(dates))
        await telling.step(self._context, group, lambda g, _: meetings.set_days(g, days))

    async def propose(
        self,
        group: GroupId,
        first: str,
        /,
        *,
        times: str = "",
        every: str = "1",
        skip: str = rhythm.HOLIDAYS,
        save: bool = False,
    ) -> None:
        """Propose the dates of a group: one first day, a rhythm of weeks, weeks that are skipped.

        Example: voikukkia-node meeting propose porvoo-2026-1 5.11.2026 --skip "52, 1"

        Args:
            group: the group's id
            first: the day of the first meeting
            times: how many meetings; without it as many as the group plans
            every: weeks from one meeting to the next
            skip: numbers of the weeks that are skipped
            save: set the dates as they are proposed; without it they are only shown
        """
        async with self._context.desk() as desk:
            now, reference = desk.clock.now(), desk.reference
            job = partial(edit.look_up, group=group, reference=reference, now=now)
            found = await desk.database.read(job)
        if not isinstance(found, Saved):
            self._context.refuse(*found)
        planned = times or str(found.group.planned_meetings)
        read = rhythm.read({"first": first, "times": planned, "every": every, "skip": skip})
        if not isinstance(read, Rhythm):
            self._context.refuse(*read)
        days = rhythm.proposed(read)
        self._context.show("; ".join(fields.day_text(day) for day in days))
        if save:
            await telling.step(self._context, group, lambda g, _: meetings.set_days(g, days))

    async def add(
        self,
        group: GroupId,
        day: str,
        /,
        *,
        hour: str | None = None,
        minutes: int | None = None,
        theme: int | None = None,
    ) -> None:
        """Add one meeting.

        Example: voikukkia-node meeting add porvoo-2026-1 14.1.2027 --minutes 150

        Args:
            group: the group's id
            day: the date, as 14.1.2027
            hour: when it starts, as 17.30; never leaves this computer
            minutes: how long it lasts, at most 180
            theme: which of the ten themes, 1-10
        """
        when = self._understood(fields.day(day))
        starts = self._understood(fields.hour(hour)) if hour else None
        new = Meeting(number=0, day=when, minutes=minutes, theme=theme, starts_at=starts)
        await telling.step(self._context, group, lambda g, _: meetings.add(g, new))

    async def change(
        self,
        group: GroupId,
        day: str,
        /,
        *,
        to: str | None = None,
        minutes: int | None = None,
        theme: int | None = None,
        attendance: int | None = None,
    ) -> None:
        """Move a meeting, choose its theme, or note how many came.

        Example: voikukkia-node meeting change porvoo-2026-1 14.1.2027 --to 21.1.2027

        Args:
            group: the group's id
            day: the date of the meeting
            to: its new date
            minutes: how long it lasts, at most 180
            theme: which of the ten themes, 1-10
            attendance: how many parents came; never leaves this computer
        """
        when = self._understood(fields.day(day))
        new = self._understood(fields.day(to)) if to else when
        said = {"day": new, "minutes": minutes, "theme": theme, "attendance": attendance}
        await telling.step(self._context, group, lambda g, _: meetings.change(g, when, said))

    async def remove(self, group: GroupId, day: str, /) -> None:
        """Remove the meeting of a day.

        Example: voikukkia-node meeting remove porvoo-2026-1 14.1.2027

        Args:
            group: the group's id
            day: the date of the meeting
        """
        when = self._understood(fields.day(day))
        await telling.step(self._context, group, lambda g, _: meetings.remove(g, when))

    def _understood(self, read: T | Text) -> T:
        """Return what was read, or end with the refusal."""
        if isinstance(read, Text):
            self._context.refuse(read)
        return read
