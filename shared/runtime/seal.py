"""Sealing what must not be read where it lies: AES-256-GCM, bound to the place it belongs to.

A sealed value moved to another row or column does not open. A key seals at most some millions of
values, so a random nonce of 96 bits is enough (NIST SP 800-38D, 8.2.2).
"""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.runtime.fault import Fault
from shared.text import Text

KEY_BYTES = 32
NONCE_BYTES = 12


class SealError(Fault):
    """What was sealed cannot be opened: another key, another place, or damaged bytes."""


def draw() -> bytes:
    """Return a new key."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plain: bytes, bound_to: str) -> bytes:
    """Return nonce and ciphertext; `bound_to` names the place, and is needed to open it."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """Return what was sealed. Raises SealError."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, rest, bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise SealError(
            Text.of("What was stored sealed cannot be opened with this key.")
        ) from error


def derive(key: bytes, purpose: str) -> bytes:
    """Return a key for one purpose: HMAC-SHA256 of its name, as a one-block HKDF-Expand."""
    return hmac.new(key, purpose.encode() + b"\x01", hashlib.sha256).digest()
