"""Open an envelope: size, shape, type, key, signature, and only then the message inside.

Pure. Nothing is parsed before its signature holds, the envelope itself apart; needs no ledger.
"""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from hub.ingest.model import Refused
from hub.ingest.problems import refuse, too_large
from shared import signing
from shared.wire import codec
from shared.wire.envelope import BODY_LIMIT_BYTES, Envelope
from shared.wire.words import Digest, KeyId, NodeId, PublicKey, Sequence


class NodeKey(Struct, frozen=True, kw_only=True):
    """A key and the one node it belongs to."""

    node: NodeId
    public: PublicKey


Keys = Mapping[KeyId, NodeKey]
TOLD_LIMIT = 200
_SCHEMAS = {codec.payload_type(schema): schema for schema in codec.FROM_NODE}


class Path(Struct, frozen=True, kw_only=True):
    """The address a message was put to; `invited`: the hub knows a network of that name."""

    node: NodeId
    sequence: Sequence | None = None
    invited: bool = True


class Unsealed(Struct, frozen=True, kw_only=True):
    """A message whose signature is right; `message` was decoded only afterwards."""

    envelope: Envelope
    digest: Digest
    message: codec.Message

    @property
    def key_id(self) -> KeyId:
        """Return the id of the key that signed it."""
        return self.envelope.signatures[0].keyid


def unseal(body: bytes, path: Path, schemas: tuple[str, ...], keys: Keys) -> Unsealed | Refused:
    """Return the signed message inside `body`, or why it is none of `schemas` from that node."""
    envelope = envelope_in(body)
    if isinstance(envelope, Refused):
        return envelope
    digest = signing.envelope_digest(envelope)
    key = keys.get(envelope.signatures[0].keyid)
    if wrong := wrong_type(envelope, schemas, digest):
        return wrong
    if key is None:
        return _unknown(path, digest)
    if not signing.signature_ok(envelope, key.public):
        return refuse(
            "bad_signature",
            "The signature does not fit the bytes: they were changed on the way, or another key "
            "signed them. Send the same bytes again.",
            subject=digest,
        )
    if key.node != path.node:
        return _wrong_node(f"The key is {key.node}'s, the address {path.node}'s.", digest)
    message = message_in(envelope, digest)
    if isinstance(message, Refused):
        return message
    if (node := getattr(message, "node", None)) != key.node:
        return _wrong_node(f"The message names {node}, the key is {key.node}'s.", digest)
    return Unsealed(envelope=envelope, digest=digest, message=message)


def _unknown(path: Path, digest: Digest) -> Refused:
    if not path.invited:
        return refuse(
            "unknown_node",
            f"The hub knows no network {path.node}. Check its name in the node's settings.",
            subject=digest,
        )
    return refuse(
        "unknown_key",
        "The hub does not know this key. Ask the operator for an invitation, then enrol.",
        subject=digest,
    )


def envelope_in(body: bytes) -> Envelope | Refused:
    """Return the envelope that `body` spells."""
    if len(body) > BODY_LIMIT_BYTES:
        return Refused(problem=too_large(BODY_LIMIT_BYTES))
    try:
        return signing.decode_envelope(body)
    except (ValueError, RecursionError) as error:
        return refuse(
            "malformed",
            f"The body is not one signed envelope in JSON: {_told(error)}. Send it again.",
        )


def type_of(body: bytes) -> str | None:
    """Return the type that the envelope in `body` names, None if there is none in it."""
    envelope = envelope_in(body)
    return None if isinstance(envelope, Refused) else envelope.payload_type


def wrong_type(envelope: Envelope, schemas: tuple[str, ...], digest: Digest) -> Refused | None:
    """Refuse an envelope whose signed type is none that this address takes."""
    if envelope.payload_type in {codec.payload_type(schema) for schema in schemas}:
        return None
    taken = " or ".join(schemas)
    if envelope.payload_type in {codec.payload_type(known) for known in codec.FROM_NODE}:
        return refuse(
            "wrong_type",
            f"This address takes {taken} and nothing else. Send the message to its own address.",
            subject=digest,
        )
    return refuse(
        "unknown_schema",
        f"The hub cannot read this message. It takes {taken} here; update the node or wait "
        "until the hub is updated.",
        subject=digest,
    )


def message_in(envelope: Envelope, digest: Digest) -> codec.Message | Refused:
    """Decode the payload as its signed type says, in the protocol's one spelling."""
    try:
        return codec.decode(envelope.payload, _SCHEMAS[envelope.payload_type])
    except codec.NotCanonicalError:
        return refuse(
            "not_canonical",
            "The payload is not in the protocol's one spelling. Update the node.",
            subject=digest,
        )
    except msgspec.ValidationError as error:
        told = f"The message breaks a rule: {_told(error)}."
        return refuse("invalid_report", told, subject=digest)
    except (ValueError, RecursionError) as error:
        told = f"The payload is not JSON: {_told(error)}. Update the node."
        return refuse("malformed", told, subject=digest)


def _told(error: Exception) -> str:
    """Return what is wrong with the bytes, shortened in the middle: at the end stands where.

    A field's name in it may be as long as the message.
    """
    told = str(error)
    if len(told) <= TOLD_LIMIT:
        return told
    return f"{told[: TOLD_LIMIT // 2]} … {told[-TOLD_LIMIT // 2 :]}"


def _wrong_node(what: str, digest: Digest) -> Refused:
    return refuse("wrong_node", f"{what} Check the network's name in the node.", subject=digest)
