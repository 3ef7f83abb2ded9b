"""The log of a running hub: in every welcome, at its address, and published with the snapshot."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import msgspec
import pytest

from hub.ingest import ledger
from hub.ingest import mirror as mirrors
from hub.log import tiles
from hub.log.audit import source
from hub.log.audit.model import Question
from hub.log.audit.whole import audit
from hub.log.publiclog import PublicLog
from hub.log.tree import Tree
from hub.parts import Parts, parts
from hub.registry import keyfile
from hub.site.plan import plan
from hub.trust import ceremony
from shared import merkle, note
from shared import trust as trusting
from shared.note import Checkpoint
from shared.reference import lookup
from shared.runtime.fault import Fault
from shared.runtime.fetch import Fetch
from shared.signing import decode_envelope
from shared.wire.consistency import Consistency
from shared.wire.opendata import AvailabilityDocument
from shared.wire.session import Welcome
from tests.hub.ingest.builders_ingest import NOON, SimNode, Stand, hub_in
from tests.hub.log.log_builders import lengthen

SITE = "https://kartta.example"


@pytest.fixture
async def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stand]:
    """Open a hub whose site has three pages only."""
    monkeypatch.setattr("hub.site.publish.plan", lambda *given: plan(*given)[:3])
    async with hub_in(tmp_path / "hub") as opened:
        yield opened


async def told(node: SimNode) -> Checkpoint:
    """Say hello and return the checkpoint of the welcome, which the hub's key must have signed."""
    welcome = await node.hello()
    assert isinstance(welcome, Welcome)
    assert isinstance(welcome.checkpoint, str)
    found = note.checkpoint(welcome.checkpoint, [node.stand.desk.key.public])
    assert isinstance(found, Checkpoint)
    return found


async def published(stand: Stand) -> Parts:
    """Publish, and return the publishing side."""
    hub = parts(stand.desk, stand.settings)
    await hub.worker().refresh()
    await hub.publisher.settled()
    return hub


def current(hub: Parts) -> Path:
    """Return the published folder."""
    found = hub.publisher.current
    assert found is not None
    return found


async def test_every_welcome_carries_the_log_as_it_stands(stand: Stand) -> None:
    node = await stand.active_node()
    before = await told(node)
    assert before.origin == stand.desk.keys.trust.origin
    await node.push(node.next())
    after = await told(node)
    assert after.size == before.size + 1
    tree = await stand.desk.read(lambda db: Tree(db).frontier(after.size))
    assert after.root == tree.root()


async def test_a_receipt_names_the_leaf_that_the_log_has(stand: Stand) -> None:
    node = await stand.active_node()
    receipt = await node.push(node.next())
    found = await told(node)
    index = receipt.index  # type: ignore[union-attr]
    tile = await stand.desk.read(
        lambda db: Tree(db).tile(tiles.Tile(level=0, number=0, width=found.size))
    )
    proof = await stand.desk.read(lambda db: merkle.inclusion(index, found.size, Tree(db)))
    assert merkle.included(index, found.size, tile[index], proof, found.root)


async def test_the_proof_between_two_welcomes_is_given_to_anybody(stand: Stand) -> None:
    node = await stand.active_node()
    before = await told(node)
    await node.push(node.next())
    after = await told(node)
    asked = {"first": before.size, "second": after.size}
    answer = await stand.client.get("/v1/log/consistency", params=asked)
    proof = [bytes.fromhex(one) for one in msgspec.json.decode(answer.content, type=list[str])]
    assert merkle.consistent(before.size, after.size, before.root, after.root, proof)
    again = await stand.client.get("/v1/log/consistency", params={**asked, "signed": "true"})
    hashes = tuple(one.hex() for one in proof)
    assert stand.said(again) == Consistency(origin=before.origin, hashes=hashes, **asked)


