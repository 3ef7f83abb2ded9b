"""Acts of the history: record a change, undo it, restore what was removed, forget a person.

Everything here runs inside the caller's transaction, beside the change it tells of.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import timedelta
from sqlite3 import Connection, IntegrityError
from typing import Any

import msgspec
from msgspec import Struct

from node.history import store
from node.history.model import (
    PERSONAL,
    SUPPRESSED,
    UNDO_DAYS,
    Doer,
    Entry,
    Image,
    Kind,
    Verb,
    changes_between,
    digest_of,
    image_of,
)
from node.network import act
from shared.period import helsinki_day
from shared.runtime.transaction import savepoint
from shared.text import Text
from shared.wire.words import Digest

CHANGED_SINCE = Text.of("It was changed again since. Undo the newest change first.")
IN_USE = Text.of("Other records name it. Change those first.")
TOO_OLD = Text.of("There is nothing to undo: the last change is older than 30 days.")


class Keeper(Struct, frozen=True, kw_only=True):
    """How the records of one kind are read and written: the functions of their store.

    `refuse` says why an image cannot come back, such as a person it names who was erased.
    """

    type: Any
    find: Callable[[Connection, Any], Any]
    put: Callable[[Connection, Any], object]
    remove: Callable[[Connection, Any], object]
    key: Callable[[str], Any] = str
    refuse: Callable[[Connection, Any], Text | None] = lambda _db, _value: None


Keepers = Mapping[Kind, Keeper]


def record(
    db: Connection,
    doer: Doer,
    kind: Kind,
    record_id: str,
    before: Struct | None,
    after: Struct | None,
    verb: Verb | None = None,
) -> int:
    """Write what became of a record, and return the entry's number; 0 if nothing changed.

    Of a person the log keeps the names of the fields alone. The image for undo lasts 30 days.
    """
    changes = changes_between(before, after)
    if not changes and verb is None:
        return 0
    told = verb or ("added" if before is None else "removed" if after is None else "changed")
    number = _append(db, doer, kind, record_id, told, tuple(c.field for c in changes))
    if kind not in PERSONAL | SUPPRESSED and before is not None and after is not None:
        store.add_values(db, number, changes)
    if before is not None or after is not None:
        image = Image(
            entry=number,
            kind=kind,
            record=record_id,
            before=image_of(before),
            after=image_of(after),
        )
        store.add_image(db, image, helsinki_day(doer.at) + timedelta(days=UNDO_DAYS))
    return number


def note(db: Connection, doer: Doer, kind: Kind, record_id: str, verb: Verb = "noted") -> int:
    """Write an act that changed no record, such as a confirmation or a backup."""
    return _append(db, doer, kind, record_id, verb, ())


def audit_head(db: Connection) -> Digest | None:
    """Return the digest of the newest entry, which every hello carries to the hub."""
    number, digest = store.head(db)
    return digest if number else None


def version(db: Connection, kind: Kind, record_id: str) -> int:
    """Return the number of the newest entry on a record, which a form carries; 0 without one."""
    return store.version(db, kind, name_in_log(db, kind, record_id))


def since(db: Connection, kind: Kind, record_id: str, seen: int) -> tuple[Entry, ...]:
    """Return what was done to a record after the version `seen`, the newest first."""
    return store.of_record(db, kind, name_in_log(db, kind, record_id), after=seen)


def of_record(db: Connection, kind: Kind, record_id: str) -> tuple[Entry, ...]:
    """Return everything done to a record, the newest first."""
    return since(db, kind, record_id, 0)


def undo(db: Connection, doer: Doer, kind: Kind, record_id: str, keepers: Keepers) -> Text | None:
    """Take the last change of a record back; a Text says why it cannot be."""
    image = store.newest_image(db, kind, record_id)
    if image is None or image.entry != version(db, kind, record_id):
        return TOO_OLD
    return put_back(db, doer, image, keepers, verb="undone")


def restore(
    db: Connection, doer: Doer, kind: Kind, record_id: str, keepers: Keepers
) -> Text | None:
    """Bring a removed record back; a Text says why it cannot be."""
    image = store.newest_image(db, kind, record_id)
    if image is None or image.after is not None:
        return Text.of("It is there already, or too long gone.")
    return put_back(db, doer, image, keepers, verb="restored")


def put_back(
    db: Connection, doer: Doer, image: Image, keepers: Keepers, *, verb: Verb
) -> Text | None:
    """Make a record what it was before an entry, unless it changed since."""
    keeper = keepers[image.kind]
    key = keeper.key(image.record)
    now = keeper.find(db, key)
    if image_of(now) != image.after:
        return CHANGED_SINCE
    old = None if image.before is None else msgspec.json.decode(image.before, type=keeper.type)
    if old is not None and (why := keeper.refuse(db, old)):
        return why
    if old is not None:
        keeper.put(db, old)
    elif _removed(db, keeper, key) is None:
        return IN_USE
    record(db, doer, image.kind, image.record, now, old, verb)
    act.note(db, doer.at)
    return None


def forget(db: Connection, kind: Kind, record_id: str) -> None:
    """Erase what the history keeps of a person beside the chain."""
    store.forget(db, kind, record_id, name_in_log(db, kind, record_id))


def name_in_log(db: Connection, kind: Kind, record_id: str) -> str:
    """Return a record's id as the chain holds it: a person's is a pseudonym."""
    if kind not in PERSONAL:
        return record_id
    made = hmac.new(store.salt(db), f"{kind}/{record_id}".encode(), hashlib.sha256)
    return made.hexdigest()[:20]


def _removed(db: Connection, keeper: Keeper, key: object) -> bool | None:
    """Remove a record and return True; None where others still name it."""
    try:
        with savepoint(db):
            keeper.remove(db, key)
    except IntegrityError:
        return None
    return True


def _append(
    db: Connection,
    doer: Doer,
    kind: Kind,
    record_id: str,
    verb: Verb,
    fields: tuple[str, ...],
) -> int:
    last, previous = store.head(db)
    number, told, names = last + 1, name_in_log(db, kind, record_id), " ".join(fields)
    digest = digest_of(number, doer, kind, told, verb, names, previous)
    store.append(
        db,
        number=number,
        doer=doer,
        kind=kind,
        record=told,
        verb=verb,
        fields=names,
        previous=previous,
        digest=digest,
    )
    return number
