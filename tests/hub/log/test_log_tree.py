"""The log's tree over a ledger: the same with tiles kept, not kept, half kept."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.ingest import ledger
from hub.log import leaves, store, tiles
from hub.log.tiles import Tile
from hub.log.tree import Tree, consistency, grow, stray
from shared import merkle
from tests.hub.log.log_builders import all_entries, grown, lengthen

SIZE = 256 * 3 + 17


def hashes(db: object) -> tuple[bytes, ...]:
    """Return the leaves' hashes, computed from the entries."""
    return leaves.hashes(all_entries(db))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, SIZE])
def test_the_root_is_that_of_all_leaves_with_and_without_tiles(tmp_path: Path, size: int) -> None:
    db = grown(tmp_path / "hub.db", SIZE)
    expected = merkle.root(hashes(db)[:size])
    assert Tree(db).frontier(size).root() == expected
    assert not grow(db)
    assert [store.kept(db, level) for level in (0, 1)] == [3, 0]
    assert Tree(db).frontier(size).root() == expected


def test_tiles_kept_as_the_ledger_grows_are_those_kept_at_once(tmp_path: Path) -> None:
    little, at_once = grown(tmp_path / "a.db", 0), grown(tmp_path / "b.db", SIZE)
    for step in (1, 254, 1, 1, 300, SIZE - 557):
        lengthen(little, step)
        grow(little)
    grow(at_once)
    assert all_entries(little) == all_entries(at_once)
    for number in range(3):
        assert store.tile(little, 0, number) == store.tile(at_once, 0, number)


def test_more_tiles_than_fit_one_transaction_are_kept_in_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = grown(tmp_path / "hub.db", SIZE)
    monkeypatch.setattr("hub.log.tree.GROWN_AT_ONCE", 2)
    assert grow(db)
    assert not grow(db)
    assert store.kept(db, 0) == 3


def test_a_kept_tile_is_never_changed(tmp_path: Path) -> None:
    db = grown(tmp_path / "hub.db", 256)
    grow(db)
    with pytest.raises(Exception, match="a whole tile never changes"):
        db.execute("UPDATE log_tile SET root = hashes")
    store.clear(db)
    assert store.kept(db, 0) == 0


def test_a_kept_tile_that_is_not_the_ledgers_is_found_by_its_first_entry(tmp_path: Path) -> None:
    db = grown(tmp_path / "hub.db", SIZE)
    grow(db)
    assert stray(db) is None
    db.execute("DROP TRIGGER log_tile_keeps_bytes")
    db.execute("UPDATE log_tile SET hashes = zeroblob(8192) WHERE number = 1")
    assert stray(db) == 256
    store.clear(db)
    assert stray(db) is None


def test_proofs_between_any_two_sizes_hold(tmp_path: Path) -> None:
    db = grown(tmp_path / "hub.db", SIZE)
    grow(db)
    found = hashes(db)

    @given(st.integers(1, SIZE), st.integers(1, SIZE))
    def holds(one: int, other: int) -> None:
        first, second = sorted((one, other))
        proof = consistency(db, first, second)
        assert proof is not None
        roots = (merkle.root(found[:first]), merkle.root(found[:second]))
        assert merkle.consistent(first, second, *roots, proof)
        index = first - 1
        inside = merkle.inclusion(index, second, Tree(db))
        assert merkle.included(index, second, found[index], inside, roots[1])

    holds()


def test_there_is_no_proof_beyond_the_ledger(tmp_path: Path) -> None:
    db = grown(tmp_path / "hub.db", 5)
    assert consistency(db, 3, 6) is None
    assert consistency(db, 4, 3) is None
    assert consistency(db, -1, 3) is None
    with pytest.raises(LookupError, match="the ledger has no tile"):
        Tree(db).frontier(6)


def test_the_second_level_is_made_of_the_first_levels_roots() -> None:
    """Level 1 needs 65,536 entries: the arithmetic is looked at without them."""
    size = 70_000
    found = list(tiles.tiles(size))
    full = [tile for tile in found if tile.full]
    partial = [tile for tile in found if not tile.full]
    assert [tile.level for tile in full].count(0) == 273
    assert [tile.level for tile in full].count(1) == 1
    assert [(t.level, t.number, t.width) for t in partial] == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert list(tiles.tiles(0)) == []
    assert [tile.path for tile in tiles.tiles(256)] == ["log/tile/0/000", "log/tile/1/000.p/1"]


def test_tiles_are_named_as_the_specification_names_them() -> None:
    full = Tile(level=0, number=1_234_067, width=256)
    assert full.path == "log/tile/0/x001/x234/067"
    assert tiles.bundle_path(full) == "log/tile/entries/x001/x234/067"
    assert Tile(level=1, number=5, width=17).path == "log/tile/1/005.p/17"
    assert tiles.entries_path(512) == "log/entries/512.jsonl"


def test_a_bundles_entries_hash_to_its_tile(tmp_path: Path) -> None:
    db = grown(tmp_path / "hub.db", 3)
    data = [leaves.data(entry) for entry in all_entries(db)]
    bundle = tiles.bundle(data)
    assert len(bundle) == 3 * 34
    assert [bundle[at : at + 2] for at in (0, 34, 68)] == [b"\x00\x20"] * 3
    tile = Tree(db).tile(Tile(level=0, number=0, width=3))
    assert [merkle.leaf_hash(bundle[at + 2 : at + 34]) for at in (0, 34, 68)] == list(tile)
    assert tiles.read(tiles.spelled(tile)) == tile
    assert tiles.read(b"") is None
    assert tiles.read(b"x" * 33) is None


def test_a_leaf_covers_every_column_of_its_entry(tmp_path: Path) -> None:
    db = grown(tmp_path / "hub.db", 1)
    (entry,) = ledger.entries(db)
    changes = {
        "number": 1,
        "kind": "report",
        "node": "west",
        "sequence": 1,
        "digest": "0" * 64,
        "offset_s": 1,
        "body": b"{}",
    }
    fields = {name: getattr(entry, name) for name in entry.__struct_fields__}
    changed = {leaves.data(type(entry)(**{**fields, name: to})) for name, to in changes.items()}
    assert len({leaves.data(entry), *changed}) == len(changes) + 1
