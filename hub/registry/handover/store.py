"""Mandates in SQL: what changes a network's last grant by date, kept beside its row."""

from datetime import date, datetime
from sqlite3 import Connection, Row

import msgspec

from hub.registry.acts import Act, CalledOff, Ended, Granted, HandedOver
from hub.registry.handover import mandate as mandates
from hub.registry.handover.mandate import Mandate, Move
from shared.period import helsinki_day
from shared.wire.words import MunicipalityCode, NodeId

_MOVES: msgspec.json.Decoder[tuple[Move, ...]] = msgspec.json.Decoder(tuple[Move, ...])
_CODES: msgspec.json.Decoder[tuple[str, ...]] = msgspec.json.Decoder(tuple[str, ...])


def apply(db: Connection, act: Act, at: datetime) -> None:
    """Carry the mandates of all networks an act is about along."""
    if not isinstance(act, Granted | HandedOver | CalledOff | Ended):
        return
    for node in mandates.parties(act):
        before = mandate(db, node)
        if before is None:
            continue
        after = mandates.after(before, node, act, helsinki_day(at))
        if after != before:
            _save(db, node, after)


def mandate(db: Connection, node: NodeId) -> Mandate | None:
    """Return a network's mandate, None if there is no such network."""
    row = db.execute(
        """
        SELECT network.node, municipalities, reach, moves, uncounted, ends_on
        FROM network LEFT JOIN mandate ON mandate.node = network.node
        WHERE network.node = :node
        """,
        {"node": node},
    ).fetchone()
    return None if row is None else _mandate(row)


def every(db: Connection) -> dict[NodeId, Mandate]:
    """Return every network's mandate, by id."""
    rows = db.execute(
        """
        SELECT network.node, municipalities, reach, moves, uncounted, ends_on
        FROM network LEFT JOIN mandate ON mandate.node = network.node
        ORDER BY network.node
        """
    )
    return {row["node"]: _mandate(row) for row in rows}


def ended(db: Connection, node: NodeId, day: date) -> bool:
    """Tell whether a network has ended by that day."""
    row = db.execute(
        """
        SELECT node FROM mandate WHERE node = :node AND ends_on <= :day
        """,
        {"node": node, "day": day.isoformat()},
    ).fetchone()
    return row is not None


def _save(db: Connection, node: NodeId, after: Mandate) -> None:
    db.execute(
        """
        INSERT INTO mandate (node, moves, uncounted, ends_on)
        VALUES (:node, :moves, :uncounted, :ends_on)
        ON CONFLICT (node) DO UPDATE SET moves = excluded.moves, uncounted = excluded.uncounted,
            ends_on = excluded.ends_on
        """,
        {
            "node": node,
            "moves": msgspec.json.encode(after.moves).decode(),
            "uncounted": msgspec.json.encode(after.uncounted).decode(),
            "ends_on": after.ends_on and after.ends_on.isoformat(),
        },
    )


def _mandate(row: Row) -> Mandate:
    moves = row["moves"]
    return Mandate(
        municipalities=_codes(row["municipalities"]),
        reach=_codes(row["reach"]),
        moves=() if moves is None else _MOVES.decode(moves),
        uncounted=() if moves is None else _codes(row["uncounted"]),
        ends_on=_day(row["ends_on"]),
    )


def _codes(text: str) -> tuple[MunicipalityCode, ...]:
    return tuple(sorted(set(_CODES.decode(text))))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
