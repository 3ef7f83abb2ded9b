"""The commands `care` and `chores`: the care page, to be read at a command line."""

import asyncio
from collections.abc import Callable
from functools import partial

from cyclopts import App

from node.backup.model import Place
from node.care import words
from node.care.alarms import alarms, is_failing
from node.care.gather import findings, look
from node.care.model import ChoreRun, Findings
from node.counter import Context
from shared.runtime.mail import MailPlan
from shared.runtime.web.dates import instant_words
from shared.text import Text

PlaceOf = Callable[[], Place]
PlanOf = Callable[[], MailPlan]


def register(root: App, context: Context, *, place_of: PlaceOf, plan_of: PlanOf) -> None:
    """Add the commands; the settings are read when they run."""
    commands = CareCommands(context, place_of, plan_of)
    root.command(commands.care)
    root.command(commands.chores)


class CareCommands:
    """How the machine is, in words."""

    def __init__(self, context: Context, place_of: PlaceOf, plan_of: PlanOf) -> None:
        self._context = context
        self._place_of = place_of
        self._plan_of = plan_of

    async def care(self) -> None:
        """Show how backups, computer and mail are; what needs a look stands first."""
        context = self._context
        found = await self._found()
        for alarm in alarms(found):
            context.say(Text.of("Please look: {what}", what=context.words(alarm.text)))
        for section in words.sections(found, context.translator.language):
            context.show(f"\n{context.words(section.title)}")
            for term, value in section.rows:
                said = " ".join(context.words(sentence) for sentence in value)
                context.show(f"  {context.words(term)}: {said}")

    async def chores(self) -> None:
        """Show what runs by itself, when it last went well, and what fails."""
        context = self._context
        found = await self._found()
        if not found.chores:
            context.say(Text.of("Nothing has run yet. It begins when the node runs: serve."))
        for run in found.chores:
            context.show(f"{run.name}: {' '.join(self._told(run))}")

    async def _found(self) -> Findings:
        place, plan = self._place_of(), self._plan_of()
        async with self._context.desk() as desk:
            now = desk.now()
            seen = await asyncio.to_thread(look, place, now)
            return await desk.read(partial(findings, now=now, place=place, plan=plan, seen=seen))

    def _told(self, run: ChoreRun) -> list[str]:
        say, language = self._context.words, self._context.translator.language
        if run.last_ok_at is None:
            said = [say(Text.of("Not done yet."))]
        else:
            moment = instant_words(run.last_ok_at, language)
            said = [say(Text.of("Last well: {moment}.", moment=moment))]
        if is_failing(run) and run.trouble is not None:
            said += [say(Text.of("Failed {n} times in a row.", n=run.failures)), say(run.trouble)]
        return said
