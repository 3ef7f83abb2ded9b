"""The test vectors of the DSSE specification (secure-systems-lab/dsse, v1.0.2), held by our code.

The specification's example is signed with ECDSA over P-256, which nothing here speaks: a signature
by it proves that our encoding is the specification's, byte for byte.
"""

import base64
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

from shared import signing
from shared.wire.envelope import Envelope

BODY = b"hello world"
KIND = "http://example.com/HelloWorld"
PAE = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
X = 46950820868899156662930047687818585632848591499744589407958293238635476079160
Y = 5640078356564379163099075877009565129882514886557779369047442380624545832820
SECRET = 97358161215184420915383655311931858321456579547487070936769975997791359926199
SIGNATURE = (
    "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="
)
JSON: dict[str, Any] = {
    "payload": "aGVsbG8gd29ybGQ=",
    "payloadType": KIND,
    "signatures": [{"sig": SIGNATURE}],
}
OURS = {
    "payload": JSON["payload"],
    "payloadType": "application/vnd.voikukkia.hello.v1+json",
    "signatures": [{"keyid": "0" * 64, "sig": SIGNATURE}],
}
COORDINATE_BYTES = 32


def test_the_encoding_is_the_specification_s() -> None:
    assert signing.pae(KIND, BODY) == PAE


def test_the_specification_s_signature_holds_over_our_encoding() -> None:
    raw = base64.b64decode(SIGNATURE, validate=True)
    r, s = (int.from_bytes(raw[at : at + COORDINATE_BYTES], "big") for at in (0, 32))
    public = ec.EllipticCurvePublicNumbers(X, Y, ec.SECP256R1()).public_key()
    public.verify(encode_dss_signature(r, s), signing.pae(KIND, BODY), ec.ECDSA(SHA256()))


def test_the_specification_s_key_signs_our_encoding_as_there() -> None:
    key = ec.derive_private_key(SECRET, ec.SECP256R1())
    algorithm = ec.ECDSA(SHA256(), deterministic_signing=True)
    r, s = decode_dss_signature(key.sign(signing.pae(KIND, BODY), algorithm))
    raw = r.to_bytes(COORDINATE_BYTES, "big") + s.to_bytes(COORDINATE_BYTES, "big")
    assert base64.b64encode(raw).decode() == SIGNATURE


def test_the_specification_s_field_names_and_base64_are_read() -> None:
    envelope = signing.decode_envelope(msgspec.json.encode(OURS))
    assert isinstance(envelope, Envelope)
    assert envelope.payload == BODY
    assert envelope.signatures[0].sig == base64.b64decode(SIGNATURE)


def test_an_envelope_is_written_with_the_specification_s_names_and_base64() -> None:
    envelope = signing.decode_envelope(msgspec.json.encode(OURS))
    assert msgspec.json.decode(signing.encode_envelope(envelope)) == OURS


def test_another_algorithm_s_signature_is_never_tried() -> None:
    envelope = signing.decode_envelope(msgspec.json.encode(OURS))
    assert not signing.signature_ok(envelope, f"{X:064x}")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"payloadType": KIND}, "payloadType"),  # no type of this protocol
        ({"signatures": JSON["signatures"]}, "keyid"),  # optional there, needed here
        ({"signatures": OURS["signatures"] * 2}, "signatures"),  # several there, one here
        ({"payload": "aGVsbG8_d29ybGQ="}, "base64"),  # either alphabet there, one here
    ],
)
def test_what_the_specification_leaves_open_has_one_spelling_here(
    changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(msgspec.ValidationError, match=words):
        signing.decode_envelope(msgspec.json.encode({**OURS, **changes}))
