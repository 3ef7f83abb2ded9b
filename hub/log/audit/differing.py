"""Two writings of one file side by side: where they differ, by row and field. Pure."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from shared.text import Text

NAMES = ("municipality", "area", "id", "node", "network", "kind", "code")
"""Fields by which the rows of a list are told apart, the first that every row has."""

FIGURE = ("period", "level", "code", "measure")
"""Fields by which the figures of the statistics are told apart, all of them together."""

_SHOWN_LETTERS = 80
_MISSING = object()


def json_files(file: str, published: bytes, computed: bytes) -> Iterator[Text]:
    """Yield every difference between two JSON documents."""
    try:
        one, other = (msgspec.json.decode(body) for body in (published, computed))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        yield Text.of("{file} cannot be read.", file=file)
        return
    found = list(_values(file, (), one, other))
    yield from found
    if not found and published != computed:
        yield Text.of("{file} is written otherwise than it should be.", file=file)


def csv_files(file: str, published: bytes, computed: bytes, keys: int) -> Iterator[Text]:
    """Yield every difference between two tables whose rows are told apart by their first cells."""
    try:
        one, other = (list(csv.reader(io.StringIO(b.decode()))) for b in (published, computed))
    except (csv.Error, UnicodeDecodeError):
        yield Text.of("{file} cannot be read.", file=file)
        return
    columns = other[0]
    left, right = ({" ".join(row[:keys]): row for row in rows[1:]} for rows in (one, other))
    found = list(_values(file, (), one[:1], other[:1]))
    for name in sorted(left.keys() | right.keys()):
        cells = [_cells(columns, rows.get(name)) for rows in (left, right)]
        found += _values(file, (name,), *cells)
    yield from found
    if not found and published != computed:
        yield Text.of("{file} is written otherwise than it should be.", file=file)


def _cells(columns: Sequence[str], row: list[str] | None) -> object:
    if row is None:
        return _MISSING
    named = dict(zip(columns, row, strict=False))
    return named | {f"+{at}": cell for at, cell in enumerate(row[len(columns) :])}


def _values(file: str, where: tuple[str, ...], one: Any, other: Any) -> Iterator[Text]:  # noqa: ANN401 (JSON)
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted({*one, *other}):
            pair = (one.get(name, _MISSING), other.get(name, _MISSING))
            yield from _values(file, (*where, name), *pair)
    elif isinstance(one, list) and isinstance(other, list) and _rows(one, other):
        left, right = _by_name(one), _by_name(other)
        for name in sorted({*left, *right}):
            pair = (left.get(name, _MISSING), right.get(name, _MISSING))
            yield from _values(file, (*where, name), *pair)
        if left == right and one != other:
            yield _difference(file, where, "…", "…")
    elif one != other or type(one) is not type(other):
        yield _difference(file, where, _shown(one), _shown(other))


def _rows(*lists: list[Any]) -> bool:
    items = [item for one in lists for item in one]
    return bool(items) and all(isinstance(item, dict) for item in items)


def _by_name(rows: list[dict[str, Any]]) -> Mapping[str, dict[str, Any]]:
    """Return the rows by what tells them apart; equals are numbered."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        properties = row.get("properties", row)
        name = _figure(row) or next((str(properties[n]) for n in NAMES if properties.get(n)), "")
        number, unique = 1, name
        while unique in found:
            number += 1
            unique = f"{name}#{number}"
        found[unique] = row
    return found


def _figure(row: Mapping[str, Any]) -> str:
    """Return what tells a figure of the statistics apart, nothing for another row."""
    return " ".join(str(row.get(name, "")) for name in FIGURE) if FIGURE[-1] in row else ""


def _difference(file: str, where: tuple[str, ...], published: str, computed: str) -> Text:
    return Text.of(
        "{file}, {where}: published {published}, but the signed reports come to {computed}.",
        file=file,
        where=" · ".join(where) or "-",
        published=published,
        computed=computed,
    )


def _shown(value: object) -> str:
    if value is _MISSING:
        return "nothing"
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= _SHOWN_LETTERS else f"{text[:_SHOWN_LETTERS]}…"
