"""`voikukkia-node feedback …`: ask a group, print codes, enter papers, see what may be shown."""

import secrets
from functools import partial
from typing import NoReturn

import cyclopts

from node.counter import Context
from node.desk import Desk
from node.feedback import code as codes
from node.feedback import edit, forms, showing, store
from node.feedback.edit import Entered, Refused
from node.feedback.model import Questionnaire, Round
from node.feedback.showing import Bar
from node.history.model import Doer
from node.work.edit import Overtaken
from shared.runtime.web.dates import day_words
from shared.text import Invalid, Text

LEFT_OUT = "x"
TOO_FEW = Text.of("There are too few answers to show without pointing at people.")


def app(context: Context) -> cyclopts.App:
    """Return the `feedback` commands."""
    made = cyclopts.App(
        name="feedback", help="Keep anonymous feedback of groups; free text never leaves."
    )
    commands = FeedbackCommands(context)
    for command in (commands.ask, commands.edit, commands.count, commands.forms):
        made.command(command)
    for shown in (commands.enter, commands.show, commands.year, commands.questionnaires):
        made.command(shown)
    made.command(commands.write_questionnaire, name="questionnaire")
    made.command(commands.every, name="list")
    made.command(commands.remove)
    made.command(commands.restore)
    return made


class FeedbackCommands:
    """The commands on feedback, at one person's counter."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def ask(self, group: str, on: str, /, *, questionnaire: str = "ours-1") -> None:
        """Write down that a group is asked.

        Example: voikukkia-node feedback ask porvoo-2026-1 1.12.2026

        Args:
            group: the group's id
            on: the day it is asked, usually that of the last meeting
            questionnaire: its id or name, see: feedback questionnaires
        """
        form = {"group": group, "asked_on": on, "questionnaire": questionnaire}
        async with self._context.desk() as desk:
            job = partial(edit.save_round, form=form, doer=Doer(at=desk.now()))
            self._saved(await desk.database.write(job))

    async def edit(
        self,
        asked: int,
        /,
        *,
        group: str | None = None,
        on: str | None = None,
        questionnaire: str | None = None,
    ) -> None:
        """Change whom was asked, and when; what you do not name stays as it is.

        Example: voikukkia-node feedback edit 3 --on 2.12.2026

        Args:
            asked: the number in the list
            group: the group's id
            on: the day it was asked
            questionnaire: its id or name; it stays once there are answers
        """
        said = {"group": group, "asked_on": on, "questionnaire": questionnaire}
        form = {field: text for field, text in said.items() if text is not None}
        async with self._context.desk() as desk:
            job = partial(edit.save_round, form=form, doer=Doer(at=desk.now()), before=asked)
            self._saved(await desk.database.write(job))

    async def count(self, asked: int, /, *five: str) -> None:
        """Store answers that were counted on paper: for each question how many said 1 to 5.

        Example: voikukkia-node feedback count 3 "0 0 1 2 4" "0 1 1 2 3"

        Args:
            asked: the number in the list
            five: five numbers for each question, in the order of the questionnaire
        """
        form = {forms.question_field(n): text for n, text in enumerate(five, start=1)}
        async with self._context.desk() as desk:
            job = partial(edit.save_counts, form=form, asked=asked, doer=Doer(at=desk.now()))
            self._saved(await desk.database.write(job))

    async def forms(self, asked: int, /, *, number: str = "8") -> None:
        """Draw codes for printed forms; the page of the group prints them with the questions.

        Example: voikukkia-node feedback forms 3 --number 6

        Args:
            asked: the number in the list
            number: how many forms
        """
        many = forms.how_many(number)
        if isinstance(many, Text):
            self._context.refuse(many)
        async with self._context.desk() as desk:
            if await desk.read(partial(edit.asked_round, asked=asked)) is None:
                self._context.refuse(edit.MISSING)
            job = partial(
                edit.print_forms,
                asked=asked,
                number=many,
                choose=secrets.choice,
                doer=Doer(at=desk.now()),
            )
            for drawn in await desk.database.write(job):
                self._context.show(codes.printed(drawn))

    async def enter(self, code: str, /, *answers: str, remark: str | None = None) -> None:
        """Enter a paper by its code, or by the number of the group in the list.

        Example: voikukkia-node feedback enter K7M-4QT 5 4 x 5 3 5

        Args:
            code: the code on the paper; without one, the number in the list
            answers: a number from 1 to 5 for each question, x for one left out
            remark: what was written in their own words, without names
        """
        form = {
            forms.question_field(number): "" if text == LEFT_OUT else text
            for number, text in enumerate(answers, start=1)
        }
        if remark is not None:
            form["remark"] = remark
        async with self._context.desk() as desk:
            doer = Doer(at=desk.now())
            job = partial(edit.enter_by_code, form=form, code=code, doer=doer)
            if code.isascii() and code.isdigit() and codes.read(code) is None:
                job = partial(edit.enter, form=form, asked=int(code), doer=doer)
            entered = await desk.database.write(job)
            if not isinstance(entered, Entered):
                self._context.refuse(*entered)
            self._context.say(Text.of("The answers are stored. The paper can be destroyed."))

    async def every(self) -> None:
        """List the groups that were asked: number, group, day, answers.

        Example: voikukkia-node feedback list
        """
        language = self._context.translator.language
        async with self._context.desk() as desk:
            for one in (await desk.read(showing.index)).rounds:
                day = day_words(one.asked_on, language)
                self._context.show(f"{one.id}  {one.group}  {day}  {one.answers}")

    async def show(self, asked: int, /) -> None:
        """Show what the answers of a group say, from three answers on.

        Example: voikukkia-node feedback show 3

        Args:
            asked: the number in the list
        """
        language = self._context.translator.language
        async with self._context.desk() as desk:
            job = partial(showing.one, asked=asked, language=language, words=True)
            found = await desk.read(job)
            if found is None:
                self._context.refuse(edit.MISSING)
            self._bars(found.bars)
            for sheet in found.sheets:
                self._context.show(f"sheet-{sheet}")
            for remark in found.remarks:
                self._context.show(f"remark-{remark.id}: {remark.text}")

    async def year(self, year: int, /) -> None:
        """Show what the answers of a year say together.

        Example: voikukkia-node feedback year 2026

        Args:
            year: the year
        """
        language = self._context.translator.language
        async with self._context.desk() as desk:
            for one in await desk.read(partial(showing.year, wanted=year, language=language)):
                self._context.show(one.questionnaire)
                self._bars(one.bars)

    async def questionnaires(self) -> None:
        """List the questionnaires with their questions.

        Example: voikukkia-node feedback questionnaires
        """
        language = self._context.translator.language
        async with self._context.desk() as desk:
            for one in await desk.read(store.questionnaires):
                self._context.show(f"{one.id}  {one.name}")
                for number, question in enumerate(one.questions, start=1):
                    self._context.show(f"  {number}. {question.words(language)}")

    async def write_questionnaire(
        self,
        name: str,
        /,
        *questions: str,
        sv: list[str] | None = None,
        en: list[str] | None = None,
        own: str | None = None,
    ) -> None:
        """Write a questionnaire of your own: statements to agree with on a scale from 1 to 5.

        Example: voikukkia-node feedback questionnaire "Kasper 2027" "Sain tukea." "Jaksan."

        Args:
            name: its name
            questions: the questions in Finnish
            sv: the same ones in Swedish, one --sv for each
            en: the same ones in English, one --en for each
            own: the id of one that was not used yet, to be changed
        """
        form = {
            "name": name,
            "questions_fi": "\n".join(questions),
            "questions_sv": "\n".join(sv or ()),
            "questions_en": "\n".join(en or ()),
        }
        async with self._context.desk() as desk:
            doer = Doer(at=desk.now())
            job = partial(edit.save_questionnaire, form=form, doer=doer, before=own)
            self._saved(await desk.database.write(job))

    async def remove(self, record: str, /) -> None:
        """Remove a paper, a remark, a questionnaire or a group without answers.

        Example: voikukkia-node feedback remove sheet-9

        Args:
            record: sheet-9, remark-4, own-1 or round-3
        """
        async with self._context.desk() as desk:
            await self._back(desk, partial(edit.remove, record=record), Text.of("Removed."))

    async def restore(self, record: str, /) -> None:
        """Bring back what was removed.

        Example: voikukkia-node feedback restore sheet-9

        Args:
            record: sheet-9, remark-4, own-1 or round-3
        """
        async with self._context.desk() as desk:
            await self._back(desk, partial(edit.restore, record=record), Text.of("It is back."))

    async def _back(self, desk: Desk, job: "partial[Text | None]", done: Text) -> None:
        why = await desk.database.write(partial(job, doer=Doer(at=desk.now())))
        if why is not None:
            self._context.refuse(why)
        self._context.say(done)

    def _saved(self, saved: Round | Questionnaire | Overtaken | Refused) -> None:
        if not isinstance(saved, Round | Questionnaire):
            self._refuse(saved)
        self._context.say(Text.of("Saved: {id}", id=saved.id))

    def _refuse(self, refused: Overtaken | tuple[Invalid, ...]) -> NoReturn:
        self._context.refuse(*(refused if isinstance(refused, tuple) else ()))

    def _bars(self, bars: tuple[Bar, ...]) -> None:
        for bar in bars:
            if bar.spread is None:
                self._context.say(TOO_FEW)
            else:
                five = " ".join(map(str, bar.spread))
                self._context.show(f"{bar.mean}  ({five})  {bar.question}")
