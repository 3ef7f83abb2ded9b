"""The same list at a command line, and the word on the contact."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.node.cli.conftest import Terminal


@pytest.fixture
def terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    monkeypatch.delenv("VOIKUKKIA_NODE_CONFIG", raising=False)
    made = Terminal(data=tmp_path / "node", capture=capsys)
    made.do("init", "--name-fi", "Savo", "--controller", "Esimerkki ry", "--covers", "Kuopio")
    return made


def test_today_lists_what_needs_doing_with_what_to_type(terminal: Terminal) -> None:
    said = terminal.do("today")

    assert "not enrolled with a hub yet" in said
    assert "voikukkia-node enrol" in said
    assert "voikukkia-node contact set" in said


def test_the_contact_is_checked_by_word(terminal: Terminal) -> None:
    missing = terminal.refused("contact", "checked")
    terminal.do("contact", "set", "--organisation", "Esimerkki ry", "--telephone", "040 000 0000")
    terminal.clock.instant += timedelta(days=100)
    asked = terminal.do("today")
    said = terminal.do("contact", "checked")

    assert "contact" in missing
    assert "voikukkia-node contact checked" in asked
    assert "answers" in said
    assert "voikukkia-node contact checked" not in terminal.do("today")
