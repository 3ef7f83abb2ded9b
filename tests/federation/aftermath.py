"""What must hold after node and hub were killed: read from their databases and files alone."""

import gzip
import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any, Protocol

import brotli
import msgspec

from hub.registry import keyfile
from shared.signing import SigningKey, decode_envelope, envelope_digest, signature_ok
from shared.wire.availability import Availability
from shared.wire.codec import decode, decode_answer
from shared.wire.opendata import AvailabilityDocument, Manifest
from shared.wire.receipt import Receipt
from tests.federation.real import NotSoError, Pair, wait_until


class Wanted(Protocol):
    """What the lead did last."""

    says: dict[str, str]
    takes_parents: bool


def require(holds: object, otherwise: str) -> None:
    """Raise NotSoError unless it holds."""
    if not holds:
        raise NotSoError(otherwise)


def queued(db: sqlite3.Connection) -> sqlite3.Row | None:
    """Return the report the node has signed and has no answer to."""
    found: sqlite3.Row | None = db.execute(
        "SELECT sequence, digest FROM outbox_entry WHERE state = 'queued'"
    ).fetchone()
    return found


def acknowledged(pair: Pair) -> dict[int, str]:
    """Return the digests of the reports that the node holds a receipt for, by sequence."""
    db = pair.node_db()
    rows = db.execute(
        "SELECT sequence, digest FROM outbox_entry WHERE state = 'delivered'"
    ).fetchall()
    db.close()
    return {row["sequence"]: row["digest"] for row in rows}


def unfinished(hub_data: Path) -> list[tuple[str, int, int]]:
    """Return the unfinished snapshot folders, each so that it can be told from a new one."""
    found = []
    for path in (hub_data / "snapshots").glob("*.tmp"):
        try:
            status = path.lstat()
        except FileNotFoundError:
            continue
        found.append((path.name, status.st_ino, status.st_ctime_ns))
    return found


def published(hub_data: Path, *, every: int = 1) -> Manifest | None:
    """Return the current snapshot's manifest, after checking every file against it.

    `every`: of so many files one is also compared with its compressed copies.
    """
    current = hub_data / "snapshots" / "current"
    if not current.exists():
        return None
    folder = current.resolve()
    manifest = msgspec.json.decode((folder / "data/v1/manifest.json").read_bytes(), type=Manifest)
    for number, file in enumerate(manifest.files):
        body = (folder / file.path).read_bytes()
        same = (len(body), hashlib.sha256(body).hexdigest()) == (file.bytes, file.sha256)
        require(same, f"{folder.name}/{file.path} is not what its manifest says")
        if number % every:
            continue
        for ending, unpack in ((".gz", gzip.decompress), (".br", brotli.decompress)):
            packed = Path(f"{folder / file.path}{ending}").read_bytes()
            require(unpack(packed) == body, f"{folder.name}/{file.path}{ending} differs")
    return manifest


def settle(pair: Pair) -> None:
    """Wait until the node has nothing to say and the hub has published all of the ledger."""

    def calm() -> bool:
        status = json.loads(pair.on_node("status", "--json"))
        return status["queued"] is None and status["dirty_since"] is None

    wait_until("the node has said everything", calm)

    def shown() -> bool:
        manifest = published(pair.hub_data, every=100)
        db = pair.hub_db()
        entries = db.execute("SELECT count(*) FROM ledger").fetchone()[0]
        db.close()
        return manifest is not None and manifest.ledger_entries == entries

    wait_until("the hub has published everything", shown)


def prove(pair: Pair, promised: dict[int, str], wanted: Wanted) -> list[str]:
    """Prove that nothing was lost, doubled or damaged; return what holds, in words."""
    node_db, hub_db = pair.node_db(), pair.hub_db()
    try:
        _whole(node_db, hub_db)
        entries = _each_once(pair, node_db, hub_db, promised)
        last = _last_report(node_db)
    finally:
        node_db.close()
        hub_db.close()
    said = pair.on_hub("verify").strip()
    lines = (pair.hub_data / "mirror" / "ledger.jsonl").read_bytes().splitlines()
    require(len(lines) == entries, f"the mirror has {len(lines)} lines, the ledger {entries}")
    require(published(pair.hub_data), "nothing is published")
    _as_wanted(last, wanted)
    _is_published(pair, last)
    return [said, "the last act of the lead is what is published; both databases are whole"]