@pytest.mark.parametrize(
    ("first", "second", "status"), [(3, 2, 404), (0, 99, 404), (-1, 2, 404), ("x", 2, 404)]
)
async def test_there_is_no_proof_of_what_is_not(
    stand: Stand, first: object, second: int, status: int
) -> None:
    await stand.active_node()
    asked = {"first": str(first), "second": str(second)}
    answer = await stand.client.get("/v1/log/consistency", params=asked)
    assert stand.problem(answer).status == status


async def test_nothing_is_promised_before_the_mirror_has_it(stand: Stand) -> None:
    await stand.active_node()
    end = await stand.desk.read(ledger.tip)
    behind = PublicLog(stand.desk.database, stand.desk.keys, lambda: end.entries - 1)
    found = note.unverified(await behind.note())
    assert found is not None
    assert found.size == end.entries - 1
    whole = PublicLog(stand.desk.database, stand.desk.keys, lambda: end.entries + 5)
    found = note.unverified(await whole.note())
    assert found is not None
    assert found.size == end.entries
    assert stand.desk.mirror.entries == end.entries


async def test_the_same_size_is_signed_once(stand: Stand) -> None:
    await stand.active_node()
    log = PublicLog(stand.desk.database, stand.desk.keys)
    assert await log.note() is await log.note()


async def test_a_cold_log_looks_at_tiles_and_not_at_every_entry(stand: Stand) -> None:
    await stand.desk.database.write(lambda db: _lengthened(db, 3_000))
    log = PublicLog(stand.desk.database, stand.desk.keys)
    await log.grow()
    cold = note.unverified(await PublicLog(stand.desk.database, stand.desk.keys).note())
    assert cold == note.unverified(await log.note())
    assert cold == note.unverified(await log.note_at(3_000))


def _lengthened(db: object, entries: int) -> None:
    db.execute("COMMIT")  # type: ignore[attr-defined]
    lengthen(db, entries)  # type: ignore[arg-type]
    db.execute("BEGIN")  # type: ignore[attr-defined]


async def test_the_checkpoint_is_of_the_very_entries_the_snapshot_was_made_from(
    stand: Stand,
) -> None:
    node = await stand.active_node()
    await node.push(node.next())
    folder = current(await published(stand))
    body = (folder / "data/v1/availability.json").read_bytes()
    document = msgspec.json.decode(body, type=AvailabilityDocument)
    found = note.checkpoint((folder / tiles.CHECKPOINT).read_text(), [stand.desk.key.public])
    assert isinstance(found, Checkpoint)
    assert found.size == document.ledger_entries
    mirror = (stand.desk.data / mirrors.FILE_NAME).read_bytes()
    assert (folder / tiles.entries_path(0)).read_bytes() == mirror
    assert (folder / tiles.ROOT).read_text() == f"{stand.desk.root}\n"
    trust = trusting.opened(decode_envelope((folder / tiles.TRUST).read_bytes()), stand.desk.root)
    assert trust is not None
    assert trust.origin == found.origin


async def test_full_files_are_linked_and_only_the_last_ones_written_anew(stand: Stand) -> None:
    await stand.desk.database.write(lambda db: _lengthened(db, 300))
    hub = await published(stand)
    first = current(hub)
    await stand.desk.database.write(lambda db: _lengthened(db, 5))
    stand.clock.turn(hours=1)
    await hub.worker().refresh()
    second = current(hub)
    assert first != second
    for path in ("log/tile/0/000", "log/tile/entries/000", "log/entries/0.jsonl"):
        assert (first / path).stat().st_ino == (second / path).stat().st_ino
    assert (first / "log/entries/0.jsonl.gz").exists()
    assert (first / "log/tile/0/001.p/44").exists()
    assert (second / "log/tile/0/001.p/49").exists()
    assert not (second / "log/tile/0/001.p/44").exists()
    restarted = await published(stand)
    third = current(restarted)
    assert (third / "log/tile/0/000").stat().st_ino == (first / "log/tile/0/000").stat().st_ino


