"""One kind of small record, described once: pages, commands, tables and undo follow from it.

Whoever adds a kind writes a struct, a reader, four statements and one `Noun`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from sqlite3 import Connection
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from msgspec import Struct

from node.groups.caution import Caution
from node.groups.fields import day_text
from node.groups.reading import Form
from node.history.model import Kind
from node.history.record import Keeper
from node.work.forms import Known
from shared.runtime.web.form import Choice, Field, choices
from shared.text import Invalid, Text

R = TypeVar("R", bound=Struct)
Cell: TypeAlias = str | int | Decimal | date | Text | None
"""What stands in a list: words, a number, an amount in euros, a day, or nothing."""
CHOOSE = Choice("", Text.of("– choose –"))


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column of a list and of the export."""

    heading: Text
    cell: Callable[[R, Known, str], Cell]


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a kind is called, and what its pages teach.

    `sheet`: its short name in an export. `empty` stands in place of a list without records, `note`
    above every list.
    """

    many: Text
    sheet: Text
    about: Text
    empty: Text
    add: Text
    missing: Text
    note: Text | None = None


Named = Literal["organisers", "groups"]


@dataclass(frozen=True, kw_only=True)
class Noun(Generic[R]):
    """How records of one kind are read, kept, listed and shown.

    `path` stands after the language. `typed` writes a record as its form's text. `public`: what is
    told to the hub depends on it. `refuse` says why a removed record cannot come back. `names`:
    what else its form may name.
    """

    kind: Kind
    type: type[R]
    path: str
    words: Words
    every: Callable[[Connection], tuple[R, ...]]
    find: Callable[[Connection, Any], R | None]
    put: Callable[[Connection, R], R]
    remove: Callable[[Connection, Any], bool]
    read: Callable[[Form, Known, R | None], R | tuple[Invalid, ...]]
    typed: Callable[[R, Known, str], dict[str, str]]
    fields: Callable[[Known], tuple[Field, ...]]
    columns: tuple[Column[R], ...]
    cautions: Callable[[R], tuple[Caution, ...]] = lambda _record: ()
    refuse: Callable[[Connection, R], Text | None] = lambda _db, _record: None
    key: Callable[[str], Any] = int
    public: bool = False
    names: Named | None = None

    @property
    def keeper(self) -> Keeper:
        """Return how history finds and puts back a record of this kind."""
        return Keeper(
            type=self.type,
            find=self.find,
            put=self.put,
            remove=self.remove,
            key=self.key,
            refuse=self.refuse,
        )


def plain(record: Struct, leave: Iterable[str] = ()) -> dict[str, str]:
    """Return the fields of a record as a person would type them, `leave` left out."""
    without = {"id", *leave}
    return {
        name: _typed(getattr(record, name))
        for name in record.__struct_fields__
        if name not in without
    }


def chosen(words: Mapping[str, Text]) -> tuple[Choice, ...]:
    """Return a closed list that begins with nothing chosen."""
    return (CHOOSE, *choices(words))


def named(names: Mapping[str, str]) -> tuple[Choice, ...]:
    """Return what the node keeps as choices, by name, beginning with nothing chosen."""
    in_order = sorted(names.items(), key=lambda pair: pair[1].casefold())
    return (CHOOSE, *(Choice(value, Text("{name}", {"name": name})) for value, name in in_order))


def _typed(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return day_text(value)
        case tuple():
            return "; ".join(_typed(one) for one in value)
        case _:
            return str(value)
