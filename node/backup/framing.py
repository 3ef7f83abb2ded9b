"""How a backup is sealed: a header, then chunks that each know their place and the last one itself.

A file that was cut, put together of others, or whose chunks changed places does not open. Every
file has a key of its own, derived from the recovery key and the header's salt.
"""

import secrets
from typing import BinaryIO

from node.backup import recovery
from shared.runtime import seal
from shared.runtime.fault import Fault
from shared.text import Text

MAGIC = b"VOIKUKKIA BACKUP 1\n"
SALT_BYTES = 16
MARK_BYTES = 8
HEADER_BYTES = len(MAGIC) + SALT_BYTES + MARK_BYTES
CHUNK_BYTES = 262_144
CHUNKS = 16_384  # 4 GiB
SEALED_LIMIT = CHUNK_BYTES + 64
LENGTH_BYTES = 4


class BackupError(Fault):
    """The backup cannot be written or used; nothing was changed."""


class SealedWriter:
    """A stream that only takes bytes; `close` seals the last chunk, and closes nothing else."""

    def __init__(self, stream: BinaryIO, key: bytes) -> None:
        self._stream = stream
        self._header = MAGIC + secrets.token_bytes(SALT_BYTES) + _mark(key)
        self._key = _file_key(key, self._header)
        self._waiting = bytearray()
        self._count = 0
        stream.write(self._header)

    def write(self, data: bytes) -> int:
        """Take some bytes."""
        self._waiting += data
        while len(self._waiting) > CHUNK_BYTES:  # one is kept back: it may be the last
            self._put(bytes(self._waiting[:CHUNK_BYTES]), last=False)
            del self._waiting[:CHUNK_BYTES]
        return len(data)

    def close(self) -> None:
        """Seal the rest as the last chunk."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, plain: bytes, *, last: bool) -> None:
        if self._count >= CHUNKS:
            raise BackupError(Text.of("The database is too large for a backup of this kind."))
        sealed = seal.seal(self._key, plain, _place(self._header, self._count, last=last))
        self._stream.write(len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed)
        self._count += 1


class SealedReader:
    """A stream that only gives bytes, each chunk checked before a byte of it is handed out."""

    def __init__(self, stream: BinaryIO, key: bytes, name: str) -> None:
        self._stream = stream
        self._name = name
        self._header = stream.read(HEADER_BYTES)
        if not is_sealed(self._header) or len(self._header) != HEADER_BYTES:
            raise self._damaged()
        if self._header[-MARK_BYTES:] != _mark(key):
            raise BackupError(
                Text.of("The backup {file} was sealed with another recovery key.", file=name)
            )
        self._key = _file_key(key, self._header)
        self._ready = bytearray()
        self._count = 0
        self._over = False

    def read(self, size: int = -1) -> bytes:
        """Return some bytes, fewer only at the end. Raises BackupError for a damaged file."""
        while not self._over and (size < 0 or len(self._ready) < size):
            self._next()
        wanted = len(self._ready) if size < 0 else size
        found = bytes(self._ready[:wanted])
        del self._ready[:wanted]
        return found

    def drain(self) -> None:
        """Read to the end, so that a cut file is told from a whole one."""
        while self.read(CHUNK_BYTES):
            pass

    def _next(self) -> None:
        length = int.from_bytes(self._stream.read(LENGTH_BYTES), "big")
        sealed = self._stream.read(length) if 0 < length <= SEALED_LIMIT else b""
        if len(sealed) != length or not length or self._count >= CHUNKS:
            raise self._damaged()
        self._ready += self._opened(sealed)
        self._count += 1
        if self._over and self._stream.read(1):
            raise self._damaged()

    def _opened(self, sealed: bytes) -> bytes:
        for last in (False, True):
            try:
                plain = seal.unseal(self._key, sealed, _place(self._header, self._count, last=last))
            except seal.SealError:
                continue
            self._over = last
            return plain
        raise self._damaged()

    def _damaged(self) -> BackupError:
        return damaged(self._name)


def is_sealed(start: bytes) -> bool:
    """Tell whether a file that begins so is sealed, and no older plain backup."""
    return start.startswith(MAGIC)


def fits(start: bytes, key: bytes) -> bool:
    """Tell whether a file that begins so was sealed with this recovery key, as its header says."""
    return is_sealed(start) and start[:HEADER_BYTES][-MARK_BYTES:] == _mark(key)


def damaged(name: str) -> BackupError:
    """Return what is told of a backup that does not open."""
    return BackupError(Text.of("The backup {file} is damaged. Take another one.", file=name))


def _file_key(key: bytes, header: bytes) -> bytes:
    return seal.derive(key, f"backup {header.hex()}")


def _mark(key: bytes) -> bytes:
    return bytes.fromhex(recovery.fingerprint(key))


def _place(header: bytes, count: int, *, last: bool) -> str:
    return f"{header.hex()} {count} {'last' if last else 'more'}"
