"""What the pages of feedback show, read in one job each; the handlers hand it to templates."""

from datetime import date
from sqlite3 import Connection

from msgspec import Struct

import node.groups.store
from node.feedback import code as codes
from node.feedback import edit, store, summary
from node.feedback.model import Answers, Questionnaire, Remark, Round
from node.feedback.summary import Said, Spread, Summary
from node.groups.wording import name_of
from node.history import record as history
from shared.reference.lookup import Reference


class RoundLine(Struct, frozen=True, kw_only=True):
    """A round in the list."""

    id: int
    group: str
    asked_on: date
    answers: int
    too_few: bool


class Index(Struct, frozen=True, kw_only=True):
    """Every round, the newest first, and the years there is something of."""

    rounds: tuple[RoundLine, ...]
    years: tuple[int, ...]


class Bar(Struct, frozen=True, kw_only=True):
    """One question as it is shown: `mean` "4.2" and how many answered each value, or too few."""

    question: str
    answers: int
    spread: Spread | None
    mean: str


class RoundShown(Struct, frozen=True, kw_only=True):
    """One round: what it may show, and for those who enter answers, its sheets and remarks."""

    round: Round
    questionnaire: Questionnaire
    answers: int
    too_few: bool
    bars: tuple[Bar, ...]
    sheets: tuple[int, ...]
    remarks: tuple[Remark, ...]
    printed: int
    waiting: int
    undoable: bool
    version: int


class Year(Struct, frozen=True, kw_only=True):
    """What the rounds of a year with one questionnaire show together."""

    questionnaire: str
    answers: int
    too_few: bool
    bars: tuple[Bar, ...]


class Paper(Struct, frozen=True, kw_only=True):
    """One form to be printed: its code and the questions in the language of the page."""

    code: str
    questions: tuple[str, ...]


def index(db: Connection) -> Index:
    """Return every round with the number of its answers."""
    rounds = store.ROUNDS.every(db)
    return Index(
        rounds=tuple(_line(db, one) for one in rounds),
        years=tuple(sorted({one.asked_on.year for one in rounds}, reverse=True)),
    )


def of_group(db: Connection, group: str) -> tuple[RoundLine, ...]:
    """Return the rounds of a group, for the group's own page."""
    return tuple(_line(db, one) for one in store.ROUNDS.every(db) if one.group == group)


def one(db: Connection, *, asked: int, language: str, words: bool) -> RoundShown | None:
    """Return one round, or None; remarks and sheets only for whoever enters them (`words`)."""
    there = edit.asked_round(db, asked)
    if there is None:
        return None
    round_, questionnaire = there
    sheets = store.sheets_of(db, asked)
    told = summary.of_round(questionnaire, _spreads(db, round_, questionnaire))
    entries = history.of_record(db, edit.KIND, edit.record_id(round_))
    return RoundShown(
        round=round_,
        questionnaire=questionnaire,
        answers=told.answers,
        too_few=told.too_few,
        bars=bars(told, language),
        sheets=tuple(sheet.id for sheet in sheets) if words else (),
        remarks=store.remarks_of(db, asked) if words else (),
        printed=len(store.codes_of(db, asked, used=True)),
        waiting=len(store.codes_of(db, asked, used=False)),
        undoable=bool(entries) and entries[0].undoable and entries[0].verb != "added",
        version=entries[0].number if entries else 0,
    )


def year(db: Connection, *, wanted: int, language: str) -> tuple[Year, ...]:
    """Return what a year's rounds show together, by questionnaire."""
    rounds = [one for one in store.ROUNDS.every(db) if one.asked_on.year == wanted]
    found = []
    for questionnaire in store.questionnaires(db):
        these = [one for one in rounds if one.questionnaire == questionnaire.id]
        if not these:
            continue
        told = summary.of_year(questionnaire, [_spreads(db, one, questionnaire) for one in these])
        found.append(
            Year(
                questionnaire=questionnaire.name,
                answers=told.answers,
                too_few=told.too_few,
                bars=bars(told, language),
            )
        )
    return tuple(found)


def bars(told: Summary, language: str) -> tuple[Bar, ...]:
    """Return the questions of a summary in a language."""
    return tuple(
        Bar(
            question=said.question.words(language),
            answers=said.answers,
            spread=said.spread,
            mean=mean_text(said, language),
        )
        for said in told.questions
    )


def mean_text(said: Said, language: str) -> str:
    """Return a mean with one decimal, as the language writes it; empty where it is not shown."""
    if said.mean_tenths is None:
        return ""
    whole, tenth = divmod(said.mean_tenths, 10)
    return f"{whole}{'.' if language == 'en' else ','}{tenth}"


def papers(db: Connection, *, asked: int, language: str) -> tuple[Paper, ...] | None:
    """Return the forms of a round that nobody has entered yet, to be printed."""
    there = edit.asked_round(db, asked)
    if there is None:
        return None
    questions = tuple(question.words(language) for question in there[1].questions)
    waiting = store.codes_of(db, asked, used=False)
    return tuple(Paper(code=codes.printed(code), questions=questions) for code in waiting)


def home(db: Connection, *, record: str) -> str:
    """Return the page on which a record, there or removed, is shown."""
    found = edit.found(db, record)
    match found:
        case Round():
            return f"/feedback/rounds/{found.id}"
        case Answers() | Remark():
            return f"/feedback/rounds/{found.round}"
        case _:
            own = record.startswith("own-")
            return "/feedback/questionnaires" if own else "/feedback"


def groups(db: Connection, *, reference: Reference, language: str) -> dict[str, str]:
    """Return the groups that can be asked, as a form's choices."""
    return {one.id: name_of(one, reference, language) for one in node.groups.store.all_groups(db)}


def _line(db: Connection, round_: Round) -> RoundLine:
    questionnaire = store.questionnaire(db, round_.questionnaire)
    answered = () if questionnaire is None else _spreads(db, round_, questionnaire)
    told = None if questionnaire is None else summary.of_round(questionnaire, answered)
    return RoundLine(
        id=round_.id,
        group=round_.group,
        asked_on=round_.asked_on,
        answers=told.answers if told else 0,
        too_few=told is None or told.too_few,
    )


def _spreads(db: Connection, round_: Round, questionnaire: Questionnaire) -> tuple[Spread, ...]:
    sheets = store.sheets_of(db, round_.id)
    return summary.spreads(round_, sheets, len(questionnaire.questions))
