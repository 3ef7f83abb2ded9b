"""A person's acts on feedback, inside the caller's transaction; each stands in the history.

A sheet and a remark are added and removed, never changed: the history then keeps no old and new
values of what one parent said.
"""

from collections.abc import Callable, Sequence
from sqlite3 import Connection
from typing import TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

import node.groups.store
from node.feedback import code as codes
from node.feedback import forms, store
from node.feedback.model import (
    Answers,
    Feedback,
    Questionnaire,
    Remark,
    Round,
)
from node.groups.reading import Form
from node.history import record as history
from node.history.model import Doer, Kind
from node.history.record import Keeper
from node.work.edit import Overtaken
from shared.period import helsinki_day
from shared.text import Invalid, Text

F = TypeVar("F", Questionnaire, Round, Answers, Remark)
Refused: TypeAlias = tuple[Invalid, ...]
MISSING = Text.of("There is no such feedback.")
KIND: Kind = "feedback"


class Entered(Struct, frozen=True, kw_only=True):
    """One paper as it is stored: its answers and its words, which do not know each other."""

    round: int
    sheet: Answers | None
    remark: Remark | None


def save_round(
    db: Connection,
    form: Form,
    *,
    doer: Doer,
    before: int | None = None,
    version: int | None = None,
) -> Round | Overtaken | Refused:
    """Store that a group is asked, or a change of it."""
    old = store.ROUNDS.find(db, before) if before is not None else None
    if before is not None and old is None:
        return (Invalid("id", MISSING),)
    if old is not None and (overtaken := _overtaken(db, record_id(old), version)):
        return overtaken
    read = forms.asked(
        form,
        groups={group: group for group in node.groups.store.ids(db)},
        questionnaires={one.id: one.name for one in store.questionnaires(db)},
        before=old,
        answered=old is not None and is_answered(db, old),
        today=helsinki_day(doer.at),
    )
    return _keep(db, old, read, doer) if isinstance(read, Round) else read


def save_counts(
    db: Connection, form: Form, *, asked: int, doer: Doer, version: int | None = None
) -> Round | Overtaken | Refused:
    """Store answers that were counted on paper, in place of those counted before."""
    there = asked_round(db, asked)
    if there is None:
        return (Invalid("id", MISSING),)
    old, questions = there
    if overtaken := _overtaken(db, record_id(old), version):
        return overtaken
    read = forms.counts(form, questions)
    if refused := tuple(one for one in read if isinstance(one, Invalid)):
        return refused
    counts = tuple(one for one in read if isinstance(one, tuple))
    return _keep(db, old, replace(old, counts=counts), doer)


def enter(db: Connection, form: Form, *, asked: int, doer: Doer) -> Entered | Refused:
    """Store what one paper says; its answers and its words go apart."""
    there = asked_round(db, asked)
    if there is None:
        return (Invalid("id", MISSING),)
    of, questions = there
    read = forms.filled(form, questions)
    if not isinstance(read, forms.Filled):
        return read
    sheet = remark = None
    if any(read.answers):
        sheet = _keep(db, None, Answers(round=of.id, answers=read.answers), doer)
    if read.remark is not None:
        remark = _keep(db, None, Remark(round=of.id, text=read.remark), doer)
    return Entered(round=of.id, sheet=sheet, remark=remark)


def enter_by_code(db: Connection, form: Form, *, code: str, doer: Doer) -> Entered | Refused:
    """Store what the paper with this code says; each code is good once."""
    asked = open_round(db, code)
    if isinstance(asked, Invalid):
        return (asked,)
    entered = enter(db, form, asked=asked, doer=doer)
    if isinstance(entered, Entered):
        store.use_code(db, codes.read(code) or "")
    return entered


def open_round(db: Connection, code: str) -> int | Invalid:
    """Return the round a code belongs to, or why it is not good."""
    if not code:
        return Invalid("code", Text.of("Write the code that stands on the form."))
    plain = codes.read(code)
    found = store.round_of_code(db, plain) if plain else None
    if found is None:
        return Invalid("code", Text.of("No printed form has the code “{text}”.", text=code[:20]))
    asked, used = found
    if used:
        return Invalid("code", Text.of("The form with this code was entered already."))
    return asked


def print_forms(
    db: Connection, *, asked: int, number: int, choose: Callable[[Sequence[str]], str], doer: Doer
) -> tuple[str, ...]:
    """Draw codes for forms to be printed, and return them; none for a round that was removed."""
    if store.ROUNDS.find(db, asked) is None:
        return ()
    drawn: list[str] = []
    while len(drawn) < number:
        new = codes.drawn(choose)
        if store.add_code(db, new, asked):
            drawn.append(new)
    history.note(db, doer, KIND, f"forms-{asked}")
    return tuple(drawn)


