"""The operator's command line, command by command, in one process."""

import base64
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from hub.cli import run
from shared.wire.enrolment import Invitation
from tests.hub.ingest.builders_ingest import NOON, HandClock


class Line:
    """The command line on one data directory."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data = data
        self.clock = HandClock()
        self._capsys = capsys

    def ok(self, *tokens: str) -> str:
        """Run a command that succeeds; return what it printed."""
        code, out, err = self.run(*tokens)
        assert code == 0, err
        return out

    def refused(self, *tokens: str) -> str:
        """Run a command that is refused; return why."""
        code, out, err = self.run(*tokens)
        assert code == 1, (code, out, err)
        assert "Traceback" not in err
        return err

    def run(self, *tokens: str) -> tuple[int, str, str]:
        """Run a command."""
        code = run(["--data", str(self.data), *tokens], self.clock)
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    """Return the command line on a new hub."""
    made = Line(tmp_path / "hub", capsys)
    made.ok("init")
    return made


def invitation(out: str) -> Invitation:
    """Return the invitation in the one line that was printed."""
    text = out.strip()
    assert "\n" not in text
    packed = text.removeprefix("voikukkia-")
    assert packed != text
    padded = packed + "=" * (-len(packed) % 4)
    return msgspec.json.decode(base64.urlsafe_b64decode(padded), type=Invitation)


def test_a_hub_is_made_once_for_its_owner_only(line: Line) -> None:
    assert "already" in line.refused("init")
    assert (line.data / "hub.key").stat().st_mode & 0o777 == 0o600
    assert line.data.stat().st_mode & 0o777 == 0o700


def test_without_a_hub_every_command_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = Line(tmp_path / "nothing", capsys)
    for command in (["status"], ["networks"], ["verify"], ["serve"], ["publish"]):
        assert "voikukkia-hub init" in nothing.refused(*command)


def test_an_invitation_is_one_line(line: Line) -> None:
    made = invitation(
        line.ok(
            "invite", "ita-uusimaa", "--name-fi", "Esimerkki", "--municipalities", "Porvoo,Sipoo"
        )
    )
    assert made.node == "ita-uusimaa"
    assert made.hub == "http://127.0.0.1:8440"
    assert made.expires_at == NOON + timedelta(days=14)
    assert "invited" in line.ok("networks")


def test_what_cannot_be_granted(line: Line) -> None:
    named = ["--name-fi", "Esimerkki"]
    assert "Porvoo" in line.refused("invite", "aa", *named, "--municipalities", "Porvo")
    assert "--none" in line.refused("invite", "aa", *named)
    assert "--none" in line.refused("invite", "aa", *named, "--none", "--municipalities", "Porvoo")
    assert "reach" in line.refused("invite", "aa", *named, "--none")
    assert "No area" in line.refused("invite", "aa", *named, "--area", "55")
    assert "small letters" in line.refused("invite", "A A", *named, "--area", "01")
    assert "characters" in line.refused("invite", "aa", "--name-fi", "<b>", "--area", "01")
    assert line.ok("networks") == ""


def test_a_caretaker_is_invited_without_municipalities(line: Line) -> None:
    made = invitation(
        line.ok("invite", "hoitaja", "--name-fi", "Esimerkki", "--none", "--reach", "all")
    )
    assert made.node == "hoitaja"


def test_decisions_on_networks_that_are_not_there(line: Line) -> None:
    for tokens in (
        ["confirm", "nobody", "AAAA"],
        ["suspend", "nobody"],
        ["resume", "nobody"],
        ["release", "nobody", "1"],
        ["grant", "nobody", "--area", "01"],
        ["contact", "approve", "nobody", "1"],
        ["contact", "erase", "nobody"],
    ):
        assert "nobody" in line.refused(*tokens)


def test_networks_as_json(line: Line) -> None:
    line.ok("invite", "aa", "--name-fi", "Esimerkki", "--area", "01")
    (network,) = msgspec.json.decode(line.ok("networks", "--json"))
    assert (network["node"], network["standing"], network["reports"]) == ("aa", "invited", 0)


def test_verify_finds_a_changed_byte(line: Line) -> None:
    line.ok("invite", "aa", "--name-fi", "Esimerkki", "--area", "01")
    assert "fits" in line.ok("verify")
    mirror = line.data / "mirror/ledger.jsonl"
    mirror.write_bytes(mirror.read_bytes().replace(b'"admitted"', b'"admittee"', 1))
    code, out, err = line.run("verify")
    assert code == 1
    assert "entry 0" in out
    assert "does not fit" in err


def test_verify_finds_a_changed_projection_and_rebuild_mends_it(line: Line) -> None:
    line.ok("invite", "aa", "--name-fi", "Esimerkki", "--area", "01")
    line.ok("networks")
    with closing(sqlite3.connect(line.data / "hub.db")) as db, db:
        db.execute("UPDATE projection SET known = CAST(replace(known, 'Esimerkki', 'Muu') AS BLOB)")
    assert "rebuild" in line.refused("verify")
    line.ok("rebuild")
    line.ok("verify")


def test_publish_and_rebuild_give_the_same_files(line: Line) -> None:
    line.ok("publish")
    current = line.data / "snapshots/current"
    first = (current / "data/v1/manifest.json").read_bytes()
    line.ok("rebuild")
    assert (current / "data/v1/manifest.json").read_bytes() == first


def test_a_backup_is_a_database(line: Line, tmp_path: Path) -> None:
    line.ok("backup", str(tmp_path / "copy.db"))
    assert (tmp_path / "copy.db").read_bytes().startswith(b"SQLite format 3")


def test_a_key_others_can_read_is_refused(line: Line) -> None:
    (line.data / "hub.key").chmod(0o644)
    assert "chmod 600" in line.refused("status")


def test_a_lost_key_is_never_replaced_silently(line: Line) -> None:
    line.ok("invite", "aa", "--name-fi", "Esimerkki", "--area", "01")
    (line.data / "hub.key").unlink()
    assert "Restore it" in line.refused("init")
    assert not (line.data / "hub.key").exists()


def test_an_unknown_setting_names_the_nearest(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"
    file.write_text("[limits]\ncontact_sec = 5\n")
    assert "limits.contact_s" in line.refused("--config", str(file), "status")


def test_status_names_the_key_and_the_ledger(line: Line) -> None:
    out = line.ok("status")
    assert "0 entries" in out
    assert "serve does not run" in out
