"""The work beside the groups as tables for the export, and what of it counts in a year (29).

Enrolled by one line in the export's registry.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from node.exporting.model import Cell, Table
from node.work import edit, noun, rules
from node.work.noun import Noun
from node.work.nouns import NOUNS
from node.work.store import AGREEMENTS, PARTICIPATIONS, WORKSHOPS
from shared.reference import lookup
from shared.runtime.i18n import Translator
from shared.text import Text

LOCALE = Path(__file__).parents[1] / "locale"


def tables(db: Connection, language: str) -> tuple[Table, ...]:
    """Return a table for every kind of work, with the columns of its list."""
    return tuple(_table(db, one, language) for one in NOUNS)


def measures(db: Connection, year: int) -> Mapping[str, int]:
    """Return what can be counted of a year; people are counts that a person wrote down."""
    workshops = [one for one in WORKSHOPS.every(db) if one.day.year == year]
    met = [one for one in PARTICIPATIONS.every(db) if one.year == year]
    return {
        "workshops": len(workshops),
        "participation_groups": len(met),
        "participation_meetings": sum(len(one.days) for one in met),
        "partners": rules.partners(AGREEMENTS.every(db), year),
        **_people("workshop_participants", [one.took_part for one in workshops]),
        **_people("participation_parents", [one.parents for one in met]),
        **_people("volunteers", [one.volunteers for one in met]),
    }


@cache
def words(language: str) -> Callable[[Text], str]:
    """Return what says a sentence in a language."""
    return Translator.load(LOCALE, "node", language).say


def _people(measure: str, counts: Sequence[int | None]) -> Mapping[str, int]:
    """Return a number of people; nothing where nobody counted: not known is not zero."""
    known = [count for count in counts if count is not None]
    return {measure: sum(known)} if known or not counts else {}


def _table(db: Connection, one: Noun[Any], language: str) -> Table:
    say, known = words(language), edit.known(db, one, lookup.load())
    return Table(
        name=say(one.words.sheet),
        headings=tuple(say(column.heading) for column in one.columns),
        rows=tuple(
            tuple(_cell(column.cell(record, known, language), say) for column in one.columns)
            for record in one.every(db)
        ),
    )


def _cell(cell: noun.Cell, say: Callable[[Text], str]) -> Cell:
    return say(cell) if isinstance(cell, Text) else cell
