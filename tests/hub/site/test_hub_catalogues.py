"""Finnish and Swedish say everything the hub says in English, with the same placeholders."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
LOCALE = ROOT / "hub" / "locale"
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
LANGUAGES = ("fi", "sv")

Msgid = str | tuple[str, ...]


def in_templates() -> Iterator[Msgid]:
    """Yield every message of the hub's templates."""
    for path in sorted((ROOT / "hub").rglob("*.html")):
        with path.open("rb") as stream:
            for _, message, _, _ in extract("jinja2", stream):
                yield message if isinstance(message, str) else tuple(m for m in message if m)


def in_code() -> Iterator[Msgid]:
    """Yield every `Text.of("…")` of the hub and of what it shares."""
    for top in ("hub", "shared"):
        for path in sorted((ROOT / top).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "Text.of":
                    first = node.args[0]
                    assert isinstance(first, ast.Constant), f"{path}:{node.lineno}"
                    assert isinstance(first.value, str)
                    yield first.value


def catalogue(language: str) -> Catalog:
    """Return a language's catalogue."""
    with (LOCALE / f"{language}.po").open("rb") as stream:
        return read_po(stream, locale=language)


def placeholders(words: str) -> set[str]:
    """Return the names of the placeholders."""
    return {a or b for a, b in PLACEHOLDER.findall(words)}


def parts(words: Msgid | list[str] | None) -> tuple[str, ...]:
    """Return the forms of a message."""
    return (words,) if isinstance(words, str) else tuple(words or ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated(language: str) -> None:
    known = {parts(m.id): m for m in catalogue(language) if m.id}
    wanted = {parts(msgid) for msgid in (*in_templates(), *in_code())}
    assert len(wanted) > 250
    missing = [w for w in wanted if w not in known or not all(parts(known[w].string))]
    assert missing == []
    assert [w for w in wanted if known[w].fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    wanted = {parts(msgid) for msgid in (*in_templates(), *in_code())}
    assert [m.id for m in catalogue(language) if m.id and parts(m.id) not in wanted] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_agree(language: str) -> None:
    wrong = [
        message.id
        for message in catalogue(language)
        if message.id
        for form in parts(message.string)
        if placeholders(form) != placeholders(parts(message.id)[-1])
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_shouts(language: str) -> None:
    loud = [m.id for m in catalogue(language) if m.id and "!" in "".join(parts(m.string))]
    assert loud == []