def save_questionnaire(
    db: Connection,
    form: Form,
    *,
    doer: Doer,
    before: str | None = None,
    version: int | None = None,
) -> Questionnaire | Overtaken | Refused:
    """Store a questionnaire of the network's own; one that was used stays as it was."""
    old = store.questionnaire(db, before) if before is not None else None
    if before is not None and old is None:
        return (Invalid("id", MISSING),)
    if old is not None and (refused := _fixed(db, old)):
        return (Invalid("id", refused),)
    if old is not None and (overtaken := _overtaken(db, record_id(old), version)):
        return overtaken
    read = forms.questionnaire(form, old)
    return _keep(db, old, read, doer) if isinstance(read, Questionnaire) else read


def remove(db: Connection, record: str, *, doer: Doer) -> Text | None:
    """Take a record away, to be brought back within 30 days; a Text says why it cannot be.

    A round comes back with the codes of its printed forms, which are good for nothing meanwhile.
    """
    old = found(db, record)
    if old is None:
        return MISSING
    if isinstance(old, Questionnaire) and (refused := _fixed(db, old)):
        return refused
    if isinstance(old, Round) and (store.sheets_of(db, old.id) or store.remarks_of(db, old.id)):
        return Text.of("It holds answers. Remove them first.")
    store.remove(db, record_id(old))
    history.record(db, doer, KIND, record_id(old), old, None)
    return None


def undo(db: Connection, record: str, *, doer: Doer, version: int | None = None) -> Text | None:
    """Take the last change of a record back, if it is the one that was seen as the `version`."""
    if version is not None and history.version(db, KIND, record) != version:
        return history.CHANGED_SINCE
    return history.undo(db, doer, KIND, record, {KIND: KEEPER})


def restore(db: Connection, record: str, *, doer: Doer) -> Text | None:
    """Bring a removed record back; a Text says why it cannot be."""
    return history.restore(db, doer, KIND, record, {KIND: KEEPER})


def found(db: Connection, record: str) -> Feedback | None:
    """Return a record by its id as an address has it, or None."""
    try:
        return store.find(db, record)
    except (ValueError, OverflowError):
        return None


def asked_round(db: Connection, asked: int) -> tuple[Round, Questionnaire] | None:
    """Return a round with its questions, or None."""
    there = store.ROUNDS.find(db, asked)
    questions = store.questionnaire(db, there.questionnaire) if there is not None else None
    return None if there is None or questions is None else (there, questions)


def record_id(record: Feedback) -> str:
    """Return what the history calls a record."""
    match record:
        case Round():
            return f"round-{record.id}"
        case Answers():
            return f"sheet-{record.id}"
        case Remark():
            return f"remark-{record.id}"
        case Questionnaire():
            return record.id


def is_answered(db: Connection, asked: Round) -> bool:
    """Tell whether a round has answers, so that its questionnaire stays."""
    return bool(asked.counts or store.sheets_of(db, asked.id))


def _keep(db: Connection, old: Feedback | None, new: F, doer: Doer) -> F:
    stored = store.put(db, new)
    history.record(db, doer, KIND, record_id(stored), old, stored)
    if not isinstance(stored, type(new)):
        raise TypeError("a store gives back what it was given")
    return stored


def _overtaken(db: Connection, record: str, version: int | None) -> Overtaken | None:
    """Return what somebody else changed since the form was made, if anything."""
    newest = history.version(db, KIND, record)
    if version is None or version == newest:
        return None
    return Overtaken(entries=history.since(db, KIND, record, version), version=newest)


def _fixed(db: Connection, questionnaire: Questionnaire) -> Text | None:
    """Tell why a questionnaire can be neither changed nor removed."""
    if questionnaire.ours:
        return Text.of("This questionnaire comes with the program: write one of your own.")
    if store.asked_with(db, questionnaire.id):
        return Text.of("This questionnaire was used and stays as it is: write a new one.")
    return None


def _homeless(db: Connection, record: Feedback) -> Text | None:
    """Tell why a removed record cannot come back."""
    if isinstance(record, Answers | Remark) and store.ROUNDS.find(db, record.round) is None:
        return Text.of("What it belongs to was removed. Bring that back first.")
    return None


KEEPER = Keeper(
    type=Feedback, find=store.find, put=store.put, remove=store.remove, refuse=_homeless
)
