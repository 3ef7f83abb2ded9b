"""From an entry of the ledger to a leaf of the public log. Pure.

Leaf i is entry i, reports and acts alike. A leaf's data is the SHA-256 of the very spelling that
the ledger's own chain of heads covers, so that a tree can be checked without the entries' contents.
"""

import hashlib
from collections.abc import Iterable

import msgspec

from hub.ingest import chain
from hub.ingest.model import Entry
from shared import merkle
from shared.merkle import Hash


def data(entry: Entry) -> bytes:
    """Return the data of an entry's leaf: 32 bytes."""
    return hashlib.sha256(msgspec.json.encode(chain.leaf(entry))).digest()


def hashed(entry: Entry) -> Hash:
    """Return the hash of an entry's leaf."""
    return merkle.leaf_hash(data(entry))


def hashes(entries: Iterable[Entry]) -> tuple[Hash, ...]:
    """Return the hashes of the entries' leaves."""
    return tuple(map(hashed, entries))
