"""The way back at a command line: with the key beside the data, from a file, or from paper."""

import asyncio
import hashlib
import io
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import pytest
from cyclopts import App

from node import app as node
from node import keyfile, masterkey
from node.backup import commands, letters, recovery
from node.backup.model import EnquiryKeys, Keeping, Place
from node.counter import CommandError, Context
from node.network import edit
from node.network.model import NetworkRecord
from node.settings import Settings
from shared.runtime.fault import Fault
from tests.node.backup.conftest import names
from tests.node.conftest import ToldClock

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
RECORD = NetworkRecord(name_fi="Savon verkosto", name_sv="Savolax", controller="Esimerkki ry")
FOLDER = "enquiry-keys"


def bundle(data: Path) -> bytes:
    """Return the one key of these tests."""
    return (data / FOLDER / "key").read_bytes()


def unbundle(data: Path, bundled: bytes) -> None:
    """Put the one key of these tests back."""
    (data / FOLDER).mkdir(exist_ok=True)
    (data / FOLDER / "key").write_bytes(bundled)


@dataclass
class Terminal:
    """Types commands on one machine, and reads the answers."""

    data: Path
    folder: Path
    capture: pytest.CaptureFixture[str]
    clock: ToldClock
    after: tuple[Callable[[Connection, datetime], object], ...] = ()

    @property
    def place(self) -> Place:
        """Return where backups go."""
        return Place(
            data=self.data,
            keeping=Keeping(folder=self.folder),
            software="voikukkia-node test",
            enquiry_keys=EnquiryKeys(folder=FOLDER, bundle=bundle, unbundle=unbundle),
        )

    def do(self, *tokens: str) -> str:
        """Run one command that has to succeed, and return what it says."""
        self.capture.readouterr()
        settings = Settings(data=self.data)
        context = Context(
            data=self.data,
            opener=lambda new: node.open_desk(settings, self.clock, new=new),
        )
        root = App(name="node", result_action="return_value")
        commands.register(
            root, context, clock=self.clock, place_of=lambda: self.place, after=self.after
        )
        command, bound, _ = root.parse_args(tokens, exit_on_error=False, print_error=False)
        result: Any = command(*bound.args, **bound.kwargs)
        asyncio.run(result)
        return self.capture.readouterr().out

    def refused(self, *tokens: str) -> str:
        """Run one command that has to be refused, and return why."""
        with pytest.raises((CommandError, Fault)) as caught:
            self.do(*tokens)
        return str(caught.value)

    def sql(self, statement: str) -> list[Any]:
        """Look into the database."""
        with closing(sqlite3.connect(self.data / "node.db")) as db:
            return db.execute(statement).fetchall()

    def elsewhere(self, where: Path) -> "Terminal":
        """Return another machine."""
        return Terminal(where, self.folder, self.capture, self.clock)


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Return a machine with a network and one enquiry's key."""
    one = Terminal(tmp_path / "node", tmp_path / "backups", capsys, ToldClock(NOW))

    async def set_up() -> None:
        async with node.open_desk(Settings(data=one.data), one.clock, new=True) as desk:
            await desk.database.write(
                lambda db: edit.set_up(db, network=RECORD, covers=("297",), now=NOW)
            )

    asyncio.run(set_up())
    masterkey.load(one.data)
    unbundle(one.data, b"the key")
    return one


@pytest.fixture
def kept(terminal: Terminal) -> Path:
    """Return a backup in the folder."""
    terminal.do("backup")
    (file,) = terminal.folder.glob("*.backup")
    return file


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Have a person type something."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{text}\n"))


def test_a_backup_goes_into_the_folder_and_is_listed(terminal: Terminal, kept: Path) -> None:
    assert str(kept) in terminal.do("backup", "list")
    assert "opens and is whole" in terminal.do("backup", "drill")
    assert names(terminal.folder) == ["enquiry-keys.sealed", kept.name]


