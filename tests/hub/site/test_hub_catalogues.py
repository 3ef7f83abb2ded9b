"""Every language says everything the hub says in English, in its own words.

Finnish and Swedish are complete; plain Finnish says what parents read, or is listed as falling back
to Finnish that is plain already.
"""

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
TEMPLATES = ROOT / "hub" / "site" / "templates"
REPORT = ROOT / "hub" / "report" / "templates"
DESK = ROOT / "hub" / "desk" / "templates"
SHARED = ROOT / "shared" / "runtime" / "web" / "templates"
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
WORD = re.compile(r"[a-zåäöé]+")
SENTENCE_END = re.compile(r"(?<=[.?:])\s+")
COMPLETE = ("fi", "sv")
ALL = ("fi", "sv", "selko")

OPERATORS = {"folder.py"}
"""Modules of hub/site that speak to the operator: plain Finnish has none of their words."""

NAMES = {"{node}: {organisation}, {ways}", "Data: {folder}", "Organisation", "Program"}
"""Messages that are the same in two languages: names and file names."""

ENGLISH = set(
    WORD.findall("the of and with you your this that are was from have which they our their its")
)
SWEDISH = set(
    WORD.findall("och att är det inte du som på av för din ditt vi från eller har till ett när")
)
FINNISH = set(
    WORD.findall("ei ole että voit sinä sinun tai jos kun joka mitä myös eivät ovat tämä tämän")
)
FUNCTION_WORDS = {"fi": FINNISH, "selko": FINNISH, "sv": SWEDISH, "en": ENGLISH}
"""Common words that no other of the three languages has."""

LONGEST_PLAIN_SENTENCE = 14

Msgid = str | tuple[str, ...]


def in_templates(folder: Path = TEMPLATES) -> Iterator[Msgid]:
    """Yield every message of the site's templates, whatever they write: pages, feeds, sheets."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        with path.open("rb") as stream:
            for _, message, _, _ in extract("jinja2", stream):
                yield message if isinstance(message, str) else tuple(m for m in message if m)


def in_code(*folders: str) -> Iterator[tuple[Path, str]]:
    """Yield every `Text.of("…")` below the folders, with its module."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "Text.of":
                    first = node.args[0]
                    assert isinstance(first, ast.Constant), f"{path}:{node.lineno}"
                    assert isinstance(first.value, str)
                    yield path, first.value


def everything() -> set[tuple[str, ...]]:
    """Return every message of the hub and of what it shares."""
    said = [msgid for _, msgid in in_code("hub", "shared")]
    folders = (TEMPLATES, REPORT, DESK, SHARED)
    written = [msgid for folder in folders for msgid in in_templates(folder)]
    return {parts(msgid) for msgid in (*written, *said)}


def for_parents() -> set[tuple[str, ...]]:
    """Return the messages that parents read: the site's templates and words."""
    said = [msgid for path, msgid in in_code("hub/site") if path.name not in OPERATORS]
    return {parts(msgid) for msgid in (*in_templates(), *said)}


def falling_back() -> list[str]:
    """Return the messages whose Finnish is plain enough; the first form of a plural."""
    return (Path(__file__).parent / "plain_fallbacks.txt").read_text("utf-8").splitlines()


def catalogue(language: str) -> Catalog:
    """Return a language's catalogue: its file, and those of single features."""
    files = [LOCALE / f"{language}.po", *sorted((LOCALE / language).glob("*.po"))]
    whole, *others = [read(file, language) for file in files]
    for message in (message for other in others for message in other if message.id):
        assert message.id not in whole, message.id
        whole[message.id] = message
    return whole


def read(file: Path, language: str) -> Catalog:
    """Return one file."""
    with file.open("rb") as stream:
        return read_po(stream, locale="fi" if language == "selko" else language)


def parts(words: Msgid | list[str] | None) -> tuple[str, ...]:
    """Return the forms of a message."""
    return (words,) if isinstance(words, str) else tuple(words or ())


