"""The ASVS list of the handbook: whole, each id once, one of three verdicts, nothing made up."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIST = ROOT / "deploy" / "handbook" / "asvs.md"

SECTIONS = {
    "1.1": "1 2",
    "1.2": "1 2 3 4 5 6 7 8 9",
    "1.3": "1 2 3 4 5 6 7 8 9 10 11",
    "1.4": "1 2 3",
    "1.5": "1 2",
    "2.1": "1 2 3",
    "2.2": "1 2 3",
    "2.3": "1 2 3 4",
    "2.4": "1",
    "3.2": "1 2",
    "3.3": "1 2 3 4",
    "3.4": "1 2 3 4 5 6",
    "3.5": "1 2 3 4 5",
    "3.7": "1 2",
    "4.1": "1 2 3",
    "4.2": "1",
    "4.3": "1 2",
    "4.4": "1 2 3 4",
    "5.1": "1",
    "5.2": "1 2 3",
    "5.3": "1 2",
    "5.4": "1 2 3",
    "6.1": "1 2 3",
    "6.2": "1 2 3 4 5 6 7 8 9 10 11 12",
    "6.3": "1 2 3 4",
    "6.4": "1 2 3 4",
    "6.5": "1 2 3 4 5",
    "6.6": "1 2 3",
    "6.8": "1 2 3 4",
    "7.1": "1 2 3",
    "7.2": "1 2 3 4",
    "7.3": "1 2",
    "7.4": "1 2 3 4 5",
    "7.5": "1 2",
    "7.6": "1 2",
    "8.1": "1 2",
    "8.2": "1 2 3",
    "8.3": "1",
    "8.4": "1",
    "9.1": "1 2 3",
    "9.2": "1 2 3 4",
    "10.1": "1 2",
    "10.2": "1 2",
    "10.3": "1 2 3 4",
    "10.4": "1 2 3 4 5 6 7 8 9 10 11",
    "10.5": "1 2 3 4 5",
    "10.6": "1 2",
    "10.7": "1 2 3",
    "11.1": "1 2",
    "11.2": "1 2 3",
    "11.3": "1 2 3",
    "11.4": "1 2 3 4",
    "11.5": "1",
    "11.6": "1",
    "12.1": "1 2 3",
    "12.2": "1 2",
    "12.3": "1 2 3 4",
    "13.1": "1",
    "13.2": "1 2 3 4 5",
    "13.3": "1 2",
    "13.4": "1 2 3 4 5",
    "14.1": "1 2",
    "14.2": "1 2 3 4",
    "14.3": "1 2 3",
    "15.1": "1 2 3",
    "15.2": "1 2 3",
    "15.3": "1 2 3 4 5 6 7",
    "16.1": "1",
    "16.2": "1 2 3 4 5",
    "16.3": "1 2 3 4",
    "16.4": "1 2 3",
    "16.5": "1 2 3",
}
"""Requirements of levels 1 and 2 of ASVS 5.0.0, chapters 1 to 16, by section."""

IDS = {f"{section}.{number}" for section, words in SECTIONS.items() for number in words.split()}
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
VERDICT = re.compile(r"^(met by|not applicable because|not met:) \S")
NAMED = re.compile(r"`((?:tests|node|hub|shared|deploy)/[^`]+|[A-Za-z.]+\.(?:md|txt))`")
TEXT = LIST.read_text(encoding="utf-8")
ROWS = ROW.findall(TEXT)


@cache
def functions(path: Path) -> frozenset[str]:
    """Return the names of a module's functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


def named(text: str) -> list[str]:
    """Return the files and tests that a text names."""
    return NAMED.findall(text)


def is_there(name: str) -> bool:
    """Tell whether a file of the project, or a test in it, exists."""
    file, _, test = name.partition("::")
    path = ROOT / file
    return path.is_file() and (not test or test in functions(path))


def test_the_standard_is_whole() -> None:
    assert len(IDS) == 246
    assert {section.partition(".")[0] for section in SECTIONS} == {str(n) for n in range(1, 17)}


def test_every_requirement_stands_in_the_list_once() -> None:
    ids = [id_ for id_, _, _ in ROWS]
    assert sorted(ids) == sorted(IDS)
    assert "17.1.1 to 17.3.2" in TEXT


@pytest.mark.parametrize(("id_", "what", "verdict"), ROWS)
def test_a_row_has_one_verdict_and_names_only_what_exists(
    id_: str, what: str, verdict: str
) -> None:
    assert VERDICT.match(verdict), id_
    assert len(re.findall(r"met by|not applicable because|not met:", verdict)) == 1
    assert 1 <= len(what.split()) <= 14
    assert [name for name in named(verdict) if not is_there(name)] == []
    if verdict.startswith("met by"):
        assert named(verdict), f"{id_} names nothing that could be looked at"
    if verdict.startswith("not met:"):
        assert "needed" in verdict


def test_guards_and_their_tests_exist() -> None:
    guards = TEXT.partition("## Six guards")[2].partition("## What the list")[0]
    rows = [line for line in guards.splitlines() if line.startswith("| ")][1:]
    holes = {"session fixation", "CSRF", "stored XSS", "reflected XSS", "IDOR", "path traversal"}
    assert holes | {"header injection"} <= {row.split(" | ")[0].strip("| ") for row in rows}
    for row in rows[1:]:
        assert any("::" in name for name in named(row)), row
        assert [name for name in named(row) if not is_there(name)] == []


def test_the_sums_are_those_of_the_rows() -> None:
    said = re.search(r"\*\*(\d+) met, (\d+) not applicable, (\d+) not met\*\*", TEXT)
    assert said is not None
    counts = [
        sum(verdict.startswith(word) for _, _, verdict in ROWS)
        for word in ("met by", "not applicable", "not met")
    ]
    assert [int(number) for number in said.groups()] == counts