def test_on_the_same_machine_nothing_has_to_be_typed(terminal: Terminal, kept: Path) -> None:
    before = keyfile.load(terminal.data).to_bytes()
    terminal.sql("SELECT 1")
    with closing(sqlite3.connect(terminal.data / "node.db")) as db, db:
        db.execute("UPDATE network SET controller = 'Toinen ry'")
    unbundle(terminal.data, b"newer than the backup")

    assert "--yes" in terminal.refused("restore", str(kept))
    said = terminal.do("restore", str(kept), "--yes")

    assert terminal.sql("SELECT controller FROM network") == [("Esimerkki ry",)]
    assert keyfile.load(terminal.data).to_bytes() == before
    assert bundle(terminal.data) == b"newer than the backup"
    (aside,) = terminal.data.glob("before-restore-*")
    assert str(aside) in said
    assert {"node.db", "node.key", "node.master"} <= set(names(aside))
    assert "cannot be read any more" not in said


def test_on_another_machine_the_key_is_typed_from_paper(
    terminal: Terminal, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = terminal.elsewhere(tmp_path / "other")
    key = recovery.ensure(terminal.data)
    typed(monkeypatch, " ".join(letters.groups_of(key)).lower())

    said = other.do("restore", str(kept))

    assert "Nothing was sent to the hub" in said
    assert other.sql("SELECT name_fi FROM network") == [("Savon verkosto",)]
    assert masterkey.load(other.data) == masterkey.load(terminal.data)
    assert recovery.ensure(other.data) == key
    assert bundle(other.data) == b"the key"
    assert list(other.data.glob("before-restore-*")) == []
    assert other.sql("SELECT kind, verb FROM audit_entry ORDER BY number DESC LIMIT 1") == [
        ("backup", "restored")
    ]


def test_the_key_may_come_from_a_file(terminal: Terminal, kept: Path, tmp_path: Path) -> None:
    other = terminal.elsewhere(tmp_path / "other")
    file = terminal.data / "recovery.key"

    other.do("restore", str(kept), "--key-file", str(file))

    assert other.sql("SELECT name_fi FROM network") == [("Savon verkosto",)]


def test_without_their_keys_enquiries_are_gone_and_it_is_said(
    terminal: Terminal, kept: Path, tmp_path: Path
) -> None:
    (terminal.folder / "enquiry-keys.sealed").unlink()
    other = terminal.elsewhere(tmp_path / "other")

    said = other.do("restore", str(kept), "--key-file", str(terminal.data / "recovery.key"))

    assert "cannot be read any more" in said
    assert not (other.data / FOLDER).exists()


@pytest.mark.parametrize("text", ["", "ABCD", "A" * 56])
def test_a_wrong_key_changes_nothing(
    terminal: Terminal, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    other = terminal.elsewhere(tmp_path / "other")
    typed(monkeypatch, text)

    assert other.refused("restore", str(kept))

    assert not other.data.exists()


def test_the_key_of_another_node_changes_nothing(
    terminal: Terminal, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = terminal.elsewhere(tmp_path / "other")
    typed(monkeypatch, " ".join(letters.groups_of(bytes(32))))

    assert "another recovery key" in other.refused("restore", str(kept))

    assert set(names(other.data)) <= {"lock"}


def test_another_node_in_the_same_place_is_set_aside_with_its_keys(
    terminal: Terminal, kept: Path, tmp_path: Path
) -> None:
    key = tmp_path / "paper"
    key.write_text((terminal.data / "recovery.key").read_text())
    key.chmod(0o600)
    for name in ("node.key", "recovery.key"):
        (terminal.data / name).unlink()
    keyfile.create(terminal.data)
    (terminal.data / "node.master").write_text("ab" * 32)
    recovery.ensure(terminal.data)
    unbundle(terminal.data, b"of another node")

    terminal.do("restore", str(kept), "--yes", "--key-file", str(key))

    (aside,) = terminal.data.glob("before-restore-*")
    assert {FOLDER, "node.db", "node.key", "node.master", "recovery.key"} <= set(names(aside))
    assert bundle(terminal.data) == b"the key"
    assert (terminal.data / "recovery.key").read_text() == key.read_text()


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "other", "missing"])
def test_a_damaged_backup_changes_nothing(terminal: Terminal, kept: Path, damage: str) -> None:
    content = bytearray(kept.read_bytes())
    content[len(content) // 2] ^= 1
    match damage:
        case "flip":
            kept.write_bytes(content)
        case "cut":
            kept.write_bytes(content[: len(content) // 2])
        case "empty":
            kept.write_bytes(b"")
        case "other":
            kept.write_text("not a backup")
        case _:
            kept.unlink()
    before = {p.name: p.read_bytes() for p in terminal.data.iterdir() if p.is_file()}

    assert "backup" in terminal.refused("restore", str(kept), "--yes")

    after = {p.name: p.read_bytes() for p in terminal.data.iterdir() if p.is_file()}
    assert {n: c for n, c in after.items() if n != "lock"} == before


def plain_backup(data: Path, target: Path) -> None:
    """Write a backup as older versions did: a tar, not sealed."""
    contents = {name: (data / name).read_bytes() for name in ("node.db", "node.key")}
    sums = "".join(f"{hashlib.sha256(c).hexdigest()}  {n}\n" for n, c in contents.items())
    with tarfile.open(target, "w") as archive:
        for name, content in (*contents.items(), ("SHA256SUMS", sums.encode())):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))


def test_a_backup_from_before_they_were_sealed_is_taken(terminal: Terminal, tmp_path: Path) -> None:
    file, other = tmp_path / "old.tar", terminal.elsewhere(tmp_path / "other")
    plain_backup(terminal.data, file)

    other.do("restore", str(file))

    assert other.sql("SELECT name_fi FROM network") == [("Savon verkosto",)]
    assert keyfile.load(other.data).to_bytes() == keyfile.load(terminal.data).to_bytes()


def test_what_has_to_be_done_after_a_restore_is_done(terminal: Terminal, kept: Path) -> None:
    seen: list[datetime] = []
    terminal.after = (lambda _db, now: seen.append(now),)
    terminal.clock.instant += timedelta(hours=1)

    terminal.do("restore", str(kept), "--yes")

    assert seen == [NOW + timedelta(hours=1)]


def test_one_more_copy_goes_into_a_file_without_the_keys_of_enquiries(
    terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()

    terminal.do("backup", str(tmp_path / "stick" / "one"))
    assert names(tmp_path / "stick") == ["one"]
    terminal.do("backup", str(tmp_path / "stick" / "one"), "--enquiries")

    assert names(tmp_path / "stick") == ["enquiry-keys.sealed", "one"]
    assert b"SQLite" not in (tmp_path / "stick" / "one").read_bytes()


def test_the_recovery_key_is_printed_and_checked(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = terminal.do("recovery-key", "show").splitlines()[:3]
    typed(monkeypatch, " ".join(letters.groups_of(bytes(32))))
    assert "another node" in terminal.refused("recovery-key", "check")
    typed(monkeypatch, " ".join(shown))

    terminal.do("recovery-key", "check")

    key = recovery.ensure(terminal.data)
    assert " ".join(shown) == " ".join(letters.groups_of(key))
    assert terminal.sql("SELECT fingerprint FROM recovery_key") == [(recovery.fingerprint(key),)]


@pytest.mark.parametrize("command", [["backup"], ["backup", "x"], ["recovery-key", "show"]])
def test_without_a_network_nothing_is_made(
    terminal: Terminal, tmp_path: Path, command: list[str]
) -> None:
    other = terminal.elsewhere(tmp_path / "other")

    assert "init" in other.refused(*command)
    assert not other.data.exists()
