"""`voikukkia-node key …`: look, rotate, paper, and the way back from it."""

import sqlite3
from contextlib import closing

import pytest

from tests.node.cli.conftest import Terminal, bare, terminal

__all__ = ["bare", "terminal"]


def enrol(terminal: Terminal) -> None:
    """Pin a hub, as an enrolment does."""
    with closing(sqlite3.connect(terminal.data / "node.db")) as db:
        values = ("pohjois-savo", "https://hub.example", "3" * 64)
        db.execute("UPDATE network SET node = ?, hub = ?, hub_key = ?", values)
        db.commit()


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Have a person type this."""
    monkeypatch.setattr("builtins.input", lambda: text)


def test_a_key_that_no_hub_knows_is_not_rotated(terminal: Terminal) -> None:
    assert "not enrolled yet" in terminal.refused("key", "rotate")
    assert "No new key" in terminal.do("key", "show")


def test_a_rotation_is_begun_shown_and_given_up(terminal: Terminal) -> None:
    enrol(terminal)
    terminal.do("key", "rotate")
    assert "already" in terminal.refused("key", "rotate")
    shown = terminal.do("key", "show")
    assert "drawn (rotation)" in shown
    assert "in use" in shown
    terminal.do("key", "rotate", "--give-up")
    assert not (terminal.data / "node.key.next").exists()
    assert "No new key" in terminal.refused("key", "rotate", "--give-up")


def test_the_key_comes_back_from_paper(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    file = terminal.data / "node.key"
    kept = file.read_bytes()
    paper = "\n".join(terminal.do("key", "paper").splitlines()[:3])
    typed(monkeypatch, paper)
    assert "already" in terminal.refused("key", "restore")
    file.write_text("damaged")
    terminal.do("key", "restore")
    assert file.read_bytes() == kept
    assert file.stat().st_mode & 0o777 == 0o600
    assert (terminal.data / "node.key.damaged").exists()


def test_another_key_or_a_slip_of_the_pen_is_not_taken(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol(terminal)
    terminal.do("key", "rotate")
    (terminal.data / "node.key").rename(terminal.data / "aside")
    typed(monkeypatch, "AAAA " * 14)
    assert "mistyped" in terminal.refused("key", "restore")
    assert not (terminal.data / "node.key").exists()
