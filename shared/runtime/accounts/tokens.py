"""Random tokens and codes: 256 bits for links and cookies, 120 for what a person types.

Only digests are stored. A plain SHA-256 is enough for secrets of 112 bits and more (ASVS 6.5.2).
"""

import base64
import hashlib
import re
import secrets

from shared.runtime.accounts.model import RECOVERY_CODES

_TOKEN = re.compile(r"^[A-Za-z0-9_-]{43}$(?!\n)")
_RECOVERY_BYTES = 15
_RECOVERY_LETTERS = 24
_ALIKE = str.maketrans({"0": "O", "1": "I", "8": "B"})  # base32 has none of these digits


def draw() -> str:
    """Return a new token of 256 random bits, fit for an address and a cookie."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what is stored of a token; text that is no token has the digest of nothing drawn."""
    return hashlib.sha256(token.encode()).hexdigest() if _TOKEN.match(token) else ""


def draw_recovery() -> tuple[str, ...]:
    """Return new recovery codes, six groups of four letters each."""
    drawn = (secrets.token_bytes(_RECOVERY_BYTES) for _ in range(RECOVERY_CODES))
    return tuple(grouped(base64.b32encode(one).decode(), "-") for one in drawn)


def recovery_digest(typed: str) -> str | None:
    """Return the digest of a recovery code as it was typed, None for what is none."""
    letters = letters_of(typed)
    if len(letters) != _RECOVERY_LETTERS:
        return None
    return hashlib.sha256(letters.encode()).hexdigest()


def letters_of(typed: str) -> str:
    """Return the letters of a typed code: case, spaces and dashes do not count."""
    return re.sub(r"[^A-Z2-7]", "", typed.upper().translate(_ALIKE))


def grouped(letters: str, between: str = " ") -> str:
    """Return letters in groups of four, as people type and read them out."""
    return between.join(letters[at : at + 4] for at in range(0, len(letters), 4))
