"""The DSSE envelope: a payload's exact bytes, their type and their signature, kept for ever.

Field names are those of the DSSE specification (secure-systems-lab, v1.0.2); payload and signature
are base64 of the standard alphabet.
"""

from typing import Annotated

from msgspec import Meta, Struct

from shared.wire.words import KeyId

BODY_LIMIT_BYTES = 1_000_000


class Signature(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One signature; `keyid` names the key's record, which alone says the algorithm."""

    keyid: KeyId
    sig: bytes


class Envelope(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"payload_type": "payloadType"},
):
    """What travels: `payload` is the signed JSON, untouched."""

    payload: bytes
    payload_type: Annotated[str, Meta(max_length=80, pattern=r"^[a-z0-9./+-]+$(?!\n)")]
    signatures: Annotated[tuple[Signature, ...], Meta(min_length=1, max_length=1)]