def _whole(*databases: sqlite3.Connection) -> None:
    for db in databases:
        found = db.execute("PRAGMA integrity_check").fetchone()[0]
        require(found == "ok", f"integrity_check: {found}")
        broken = db.execute("PRAGMA foreign_key_check").fetchall()
        require(not broken, f"{len(broken)} references lead nowhere")


def _each_once(
    pair: Pair, node_db: sqlite3.Connection, hub_db: sqlite3.Connection, promised: dict[int, str]
) -> int:
    """Every acknowledged report is in the ledger once, at its receipt's number."""
    rows = hub_db.execute(
        "SELECT entry, sequence, digest, body FROM ledger WHERE kind = 'report' ORDER BY entry"
    ).fetchall()
    kept = {row["sequence"]: row for row in rows}
    require(
        [row["sequence"] for row in rows] == list(range(1, len(rows) + 1)),
        "the sequences in the ledger are not 1, 2, 3 …",
    )
    require(len({row["digest"] for row in rows}) == len(rows), "a report is in the ledger twice")
    for row in rows:
        found = envelope_digest(decode_envelope(row["body"]))
        require(found == row["digest"], f"report {row['sequence']} was changed in the ledger")
    hub_key = SigningKey.from_bytes(_key_bytes(pair)).public
    mine = node_db.execute(
        "SELECT sequence, digest, receipt, state FROM outbox_entry ORDER BY entry"
    ).fetchall()
    require({row["state"] for row in mine} == {"delivered"}, "not every report has a receipt")
    held = {row["sequence"]: row["digest"] for row in mine}
    require(promised.items() <= held.items(), "the node lost a report or a receipt")
    require(held == {n: row["digest"] for n, row in kept.items()}, "node and ledger differ")
    for row in mine:
        envelope = decode_envelope(row["receipt"])
        receipt = decode_answer(envelope.payload, "receipt/1")
        require(signature_ok(envelope, hub_key), "a receipt is not signed by the hub")
        require(isinstance(receipt, Receipt), "a receipt is none")
        assert isinstance(receipt, Receipt)
        entry = kept[row["sequence"]]
        same = (receipt.digest, receipt.index) == (entry["digest"], entry["entry"])
        require(same, f"the receipt of report {row['sequence']} is about something else")
    return int(hub_db.execute("SELECT count(*) FROM ledger").fetchone()[0])


def _key_bytes(pair: Pair) -> bytes:
    return keyfile.load(pair.hub_data / keyfile.FILE_NAME).to_bytes()


def _last_report(node_db: sqlite3.Connection) -> Availability:
    row = node_db.execute(
        "SELECT envelope FROM outbox_entry WHERE state = 'delivered' ORDER BY sequence DESC LIMIT 1"
    ).fetchone()
    report = decode(decode_envelope(row["envelope"]).payload, "availability/1")
    assert isinstance(report, Availability)
    return report


def _as_wanted(report: Availability, wanted: Wanted) -> None:
    """The last report says what the lead did last."""
    says = {said.municipality: said.says for said in report.municipalities}
    for code, wish in wanted.says.items():
        require(says[code] == wish, f"the lead said {wish} of {code}, the report {says[code]}")
    groups = [offer.groups.open for offer in report.offers]
    require(groups == [int(wanted.takes_parents)], "the report's group is not as the lead left it")


def _is_published(pair: Pair, report: Availability) -> None:
    """The published data say what the last report says."""
    current: dict[str, Any] = {}
    body = (pair.hub_data / "snapshots/current/data/v1/availability.json").read_bytes()
    document = msgspec.json.decode(body, type=AvailabilityDocument)
    current = {row.municipality: row.state for row in document.municipalities}
    offers = [one.offer for one in document.offers]
    require(offers == list(report.offers), "the published offers are not the last report's")
    for said in report.municipalities:
        state = current[said.municipality]
        fits = {"none": {"none"}, "not_known": {"unknown"}, "groups": {"open", "full"}}[said.says]
        require(state in fits, f"{said.municipality} is {state}, the report says {said.says}")
