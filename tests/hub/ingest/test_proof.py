"""`verify` finds a single changed byte, whichever it is."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from hub.ingest import chain, ledger, mirror, proof
from hub.ingest.chain import Tip
from hub.registry import decide
from shared import signing
from shared.wire.receipt import Receipt
from tests.hub.ingest.builders_ingest import NODE, NOON, HandClock, hub_in

COLUMNS = ("kind", "node", "sequence", "digest", "at", "offset_s", "body", "head")
TRIGGERS = ("ledger_keeps_rows", "ledger_keeps_bytes", "ledger_grows_by_one")


@pytest.fixture
async def ledger_folder(tmp_path: Path) -> Path:
    """Return the folder of a closed hub with acts, words and reports in its ledger."""
    folder = tmp_path / "whole"
    async with hub_in(folder, HandClock()) as stand:
        node = await stand.active_node()
        for _ in range(3):
            assert isinstance(await node.push(node.next()), Receipt)
        stand.clock.turn(hours=12)
        await node.hello()
        await stand.desk.decide(lambda db: decide.suspend(db, NODE, NOON))
        await stand.desk.decide(lambda db: decide.resume(db, NODE, NOON))
    return folder


def raw(folder: Path) -> sqlite3.Connection:
    """Open the database as somebody who wants to change the past would."""
    db = sqlite3.connect(folder / "hub.db", isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA ignore_check_constraints = ON")
    for trigger in TRIGGERS:
        db.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    return db


def prove(folder: Path) -> proof.Proof:
    with closing(raw(folder)) as db:
        return proof.prove(db, mirror.lines(folder / mirror.FILE_NAME))


def positions(length: int) -> list[int]:
    """Return some byte positions of every class: both ends and through the middle."""
    return sorted({0, 1, length // 3, length // 2, length - 2, length - 1} & set(range(length)))


def changes(value: object) -> list[object]:
    """Return the value with one byte changed, at several places."""
    match value:
        case None:
            return [1, "0" * 64]
        case int():
            return [value + 1, value - 1, None]
        case bytes():
            return [
                value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]
                for at in positions(len(value))
            ]
        case str():
            return [
                value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
                for at in positions(len(value))
            ]
    raise TypeError


def test_whole_ledger_fits(ledger_folder: Path) -> None:
    found = prove(ledger_folder)
    assert found.findings == ()
    assert found.entries == 9


@pytest.mark.parametrize("column", COLUMNS)
def test_fault_15_any_changed_byte_of_a_column_is_found(ledger_folder: Path, column: str) -> None:
    with closing(raw(ledger_folder)) as db:
        rows = ledger.rows(db, -1)
        pairs = [(row["entry"], value) for row in rows for value in changes(row[column])]
        tried = 0
        for number, changed in pairs:
            db.execute("BEGIN")
            try:
                db.execute(
                    f"UPDATE ledger SET {column} = :value WHERE entry = :entry",  # noqa: S608
                    {"value": changed, "entry": number},
                )
            except sqlite3.IntegrityError:  # STRICT and UNIQUE still stand
                db.execute("ROLLBACK")
                continue
            found = proof.prove(db, mirror.lines(ledger_folder / mirror.FILE_NAME))
            assert found.findings, (number, column, changed)
            tried += 1
            db.execute("ROLLBACK")
    assert tried >= len(rows)


def test_the_time_in_another_spelling_is_found(ledger_folder: Path) -> None:
    with closing(raw(ledger_folder)) as db:
        db.execute("UPDATE ledger SET at = '2026-11-16T12:00:00z' WHERE entry = 2")
    assert prove(ledger_folder).findings


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ledger WHERE entry = (SELECT MAX(entry) FROM ledger)",
        "DELETE FROM ledger WHERE entry = 4",
        "DELETE FROM ledger WHERE entry = 0",
        "UPDATE ledger SET entry = entry + 1 WHERE entry = (SELECT MAX(entry) FROM ledger)",
        "UPDATE node_head SET sequence = sequence - 1",
        "UPDATE node_head SET digest = 'e' || substr(digest, 2) WHERE digest NOT LIKE 'e%'",
        "DELETE FROM node_head",
        "UPDATE network SET standing = 'suspended', suspended_at = admitted_at",
        "UPDATE network SET municipalities = '[]'",
        "UPDATE network SET reach = '[\"01\"]'",
        "UPDATE network SET public_key = key_id",
    ],
)
def test_changed_rows_and_tables_are_found(ledger_folder: Path, statement: str) -> None:
    with closing(raw(ledger_folder)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(statement)
    assert prove(ledger_folder).findings


def cut_last(lines: list[bytes]) -> list[bytes]:
    return lines[:-1]


def double_last(lines: list[bytes]) -> list[bytes]:
    return [*lines, lines[-1]]


def swap(lines: list[bytes]) -> list[bytes]:
    return [lines[1], lines[0], *lines[2:]]


@pytest.mark.parametrize("change", [cut_last, double_last, swap])
def test_another_mirror_is_found(
    ledger_folder: Path, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    path = ledger_folder / mirror.FILE_NAME
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    assert prove(ledger_folder).findings


def test_fault_15_any_changed_byte_of_the_mirror_is_found(
    ledger_folder: Path, tmp_path: Path
) -> None:
    whole = (ledger_folder / mirror.FILE_NAME).read_bytes()
    copy = tmp_path / "copy.jsonl"
    with closing(raw(ledger_folder)) as db:
        for at in range(0, len(whole), 97):
            copy.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
            assert proof.prove(db, mirror.lines(copy)).findings, at


def test_a_rewritten_ledger_with_fitting_heads_is_found_by_its_signatures(
    ledger_folder: Path, tmp_path: Path
) -> None:
    """Somebody who recomputes every head and the mirror still cannot sign for the node."""
    forged = tmp_path / "forged"
    shutil.copytree(ledger_folder, forged)
    with closing(raw(forged)) as db:
        rewrite(db, b"evening", b"daytime")
        lines = [chain.line(entry) for entry in ledger.entries(db)]
    (forged / mirror.FILE_NAME).write_bytes(b"".join(lines))
    words = " ".join(str(finding) for finding in prove(forged).findings)
    assert "signature" in words
    assert "head" not in words.replace("The head kept", "")


def rewrite(db: sqlite3.Connection, old: bytes, new: bytes) -> None:
    """Change every report's payload, then recompute all heads after it."""
    tip = Tip()
    for entry in ledger.entries(db):
        body = entry.body
        if entry.kind == "report":
            envelope = signing.decode_envelope(body)
            payload = envelope.payload.replace(old, new)
            body = signing.encode_envelope(replace(envelope, payload=payload))
        made = chain.chained(tip.head, chain.leaf(replace(entry, body=body)))
        db.execute(
            "UPDATE ledger SET body = :body, head = :head WHERE entry = :entry",
            {"body": body, "head": made.head, "entry": made.number},
        )
        tip = Tip(entries=made.number + 1, head=made.head)
