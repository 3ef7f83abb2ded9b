"""The names and bytes of the public log's files (c2sp.org/tlog-tiles), and of our entries. Pure.

A tile holds up to 256 hashes; what is full never changes. `log/entries/<first>.jsonl` holds the
entries themselves, the mirror's lines, as many to a file as leaves to a tile.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from shared.merkle import HASH_BYTES, Hash

FOLDER = "log/"
CHECKPOINT = FOLDER + "checkpoint"
TRUST = FOLDER + "trust.json"
ROOT = FOLDER + "root"
HEIGHT = 8
WIDTH = 1 << HEIGHT
LEVELS = 8
"""A tree of 2^53 leaves has seven levels of tiles."""

_THOUSAND = 1000
_LENGTH = HASH_BYTES.to_bytes(2, "big")


class Tile(Struct, frozen=True, kw_only=True):
    """One tile of a tree of some size: its level, its number, and how many hashes it holds."""

    level: int
    number: int
    width: int

    @property
    def full(self) -> bool:
        """Tell whether it will never change."""
        return self.width == WIDTH

    @property
    def path(self) -> str:
        """Return the path of the hashes."""
        return f"{FOLDER}tile/{self.level}/{_place(self.number, self.width)}"

    @property
    def first(self) -> int:
        """Return the first of the hashes, counted on the tile's level."""
        return self.number * WIDTH


def tiles(size: int) -> Iterator[Tile]:
    """Yield every tile of a tree of this size, level by level; none is empty."""
    for level in range(LEVELS):
        hashes = size >> (HEIGHT * level)
        yield from (Tile(level=level, number=n, width=WIDTH) for n in range(hashes // WIDTH))
        if hashes % WIDTH:
            yield Tile(level=level, number=hashes // WIDTH, width=hashes % WIDTH)


def bundle_path(tile: Tile) -> str:
    """Return the path of the bundle of leaves below a tile of level 0."""
    return f"{FOLDER}tile/entries/{_place(tile.number, tile.width)}"


def entries_path(first: int) -> str:
    """Return the path of the entries from number `first` on, a multiple of 256."""
    return f"{FOLDER}entries/{first}.jsonl"


def bundle(leaves: Iterable[bytes]) -> bytes:
    """Return the leaves' data as tlog-tiles bundles them: each after its length."""
    return b"".join(_LENGTH + data for data in leaves)


def spelled(hashes: Sequence[Hash]) -> bytes:
    """Return a tile's bytes."""
    return b"".join(hashes)


def read(body: bytes) -> tuple[Hash, ...] | None:
    """Return a tile's hashes, None if its bytes are none."""
    if len(body) % HASH_BYTES or not 0 < len(body) <= WIDTH * HASH_BYTES:
        return None
    return tuple(body[at : at + HASH_BYTES] for at in range(0, len(body), HASH_BYTES))


def _place(number: int, width: int) -> str:
    """Return number and width as tlog-tiles spell them: `x001/x234/067.p/17`."""
    parts = [f"{number % _THOUSAND:03}"]
    while number := number // _THOUSAND:
        parts.append(f"x{number % _THOUSAND:03}")
    name = "/".join(reversed(parts))
    return name if width == WIDTH else f"{name}.p/{width}"
