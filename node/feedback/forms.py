"""Forms of feedback read into records: a round, its counts, one sheet, a questionnaire."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from msgspec import Struct

from node.feedback.model import (
    QUESTIONS_MAX,
    SCALE,
    Question,
    Questionnaire,
    Round,
    Value,
)
from node.groups import fields
from node.groups.reading import Form, Reading
from node.work.reading import Sheet
from shared.text import Invalid, Text

ROUND = ("group", "questionnaire", "asked_on")
QUESTIONNAIRE = ("name", "questions_fi", "questions_sv", "questions_en")
LINE, QUESTION_MOST, REMARK_MOST = 120, 200, 2_000
FORMS_MAX = 12
"""Forms printed at once: a group has at most eight parents."""
COUNT_MAX = 100


class Filled(Struct, frozen=True, kw_only=True):
    """What one paper says: its answers, and the words beside them."""

    answers: tuple[Value | None, ...]
    remark: str | None = None


def question_field(number: int) -> str:
    """Return the name of the field of a question, the first being 1."""
    return f"q{number}"


def asked(
    form: Form,
    *,
    groups: Mapping[str, str],
    questionnaires: Mapping[str, str],
    before: Round | None = None,
    answered: bool = False,
    today: date,
) -> Round | tuple[Invalid, ...]:
    """Read a round; once it is `answered`, its questionnaire stays."""
    sheet = Sheet(form, ROUND, before)
    group = sheet.must("group", partial(_one, names=groups), Text.of("Choose the group."))
    choose = Text.of("Choose the questionnaire.")
    wanted = sheet.must("questionnaire", partial(_one, names=questionnaires), choose)
    write = Text.of("Write the day as 1.9.2026.")
    day = sheet.must("asked_on", fields.day, write)
    if day is not None and day > today and (before is None or day != before.asked_on):
        sheet.refuse("asked_on", fields.TO_COME)
    if before is not None and answered and wanted not in {None, before.questionnaire}:
        text = Text.of("There are answers already, so the questionnaire stays.")
        sheet.refuse("questionnaire", text)
    if sheet.invalid or group is None or wanted is None or day is None:
        return sheet.invalid
    counts = before.counts if before else ()
    return Round(id=sheet.id, group=group, questionnaire=wanted, asked_on=day, counts=counts)


def counts(
    form: Form, questionnaire: Questionnaire
) -> tuple[tuple[int, ...], ...] | tuple[Invalid, ...]:
    """Read answers counted on paper: five numbers for each question; all empty: none."""
    names = _names(questionnaire)
    reading = Reading(form, names)
    nobody = (0,) * len(SCALE)
    read = tuple(reading.read(name, _five, old=nobody, empty=nobody) for name in names)
    if reading.invalid:
        return tuple(reading.invalid)
    return read if any(map(sum, read)) else ()


def filled(form: Form, questionnaire: Questionnaire) -> Filled | tuple[Invalid, ...]:
    """Read one paper. A question may be left out; a paper that says nothing is refused."""
    names = _names(questionnaire)
    reading = Reading(form, (*names, "remark"))
    answers = tuple(reading.read(name, _value, old=None, empty=None) for name in names)
    remark = reading.words("remark", old=None, most=REMARK_MOST)
    if not reading.invalid and remark is None and not any(answers):
        reading.refuse(names[0], Text.of("Nothing is filled in yet."))
    return tuple(reading.invalid) or Filled(answers=answers, remark=remark)


def questionnaire(
    form: Form, before: Questionnaire | None = None
) -> Questionnaire | tuple[Invalid, ...]:
    """Read a questionnaire: a question a line, the translations in the same order."""
    old = typed(before) if before else {}
    reading = Reading(form, QUESTIONNAIRE)
    name = reading.words("name", old=old.get("name"), most=LINE)
    if name is None:
        reading.refuse("name", Text.of("Write a name for the questionnaire."))
    lines = {}
    for language in ("fi", "sv", "en"):
        field = f"questions_{language}"
        lines[language] = reading.read(field, _lines, old=_old_lines(old, field), empty=())
    finnish = lines["fi"]
    if not finnish:
        reading.refuse("questions_fi", Text.of("Write the questions in Finnish, one on each line."))
    for language in ("sv", "en"):
        if lines[language] and len(lines[language]) != len(finnish):
            text = Text.of("There are {n} questions in Finnish: write as many.", n=len(finnish))
            reading.refuse(f"questions_{language}", text)
    if reading.invalid or name is None:
        return tuple(reading.invalid)
    questions = tuple(
        Question(
            fi=text,
            sv=lines["sv"][number] if lines["sv"] else None,
            en=lines["en"][number] if lines["en"] else None,
        )
        for number, text in enumerate(finnish)
    )
    return Questionnaire(id=before.id if before else "own-0", name=name, questions=questions)


def typed(questionnaire: Questionnaire) -> dict[str, str]:
    """Return a questionnaire as its form's text."""
    return {
        "name": questionnaire.name,
        **{
            f"questions_{language}": "\n".join(
                getattr(question, language) or "" for question in questionnaire.questions
            ).strip()
            for language in ("fi", "sv", "en")
        },
    }


def how_many(text: str) -> int | Text:
    """Read how many forms are printed."""
    read = fields.number(text)
    if isinstance(read, int) and not 1 <= read <= FORMS_MAX:
        return Text.of("Print 1 to {most} forms at once.", most=FORMS_MAX)
    return read


def _names(questionnaire: Questionnaire) -> tuple[str, ...]:
    return tuple(question_field(n) for n in range(1, len(questionnaire.questions) + 1))


def _value(text: str) -> Value | Text | None:
    read = fields.number(text)
    if isinstance(read, int) and read not in SCALE:
        return Text.of("Write a number from 1 to 5.")
    return read


def _five(text: str) -> tuple[int, ...] | Text:
    """Read how many answered 1, 2, 3, 4 and 5."""
    parts = text.replace(",", " ").replace(";", " ").split()
    read = [fields.number(part) for part in parts]
    numbers = tuple(one for one in read if isinstance(one, int))
    if len(parts) != len(SCALE) or len(numbers) != len(SCALE) or max(numbers) > COUNT_MAX:
        return Text.of("Write five numbers: how many answered 1, 2, 3, 4 and 5.")
    return numbers


def _lines(text: str) -> tuple[str, ...] | Text:
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    if len(lines) > QUESTIONS_MAX:
        return Text.of("Write at most {most} questions.", most=QUESTIONS_MAX)
    if any(len(line) > QUESTION_MOST for line in lines):
        return Text.of("The text is too long: {most} is the most.", most=QUESTION_MOST)
    return lines


def _old_lines(old: Mapping[str, str], field: str) -> tuple[str, ...]:
    return tuple(old.get(field, "").splitlines())


def _one(text: str, names: Mapping[str, str]) -> str | Text:
    found = fields.chosen(text, names)
    if isinstance(found, Text):
        return found
    return found[0] if len(found) == 1 else Text.of("Write one only.")
