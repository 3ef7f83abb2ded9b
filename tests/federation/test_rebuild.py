"""The ledger makes everything: folded again, the same files; a changed byte is found."""

import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub import app as hub_app
from hub import cli as hub_cli
from hub.ingest import mirror, proof
from hub.parts import parts
from hub.registry import decide
from hub.registry.model import Grant, grant
from shared.text import Text
from shared.wire.opendata import Manifest
from shared.wire.words import Sequence
from tests.federation.together import LiveHub, LiveNode, Together, together
from tests.federation.wire import TurnedClock

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)
COLUMNS = ("kind", "node", "sequence", "digest", "at", "offset_s", "body", "head")
EAST = ("Porvoo", "Loviisa", "Askola")


@pytest.fixture
async def lived(tmp_path: Path) -> AsyncIterator[Together]:
    """Four networks that lived: a held report, a release, a silence, a suspension, new grants."""
    async with together(tmp_path, NOW) as federation:
        await _live(federation)
        yield federation


async def _live(federation: Together) -> None:
    hub = federation.hub
    for name, places in {
        "ita-uusimaa": EAST,
        "savo": ("Kuopio", "Kaavi"),
        "kainuu": ("Kajaani", "Sotkamo"),
        "lappi": ("Rovaniemi", "Kemi"),
    }.items():
        node = await federation.join(name, *places)
        for place in ("Porvoo", "Loviisa") if name == "ita-uusimaa" else places[:1]:
            await _add(node, place)
        await node.push()
    await federation.nodes["savo"].say("none", "Kaavi")
    federation.clock.turn(days=1, hours=13)
    await _push(federation, "ita-uusimaa", "savo", "lappi")  # words, and a report
    await _lose(federation.nodes["ita-uusimaa"])
    await _lose(federation.nodes["savo"])
    await _push(federation, "ita-uusimaa", "savo")  # both held
    now = federation.clock.now()
    await hub.act(lambda db: decide.release(db, "savo", 3, _given(3), now))
    await hub.act(lambda db: decide.suspend(db, "lappi", now))
    federation.clock.turn(days=5)
    now = federation.clock.now()
    wider = grant(("Kuopio", "Kaavi", "Iisalmi"), (), (), hub.desk.reference)
    assert isinstance(wider, Grant)
    await hub.act(lambda db: decide.grant(db, "savo", wider, now))
    await hub.act(lambda db: decide.suspend(db, "savo", now))
    await hub.act(lambda db: decide.resume(db, "savo", now))
    await _push(federation, "ita-uusimaa", "savo")
    federation.clock.turn(days=10)
    await _push(federation, "ita-uusimaa", "savo")


async def _add(node: LiveNode, place: str) -> None:
    line = (
        f"kunta;palvelee;kohderyhmä;kieli;tila;alkaa\n{place};{place};kaikki;suomi;avoin;1/2027\n"
    )
    assert (await node.take_in(line.encode())).accepted


async def _push(federation: Together, *names: str) -> None:
    for name in names:
        assert await federation.nodes[name].push() in {"confirmed", "waiting"}


async def _lose(node: LiveNode) -> None:
    """Lose the records of groups, as an accident does: no act explains it."""

    def job(db: sqlite3.Connection) -> None:
        db.execute("DELETE FROM peer_group")
        db.execute("UPDATE outbox_state SET dirty_since = '2026-10-06T22:00:00Z'")

    await node.desk.commit(job)


def _given(number: Sequence) -> decide.HeldSequence:
    return lambda _db, _node: number


def digests(manifest: Manifest) -> dict[str, str]:
    """Return the digest of every file."""
    return {file.path: file.sha256 for file in manifest.files}


