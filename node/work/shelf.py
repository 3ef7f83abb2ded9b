"""How one kind of small record is kept: four statements, and the way between a row and a struct.

A struct's fields are the columns under the same names, unless `columns` says otherwise; a tuple,
named in `lists`, stands in its column as JSON.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from sqlite3 import Connection, Row
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

R = TypeVar("R", bound=Struct)

LIMIT = 20_000


@dataclass(frozen=True, kw_only=True)
class Shelf(Generic[R]):
    """The rows of one kind; records have an `id`, 0 until they are stored."""

    type: type[R]
    select_all: str
    select_one: str
    upsert: str
    delete: str
    columns: Mapping[str, str] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()

    def every(self, db: Connection) -> tuple[R, ...]:
        """Return every record, in the statement's order."""
        rows = db.execute(self.select_all, {"limit": LIMIT}).fetchall()
        return tuple(self.record(row) for row in rows)

    def find(self, db: Connection, record: int) -> R | None:
        """Return one record, or None."""
        row = db.execute(self.select_one, {"id": record}).fetchone()
        return None if row is None else self.record(row)

    def put(self, db: Connection, record: R) -> R:
        """Write a record as it is, replacing the one with its id, and return it with its id."""
        plain = msgspec.to_builtins(record)
        values = {
            self.columns.get(name, name): json.dumps(value) if name in self.lists else value
            for name, value in plain.items()
        }
        row = db.execute(self.upsert, values | {"id": plain["id"] or None}).fetchone()
        return replace(record, id=row["id"])

    def remove(self, db: Connection, record: int) -> bool:
        """Delete a record, and tell whether there was one."""
        return db.execute(self.delete, {"id": record}).rowcount > 0

    def record(self, row: Row) -> R:
        """Return the record that stands in a row."""
        values: dict[str, Any] = {}
        for name in self.type.__struct_fields__:
            value = row[self.columns.get(name, name)]
            values[name] = json.loads(value) if name in self.lists else value
        return msgspec.convert(values, self.type)
