"""Signatures: Ed25519 over the DSSE pre-authentication encoding of the very bytes that travel.

Only wire structs can be signed; bytes are verified first and parsed afterwards. There is one
scheme, and no algorithm is named by the sender.
"""

import base64
import hashlib
from functools import lru_cache
from typing import Self

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from shared.wire.codec import Message, encode, payload_type, schema_of
from shared.wire.envelope import Envelope, Signature
from shared.wire.words import Digest, KeyId, PublicKey

KEY_BYTES = 32
FINGERPRINT_DOMAIN = b"voikukkia fingerprint v1"
_FIELD_PRIME = 2**255 - 19
# With a public key of small order one signature fits many messages (RFC 8032, section 5.1.7 leaves
# the refusal to us): the y-coordinates of all points whose order divides eight.
_SMALL_ORDER_Y = frozenset(
    {
        0,
        1,
        _FIELD_PRIME - 1,
        int.from_bytes(
            bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
            "little",
        ),
        int.from_bytes(
            bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
            "little",
        ),
    }
)


class SigningKey:
    """An Ed25519 private key; it prints as its key id and never as itself."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public: PublicKey = private.public_key().public_bytes_raw().hex()
        self.key_id: KeyId = key_id(self.public)

    @classmethod
    def generate(cls) -> Self:
        """Return a new key, drawn by the operating system."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_bytes(cls, secret: bytes) -> Self:
        """Return the key of these 32 secret bytes. Raises ValueError for any other length."""
        return cls(Ed25519PrivateKey.from_private_bytes(secret))

    def to_bytes(self) -> bytes:
        """Return the 32 secret bytes, to be kept in a file that only its owner can read."""
        return self._private.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the signature of the bytes."""
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"SigningKey({self.key_id})"


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return the DSSE v1 pre-authentication encoding of a payload and its type."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def digest(payload_type: str, payload: bytes) -> Digest:
    """Return the SHA-256 of the pre-authentication encoding, in hexadecimal."""
    return hashlib.sha256(pae(payload_type, payload)).hexdigest()


def envelope_digest(envelope: Envelope) -> Digest:
    """Return the digest of what the envelope carries; the signature is no part of it."""
    return digest(envelope.payload_type, envelope.payload)


def sign(message: Message, key: SigningKey) -> Envelope:
    """Return the message in a signed envelope. Raises TypeError for anything not on the wire."""
    if not isinstance(message, Message):
        raise TypeError(f"{type(message).__name__} is not a struct of the wire")
    kind = payload_type(schema_of(message))
    payload = encode(message)
    signature = Signature(keyid=key.key_id, sig=key.sign(pae(kind, payload)))
    return Envelope(payload=payload, payload_type=kind, signatures=(signature,))


def signature_ok(envelope: Envelope, public_key: PublicKey) -> bool:
    """Say whether the envelope's one signature is by this key, strictly (no weak keys)."""
    if len(envelope.signatures) != 1 or not _strong(public_key):
        return False
    signature = envelope.signatures[0]
    if signature.keyid != key_id(public_key):
        return False
    return holds(public_key, signature.sig, pae(envelope.payload_type, envelope.payload))


def holds(public_key: PublicKey, signature: bytes, message: bytes) -> bool:
    """Say whether these bytes are signed by this key, strictly (no weak keys)."""
    if not _strong(public_key):
        return False
    try:
        loaded(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=4096)
def loaded(public_key: PublicKey) -> Ed25519PublicKey:
    """Return a public key ready to verify with. Raises ValueError for bytes that are none."""
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))


def encode_envelope(envelope: Envelope) -> bytes:
    """Return the envelope's one JSON spelling."""
    return msgspec.json.encode(envelope)


def decode_envelope(body: bytes) -> Envelope:
    """Return the envelope. Raises msgspec.DecodeError (of which ValidationError is a kind)."""
    return msgspec.json.decode(body, type=Envelope)


def key_id(public_key: PublicKey) -> KeyId:
    """Return the SHA-256 of the public key's bytes, in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()


def fingerprint(node_public: PublicKey, hub_public: PublicKey) -> str:
    """Return 80 bits over both keys, as people read them out: `ABCD-EFGH-IJKL-MNOP`."""
    keys = bytes.fromhex(node_public) + bytes.fromhex(hub_public)
    if len(keys) != 2 * KEY_BYTES:
        raise ValueError("a public key has 32 bytes")
    letters = base64.b32encode(hashlib.sha256(FINGERPRINT_DOMAIN + keys).digest()[:10]).decode()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _strong(public_key: PublicKey) -> bool:
    """Say whether the key is 32 bytes, in its one spelling, and not of small order."""
    try:
        key = bytes.fromhex(public_key)
    except ValueError:
        return False
    y = int.from_bytes(key, "little") & (2**255 - 1)
    return len(key) == KEY_BYTES and y < _FIELD_PRIME and y not in _SMALL_ORDER_Y
