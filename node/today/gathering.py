"""The first page, read from the database in one view of it."""

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from msgspec import Struct
from msgspec.structs import replace

from node.groups import store as groups
from node.groups.wording import name_of, place_of
from node.leaves.said import STATE, Shown, shown
from node.network import store as network
from node.network.model import NetworkRecord
from node.outbox import store as outbox
from node.push import store as push
from node.push.model import Phase, Status
from node.push.status import gather, received_at
from node.push.words import status_lines
from node.today import sources
from node.today.belief import Belief, belief
from node.today.model import Source, Todo, gathered
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.words import State


class PlaceRow(Struct, frozen=True, kw_only=True):
    """What the hub shows of one municipality; `state` is what belief makes of it now."""

    place: str
    state: State
    words: Text
    one: Shown
    belief: Belief


class Today(Struct, frozen=True, kw_only=True):
    """The first page."""

    network: NetworkRecord | None
    todos: tuple[Todo, ...]
    status: Status
    lines: tuple[Text, ...]
    places: tuple[PlaceRow, ...]
    paused: bool


def today(
    db: Connection,
    *,
    phase: Phase | None,
    now: datetime,
    reference: Reference,
    language: str,
    asked: Iterable[Source],
) -> Today:
    """Return the first page; before the network is set up it is all but empty."""
    record, status = network.record(db), gather(db, phase=phase)
    day = helsinki_day(now)
    return Today(
        network=record,
        todos=tuple(_in_words(db, todo, reference, language) for todo in gathered(db, now, asked)),
        status=status,
        lines=status_lines(status, language),
        places=places(db, now=now, reference=reference, language=language),
        paused=record is not None
        and record.pause is not None
        and record.pause.starts <= day <= record.pause.until,
    )


def _in_words(db: Connection, todo: Todo, reference: Reference, language: str) -> Todo:
    """Return a todo that tells its group by place and month beside the id."""
    group = groups.find(db, todo.group) if todo.group is not None else None
    if group is None:
        return todo
    values = todo.text.values | {"id": name_of(group, reference, language)}
    return replace(todo, text=Text(todo.text.msgid, values))


def places(
    db: Connection, *, now: datetime, reference: Reference, language: str
) -> tuple[PlaceRow, ...]:
    """Return what the hub shows of every municipality, by name; nothing before a first receipt."""
    report, word = sources.acknowledged(db), push.memory(db).word
    if report is None:
        return ()
    instants = (word.hub_time if word else None, received_at(outbox.newest_delivered(db)))
    heard = max((instant for instant in instants if instant is not None), default=None)
    rows = []
    for one in shown(report, reference, helsinki_day(now)):
        act = one.since if one.state == "none" else None
        held = belief(report, heard, sources.policy_of(db), act)
        believed = held.until is not None and now < held.until
        state: State = one.state if believed else "unknown"
        name = place_of(one.municipality, reference, language)
        rows.append(PlaceRow(place=name, state=state, words=STATE[state], one=one, belief=held))
    return tuple(sorted(rows, key=lambda row: row.place))
