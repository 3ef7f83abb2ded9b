"""What the pages of organisers show, read in one view of the database; each function is one job."""

from collections.abc import Mapping
from datetime import date, datetime
from sqlite3 import Connection

from msgspec import Struct

from node.groups.caution import Caution
from node.history import record as history
from node.history.model import Entry
from node.organisers import edit, store
from node.organisers.labels import KINDS, texts
from node.organisers.model import Organiser, OrganiserId, is_valid, organiser_on
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.text import Text

HISTORY_MOST = 20


class Row(Struct, frozen=True, kw_only=True):
    """An organiser in the list. `law`: who organises in its place today by law, if anybody."""

    organiser: Organiser
    kind: Text
    law: str | None
    valid: bool
    groups: int


class Shown(Struct, frozen=True, kw_only=True):
    """One organiser's page."""

    row: Row
    texts: Mapping[str, str]
    cautions: tuple[Caution, ...]
    groups: tuple[str, ...]
    history: tuple[Entry, ...]
    version: int


def every(db: Connection, *, reference: Reference, today: date) -> tuple[Row, ...]:
    """Return the list of organisers by name, with how many groups name each."""
    numbers = store.numbers_of_groups(db)
    rows = (_row(one, numbers.get(one.id, 0), reference, today) for one in store.all_organisers(db))
    return tuple(sorted(rows, key=lambda row: (not row.valid, row.organiser.name.casefold())))


def show(
    db: Connection, *, organiser: OrganiserId, reference: Reference, now: datetime, language: str
) -> Shown | None:
    """Return an organiser's page, or None where there is no such organiser."""
    found = store.find(db, organiser)
    if found is None:
        return None
    groups = store.groups_of(db, organiser)
    entries = history.of_record(db, "organiser", organiser)
    return Shown(
        row=_row(found, len(groups), reference, helsinki_day(now)),
        texts=texts(found, reference, language),
        cautions=edit.cautions(found),
        groups=groups,
        history=entries[:HISTORY_MOST],
        version=entries[0].number if entries else 0,
    )


def _row(organiser: Organiser, groups: int, reference: Reference, today: date) -> Row:
    now = organiser_on(organiser, today, reference)
    return Row(
        organiser=organiser,
        kind=KINDS[organiser.kind],
        law=now.name if now != organiser else None,
        valid=is_valid(organiser, today) or now != organiser,
        groups=groups,
    )
