"""Every safeguard has something that fails without it; the page in the repository says what.

A few are tried here each time, of what the simulation finds and of the named tests; `make soak`
tries all of them, the named ones each in a session of its own.
"""

import re

import pytest
from _pytest.mark import ParameterSet

from tests.simulation import safeguards, without
from tests.simulation.safeguards import PAGE, ROOT, SIMULATION, TABLE, Safeguard

SAMPLE = frozenset({"compare_and_swap", "one_spelling", "receipt_after_commit", "signature"})
SIMULATED = [row for row in TABLE if row.killer == SIMULATION]
NAMED = [row for row in TABLE if row.killer != SIMULATION]


def tried(rows: list[Safeguard]) -> list[ParameterSet]:
    """Return the rows as parameters, all but the sample for `make soak`."""
    return [
        pytest.param(row, id=row.name, marks=() if row.name in SAMPLE else pytest.mark.soak)
        for row in rows
    ]


def test_every_safeguard_that_can_be_turned_off_has_its_row() -> None:
    assert sorted(row.name for row in TABLE) == sorted(without.SWITCHES)


def test_no_row_is_empty_and_the_page_is_up_to_date() -> None:
    assert [row.name for row in SIMULATED if not row.fails] == []
    assert PAGE.read_text("utf-8") == safeguards.page(TABLE)


@pytest.mark.parametrize("row", NAMED, ids=lambda row: row.name)
def test_the_named_test_exists(row: Safeguard) -> None:
    path, _, test = row.killer.partition("::")
    name, _, example = test.removesuffix("]").partition("[")

    written = (ROOT / path).read_text("utf-8")

    assert re.search(rf"^(async )?def {name}\(", written, re.MULTILINE)
    assert example in written


@pytest.mark.parametrize("row", tried(SIMULATED))
def test_the_simulation_fails_without_it(row: Safeguard) -> None:
    assert safeguards.violated(row)


@pytest.mark.process
@pytest.mark.parametrize("row", tried(NAMED))
def test_a_named_test_fails_without_it(row: Safeguard) -> None:
    assert safeguards.fails(row)
