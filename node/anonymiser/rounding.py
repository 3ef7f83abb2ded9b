"""SCR5: sticky, unbiased, additive controlled rounding of counts of people to base 5.

Every value that comes out is a multiple of 5 less than 5 away from the truth, every total is the
sum of its published parts, a true multiple of 5 is unchanged, and the mean over keys is the truth.
Pure and exact: the draw is an HMAC read as a fraction, compared by whole numbers, never by floats.
Source: DISCLOSURE.md, SCR5, steps 3 to 6 (after Cox 1987 on controlled rounding).
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

BASE = 5
SMALLEST_GROUP, LARGEST_GROUP = 4, 8
DRAW_BITS = 256

Draw = Callable[[str], int]
"""From a path to an odd number u of 257 bits; read as u / 2**257 it lies strictly in (0, 1)."""


class Branch(Struct, frozen=True):
    """A place in the tree: its path, the true count beneath it, and its parts (none: a leaf)."""

    path: str
    count: int
    parts: tuple["Branch", ...] = ()


def draws(key: bytes, measure: str, quarter: str | None) -> Draw:
    """Return the draw of a measure: sticky for a stock (no quarter), fresh for a flow's quarter.

    `key` is the node's disclosure key, 32 bytes. Raises ValueError for any other length.
    """
    if len(key) != hashlib.sha256().digest_size:
        raise ValueError("the disclosure key has 32 bytes")

    def draw(path: str) -> int:
        spelled = msgspec.json.encode([measure, quarter, path])
        return 2 * int.from_bytes(hmac.digest(key, spelled, "sha256")) + 1

    return draw


def tree(rows: Sequence[tuple[str, tuple[tuple[str, int], ...]]]) -> Branch:
    """Return the tree over a full grid in its fixed order, halved until one row is left.

    A row is a name and its cells (name, count), cells halved in their turn; a row of one cell is a
    leaf itself.
    """
    leaves = [
        _halved([Branch(f"{name}/{cell}", count) for cell, count in cells], f"{name}/")
        if len(cells) > 1
        else Branch(name, cells[0][1])
        for name, cells in rows
    ]
    return _halved(leaves, "")


def _halved(parts: Sequence[Branch], prefix: str) -> Branch:
    if len(parts) == 1:
        return parts[0]
    middle = (len(parts) + 1) // 2
    first, second = _halved(parts[:middle], prefix), _halved(parts[middle:], prefix)
    path = f"{prefix}({parts[0].path}..{parts[-1].path})"
    return Branch(path, first.count + second.count, (first, second))


def rounded(total: int, u: int) -> int:
    """Return 5·floor(total/5 + u): the rounding of a number that stands alone, or of a root.

    Raises ValueError for a negative count.
    """
    if total < 0:
        raise ValueError("a count of people is not negative")
    fifths = total % BASE
    up = fifths * 2**DRAW_BITS * 2 + BASE * u >= BASE * 2 ** (DRAW_BITS + 1)
    return total - fifths + (BASE if fifths and up else 0)


def release(root: Branch, draw: Draw) -> dict[str, int]:
    """Return the published value of every branch by its path, the root's and the leaves' too."""
    values = {root.path: rounded(root.count, draw(f"root {root.path}"))}
    waiting = [root]
    while waiting:
        branch = waiting.pop()
        if branch.parts:
            first, second = branch.parts
            at = values[branch.path]
            values[first.path] = _first(at, first.count, second.count, draw(branch.path))
            values[second.path] = at - values[first.path]
            waiting += branch.parts
    return values


def _first(parent: int, count: int, other: int, u: int) -> int:
    """Return the value of the first half: the units of 5 that both halves lack are shared out.

    None or two are forced; a single one goes to the first half with exactly the chance that makes
    its mean the truth: f1/F below one whole, else (1 - f2)/(2 - F), f being the fifths left over.
    """
    f1, f2 = count % BASE, other % BASE
    floor = count - f1
    missing = (parent - floor - (other - f2)) // BASE
    if missing != 1:
        return floor + (BASE if missing else 0)
    total = f1 + f2
    share, whole = (f1, total) if total < BASE else (BASE - f2, 2 * BASE - total)
    return floor + (BASE if u * whole < share * 2 ** (DRAW_BITS + 1) else 0)


def participants(sizes: Sequence[int], draw: Draw) -> int:
    """Return the published participants of groups of these true sizes: 4 each, the rest rounded.

    Everybody knows that a group has 4 to 8 parents, so only what lies above 4 is protected. A size
    outside counts as the nearest inside: anything else would make that group visible.
    """
    groups = len(sizes)
    beyond = sum(min(max(size, SMALLEST_GROUP), LARGEST_GROUP) for size in sizes)
    beyond -= SMALLEST_GROUP * groups
    room = (LARGEST_GROUP - SMALLEST_GROUP) * groups
    return SMALLEST_GROUP * groups + min(rounded(beyond, draw("")), room - room % BASE)


def above(bound: int, count: int, draw: Draw) -> int:
    """Return the published value of a number of which `bound` is public anyway.

    A truth below what the public sees counts as what it sees: to publish nothing would tell it.
    """
    return bound + rounded(max(0, count - bound), draw(""))
