"""`voikukkia-hub course …`: the list of courses Kasper has held, told to every node."""

from cyclopts import App

from hub.counter import Context
from hub.registry.courses import decide, forms, store
from hub.registry.courses.model import Kind
from shared.period import helsinki_day
from shared.text import Text


def register(root: App, context: Context) -> None:
    """Add the commands to the command line."""
    commands = CourseCommands(context)
    course = App(
        name="course", help="Keep the list of courses Kasper has held: nodes check trainings by it."
    )
    course.command(commands.add)
    course.command(commands.every, name="list")
    course.command(commands.remove)
    root.command(course)


class CourseCommands:
    """The commands on courses."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def add(
        self,
        day: str,
        place: str,
        /,
        *,
        kind: Kind = "voikukkia_instructor",
        days: int | None = None,
    ) -> None:
        """Put a course on the list.

        Example: voikukkia-hub course add 9.10.2026 Tampere

        Args:
            day: its last day.
            place: the town; never the name of a person.
            kind: voikukkia_instructor (gives the name) or peer_instructor.
            days: how many days it lasted; four for the instructor training.
        """
        async with self._context.desk() as desk:
            now = desk.now()
            course = forms.read(day, place, kind, days, today=helsinki_day(now))
            if isinstance(course, Text):
                self._context.refuse(course)
            self._context.told(await desk.decide(lambda db: decide.add(db, course, now)))

    async def every(self) -> None:
        """List the courses: number, last day, days, kind, place."""
        async with self._context.desk() as desk:
            found = await desk.read(store.courses)
            if not found:
                self._context.say(Text.of("There is no course on the list."))
            for kept in found:
                self._context.show(forms.line(kept.number, kept.course))

    async def remove(self, number: int, /) -> None:
        """Take a course off the list, because it was put there by mistake.

        Args:
            number: its number in `course list`.
        """
        async with self._context.desk() as desk:
            now = desk.now()
            self._context.told(await desk.decide(lambda db: decide.remove(db, number, now)))
