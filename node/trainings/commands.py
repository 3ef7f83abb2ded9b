"""`voikukkia-node training …`: thin commands on what instructors have been trained in."""

import cyclopts

from node.counter import Context
from node.groups.fields import day_text
from node.instructors.model import InstructorId
from node.trainings import edit, store
from node.trainings.edit import Saved
from node.trainings.wording import NO_LIST, course_line
from shared.text import Text


def app(context: Context) -> cyclopts.App:
    """Return the `training` commands."""
    training = cyclopts.App(name="training", help="Keep the trainings of your instructors.")
    commands = TrainingCommands(context)
    training.command(commands.add)
    training.command(commands.every, name="list")
    training.command(commands.remove)
    return training


def course_app(context: Context) -> cyclopts.App:
    """Return the `course` commands."""
    course = cyclopts.App(name="course", help="Look at the list of courses Kasper has held.")
    course.command(TrainingCommands(context).courses, name="list")
    return course


class TrainingCommands:
    """The commands on trainings, at one person's counter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def add(
        self,
        instructor: InstructorId,
        day: str,
        /,
        *,
        kind: str = "voikukkia_instructor",
        days: int | None = None,
        place: str | None = None,
        held_by: str | None = None,
        proof: str | None = None,
    ) -> None:
        """Add a training somebody has done; the name of their groups rests on it.

        It is compared with the hub's list (see: course list); one that is not there is kept.

        Example: voikukkia-node training add ohjaaja-1 20.11.2025 --place Tampere --held-by Kasper

        Args:
            instructor: the instructor's id or name
            day: the last day of the training
            kind: voikukkia_instructor, peer_instructor or other
            days: how many days it lasted; four for the instructor training
            place: where it was held
            held_by: who held it
            proof: where the certificate is kept
        """
        said = {"instructor": instructor, "day": day, "kind": kind, "place": place}
        said |= {"days": str(days) if days else None, "held_by": held_by, "proof": proof}
        form = {field: text for field, text in said.items() if text is not None}
        async with self._context.desk() as desk:
            saved = await edit.add(desk.database, desk.clock, form)
            if not isinstance(saved, Saved):
                self._context.refuse(*saved)
            self._context.say(Text.of("Saved: {id}", id=saved.training.id))
            for caution in saved.cautions:
                words = self._context.words(caution.text)
                self._context.say(Text.of("Please look: {what}", what=words))
            await desk.wake()

    async def every(self) -> None:
        """List the trainings: number, instructor, day, kind, length.

        Example: voikukkia-node training list
        """
        async with self._context.desk() as desk:
            for one in await desk.database.read(store.all_trainings):
                facts = (one.id, one.instructor, day_text(one.day), one.kind, one.days, one.place)
                self._context.show("  ".join(str(fact) for fact in facts if fact is not None))

    async def courses(self) -> None:
        """List the courses the hub told, newest first: last day, place, kind, length.

        Example: voikukkia-node course list
        """
        async with self._context.desk() as desk:
            listed = await desk.database.read(store.courses)
            for one in listed:
                self._context.say(course_line(one))
            if not listed:
                self._context.say(NO_LIST)

    async def remove(self, training: int, /) -> None:
        """Remove a training that was entered by mistake.

        Example: voikukkia-node training remove 3

        Args:
            training: its number in `training list`
        """
        async with self._context.desk() as desk:
            if refused := await edit.remove(desk.database, desk.clock, training):
                self._context.refuse(*refused)
            self._context.say(Text.of("Removed."))
            await desk.wake()
