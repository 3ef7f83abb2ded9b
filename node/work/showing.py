"""What the pages of small records show, read in one job each; the handlers hand it to templates."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from sqlite3 import Connection
from typing import Any

from msgspec import Struct

from node.activities.noun import ACTIVITY
from node.groups.caution import Caution
from node.groups.fields import day_text
from node.history import record as history
from node.history.model import Entry
from node.work import edit, rules
from node.work.costs import COST
from node.work.fields import euros_text
from node.work.forms import Known
from node.work.noun import Cell, Noun
from node.work.nouns import NOUNS
from node.work.store import of_group, of_organiser
from node.work.vocabulary import COMMITMENT_WORDS
from shared.reference.lookup import Reference
from shared.reference.naming import fold
from shared.runtime.web.form import View, filled
from shared.runtime.web.meanwhile import together
from shared.runtime.web.visit import Posted
from shared.text import Invalid, Text

ROWS = 50
"""Records on one page of a list."""
HISTORY_MOST = 20


class Line(Struct, frozen=True, kw_only=True):
    """One record in a list: its id, and its cells in the order of the columns."""

    id: str
    cells: tuple[Any, ...]


class Total(Struct, frozen=True, kw_only=True):
    """What one group costs in all, in euros as they are written."""

    group: str
    planned: str
    actual: str


class Promise(Struct, frozen=True, kw_only=True):
    """A commitment of an organiser, and whether it holds on the day."""

    id: int
    kind: Text
    valid_from: date
    valid_until: date | None
    note: str | None
    in_force: bool


class Listed(Struct, frozen=True, kw_only=True):
    """A page of a list. `removed`: the id of a record just removed, to be brought back.

    `every`: how many records there are, also beyond the words that were searched for.
    """

    headings: tuple[Text, ...]
    lines: tuple[Line, ...]
    page: int
    pages: int
    every: int
    totals: tuple[Total, ...] = ()
    removed: str | None = None


class Entrance(Struct, frozen=True, kw_only=True):
    """One kind of work on the overview."""

    path: str
    many: Text
    about: Text
    count: int


class One(Struct, frozen=True, kw_only=True):
    """One record: its facts for everybody, and its form for whoever may change it."""

    id: str
    facts: tuple[tuple[Text, Any], ...]
    view: View
    cautions: tuple[Caution, ...]
    history: tuple[Entry, ...]

    @property
    def undoable(self) -> bool:
        """Tell whether there is a change to be taken back."""
        newest = self.history[0] if self.history else None
        return newest is not None and newest.undoable and newest.verb != "added"


def overview(db: Connection) -> tuple[Entrance, ...]:
    """Return every kind of work with its number of records."""
    return tuple(
        Entrance(
            path=noun.path,
            many=noun.words.many,
            about=noun.words.about,
            count=len(noun.every(db)),
        )
        for noun in (ACTIVITY, *NOUNS)
    )


def listed(
    db: Connection,
    *,
    noun: Noun[Any],
    reference: Reference,
    language: str,
    wanted: str = "",
    removed: str = "",
    words: str = "",
    say: Callable[[Text], str] = str,
) -> Listed:
    """Return a page of a list; a page that is not there is the first or the last one.

    `words`: what all the records of the list have somewhere in their cells, as `say` shows them.
    """
    records = every = noun.every(db)
    known = edit.known(db, noun, reference, language)
    if sought := fold(words).split():
        records = tuple(
            record for record in every if _has(sought, _cells(noun, record, known, language), say)
        )
    pages = max(1, -(-len(records) // ROWS))
    asked = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < ROWS else 1
    page = min(max(asked, 1), pages)
    return Listed(
        headings=tuple(column.heading for column in noun.columns),
        lines=tuple(
            Line(
                id=edit.id_of(record),
                cells=_cells(noun, record, known, language),
            )
            for record in records[(page - 1) * ROWS : page * ROWS]
        ),
        page=page,
        pages=pages,
        every=len(every),
        totals=_totals(records) if noun is COST else (),
        removed=removed if removed and edit.found(db, noun, removed) is None else None,
    )


def form(
    db: Connection,
    *,
    noun: Noun[Any],
    reference: Reference,
    language: str,
    typed: Mapping[str, str],
    version: int = 0,
    seen: str | None = None,
    invalid: tuple[Invalid, ...] = (),
) -> View:
    """Return a form as it was typed: of a new record, or after a refusal."""
    fields = noun.fields(edit.known(db, noun, reference, language))
    return filled(fields, typed, invalid=invalid, version=version, seen=seen)


def overtaken(
    db: Connection,
    *,
    noun: Noun[Any],
    reference: Reference,
    language: str,
    record: str,
    posted: Posted,
    version: int,
) -> View:
    """Return the form of a record that another person changed meanwhile, put together."""
    known, found = edit.known(db, noun, reference, language), edit.found(db, noun, record)
    stored = noun.typed(found, known, language) if found is not None else {}
    fields, seen = noun.fields(known), posted.seen
    return together(fields, posted.fields, stored, seen=seen, version=version)


def one(
    db: Connection, *, noun: Noun[Any], record: str, reference: Reference, language: str
) -> One | None:
    """Return one record, or None."""
    found = edit.found(db, noun, record)
    if found is None:
        return None
    known = edit.known(db, noun, reference, language)
    key, cautions = edit.id_of(found), noun.cautions(found)
    version = history.version(db, noun.kind, key)
    entries = history.of_record(db, noun.kind, key)
    return One(
        id=key,
        facts=tuple(
            (column.heading, cell)
            for column, cell in zip(noun.columns, _cells(noun, found, known, language), strict=True)
        ),
        view=filled(
            noun.fields(known),
            noun.typed(found, known, language),
            cautions=cautions,
            version=version,
        ),
        cautions=cautions,
        history=entries[:HISTORY_MOST],
    )


def commitments_of(db: Connection, organiser: str, today: date) -> tuple[Promise, ...]:
    """Return what an organiser has committed itself to, for the organiser's own page."""
    kept = of_organiser(db, organiser)
    now = rules.in_force(kept, today)
    return tuple(
        Promise(
            id=one.id,
            kind=COMMITMENT_WORDS[one.kind],
            valid_from=one.valid_from,
            valid_until=one.valid_until,
            note=one.note,
            in_force=one in now,
        )
        for one in kept
    )


