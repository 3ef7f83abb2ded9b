"""`voikukkia-node statistics …`: where the figures stand, and what a person may ask for."""

import sqlite3
from contextlib import closing

from node import disclosurekey
from tests.node.cli.conftest import Terminal, bare, terminal

__all__ = ["bare", "terminal"]

QUARTER = "2026-Q2"


def owe(terminal: Terminal, codes: str) -> None:
    """Have the hub take a quarter from this network, or not."""
    with closing(sqlite3.connect(terminal.data / "node.db")) as db:
        db.execute(
            "INSERT INTO statistics_owed VALUES (?, ?, '2026-08-01T00:00:00Z')", (QUARTER, codes)
        )
        db.commit()


def test_where_the_figures_stand_is_told(terminal: Terminal) -> None:
    assert "named no quarter yet" in terminal.do("statistics", "show")
    owe(terminal, "297")

    shown = terminal.do("statistics", "show")

    assert "2/2026" in shown
    assert "leave with the next contact" in shown
    assert "The disclosure key is here." in shown


def test_what_cannot_be_published_is_refused_in_words(terminal: Terminal) -> None:
    owe(terminal, "")

    for quarter, why in (
        ("2030-Q1", "is not over"),
        ("2026-Q1", "has not asked this network for figures of 1/2026"),
        (QUARTER, "takes no figures of 2/2026"),
    ):
        assert why in terminal.refused("statistics", "publish", quarter)


def test_a_quarter_that_is_due_is_asked_for(terminal: Terminal) -> None:
    owe(terminal, "297")

    assert "next contact" in terminal.do("statistics", "publish", QUARTER)
    assert "Only published figures" in terminal.refused(
        "statistics", "revise", QUARTER, "--reason", "late"
    )


def test_a_new_key_is_a_decision(terminal: Terminal) -> None:
    key = disclosurekey.find(terminal.data)
    assert "If you are sure" in terminal.refused("statistics", "new-key")
    assert "is the right one" in terminal.refused("statistics", "new-key", "--yes")

    terminal.do("statistics", "new-key", "--yes", "--leaked")

    newer = disclosurekey.find(terminal.data)
    assert newer is not None
    assert newer != key
    assert "The disclosure key is here." in terminal.do("statistics", "show")
    (terminal.data / disclosurekey.FILE_NAME).unlink()
    assert "The disclosure key is lost" in terminal.do("statistics", "show")
