"""Are these the own reports, one chain, without a gap? Pure: envelopes in, links out.

The page itself is not signed by the hub. What proves it is the chain of digests: it must begin at
the own head and end in the head that the hub signed into its welcome. What one of the own keys has
signed must have a right signature besides, and where this node has reports of its own already, the
rest must be signed by its keys: those it ever had, and those that they rotated to.
"""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from node.outbox.model import Link
from shared.signing import (
    decode_envelope,
    encode_envelope,
    envelope_digest,
    key_id,
    signature_ok,
)
from shared.wire.envelope import Envelope
from shared.wire.rotation import Rotation
from shared.wire.session import Head
from shared.wire.words import Digest, KeyId, NodeId, PublicKey

_PREFIX, _SUFFIX = "application/vnd.voikukkia.", "+json"


class Place(Struct, frozen=True, kw_only=True):
    """Where a message of any schema stands in the node's chain."""

    node: NodeId
    sequence: int
    previous: Digest | None


def links(
    envelopes: Iterable[Envelope],
    *,
    node: NodeId,
    after: int,
    before: Digest | None,
    keys: Mapping[KeyId, PublicKey],
) -> tuple[Link, ...] | None:
    """Return the links of a page that begins after the number `after`; None if it is none.

    `before` is the digest of the last link that came, None if this page is the first: whether it
    follows the own head is decided when the end is known to be the hub's.
    """
    found: list[Link] = []
    for envelope in envelopes:
        link = _link(envelope, node, keys)
        if link is None or link.sequence != after + 1:
            return None
        if before is not None and link.previous != before:
            return None
        found.append(link)
        after, before = link.sequence, link.digest
    return tuple(found)


def reaches(last: Link | None, head: Head) -> bool:
    """Tell whether the chain has come as far as the hub's head."""
    return last is not None and last.sequence >= head.sequence


def ends_in(last: Link | None, head: Head) -> bool:
    """Tell whether the last link is the head that the hub signed."""
    return last is not None and (last.sequence, last.digest) == (head.sequence, head.digest)


def stranger(links: Iterable[Link], keys: Iterable[PublicKey]) -> Link | None:
    """Return the first link that no key of this node has signed, None if there is none.

    A key that a rotation names is one of them from there on, if one of them signed the rotation.
    """
    own = {key_id(public): public for public in keys}
    for link in links:
        envelope = decode_envelope(link.envelope)
        signer = own.get(envelope.signatures[0].keyid)
        if signer is None or not signature_ok(envelope, signer):
            return link
        if link.schema == Rotation.__struct_config__.tag:
            follows = msgspec.json.decode(envelope.payload, type=Rotation).public_key
            own[key_id(follows)] = follows
    return None


def schema_in(payload_type: str) -> str | None:
    """Return the schema that a payload type names, also one newer than this program."""
    name, dot, version = payload_type.removeprefix(_PREFIX).removesuffix(_SUFFIX).rpartition(".v")
    whole = payload_type.startswith(_PREFIX) and payload_type.endswith(_SUFFIX)
    return f"{name}/{version}" if whole and dot and version.isdigit() else None


def _link(envelope: Envelope, node: NodeId, keys: Mapping[KeyId, PublicKey]) -> Link | None:
    schema = schema_in(envelope.payload_type)
    try:
        place = msgspec.json.decode(envelope.payload, type=Place)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    own = keys.get(envelope.signatures[0].keyid)
    if schema is None or place.node != node or (own and not signature_ok(envelope, own)):
        return None
    return Link(
        sequence=place.sequence,
        digest=envelope_digest(envelope),
        previous=place.previous,
        schema=schema,
        envelope=encode_envelope(envelope),
    )