def cost_of(db: Connection, group: str) -> Total | None:
    """Return what a group costs in all, for the group's own page; None where nothing is kept."""
    return next(iter(_totals(of_group(db, group))), None)


def _cells(noun: Noun[Any], record: Any, known: Known, language: str) -> tuple[Cell, ...]:  # noqa: ANN401 (a noun's record)
    return tuple(_shown(column.cell(record, known, language)) for column in noun.columns)


def _has(sought: Iterable[str], cells: Iterable[Cell], say: Callable[[Text], str]) -> bool:
    """Tell whether every word stands somewhere in the cells."""
    written = " ".join(fold(_written(cell, say)) for cell in cells)
    return all(word in written for word in sought)


def _written(cell: Cell, say: Callable[[Text], str]) -> str:
    match cell:
        case None:
            return ""
        case Text():
            return say(cell)
        case date():
            return day_text(cell)
        case _:
            return str(cell)


def _shown(cell: Cell) -> Cell:
    """Return an amount as it is written; anything else as it is."""
    return euros_text(int(cell * 100)) if isinstance(cell, Decimal) else cell


def _totals(records: tuple[Any, ...]) -> tuple[Total, ...]:
    return tuple(
        Total(
            group=total.group,
            planned=euros_text(total.planned_cents),
            actual=euros_text(total.actual_cents),
        )
        for total in rules.sums(records)
    )
