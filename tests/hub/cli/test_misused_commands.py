"""What is typed wrongly at the hub's command line is told in the hub's own language."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hub.cli.test_hub_cli import Line, line

__all__ = ["line"]

MISUSED = 2
WRONG = {
    "networkz": "There is no command networkz. Is networks meant?",
    "qqqq": "There is no command qqqq. --help lists them all.",
    "invite": "NODE is missing.",
    "invite a --area": "After --area something is to be written.",
    "message withdraw abc": "“abc” does not go with NUMBER. A whole number is meant",
    "material add x.pdf --title x --language fi --kind opas": (
        "“opas” does not go with --kind. It is one of: guide, poster"
    ),
    "networks --jsom": "There is no option --jsom here. Is --json meant?",
    "status one two": "More was written than the command takes: one two",
}
FINNISH = {
    "networkz": "Komentoa networkz ei ole. Tarkoitatko networks?",
    "invite": "NODE puuttuu.",
    "message withdraw abc": "”abc” ei käy kohtaan NUMBER.",
}
SWEDISH = {"networkz": "Det finns inget kommando networkz. Menar du networks?"}


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOIKUKKIA_HUB_LANGUAGE", "en")


@pytest.mark.parametrize("typed", WRONG)
def test_a_mistake_is_told_in_a_sentence(line: Line, typed: str) -> None:
    code, out, err = line.run(*typed.split())
    assert code == MISUSED
    assert WRONG[typed] in err
    assert (out, err.count("\n")) == ("", 1)


@pytest.mark.parametrize(
    ("language", "typed", "words"),
    [
        *(("fi", typed, words) for typed, words in FINNISH.items()),
        *(("sv", typed, words) for typed, words in SWEDISH.items()),
    ],
)
def test_in_the_language_of_the_settings(
    line: Line, monkeypatch: pytest.MonkeyPatch, language: str, typed: str, words: str
) -> None:
    monkeypatch.setenv("VOIKUKKIA_HUB_LANGUAGE", language)
    assert words in line.run(*typed.split())[2]


def test_a_setting_of_a_closed_list_names_what_stands_in_it(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOIKUKKIA_HUB_LANGUAGE", "se")
    assert "VOIKUKKIA_HUB_LANGUAGE is one of: fi, sv, en." in line.refused("status")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("contacts", "No network has given a contact yet."),
        ("message list", "There is no message."),
        ("material list", "No document is listed yet."),
        ("mail list", "No letter was written yet."),
        ("course list", "There is no course on the list."),
    ],
)
def test_an_empty_list_says_that_it_is_empty(line: Line, typed: str, words: str) -> None:
    assert line.ok(*typed.split()).strip() == words


def test_a_course_of_no_days_is_refused(line: Line) -> None:
    told = line.refused("course", "add", "9.10.2026", "Tampere", "--days", "0")
    assert "1 to 60 days" in told
    assert "There is no course" in line.ok("course", "list")


def test_an_invitation_without_a_name_names_the_option(line: Line) -> None:
    assert "--name-fi is missing" in line.refused("invite", "x1", "--area", "13")


def test_a_reader_who_has_read_enough_ends_the_command_quietly(line: Line) -> None:
    read, write = os.pipe()
    os.close(read)
    told = subprocess.run(
        [sys.executable, "-m", "hub.cli", "--data", str(line.data), "status"],
        stdout=write,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
        check=False,
    )
    os.close(write)
    assert (told.returncode, told.stderr) == (141, b"")
