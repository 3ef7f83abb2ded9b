"""The log's tree over the ledger, in one job of a connection: subtrees, frontier, growing tiles.

Full tiles are kept; what is missing is computed from the entries. So nothing depends on when tiles
are kept, and a report that comes in pays nothing for the log.
"""

from sqlite3 import Connection

from hub.ingest import ledger
from hub.log import leaves, store, tiles
from hub.log.tiles import HEIGHT, LEVELS, WIDTH, Tile
from shared import merkle
from shared.merkle import Frontier, Hash

GROWN_AT_ONCE = 32
"""Tiles kept in one transaction: 8,192 entries, so that no report waits long behind them."""


class Tree:
    """Looks at the ledger as a tree; call it for a complete subtree (`merkle.Subtree`)."""

    def __init__(self, db: Connection, *, kept: bool = True) -> None:
        """Look at the ledger; `kept`: believe the tiles that are kept."""
        self._db = db
        self._kept = kept
        self._seen: dict[tuple[int, int], tuple[Hash, ...]] = {}

    def __call__(self, level: int, number: int) -> Hash:
        """Return the hash of 2^level leaves. Raises LookupError for what the ledger has not."""
        height, inside = divmod(level, HEIGHT)
        first = number << inside
        at, width = first % WIDTH, 1 << inside
        found = self.tile(Tile(level=height, number=first // WIDTH, width=at + width))
        return merkle.root(found[at : at + width])

    def tile(self, tile: Tile) -> tuple[Hash, ...]:
        """Return the hashes of a tile, full or not."""
        name = (tile.level, tile.number)
        seen = self._seen.get(name, ())
        if len(seen) < tile.width:
            seen = self._seen[name] = self._made(tile)
        return seen[: tile.width]

    def frontier(self, size: int) -> Frontier:
        """Return the frontier of the first `size` leaves."""
        return Frontier.of(size, self)

    def _made(self, tile: Tile) -> tuple[Hash, ...]:
        kept = store.tile(self._db, tile.level, tile.number) if self._kept else None
        found = tiles.read(kept.hashes) if kept else None
        if found is None:
            found = self._entries(tile) if tile.level == 0 else self._below(tile)
        if len(found) < tile.width:
            raise LookupError(f"the ledger has no tile {tile.level}/{tile.number}:{tile.width}")
        return found

    def _entries(self, tile: Tile) -> tuple[Hash, ...]:
        return leaves.hashes(ledger.entries(self._db, tile.first - 1, tile.width))

    def _below(self, tile: Tile) -> tuple[Hash, ...]:
        """Return the roots of the full tiles one level further down."""
        below = tile.level - 1
        kept = store.roots(self._db, below, tile.first, tile.width) if self._kept else ()
        found = tuple(kept)
        missing = range(tile.first + len(found), tile.first + tile.width)
        made = (self.tile(Tile(level=below, number=n, width=WIDTH)) for n in missing)
        return (*found, *map(merkle.root, made))


def grow(db: Connection) -> bool:
    """Keep the tiles that have become full, some at a time; tell whether there are more."""
    size, tree, grown = ledger.tip(db).entries, Tree(db), 0
    for level in range(LEVELS):
        for number in range(store.kept(db, level), size >> (HEIGHT * (level + 1))):
            if grown == GROWN_AT_ONCE:
                return True
            tile = Tile(level=level, number=number, width=WIDTH)
            found = tree.tile(tile)
            store.keep(db, tile, tiles.spelled(found), merkle.root(found))
            grown += 1
    return False


def stray(db: Connection) -> int | None:
    """Return the first entry below a kept tile that is not what the ledger comes to, or None."""
    tree = Tree(db, kept=False)
    for level in range(LEVELS):
        for number in range(store.kept(db, level)):
            tile = Tile(level=level, number=number, width=WIDTH)
            kept, made = store.tile(db, level, number), tree.tile(tile)
            if kept is None or (kept.hashes, kept.root) != (
                tiles.spelled(made),
                merkle.root(made),
            ):
                return number << (HEIGHT * (level + 1))
    return None


def consistency(db: Connection, first: int, second: int) -> tuple[Hash, ...] | None:
    """Return the proof that a smaller tree is the beginning of a larger one, None without them."""
    if not 0 <= first <= second <= ledger.tip(db).entries:
        return None
    return merkle.consistency(first, second, Tree(db))
