"""The registry: sources are asked in turn, and the most pressing stands first."""

from collections.abc import Iterable
from datetime import UTC, datetime
from sqlite3 import Connection, connect

from node.today.model import Todo, Weight, gathered, waits
from shared.text import Text

NOON = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


def todo(words: str, weight: Weight, *, mail: str | None = None) -> Todo:
    return Todo(text=Text.of(words), weight=weight, mail=Text.of(mail) if mail else None)


def calm(_db: Connection, _now: datetime) -> Iterable[Todo]:
    return (todo("a", Weight.CARE, mail="x"), todo("b", Weight.CARE))


def pressing(_db: Connection, _now: datetime) -> Iterable[Todo]:
    yield todo("c", Weight.ALARM, mail="y")
    yield todo("d", Weight.CARE, mail="x")


def test_the_most_pressing_stands_first_and_equals_keep_their_order() -> None:
    found = gathered(connect(":memory:"), NOON, (calm, pressing))

    assert [str(one.text) for one in found] == ["c", "a", "b", "d"]


def test_a_mail_says_every_sentence_once_and_the_rest_never() -> None:
    found = waits(connect(":memory:"), NOON, (calm, pressing))

    assert [str(text) for text in found] == ["y", "x"]
