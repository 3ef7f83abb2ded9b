"""Every act at the hub's own computer has its line in the log of acts, the strongest ones first."""

import sqlite3
from contextlib import closing

import pytest

from hub.desk.trail import store
from hub.desk.trail.model import broken
from tests.hub.cli.test_hub_cli import Line, line

__all__ = ["line"]

CODE = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567"
SAVO = ("invite", "savo", "--name-fi", "Savo", "--municipalities", "Kuopio")


def lines(line: Line) -> list[str]:
    """Return the sentences of the log, oldest first, as they were said."""
    with closing(sqlite3.connect(line.data / "hub.db")) as db:
        return [row[0] for row in db.execute("SELECT said FROM operator_act ORDER BY number")]


def test_a_takeover_stands_in_the_log_with_its_network(line: Line) -> None:
    line.ok(*SAVO)
    line.ok("node", "takeover", "savo", CODE)
    line.refused("node", "takeover", "nobody", CODE)

    with closing(sqlite3.connect(line.data / "hub.db")) as db:
        acts = db.execute("SELECT node, said, said_with FROM operator_act ORDER BY number")
        node, said, values = acts.fetchall()[-1]
    assert node == "savo"
    assert "takeover" in said
    assert "ABCD" not in values


def test_courses_stand_in_the_log(line: Line) -> None:
    line.ok("course", "add", "9.10.2026", "Tampere")
    line.ok("course", "remove", "1")
    line.refused("course", "remove", "1")

    assert [said.split(".")[0] for said in lines(line)] == [
        "The course of {day} in {place} is on the list",
        "The course of {day} in {place} is off the list",
    ]


def test_the_ceremonies_of_the_hubs_keys_stand_in_the_log(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    _code, paper, _remark = line.run("key", "paper")
    line.refused("key", "paper", "--take-away", "AAAA")
    line.ok("key", "paper", "--take-away", paper.split()[-1])
    monkeypatch.setattr("builtins.input", lambda: paper)
    line.ok("key", "restore")
    line.refused("key", "restore")
    line.ok("key", "rotate")
    shown = line.ok("key", "show").splitlines()
    stolen = next(row.split(":")[0].strip() for row in shown if row.startswith("  "))
    line.ok("key", "revoke", stolen)
    line.refused("key", "revoke", stolen)

    assert lines(line) == [
        "The root key was printed.",
        "The root key was taken away from this computer.",
        "The root key was brought back to this computer.",
        "A new key speaks for the hub from now on.",
        "The hub's key {key} was taken back.",
    ]


def test_a_restore_says_which_entries_have_no_line(line: Line) -> None:
    backup = line.data.parent / "old.db"
    line.ok(*SAVO)
    line.ok("backup", str(backup))
    line.ok("grant", "savo", "--municipalities", "Kuopio, Siilinjärvi")
    line.ok("course", "add", "9.10.2026", "Tampere")

    line.ok("restore", str(backup))

    assert told(line)[-1] == (
        "The hub was restored from a backup with 2 entries; the entries 2 to 2 of the ledger came "
        "back from the mirror. What was done since the backup has no line here, also where it is "
        "in force."
    )
    (line.data / "mirror" / "ledger.jsonl").unlink()
    line.ok("restore", str(backup))
    renamed, restored = told(line)[-1], told(line)[-2]
    assert restored.startswith("The hub was restored from a backup with 2 entries. What was done")
    assert renamed.startswith("The public log is now called")


def told(line: Line) -> list[str]:
    """Return the log in English, oldest first."""
    with closing(sqlite3.connect(line.data / "hub.db")) as db:
        db.row_factory = sqlite3.Row
        found = tuple(store.every(db))
    assert broken(found) is None
    return [str(act.said) for act in found]
