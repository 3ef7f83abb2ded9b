"""The command `settle`: refused where nothing is stopped, told first, and done with --yes."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from node.push import journal
from node.push import store as push
from node.push.model import Memory
from tests.federation.typed import Typed


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Typed:
    typed = Typed(tmp_path / "node", capsys)
    typed.good(
        *("init", "--name-fi", "Esimerkkiverkosto", "--controller", "Esimerkki ry"),
        *("--covers", "Itä-Uusimaa"),
    )
    return typed


def stop(typed: Typed, reason: str) -> None:
    """Stop the node, as the sender does."""
    with closing(sqlite3.connect(typed.data / "node.db")) as db, db:
        db.row_factory = sqlite3.Row
        journal.stopped(db, reason=reason, evidence=None)


def remembered(typed: Typed) -> Memory:
    """Return what the node remembers of the hub."""
    with closing(sqlite3.connect(typed.data / "node.db")) as db:
        db.row_factory = sqlite3.Row
        return push.memory(db)


def test_nothing_is_settled_where_nothing_is_stopped(typed: Typed) -> None:
    assert "Nothing is stopped here" in typed.refused("settle", "--yes")


def test_a_stop_of_the_log_is_not_settled_here(typed: Typed) -> None:
    stop(typed, "log_forked")
    assert "Nothing is stopped here" in typed.refused("settle", "--yes")


def test_fault_20_a_fork_is_told_first_and_settled_with_yes(typed: Typed) -> None:
    stop(typed, "fork")

    told = typed.refused("settle")
    assert "settle --yes" in told
    assert not remembered(typed).settling

    typed.typed("settle", "--yes")  # The hub is not there: the decision is kept for later.

    assert remembered(typed).settling
