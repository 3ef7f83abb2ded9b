"""The disclosure key in its file: what the rounding of counts of people is drawn from.

Whoever has it can work out the counts behind published ones, so it lies sealed under the master
key, with the instant it was drawn. It is drawn once; another one is a person's decision.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from node import masterkey
from shared.period import instant_text, parse_instant
from shared.runtime import seal, secretfile
from shared.runtime.fault import Fault
from shared.wire.words import Digest

FILE_NAME = "disclosure.key"
PURPOSE = "disclosure"
_BOUND_TO = "disclosure-key"
_FINGERPRINT = b"voikukkia disclosure key 1\x00"


@dataclass(frozen=True)
class DisclosureKey:
    """The key, never shown, and when it was drawn by the clock of this computer."""

    secret: bytes = field(repr=False)
    drawn_at: datetime

    @property
    def fingerprint(self) -> Digest:
        """Return what tells one key from another and gives nothing of it away."""
        return hashlib.sha256(_FINGERPRINT + self.secret).hexdigest()


def create(data: Path, now: datetime) -> DisclosureKey:
    """Draw a key and write it. Raises FileExistsError: this one never overwrites."""
    key = DisclosureKey(secret=seal.draw(), drawn_at=now)
    secretfile.create(data / FILE_NAME, _written(data, key))
    return key


def replace(data: Path, now: datetime) -> DisclosureKey:
    """Draw a key and write it in the place of whatever was there, as a person decided."""
    key = DisclosureKey(secret=seal.draw(), drawn_at=now)
    secretfile.replace(data / FILE_NAME, _written(data, key))
    return key


def find(data: Path) -> DisclosureKey | None:
    """Return the key; None if its file is missing, damaged, or of another master key."""
    try:
        sealed = bytes.fromhex((data / FILE_NAME).read_text("ascii").strip())
        plain = seal.unseal(_master(data), sealed, _BOUND_TO)
        secret, drawn_at = plain[: seal.KEY_BYTES], plain[seal.KEY_BYTES :].decode("ascii")
        return DisclosureKey(secret=secret, drawn_at=parse_instant(drawn_at))
    except (OSError, ValueError, Fault):
        return None


def _written(data: Path, key: DisclosureKey) -> str:
    plain = key.secret + instant_text(key.drawn_at).encode()
    return seal.seal(_master(data), plain, _BOUND_TO).hex() + "\n"


def _master(data: Path) -> bytes:
    return masterkey.purpose(masterkey.load(data), PURPOSE)
