"""What needs doing, worked out of the networks' lines: the most urgent first. Pure."""

from collections.abc import Iterable, Iterator
from enum import IntEnum

from msgspec import Struct

from hub.registry.overview import Line
from shared.text import Text


class Weight(IntEnum):
    """How urgent it is."""

    ALARM = 0
    WAITS = 1
    LOOK = 2


class Todo(Struct, frozen=True, kw_only=True):
    """One thing to do, and the page where it is done."""

    weight: Weight
    text: Text
    path: str


def todos(lines: Iterable[Line]) -> tuple[Todo, ...]:
    """Return what a person has to look at, the most urgent first."""
    found = (todo for line in lines for todo in _of(line))
    return tuple(sorted(found, key=lambda todo: (todo.weight, todo.path)))


def _of(line: Line) -> Iterator[Todo]:
    name, path = line.name, f"/networks/{line.node}"
    if line.alarm:
        text = Text.of("{name}: two machines or two reports with one key.", name=name)
        yield Todo(weight=Weight.ALARM, text=text, path="/alarms")
    if line.held is not None:
        text = Text.of(
            "{name}: report {n} lost groups without a word and is held.", name=name, n=line.held
        )
        yield Todo(weight=Weight.WAITS, text=text, path=path)
    if line.standing == "pending":
        text = Text.of("{name} waits for its key to be confirmed by telephone.", name=name)
        yield Todo(weight=Weight.WAITS, text=text, path=path)
    if line.contact_waits:
        text = Text.of("{name}: a changed contact waits to be seen.", name=name)
        yield Todo(weight=Weight.WAITS, text=text, path=path)
    if not line.expected:
        return
    if line.name_waits:
        text = Text.of("{name}: another name waits to be seen.", name=name)
        yield Todo(weight=Weight.WAITS, text=text, path=path)
    if line.freshness == "silent":
        text = Text.of("{name} is silent. Call it.", name=name)
        yield Todo(weight=Weight.LOOK, text=text, path=path)
    elif line.freshness == "late":
        text = Text.of("{name} is late: no word for more than a day.", name=name)
        yield Todo(weight=Weight.LOOK, text=text, path=path)
    elif line.freshness == "never_seen":
        text = Text.of("{name} has its key and has never reported.", name=name)
        yield Todo(weight=Weight.LOOK, text=text, path=path)
