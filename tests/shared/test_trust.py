"""Which keys of a trust document speak, and which documents count."""

from datetime import UTC, datetime

from msgspec.structs import replace

from shared import signing, trust
from shared.signing import SigningKey
from shared.wire.envelope import Envelope, Signature
from shared.wire.receipt import ContactReceipt
from shared.wire.trust import HubKey, Trust

ROOT, ONLINE, ENDED, STOLEN = (SigningKey.from_bytes(bytes([n]) * 32) for n in (1, 2, 3, 4))
NOON = datetime(2027, 1, 11, 12, tzinfo=UTC)


def key(of: SigningKey, *, ended: bool = False, revoked: bool = False) -> HubKey:
    until = NOON if ended else None
    return HubKey(key_id=of.key_id, public=of.public, since=NOON, until=until, revoked=revoked)


KEYS = (key(ENDED, ended=True), key(STOLEN, revoked=True), key(ONLINE))
DOCUMENT = Trust(version=3, made_at=NOON, keys=KEYS, origin="hub.example/0123456789abcdef")


def test_only_keys_that_neither_ended_nor_were_taken_back_speak() -> None:
    assert trust.speaks(DOCUMENT, ROOT.public) == (ONLINE.public,)


def test_before_any_document_the_root_speaks_itself_and_then_no_more() -> None:
    assert trust.speaks(None, ROOT.public) == (ROOT.public,)
    assert ROOT.public not in trust.speaks(DOCUMENT, ROOT.public)


def test_a_document_counts_only_with_the_root_s_signature() -> None:
    assert trust.opened(signing.sign(DOCUMENT, ROOT), ROOT.public) == DOCUMENT
    assert trust.opened(signing.sign(DOCUMENT, ONLINE), ROOT.public) is None


def test_nothing_else_the_root_signed_is_a_document() -> None:
    receipt = ContactReceipt(node="pohjois-savo", revision=1, digest="a" * 64, held=False)
    assert trust.opened(signing.sign(receipt, ROOT), ROOT.public) is None
    kind = "application/vnd.voikukkia.trust.v1+json"
    signature = Signature(keyid=ROOT.key_id, sig=ROOT.sign(signing.pae(kind, b"{}")))
    empty = Envelope(payload=b"{}", payload_type=kind, signatures=(signature,))
    assert trust.opened(empty, ROOT.public) is None


def test_fault_34_only_a_higher_version_takes_the_place_of_a_document() -> None:
    assert trust.newer(DOCUMENT, None)
    assert trust.newer(replace(DOCUMENT, version=4), DOCUMENT)
    assert not trust.newer(DOCUMENT, DOCUMENT)
    assert not trust.newer(replace(DOCUMENT, version=2), DOCUMENT)
    assert not trust.newer(None, DOCUMENT)