def content(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file, the compressed copies and the manifest too."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


async def test_the_ledger_holds_what_it_should(lived: Together) -> None:
    shown = await lived.hub.snapshot()

    kinds = await lived.hub.desk.read(
        lambda db: {row[0] for row in db.execute("SELECT DISTINCT kind FROM ledger")}
    )
    assert kinds == {
        *("report", "admitted", "keyed", "granted", "suspended", "resumed", "released", "word")
    }
    rows = {row.node: row for row in shown.networks.networks}
    assert rows["ita-uusimaa"].checking
    assert not rows["savo"].checking
    assert rows["kainuu"].freshness == "silent"
    assert rows["lappi"].standing == "suspended"


async def test_a_rebuild_makes_the_same_files(lived: Together) -> None:
    before = content(await lived.hub.publish())
    manifest = lived.hub.manifest()
    projected = await lived.hub.desk.read(_projection)

    await lived.hub.tidy()
    assert await hub_app.rebuild(lived.hub.desk) == manifest.ledger_entries
    again = LiveHub(lived.hub.desk, parts(lived.hub.desk, lived.hub.parts.settings), lived.hub.api)
    after = content(await again.publish())

    assert digests(again.manifest()) == digests(manifest)
    assert len(manifest.files) > 1_000
    assert after == before
    assert await lived.hub.desk.read(_projection) == projected


def _projection(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    tables = ("projection", "projection_mark", "history")
    return [tuple(row) for name in tables for row in db.execute(f"SELECT * FROM {name}")]  # noqa: S608 (three names)


async def test_the_mirror_alone_makes_the_same_files(lived: Together) -> None:
    await lived.hub.publish()
    manifest, folder = lived.hub.manifest(), lived.folder
    await lived.stop_hub()
    for name in ("hub.db", "hub.db-wal", "hub.db-shm"):
        (folder / "hub" / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "hub" / "snapshots")

    hub = await lived.start_hub_from_mirror()
    await hub.publish()

    assert hub.manifest().ledger_head == manifest.ledger_head
    assert digests(hub.manifest()) == digests(manifest)


@pytest.fixture
async def stopped(lived: Together) -> Path:
    """Return the data directory of the hub, which is stopped."""
    await lived.stop_hub()
    return lived.folder / "hub"


def findings(database: Path, ledger_lines: Path) -> tuple[Text, ...]:
    """Return what the proof finds, without the checks made when a database is opened."""
    with sqlite3.connect(database) as db:
        db.row_factory = sqlite3.Row
        return proof.prove(db, mirror.lines(ledger_lines)).findings


def changed(value: object) -> Iterator[object]:
    """Yield a column's value with one byte changed, at several places."""
    match value:
        case int():
            yield value ^ 64
        case str():
            for at in {0, len(value) // 2, len(value) - 1}:
                letter = "b" if value[at] == "a" else "a"
                yield f"{value[:at]}{letter}{value[at + 1 :]}"
        case bytes():
            for at in range(0, len(value), max(len(value) // 40, 1)):
                yield value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]


def test_one_changed_byte_in_any_column_is_found(stopped: Path) -> None:
    lines = stopped / mirror.FILE_NAME
    assert findings(stopped / "hub.db", lines) == ()
    db = sqlite3.connect(stopped / "hub.db", isolation_level=None)
    db.row_factory = sqlite3.Row
    for trigger in ("ledger_keeps_bytes", "ledger_keeps_rows"):
        db.execute(f"DROP TRIGGER {trigger}")
    db.execute("PRAGMA ignore_check_constraints = ON")
    db.execute("PRAGMA foreign_keys = OFF")
    tried = dict.fromkeys(COLUMNS, 0)
    rows = db.execute("SELECT * FROM ledger ORDER BY entry").fetchall()
    for row in rows:
        for column in COLUMNS:
            for wrong in changed(row[column]):
                db.execute("BEGIN")
                db.execute(
                    f"UPDATE ledger SET {column} = ? WHERE entry = ?",  # noqa: S608 (eight names)
                    (wrong, row["entry"]),
                )
                found = proof.prove(db, mirror.lines(lines)).findings
                db.execute("ROLLBACK")
                assert found, (row["entry"], column, wrong)
                tried[column] += 1
    db.close()
    assert min(tried.values()) == sum(row["kind"] == "report" for row in rows) > 5
    assert tried["body"] > 30 * len(rows)
    assert findings(stopped / "hub.db", lines) == ()


def test_a_missing_a_doubled_and_a_swapped_row_are_found(stopped: Path) -> None:
    lines = stopped / mirror.FILE_NAME
    db = sqlite3.connect(stopped / "hub.db", isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("DROP TRIGGER ledger_keeps_bytes")
    db.execute("DROP TRIGGER ledger_keeps_rows")
    for damage in (
        "DELETE FROM ledger WHERE entry = 3",
        "DELETE FROM ledger WHERE entry = (SELECT max(entry) FROM ledger)",
        "UPDATE ledger SET entry = CASE entry WHEN 4 THEN 9004 ELSE entry END",
        "UPDATE node_head SET sequence = sequence + 1 WHERE node = 'savo'",
        "UPDATE network SET municipalities = '[]' WHERE node = 'savo'",
    ):
        db.execute("BEGIN")
        db.execute(damage)
        assert proof.prove(db, mirror.lines(lines)).findings, damage
        db.execute("ROLLBACK")
    db.close()


def test_one_changed_byte_in_the_mirror_is_found(stopped: Path) -> None:
    lines, database = stopped / mirror.FILE_NAME, stopped / "hub.db"
    whole = lines.read_bytes()
    step = max(len(whole) // 150, 1)
    for at in (*range(0, len(whole), step), len(whole) - 1):
        lines.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert findings(database, lines), at
    lines.write_bytes(whole[: whole[:-1].rindex(b"\n") + 1])
    assert findings(database, lines)
    lines.write_bytes(whole + b"{}\n")
    assert findings(database, lines)
    lines.write_bytes(whole)
    assert findings(database, lines) == ()


def test_the_command_says_so(stopped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verify = ["--data", str(stopped), "verify"]
    assert hub_cli.run(verify, TurnedClock(NOW)) == 0
    assert "The ledger fits" in capsys.readouterr().out
    lines = stopped / mirror.FILE_NAME
    whole = lines.read_bytes()
    at = whole.index(b'"body"') + 40
    lines.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])

    assert hub_cli.run(verify, TurnedClock(NOW)) == 1

    told = capsys.readouterr()
    assert "differs" in told.out
    assert "Traceback" not in told.err
    assert "does not fit" in told.err
