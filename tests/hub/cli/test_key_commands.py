"""`voikukkia-hub key …` and `revoke`: the ceremony as an operator holds it."""

import re

import pytest

from shared.signing import SigningKey
from tests.hub.cli.test_hub_cli import Line, invitation, line

__all__ = ["line"]

ONLINE = re.compile(r"^  ([0-9a-f]{64}): ", re.MULTILINE)


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Have a person type this."""
    monkeypatch.setattr("builtins.input", lambda: text)


def test_the_keys_are_shown_and_rotated(line: Line) -> None:
    first = ONLINE.findall(line.ok("key", "show"))
    assert len(first) == 1
    shown = line.ok("key", "rotate")
    assert ONLINE.findall(shown)[1] == first[0]
    assert "Trust document 2" in line.ok("key", "show")


def test_the_root_key_goes_to_paper_and_comes_back(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper, _remark = line.run("key", "paper")
    assert code == 0
    last = paper.split()[-1]
    assert "not the last group" in line.refused("key", "paper", "--take-away", "AAAA")
    line.ok("key", "paper", "--take-away", last)
    assert not (line.data / "hub.root").exists()
    assert "not on this computer" in line.ok("key", "show")
    assert "key restore" in line.refused("key", "rotate")
    typed(monkeypatch, paper.lower())
    line.ok("key", "restore")
    assert (line.data / "hub.root").stat().st_mode & 0o777 == 0o600
    assert "there already" in line.refused("key", "restore")
    line.ok("key", "rotate")


@pytest.mark.parametrize(
    ("text", "why"), [("ABCD", "14 groups"), ("", "14 groups"), ("A" * 56, "mistyped")]
)
def test_what_is_mistyped_is_not_taken(
    line: Line, monkeypatch: pytest.MonkeyPatch, text: str, why: str
) -> None:
    (line.data / "hub.root").unlink()
    typed(monkeypatch, text)
    assert why in line.refused("key", "restore")
    assert not (line.data / "hub.root").exists()


def test_a_root_key_on_a_stick_signs_from_there(line: Line) -> None:
    stick = line.data.parent / "stick.root"
    (line.data / "hub.root").rename(stick)
    line.ok("key", "rotate", "--root", str(stick))
    other = line.data.parent / "other.root"
    other.write_text(SigningKey.generate().to_bytes().hex())
    other.chmod(0o600)
    assert "not the root key" in line.refused("key", "rotate", "--root", str(other))


def test_a_stolen_online_key_is_taken_back(line: Line) -> None:
    (stolen,) = ONLINE.findall(line.ok("key", "show"))
    shown = line.ok("key", "revoke", stolen[:8])
    assert f"{stolen}: since" in shown
    assert "taken back" in shown
    assert "before" in line.refused("key", "revoke", stolen[:8])
    assert "0 keys" in line.refused("key", "revoke", "zz")


def test_a_lost_online_key_is_replaced(line: Line) -> None:
    (line.data / "hub.key").unlink()
    assert "key rotate" in line.refused("status")
    line.ok("key", "rotate")
    line.ok("status")


def test_a_network_without_a_confirmed_key_cannot_be_revoked(line: Line) -> None:
    line.ok("invite", "savo", "--name-fi", "Savo", "--municipalities", "297")
    assert "no confirmed key" in line.refused("revoke", "savo")
    assert "no confirmed key" in line.refused("revoke", "nobody")
    assert "is not invited" in line.refused("invite", "nobody", "--again")


def test_an_invitation_carries_the_root_key(line: Line) -> None:
    root = re.search(r"Root key: ([0-9a-f]{64})", line.ok("key", "show"))
    assert root is not None
    text = line.ok("invite", "savo", "--name-fi", "Savo", "--municipalities", "297")
    assert invitation(text).hub_key == root[1]
