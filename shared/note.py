"""Signed notes and checkpoints of a public log, as c2sp.org/signed-note and /tlog-checkpoint say.

Pure. A checkpoint names a log (its origin), how many entries it has and the root of their tree.
Only Ed25519 (type 0x01) is signed and believed; signatures of keys nobody named are passed over.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from shared.merkle import HASH_BYTES, Hash
from shared.signing import SigningKey, holds
from shared.wire.words import PublicKey

ED25519 = b"\x01"
ID_BYTES = 4
SIGNATURES_MAX = 100
NOTE_LIMIT_CHARS = 100_000
ORIGIN_LIMIT = 200
_DASH = "\u2014 "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_LINES = 3
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")

Why = Literal["malformed", "not_a_checkpoint", "unknown_key", "bad_signature"]


class Checkpoint(Struct, frozen=True, kw_only=True):
    """A log's tree at one size."""

    origin: str
    size: int
    root: Hash

    def text(self) -> str:
        """Return the note's text."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


class Disbelieved(Struct, frozen=True):
    """The note is not believed: unreadable, no checkpoint, or signed by none of the keys."""

    why: Why


class _Signature(Struct, frozen=True):
    name: str
    key_hash: bytes
    signature: bytes


def key_hash(name: str, public: PublicKey) -> bytes:
    """Return the key id of an Ed25519 key under a name: four bytes."""
    material = ED25519 + bytes.fromhex(public)
    return hashlib.sha256(name.encode() + b"\n" + material).digest()[:ID_BYTES]


def verifier_key(name: str, public: PublicKey) -> str:
    """Return the key as other programs for logs read it (vkey)."""
    material = ED25519 + bytes.fromhex(public)
    return f"{name}+{key_hash(name, public).hex()}+{_base64(material)}"


def sign(text: str, name: str, key: SigningKey) -> str:
    """Return the text as a note signed under a name. Raises ValueError for what is no note."""
    if not _named(name) or not text.endswith("\n") or _CONTROL.search(text):
        raise ValueError("not a note's text or name")
    signature = key_hash(name, key.public) + key.sign(text.encode())
    return f"{text}\n{_DASH}{name} {_base64(signature)}\n"


def signed(checkpoint: Checkpoint, key: SigningKey) -> str:
    """Return a checkpoint as a note signed under its origin's name."""
    return sign(checkpoint.text(), checkpoint.origin, key)


def opened(note: str, name: str, keys: Iterable[PublicKey]) -> str | Disbelieved:
    """Return the text of a note that one of these keys signed under this name.

    A wrong signature by any of the keys spoils the whole note.
    """
    parts = _parts(note)
    if parts is None:
        return Disbelieved("malformed")
    text, signatures = parts
    known = {key_hash(name, key): key for key in keys}
    believed = False
    for one in signatures:
        key = known.get(one.key_hash) if one.name == name else None
        if key is None:
            continue
        if not holds(key, one.signature, text.encode()):
            return Disbelieved("bad_signature")
        believed = True
    return text if believed else Disbelieved("unknown_key")


def checkpoint(note: str, keys: Iterable[PublicKey]) -> Checkpoint | Disbelieved:
    """Return the checkpoint that one of these keys signed under the name of its origin."""
    parts = _parts(note)
    if parts is None:
        return Disbelieved("malformed")
    found = parsed(parts[0])
    if found is None:
        return Disbelieved("not_a_checkpoint")
    text = opened(note, found.origin, keys)
    return text if isinstance(text, Disbelieved) else found


def unverified(note: str) -> Checkpoint | None:
    """Return what a note claims, whoever signed it: to be shown, never to be believed."""
    parts = _parts(note)
    return parsed(parts[0]) if parts else None


def parsed(text: str) -> Checkpoint | None:
    """Return the checkpoint that a note's text is, or None; further lines are passed over."""
    lines = text.split("\n")
    if len(lines) <= _LINES or lines[-1] or not all(lines[:-1]):
        return None
    origin, size, root = lines[0], lines[1], _unbase64(lines[2])
    if len(origin) > ORIGIN_LIMIT or not _SIZE.fullmatch(size):
        return None
    if root is None or len(root) != HASH_BYTES:
        return None
    return Checkpoint(origin=origin, size=int(size), root=root)


def _parts(note: str) -> tuple[str, tuple[_Signature, ...]] | None:
    """Return a note's text and its signatures; None if it is no note."""
    text, found, below = note.rpartition("\n\n")
    if not found or len(note) > NOTE_LIMIT_CHARS or _CONTROL.search(note):
        return None
    if not below.endswith("\n"):
        return None
    signatures = tuple(_signatures(below[:-1].split("\n")))
    if None in signatures or not 0 < len(signatures) <= SIGNATURES_MAX:
        return None
    return f"{text}\n", tuple(one for one in signatures if one is not None)


def _signatures(lines: Iterable[str]) -> Iterator[_Signature | None]:
    for line in lines:
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        body = _unbase64(encoded)
        whole = line.startswith(_DASH) and _named(name) and body is not None
        if not whole or body is None or len(body) <= ID_BYTES:
            yield None
        else:
            yield _Signature(name, body[:ID_BYTES], body[ID_BYTES:])


def _named(name: str) -> bool:
    return bool(name) and "+" not in name and not any(one.isspace() for one in name)


def _base64(body: bytes) -> str:
    return base64.b64encode(body).decode("ascii")


def _unbase64(text: str) -> bytes | None:
    """Return the bytes of base64 in its one spelling, or None."""
    try:
        body = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return body if _base64(body) == text else None
