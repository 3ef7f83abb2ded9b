"""`alarms`, `resume`, `restore` and `rename-log`: what is typed, what is said."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hub.ingest.alarms import words
from hub.ingest.alarms.model import Clone, Fork, Machine, Side
from tests.hub.cli.test_hub_cli import Line
from tests.hub.ingest.builders_ingest import NODE, NOON, HandClock, SimNode, hub_in


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    """Return the command line on a hub of which a node has a clone."""
    folder = tmp_path / "hub"

    async def lives() -> None:
        async with hub_in(folder, HandClock()) as stand:
            node = await stand.active_node()
            await node.push(node.next())
            await SimNode(stand, key=node.key, head=node.head).hello()
            await node.hello()

    asyncio.run(lives())
    return Line(folder, capsys)


def test_fault_19_an_alarm_shows_both_machines_and_what_to_do(line: Line) -> None:
    told = line.ok("alarms")

    assert "two machines use its key" in told
    assert told.count("session ") == 2
    assert f"voikukkia-hub resume {NODE}" in told
    assert "ALARM" in line.ok("status")
    assert "ALARM" in line.ok("networks")

    assert "active again" in line.ok("resume", NODE)

    assert "There is no alarm" in line.ok("alarms")
    assert "Settled on" in line.ok("alarms", "--all")
    assert "ALARM" not in line.ok("status")


def test_fault_17_an_alarm_whose_evidence_is_lost_is_still_told(line: Line) -> None:
    with closing(sqlite3.connect(line.data / "hub.db")) as db:
        db.execute("DELETE FROM clone")
        db.commit()
    assert "evidence was lost" in line.ok("alarms")


def test_fault_17_the_command_restores_with_and_without_the_mirror(line: Line) -> None:
    backup = line.data / "old.db"
    line.ok("backup", str(backup))
    line.ok("resume", NODE)
    before = line.ok("key", "show")

    whole = line.ok("restore", str(backup))

    assert "Nothing of the ledger is lost" in whole
    assert "There is no alarm" in line.ok("alarms")
    assert line.ok("key", "show") == before
    assert "The ledger fits" in line.ok("verify")

    (line.data / "mirror" / "ledger.jsonl").unlink()
    lossy = line.ok("restore", str(backup))
    assert "Entries are lost" in lossy
    assert "The public log is now called" in lossy
    assert "two machines" in line.ok("alarms")
    assert "The ledger fits" in line.ok("verify")


def test_fault_17_a_lossy_restore_without_the_root_key_asks_for_it(line: Line) -> None:
    backup, root = line.data / "old.db", line.data / "hub.root"
    line.ok("backup", str(backup))
    (line.data / "mirror" / "ledger.jsonl").unlink()
    kept = root.rename(line.data.parent / "safe.root")

    assert "rename-log" in line.refused("restore", str(backup))
    assert "rename-log" in line.refused("rename-log")

    assert "is now called" in line.ok("rename-log", "--root", str(kept))
    assert line.ok("rename-log") == ""


def test_a_restore_that_is_none_is_refused(line: Line) -> None:
    assert "not a whole backup" in line.refused("restore", str(line.data / "missing.db"))
    (line.data / "restore.unfinished").write_text("old.db\n")
    for command in (["status"], ["networks"], ["verify"]):
        assert "cut short" in line.refused(*command)


def test_both_kinds_of_alarms_are_told_in_whole_sentences() -> None:
    machine = Machine(
        session="a" * 32,
        began_at=NOON,
        said_hello_at=NOON,
        offset_s=0,
        software="one",
        audit_head="b" * 64,
    )
    other = Machine(
        session="c" * 32,
        began_at=NOON,
        said_hello_at=NOON,
        offset_s=90,
        software="two",
        audit_head=None,
    )
    clone = Clone(node=NODE, at=NOON, returned=machine, current=other)
    report = Side(digest="d" * 64, observed_at=NOON, confirmed_at=None, groups=3, municipalities=2)
    keys = Side(digest="e" * 64, observed_at=None, confirmed_at=None, groups=0, municipalities=0)
    fork = Fork(node=NODE, sequence=7, at=NOON, kept=report, refused=keys)

    told = [str(one) for one in words.clone_lines(clone, str)]
    assert any("different versions" in one for one in told)
    assert any("clocks differ" in one for one in told)
    assert any("logs of acts differ" in one for one in told)
    forked = "\n".join(str(one) for one in words.fork_lines(fork, str))
    assert "3 groups, 2 municipalities" in forked
    assert "a change of keys" in forked
