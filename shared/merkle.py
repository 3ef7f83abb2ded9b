"""The tree of a public log (RFC 6962, section 2.1): roots, proofs, and their verification.

Pure. Proofs are made from *complete subtrees* alone: `subtree(level, number)` is the hash of the
2^level leaves from number * 2^level on, so that nobody has to hold all leaves to make one.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Self

from msgspec import Struct

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
Hash = bytes
Subtree = Callable[[int, int], Hash]


def leaf_hash(data: bytes) -> Hash:
    """Return the hash of a leaf's data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier(Struct, frozen=True):
    """A growing tree: the roots of its complete subtrees, the largest (and leftmost) first.

    All that a further leaf or the root needs: a million leaves are seven hashes.
    """

    size: int = 0
    peaks: tuple[Hash, ...] = ()

    @classmethod
    def of(cls, size: int, subtree: Subtree) -> Self:
        """Return the frontier of the first `size` leaves."""
        return cls(size, tuple(subtree(level, start >> level) for start, level in _parts(size)))

    def pushed(self, leaves: Iterable[Hash]) -> Self:
        """Return the frontier after further leaves, given by their hashes."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            peaks.append(leaf)
            size += 1
            whole = size
            while not whole & 1:  # Each trailing zero completes a larger subtree.
                right = peaks.pop()
                peaks.append(node_hash(peaks.pop(), right))
                whole >>= 1
        return type(self)(size, tuple(peaks))

    def root(self) -> Hash:
        """Return the tree's root."""
        return _folded(self.peaks)


def root(leaves: Iterable[Hash]) -> Hash:
    """Return the root of a tree given by the hashes of all its leaves."""
    return Frontier().pushed(leaves).root()


def inclusion(index: int, size: int, subtree: Subtree) -> tuple[Hash, ...]:
    """Return the proof that leaf `index` is in the tree of the first `size` leaves (2.1.1)."""
    if not 0 <= index < size:
        raise ValueError("no such leaf in this tree")
    proof: list[Hash] = []
    start, width = 0, size
    while width > 1:
        left = _left(width)
        if index - start < left:
            proof.append(_range(start + left, width - left, subtree))
            width = left
        else:
            proof.append(_range(start, left, subtree))
            start, width = start + left, width - left
    return tuple(reversed(proof))


def consistency(first: int, second: int, subtree: Subtree) -> tuple[Hash, ...]:
    """Return the proof that the tree of `first` leaves is a beginning of that of `second` (2.1.2).

    The empty tree is the beginning of every tree: its proof is empty.
    """
    if not 0 <= first <= second:
        raise ValueError("the first tree is not the smaller one")
    if first in (0, second):
        return ()
    proof: list[Hash] = []
    start, width, known = 0, second, True
    while first - start < width:
        left = _left(width)
        if first - start <= left:
            proof.append(_range(start + left, width - left, subtree))
            width = left
        else:
            proof.append(_range(start, left, subtree))
            start, width, known = start + left, width - left, False
    if not known:  # The verifier knows the first root; it needs this part only within a larger one.
        proof.append(_range(start, width, subtree))
    return tuple(reversed(proof))


def included(index: int, size: int, leaf: Hash, proof: Sequence[Hash], root: Hash) -> bool:
    """Tell whether a proof shows a leaf as number `index` of the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _sized(leaf, root, *proof):
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if not last:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return not last and found == root


def consistent(
    first: int, second: int, first_root: Hash, second_root: Hash, proof: Sequence[Hash]
) -> bool:
    """Tell whether a proof shows that one tree is a beginning of the other (RFC 9162, 2.1.4.2)."""
    if not 0 <= first <= second or not _sized(first_root, second_root, *proof):
        return False
    if first == second:
        return not proof and first_root == second_root and (first > 0 or first_root == EMPTY_ROOT)
    if first == 0:
        return not proof and first_root == EMPTY_ROOT
    # A first tree that is one complete subtree is its own beginning of the proof.
    path = list(proof) if first & (first - 1) else [first_root, *proof]
    return bool(path) and _both(first, second, path) == (first_root, second_root)


def _both(first: int, second: int, path: Sequence[Hash]) -> tuple[Hash, Hash] | None:
    """Return the roots of both trees that a path comes to, None for a path of another length."""
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if not last:
            return None
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    return None if last else (old, new)


def _range(start: int, width: int, subtree: Subtree) -> Hash:
    """Return the hash of `width` leaves from `start` on, a multiple of the next power of two."""
    parts = [subtree(level, (start + at) >> level) for at, level in _parts(width)]
    return _folded(parts)


def _parts(width: int) -> Iterator[tuple[int, int]]:
    """Yield start and level of the complete subtrees a width is made of, the largest first."""
    start = 0
    for level in range(width.bit_length() - 1, -1, -1):
        if width >> level & 1:
            yield start, level
            start += 1 << level


def _folded(peaks: Sequence[Hash]) -> Hash:
    if not peaks:
        return EMPTY_ROOT
    found = peaks[-1]
    for peak in reversed(peaks[:-1]):
        found = node_hash(peak, found)
    return found


def _left(width: int) -> int:
    """Return the largest power of two below a width above one."""
    return 1 << ((width - 1).bit_length() - 1)


def _sized(*hashes: Hash) -> bool:
    return all(len(one) == HASH_BYTES for one in hashes)
