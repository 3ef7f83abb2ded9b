"""The disclosure key is in the backup, comes back with it, and an old one replaces no newer one."""

from pathlib import Path

from node import disclosurekey
from tests.node.backup.conftest import names
from tests.node.backup.test_restore import NOW, Terminal, kept, terminal

__all__ = ["kept", "terminal"]


def test_the_key_comes_back_on_another_machine(
    terminal: Terminal, kept: Path, tmp_path: Path
) -> None:
    key = disclosurekey.find(terminal.data)
    assert key is not None
    paper = tmp_path / "paper"
    paper.write_text((terminal.data / "recovery.key").read_text())
    paper.chmod(0o600)
    other = terminal.elsewhere(tmp_path / "other")

    other.do("restore", str(kept), "--key-file", str(paper))

    assert disclosurekey.find(other.data) == key
    assert other.sql("SELECT fingerprint, how FROM disclosure_key") == [(key.fingerprint, "begun")]


def test_a_key_that_was_lost_comes_back_on_the_same_machine(terminal: Terminal, kept: Path) -> None:
    key = disclosurekey.find(terminal.data)
    (terminal.data / disclosurekey.FILE_NAME).unlink()

    terminal.do("restore", str(kept), "--yes")

    assert disclosurekey.find(terminal.data) == key


def test_a_newer_key_is_not_replaced_by_the_one_in_a_backup(terminal: Terminal, kept: Path) -> None:
    newer = disclosurekey.replace(terminal.data, NOW)

    terminal.do("restore", str(kept), "--yes")

    assert disclosurekey.find(terminal.data) == newer


def test_a_start_without_the_key_draws_no_other_one(terminal: Terminal) -> None:
    (terminal.data / disclosurekey.FILE_NAME).unlink()

    terminal.do("backup")

    assert disclosurekey.FILE_NAME not in names(terminal.data)
