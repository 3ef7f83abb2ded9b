import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import signing
from shared.signing import SigningKey
from shared.wire.envelope import Envelope, Signature
from shared.wire.receipt import Receipt

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
KEY = SigningKey.from_bytes(bytes(range(32)))


def receipt() -> Receipt:
    """Return a message to sign."""
    return Receipt(
        node="esimerkki",
        sequence=7,
        digest="ab" * 32,
        received_at=datetime(2026, 11, 21, 20, tzinfo=UTC),
        generation="cd" * 32,
        index=41,
    )


def test_pae_gives_the_specification_s_own_example() -> None:
    encoded = signing.pae("http://example.com/HelloWorld", b"hello world")
    assert encoded == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


@given(st.tuples(st.text(), st.binary()), st.tuples(st.text(), st.binary()))
def test_pae_of_different_things_differs(a: tuple[str, bytes], b: tuple[str, bytes]) -> None:
    assert (signing.pae(*a) == signing.pae(*b)) == (a == b)


@given(st.text(" 0123456789ab"), st.binary())
def test_pae_can_be_read_back(kind: str, payload: bytes) -> None:
    encoded = signing.pae(kind, payload)
    version, length, rest = encoded.split(b" ", 2)
    name, tail = rest[: int(length)], rest[int(length) + 1 :]
    size, content = tail.split(b" ", 1)
    assert (version, name, int(size), content) == (b"DSSEv1", kind.encode(), len(payload), payload)


def test_the_key_of_rfc_8032_signs_as_there() -> None:
    # RFC 8032, section 7.1, test 2.
    key = SigningKey.from_bytes(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    assert key.public == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert key.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


def test_what_is_signed_is_verified_and_its_digest_is_that_of_the_pae() -> None:
    envelope = signing.sign(receipt(), KEY)
    assert signing.signature_ok(envelope, KEY.public)
    assert envelope.payload_type == "application/vnd.voikukkia.receipt.v1+json"
    encoded = signing.pae(envelope.payload_type, envelope.payload)
    assert signing.envelope_digest(envelope) == hashlib.sha256(encoded).hexdigest()


def test_an_envelope_has_one_spelling_and_comes_back() -> None:
    envelope = signing.sign(receipt(), KEY)
    body = signing.encode_envelope(envelope)
    assert body.startswith(b'{"payload":"')
    assert b'"payloadType":"application/vnd.voikukkia.receipt.v1+json","signatures":[{' in body
    assert signing.decode_envelope(body) == envelope


def damaged(envelope: Envelope) -> Iterator[Envelope]:
    """Yield the envelope with something else in every place."""
    signature = envelope.signatures[0]
    other = SigningKey.generate()
    change = msgspec.structs.replace
    yield change(envelope, payload=envelope.payload + b" ")
    yield change(envelope, payload_type="application/vnd.voikukkia.hello.v1+json")
    yield change(envelope, signatures=())
    yield change(envelope, signatures=(signature, signature))
    yield change(envelope, signatures=(change(signature, keyid=other.key_id),))
    yield change(envelope, signatures=(change(signature, sig=b""),))
    yield change(envelope, signatures=(change(signature, sig=signature.sig + b"\x00"),))
    yield change(envelope, signatures=(change(signature, sig=bytes(64)),))
    yield signing.sign(receipt(), other)


def test_any_change_breaks_the_signature() -> None:
    assert [signing.signature_ok(e, KEY.public) for e in damaged(signing.sign(receipt(), KEY))] == [
        False
    ] * 9


@given(st.integers(0, 511))
def test_one_flipped_bit_of_a_signature_breaks_it(bit: int) -> None:
    envelope = signing.sign(receipt(), KEY)
    sig = bytearray(envelope.signatures[0].sig)
    sig[bit // 8] ^= 1 << bit % 8
    flipped = Signature(keyid=KEY.key_id, sig=bytes(sig))
    changed = msgspec.structs.replace(envelope, signatures=(flipped,))
    assert not signing.signature_ok(changed, KEY.public)


def test_a_signature_with_a_second_spelling_is_refused() -> None:
    # Adding the group's order to S gives the same equation; RFC 8032 demands S below it.
    order = 2**252 + 27742317777372353535851937790883648493
    envelope = signing.sign(receipt(), KEY)
    sig = envelope.signatures[0].sig
    high = (int.from_bytes(sig[32:], "little") + order).to_bytes(32, "little")
    twin = msgspec.structs.replace(
        envelope, signatures=(Signature(keyid=KEY.key_id, sig=sig[:32] + high),)
    )
    assert not signing.signature_ok(twin, KEY.public)


def small_order_keys() -> list[str]:
    """Return all encodings of points whose order divides eight, reckoned by doubling thrice."""
    found = []
    for y in [*signing._SMALL_ORDER_Y, P, P + 1]:
        for sign in (0, 1):
            found.append((y + (sign << 255)).to_bytes(32, "little").hex())  # noqa: PERF401
    return found


def doubled_y(y: int) -> int:
    """Return the y-coordinate of twice a point of edwards25519 with this y (RFC 8032, 5.1.4)."""
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    return (y * y + xx) * pow(1 - D * xx * y * y, -1, P) % P


def test_the_listed_points_are_of_small_order() -> None:
    for y in signing._SMALL_ORDER_Y:
        assert doubled_y(doubled_y(doubled_y(y))) == 1


@pytest.mark.parametrize("public", small_order_keys())
def test_a_weak_key_verifies_nothing(public: str) -> None:
    # For such a key R = identity and S = 0 verifies one message in eight, or all.
    sig = Signature(keyid=signing.key_id(public), sig=(1).to_bytes(32, "little") + bytes(32))
    for number in range(16):
        envelope = Envelope(payload=b"%d" % number, payload_type="text/plain", signatures=(sig,))
        assert not signing.signature_ok(envelope, public)


@pytest.mark.parametrize("public", ["", "zz" * 32, "ab" * 31, "ab" * 33])
def test_what_is_no_key_verifies_nothing(public: str) -> None:
    assert not signing.signature_ok(signing.sign(receipt(), KEY), public)


def test_only_structs_of_the_wire_can_be_signed() -> None:
    class Private(msgspec.Struct, tag_field="schema", tag="private/1"):
        name: str

    with pytest.raises(TypeError, match="not a struct of the wire"):
        signing.sign(cast("Any", Private("Esimerkki")), KEY)


def test_a_key_comes_back_from_its_bytes_and_does_not_print_them() -> None:
    key = SigningKey.generate()
    again = SigningKey.from_bytes(key.to_bytes())
    assert (again.public, again.key_id) == (key.public, key.key_id)
    assert key.key_id == hashlib.sha256(bytes.fromhex(key.public)).hexdigest()
    assert key.to_bytes().hex() not in repr(key)


def test_a_fingerprint_depends_on_both_keys_and_their_order() -> None:
    a, b = SigningKey.generate().public, SigningKey.generate().public
    prints = {signing.fingerprint(a, b), signing.fingerprint(b, a), signing.fingerprint(a, a)}
    assert len(prints) == 3
    assert signing.fingerprint("00" * 32, "11" * 32) == "REZ7-5Y2B-XFEQ-WOVB"
    with pytest.raises(ValueError, match="32 bytes"):
        signing.fingerprint("00", "11" * 32)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b'{"payload":"*","payloadType":"a","signatures":[]}', b"\xff"]
)
def test_what_is_no_envelope_is_refused(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        signing.decode_envelope(body)
