"""Walk the published entries: each against its own chain, its signature, its grant and the tree.

Pure. One pass, a file at a time, so that a log of any length is checked in little memory.
"""

from collections.abc import Iterable, Iterator

import msgspec

from hub.availability.chronicle import Folded
from hub.ingest import chain, proof
from hub.ingest.model import Entry, Event, Reported
from hub.log import leaves, tiles
from hub.log.audit.counts import QuarterChecks
from hub.log.audit.model import Notebook, Read
from hub.log.tiles import HEIGHT, LEVELS, WIDTH, Tile
from hub.registry.handover.mandate import Mandate, may_name
from shared import merkle
from shared.merkle import Frontier, Hash
from shared.note import Checkpoint
from shared.reference.lookup import Reference
from shared.text import Text


class Walker:
    """Walks the entries once; afterwards `tree` and `chained` say what they come to."""

    def __init__(
        self, read: Read, size: int, reference: Reference, marks: Iterable[int], book: Notebook
    ) -> None:
        """Take the collaborators; `marks` are the sizes whose roots are wanted."""
        self._read = read
        self._size = size
        self._reference = reference
        self._book = book
        self._parted = False
        self._above: list[list[Hash]] = [[] for _ in range(LEVELS)]
        self.roots: dict[int, Hash] = dict.fromkeys(marks, b"")
        self.tree = Frontier()
        self.chained = proof.Walk()
        self._counts = QuarterChecks(reference)

    def events(self) -> Iterator[Folded]:
        """Yield every entry for the fold, checked; what cannot be read is left out."""
        self._mark()
        for first in range(0, self._size, WIDTH):
            found = tuple(read_entries(self._read, first, self._size, self._book))
            hashes = []
            for entry in found:
                hashes.append(leaves.hashed(entry))
                self.tree = self.tree.pushed(hashes[-1:])
                self._mark()
                event = self._checked(entry)
                if event is not None:
                    yield Folded(number=entry.number, head=entry.head, event=event)
            self._tile(
                Tile(level=0, number=first // WIDTH, width=_width(self._size - first)), hashes
            )
        self._upper_tiles()

    def compare(self, checkpoint: Checkpoint) -> None:
        """Compare the tree of the entries with the one that was signed."""
        if (self.tree.size, self.tree.root()) != (checkpoint.size, checkpoint.root):
            self._book.found(
                Text.of(
                    "The {count} entries do not come to the signed root of {size} entries.",
                    count=self.tree.size,
                    size=checkpoint.size,
                )
            )

    def compare_seen(self, seen: Iterable[Checkpoint]) -> None:
        """Compare the trees of smaller sizes with the checkpoints that were seen of them."""
        for one in seen:
            if one.size > self._size:
                self._book.found(
                    Text.of(
                        "This snapshot is older than what was seen, or the log was cut: it has "
                        "{size} entries, a checkpoint seen before has {seen}.",
                        size=self._size,
                        seen=one.size,
                    )
                )
            elif self.roots.get(one.size) != one.root:
                self._book.found(
                    Text.of(
                        "The log was changed: its first {size} entries are not those of the "
                        "checkpoint seen before.",
                        size=one.size,
                    )
                )

    def _mark(self) -> None:
        if self.tree.size in self.roots:
            self.roots[self.tree.size] = self.tree.root()

    def _checked(self, entry: Entry) -> Event | None:
        proof.examine(entry, self.chained, self._book.found)
        try:
            event = chain.event_of(entry)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
            return None  # `examine` has said so.
        if isinstance(event, Reported):
            self._granted(entry, event)
        self._counts.take(entry, event, self._book.found)
        return event

    def _granted(self, entry: Entry, event: Reported) -> None:
        """Look whether the network may speak of what it speaks of (rule 14)."""
        current = self._reference.current_code
        mandate = self.chained.mandates.get(entry.node, Mandate())
        granted = {current(code) for code in may_name(mandate)}
        for said in event.report.municipalities:
            if current(said.municipality) not in granted:
                self._book.found(
                    Text.of(
                        "Entry {number} speaks for municipality {code}, which was never granted to "
                        "{node}.",
                        number=entry.number,
                        code=said.municipality,
                        node=entry.node,
                    )
                )

    def _tile(self, tile: Tile, hashes: list[Hash]) -> None:
        """Compare the leaves with the published tile; the first difference is told, once."""
        body = self._read(tile.path)
        published = tiles.read(body or b"") or ()
        if len(published) != tile.width:
            self._book.found(Text.of("{file} is missing or damaged.", file=tile.path))
        elif tile.level == 0 and not self._parted:
            for at, (one, other) in enumerate(zip(published, hashes, strict=False)):
                if one != other:
                    self._parted = True
                    number = tile.first + at
                    self._book.found(
                        Text.of("Entry {number} is not the one in the log's tree.", number=number)
                    )
                    break
        elif tile.level and list(published) != hashes:
            self._book.found(Text.of("{file} is not what its entries come to.", file=tile.path))
        if tile.full and tile.level + 1 < LEVELS:
            self._above[tile.level + 1].append(merkle.root(hashes))

    def _upper_tiles(self) -> None:
        for level in range(1, LEVELS):
            hashes = self._above[level]
            for first in range(0, self._size >> (HEIGHT * level), WIDTH):
                part = hashes[first : first + WIDTH]
                tile = Tile(level=level, number=first // WIDTH, width=max(len(part), 1))
                self._tile(tile, part)


def read_entries(read: Read, first: int, size: int, book: Notebook) -> Iterator[Entry]:
    """Yield the entries of one file, as far as the log reaches."""
    path = tiles.entries_path(first)
    lines = (read(path) or b"").split(b"\n")[: min(WIDTH, size - first)]
    whole = [line for line in lines if line]
    if len(whole) < min(WIDTH, size - first):
        book.found(
            Text.of(
                "{file} has {count} entries; the log has {size} from there on.",
                file=path,
                count=len(whole),
                size=min(WIDTH, size - first),
            )
        )
    for at, line in enumerate(whole):
        try:
            entry = chain.entry_of(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            book.found(Text.of("Line {line} of {file} cannot be read.", line=at + 1, file=path))
            continue
        if chain.line(entry) != line + b"\n":
            book.found(
                Text.of("Line {line} of {file} is not as it was written.", line=at + 1, file=path)
            )
        yield entry


def _width(left: int) -> int:
    return min(WIDTH, left)