async def test_a_new_key_signs_the_next_checkpoint(stand: Stand) -> None:
    node = await stand.active_node()
    before = await told(node)
    desk = stand.desk
    root = keyfile.load(desk.data / keyfile.ROOT_NAME)
    old = desk.key.public
    await ceremony.rotate(desk.data, desk.database, root, desk.now())
    await desk.keys.refresh()
    assert desk.key.public != old
    assert await told(node) == before


async def test_another_origin_has_files_of_its_own(stand: Stand) -> None:
    await stand.active_node()
    first = current(await published(stand))
    desk = stand.desk
    root = keyfile.load(desk.data / keyfile.ROOT_NAME)
    await ceremony.rename(desk.data, desk.database, root, "hub.example/anew", desk.now())
    await desk.keys.refresh()
    second = current(await published(stand))
    origins = [note.unverified((f / tiles.CHECKPOINT).read_text()) for f in (first, second)]
    assert [one.origin for one in origins if one] == [
        f"127.0.0.1/{(await _generation(stand))[:16]}",
        "hub.example/anew",
    ]


async def _generation(stand: Stand) -> str:
    found = await stand.desk.read(
        lambda db: db.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
    )
    return str(found["value"])


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("log/checkpoint", "text/plain; charset=utf-8"),
        ("log/root", "text/plain; charset=utf-8"),
        ("log/trust.json", "application/json"),
        ("log/tile/0/000.p/3", "application/octet-stream"),
        ("log/tile/entries/000.p/3", "application/octet-stream"),
        ("log/entries/0.jsonl", "text/plain; charset=utf-8"),
    ],
)
async def test_the_site_serves_the_log_from_its_folder(stand: Stand, path: str, kind: str) -> None:
    await stand.invite()
    await stand.desk.database.write(lambda db: _lengthened(db, 1))
    hub = await published(stand)
    transport = httpx.ASGITransport(app=hub.site)
    async with httpx.AsyncClient(transport=transport, base_url=SITE) as reader:
        answer = await reader.get(f"/{path}")
        assert answer.status_code == 200
        assert answer.content == (current(hub) / path).read_bytes()
        assert answer.headers["content-type"] == kind
        assert answer.headers["x-robots-tag"] == "noindex"
        assert answer.headers["access-control-allow-origin"] == "*"
        known = {"if-none-match": answer.headers["etag"]}
        assert (await reader.get(f"/{path}", headers=known)).status_code == 304
        assert (await reader.get(f"/{path}x")).status_code == 404
        assert (await reader.get("/log/../hub.db")).status_code == 404
        assert (await reader.head(f"/{path}")).content == b""


async def test_a_site_is_checked_over_the_network(stand: Stand, tmp_path: Path) -> None:
    node = await stand.active_node()
    await node.push(node.next())
    hub = await published(stand)
    transport = httpx.ASGITransport(app=hub.site)
    async with Fetch(SITE, transport=transport) as fetch:
        read = await source.fetched(fetch, tmp_path / "fetched")
    question = Question(now=stand.clock.now(), key=stand.desk.root, served=True, whole=False)
    assert audit(read, question, lookup.load()).findings == ()


@pytest.mark.parametrize("status", [301, 500])
async def test_a_site_that_does_not_answer_is_said_to_be_out_of_reach(
    tmp_path: Path, status: int
) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(status)

    async with Fetch(SITE, transport=httpx.MockTransport(answer)) as fetch:
        with pytest.raises(Fault, match="cannot be fetched"):
            await source.fetched(fetch, tmp_path)


async def test_an_empty_site_is_named_file_by_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.log.audit.source.PAUSE_S", 0)

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(404)

    async with Fetch(SITE, transport=httpx.MockTransport(answer)) as fetch:
        read = await source.fetched(fetch, tmp_path)
    question = Question(now=NOON, served=True, whole=False)
    assert len(audit(read, question, lookup.load()).findings) >= 3


async def test_a_file_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.runtime.fetch.FILE_LIMIT_BYTES", 10)

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=b"x" * 11)

    async with Fetch(SITE, transport=httpx.MockTransport(answer)) as fetch:
        assert getattr(await fetch.get("log/checkpoint"), "cause", None) == "too_long"
