"""Every sentence of the node, and of the runtime it stands on, is there in Finnish and Swedish."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
KEYWORDS = {"of": None, "_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext.babel_extract")]
OPTIONS = {"**/templates/**.html": {"newstyle_gettext": "true", "silent": "false"}}
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


@cache
def msgids() -> Mapping[str | tuple[str, ...], str]:
    found: dict[str | tuple[str, ...], str] = {}
    for package in ("node", "shared"):
        messages = extract_from_dir(
            ROOT / package, method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS
        )
        for file, _, msgid, _, _ in messages:
            found[msgid if isinstance(msgid, str) else tuple(msgid)] = f"{package}/{file}"
    return found


def files(language: str) -> list[Path]:
    folder = ROOT / "node" / "locale"
    return [folder / f"{language}.po", *sorted((folder / language).glob("*.po"))]


def read(file: Path, language: str) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


@cache
def catalogue(language: str) -> Catalog:
    whole, *others = [read(file, language) for file in files(language)]
    for message in (message for other in others for message in other if message.id):
        whole[message.id] = message
    return whole


def test_the_sentences_are_found() -> None:
    assert "Everything here is still right" in msgids()
    assert "The hub did not answer in time." in msgids()


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_sentence_is_translated(language: str) -> None:
    translated = {m.id for m in catalogue(language) if m.id and m.string and not m.fuzzy}

    missing = {msgid: file for msgid, file in msgids().items() if msgid not in translated}

    assert missing == {}


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_no_sentence_is_translated_in_two_ways(language: str) -> None:
    said: dict[str, set[str]] = {}
    for file in files(language):
        for message in read(file, language):
            if message.id:
                said.setdefault(str(message.id), set()).add(str(message.string))

    assert {msgid: ways for msgid, ways in said.items() if len(ways) > 1} == {}


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_no_sentence_is_translated_that_nobody_says(language: str) -> None:
    assert {m.id for m in catalogue(language) if m.id} - set(msgids()) == set()


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_translation_has_the_placeholders_of_its_sentence(language: str) -> None:
    wrong = [
        m.id
        for m in catalogue(language)
        if m.id and set(PLACEHOLDER.findall(str(m.string))) != set(PLACEHOLDER.findall(str(m.id)))
    ]

    assert wrong == []
