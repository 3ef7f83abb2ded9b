"""Undo of a whole import, for 30 days: every record becomes what it was before.

What a person changed since is shown and asked about before anything is touched; a person who was
erased does not come back.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from sqlite3 import Connection, IntegrityError
from typing import Any

import msgspec
from msgspec import Struct

from node.groups import store as groups
from node.groups.model import Group
from node.history import record as history
from node.history import store as entries
from node.history.model import Doer, Image, image_of
from node.history.model import Kind as Noun
from node.importing import store
from node.importing.model import UNDO_FOR, Run
from node.instructors import store as instructors
from node.instructors.model import Instructor
from node.network import act
from node.organisers import store as organisers
from node.organisers.model import Organiser
from node.trainings import store as trainings
from node.trainings.model import Training
from shared.runtime.transaction import savepoint
from shared.text import Text

NOT_DONE = Text.of("There is no such import that could be undone.")
TOO_OLD = Text.of("The import is older than 30 days and cannot be undone as a whole any more.")


class Touched(Struct, frozen=True, kw_only=True):
    """A record that was changed after the import, by a person or by a later import."""

    noun: Noun
    record: str


class Undone(Struct, frozen=True, kw_only=True):
    """An import was taken back: how many records were removed, put back, or left as they are."""

    removed: int
    put_back: int
    left: tuple[Touched, ...] = ()


class _Home(Struct, frozen=True, kw_only=True):
    """How the records of one kind are found, put back and removed."""

    type: Any
    find: Callable[[Connection, Any], Any]
    put: Callable[[Connection, Any], object]
    remove: Callable[[Connection, Any], object]
    key: Callable[[str], Any] = str


HOMES: Mapping[Noun, _Home] = {
    "group": _Home(type=Group, find=groups.find, put=groups.put, remove=groups.remove),
    "organiser": _Home(
        type=Organiser, find=organisers.find, put=organisers.put, remove=organisers.remove
    ),
    "instructor": _Home(
        type=Instructor, find=instructors.find, put=instructors.put, remove=instructors.remove
    ),
    "training": _Home(
        type=Training, find=trainings.find, put=trainings.put, remove=trainings.remove, key=int
    ),
}


def told(undone: Undone) -> Text:
    """Return what an undo did."""
    return Text.of(
        "Undone: {removed} removed, {back} as they were before, {left} left as they are.",
        removed=undone.removed,
        back=undone.put_back,
        left=len(undone.left),
    )


def undoable(run: Run, now: datetime) -> bool:
    """Tell whether an import may still be undone as a whole."""
    return run.state == "done" and run.settled_at is not None and now - run.settled_at <= UNDO_FOR


def touched(db: Connection, run: int) -> tuple[Touched, ...]:
    """Return the records of an import that are no longer what it made of them."""
    return tuple(
        Touched(noun=image.kind, record=image.record)
        for image in _images(db, run)
        if image_of(_now(db, image)) not in {image.after, image.before} or _hangs(db, image)
    )


def undo(db: Connection, run: int, *, doer: Doer, also_touched: bool) -> Undone | Text:
    """Take an import back; records changed since are put back only if a person said so.

    A record that something else now hangs on, and that the import had made, stays.
    """
    found = store.find(db, run)
    if found is None or found.state != "done":
        return NOT_DONE
    if not undoable(found, doer.at):
        return TOO_OLD
    kept_back = set() if also_touched else {(t.noun, t.record) for t in touched(db, run)}
    left: list[Touched] = []
    removed = put_back = 0
    for image in _images(db, run):
        one = Touched(noun=image.kind, record=image.record)
        if (image.kind, image.record) in kept_back or not _put_back(db, image, doer):
            left.append(one)
        elif image.before is None:
            removed += 1
        else:
            put_back += 1
    store.note_undone(db, run, at=doer.at)
    history.note(db, doer, "import", str(run), "undone")
    act.note(db, doer.at)
    return Undone(removed=removed, put_back=put_back, left=tuple(left))


def _images(db: Connection, run: int) -> tuple[Image, ...]:
    """Return every record before and after the import, the newest first."""
    return tuple(image for image in entries.of_batch(db, run) if image.kind in HOMES)


def _hangs(db: Connection, image: Image) -> bool:
    """Tell whether a person whom the import added has groups or trainings by now."""
    if image.kind != "instructor" or image.before is not None:
        return False
    led, done = groups.led_by(db, image.record), trainings.of_instructor(db, image.record)
    return bool(led or done)


def _now(db: Connection, image: Image) -> Any:  # noqa: ANN401 (a record of any kind)
    home = HOMES[image.kind]
    return home.find(db, home.key(image.record))


def _put_back(db: Connection, image: Image, doer: Doer) -> bool:
    """Make a record what it was before the import, and tell whether it could be."""
    home = HOMES[image.kind]
    now = _now(db, image)
    old = None if image.before is None else msgspec.json.decode(image.before, type=home.type)
    if image_of(now) == image.before:
        return True
    if _hangs(db, image) or (now is None and image.kind in {"instructor", "training"}):
        return False
    try:
        with savepoint(db):
            if old is None:
                home.remove(db, home.key(image.record))
            else:
                home.put(db, old)
    except IntegrityError:
        return False
    history.record(db, doer, image.kind, image.record, now, old, "undone")
    return True