def translated(language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return a language's translations by message."""
    return {parts(m.id): parts(m.string) for m in catalogue(language) if m.id}


def placeholders(words: str) -> set[str]:
    """Return the names of the placeholders."""
    return {a or b for a, b in PLACEHOLDER.findall(words)}


def words_of(said: str) -> set[str]:
    """Return the words of a text, in small letters and without placeholders."""
    return set(WORD.findall(PLACEHOLDER.sub("", said).lower()))


@pytest.mark.parametrize("language", COMPLETE)
def test_everything_is_translated(language: str) -> None:
    known = {parts(m.id): m for m in catalogue(language) if m.id}
    wanted = everything()
    assert len(wanted) > 500
    assert [w for w in wanted if w not in known or not all(parts(known[w].string))] == []
    assert [w for w in wanted if known[w].fuzzy] == []


@pytest.mark.parametrize("language", COMPLETE)
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    assert sorted(set(translated(language)) - everything()) == []


def test_plain_finnish_says_what_parents_read_or_is_listed_as_finnish() -> None:
    plain = {msgid for msgid, said in translated("selko").items() if all(said)}
    fallbacks = falling_back()
    listed = {msgid for msgid in for_parents() if msgid[0] in set(fallbacks)}
    assert fallbacks == sorted({msgid[0] for msgid in listed})
    assert sorted(for_parents() - plain - listed) == []
    assert sorted(plain & listed) == []
    assert sorted(plain - for_parents()) == []


def test_plain_finnish_says_it_in_other_words_than_finnish() -> None:
    finnish = translated("fi")
    assert [m for m, said in translated("selko").items() if said == finnish[m]] == []


def test_sentences_of_plain_finnish_are_short() -> None:
    long = [
        sentence
        for said in translated("selko").values()
        for form in said
        for sentence in SENTENCE_END.split(form)
        if len(sentence.split()) > LONGEST_PLAIN_SENTENCE
    ]
    assert long == []


@pytest.mark.parametrize("language", ALL)
def test_placeholders_agree(language: str) -> None:
    wrong = [
        msgid
        for msgid, said in translated(language).items()
        for form in said
        if placeholders(form) != placeholders(msgid[-1])
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ALL)
def test_no_message_is_left_in_english(language: str) -> None:
    left = [m for m, said in translated(language).items() if set(said) & set(m) - NAMES]
    assert left == []


@pytest.mark.parametrize("language", ALL)
def test_no_message_is_in_another_language(language: str) -> None:
    own = FUNCTION_WORDS[language]
    others = set().union(*FUNCTION_WORDS.values()) - own
    foreign = [said for said in translated(language).values() if words_of(" ".join(said)) & others]
    assert foreign == []


def test_english_is_english() -> None:
    others = set().union(*FUNCTION_WORDS.values()) - ENGLISH
    assert [m for m in everything() if words_of(" ".join(m)) & others] == []


def test_nobody_shouts() -> None:
    said = [s for language in ALL for s in translated(language).values()]
    assert [s for s in (*everything(), *said) if "!" in "".join(s)] == []


def test_the_sentence_to_show_in_finnish_is_the_finnish_one() -> None:
    page = (TEMPLATES / "social_worker.html").read_text("utf-8")
    finnish = [s[0] for m, s in translated("fi").items() if m[0].startswith("I would like to join")]
    assert len(finnish) == 1
    assert finnish[0].replace(" %(address)s", "") in page


@pytest.mark.parametrize("language", ALL)
def test_what_stands_on_a_page_is_quoted_by_its_own_name(language: str) -> None:
    said = translated("fi") | translated(language)
    names = {m[0]: s[0] for m, s in said.items()}
    quoted = [(m, name) for m in names for name in re.findall("“([^”%]+)”", m) if name in names]
    assert len(quoted) >= 4
    assert [m for m, name in quoted if names[name] not in names[m]] == []


def test_what_parents_are_said_to_read_is_what_their_pages_say() -> None:
    theirs = {m[0] for m in for_parents()}
    said = [q for m in everything() for q in re.findall("parents read “([^”]+)”", m[0])]
    assert said
    assert [quoted for quoted in said if quoted not in theirs] == []
