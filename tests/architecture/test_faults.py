"""The handbook's table of faults: all 38, each with tests that exist and carry its number."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "deploy/handbook/faults.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ROWS = {int(number): (fault, does, tests) for number, fault, does, tests in ROW.findall(TABLE)}
DEFINED = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)
FAULTS = 38


def named(number: int) -> list[str]:
    """Return the tests that the table names for a fault."""
    return re.findall(r"`(test_\w+)`", ROWS[number][2])


@pytest.fixture(scope="module")
def written() -> set[str]:
    paths = (ROOT / "tests").rglob("test_*.py")
    texts = (path.read_text(encoding="utf-8") for path in paths)
    return {name for text in texts for name in DEFINED.findall(text)}


def test_every_fault_has_its_row() -> None:
    assert sorted(ROWS) == list(range(1, FAULTS + 1))
    assert len(ROW.findall(TABLE)) == FAULTS


@pytest.mark.parametrize("number", range(1, FAULTS + 1))
def test_every_test_of_a_fault_exists_and_carries_its_number(
    number: int, written: set[str]
) -> None:
    tests = named(number)
    assert tests
    assert [name for name in tests if f"fault_{number:02d}_" not in name] == []
    assert [name for name in tests if name not in written] == []
