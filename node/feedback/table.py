"""Feedback as a table for the export, and how many answered in a year (29).

A table holds what a page may show: from three answers on, and never free text (32).
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from sqlite3 import Connection

from node.exporting.model import Cell, Table
from node.feedback import store, summary
from node.feedback.model import Round
from node.work.table import words
from shared.text import Text

HEADINGS = (
    Text.of("Group"),
    Text.of("Asked on"),
    Text.of("Questionnaire"),
    Text.of("Question"),
    Text.of("Answers"),
    Text.of("Mean"),
)


def tables(db: Connection, language: str) -> tuple[Table, ...]:
    """Return one row for each question of each round; too few answers leave it empty."""
    say = words(language)
    return (
        Table(
            name=say(Text.of("Feedback")),
            headings=(*(say(one) for one in HEADINGS), *"12345"),
            rows=tuple(
                row for asked in store.ROUNDS.every(db) for row in _rows(db, asked, language)
            ),
        ),
    )


def measures(db: Connection, year: int) -> Mapping[str, int]:
    """Return how many papers were filled in a year, and in how many groups."""
    asked = [one for one in store.ROUNDS.every(db) if one.asked_on.year == year]
    return {
        "feedback": sum(_summary(db, one).answers for one in asked),
        "feedback_groups": len({one.group for one in asked}),
    }


def _rows(db: Connection, asked: Round, language: str) -> Iterator[tuple[Cell, ...]]:
    questionnaire = store.questionnaire(db, asked.questionnaire)
    name = questionnaire.name if questionnaire else asked.questionnaire
    for said in _summary(db, asked).questions:
        tenths = said.mean_tenths
        yield (
            asked.group,
            asked.asked_on,
            name,
            said.question.words(language),
            said.answers,
            None if tenths is None else Decimal(tenths) / 10,
            *(said.spread or (None,) * 5),
        )


def _summary(db: Connection, asked: Round) -> summary.Summary:
    questionnaire = store.questionnaire(db, asked.questionnaire)
    if questionnaire is None:
        return summary.Summary(answers=0, questions=())
    sheets = store.sheets_of(db, asked.id)
    answered = summary.spreads(asked, sheets, len(questionnaire.questions))
    return summary.of_round(questionnaire, answered)
