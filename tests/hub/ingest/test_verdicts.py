"""Every way a report can be wrong, and the code and words it is refused with."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from hub.ingest.model import Accepted, Duplicate, Refused
from hub.ingest.problems import STATUS, problem
from hub.ingest.unseal import NodeKey, Path
from hub.ingest.verify import Stored, Trust, verify
from hub.registry.model import Speaking
from shared import signing
from shared.keyring import KeyRecord, Keyring
from shared.reference import lookup
from shared.signing import SigningKey
from shared.wire import codec
from shared.wire.availability import Statement
from shared.wire.session import Head, Hello
from tests.hub.ingest.builders_ingest import (
    KUOPIO,
    NODE,
    NOON,
    PORVOO,
    SIILINJARVI,
    contact,
    digest_of,
    envelope_fields,
    offer,
    report,
    sealed,
    sealed_bytes,
)

KEY, OTHER_KEY = SigningKey.generate(), SigningKey.generate()
REFERENCE = lookup.load()
TYPE = codec.payload_type("availability/1")
PATH = Path(node=NODE, sequence=1)
KEYS = {
    KEY.key_id: NodeKey(node=NODE, public=KEY.public),
    OTHER_KEY.key_id: NodeKey(node="other", public=OTHER_KEY.public),
}
SPEAKING = Speaking(
    ring=Keyring((KeyRecord(key_id=KEY.key_id, public=KEY.public),)),
    waiting=None,
    standing="active",
)
TRUST = Trust(
    speaking=SPEAKING,
    leased=True,
    head=None,
    stored=None,
    answered=None,
    municipalities=(KUOPIO, SIILINJARVI),
    retry_s=60,
)
GOOD = sealed(report(), KEY)
SECOND = sealed(report(2, digest_of(report())), KEY)
AT_TWO = Path(node=NODE, sequence=2)
HEAD = Head(sequence=1, digest=digest_of(report()))
ELSEWHERE = Head(sequence=1, digest="e" * 64)


class Case(Struct, frozen=True, kw_only=True):
    """One wrong report, and what the hub says."""

    name: str
    body: bytes
    code: str
    words: str
    path: Path = PATH
    trust: Trust = TRUST


def spoilt(spoil: Callable[[dict[str, Any]], None]) -> bytes:
    """Return the good envelope with something changed in it, its signature kept."""
    fields = envelope_fields(GOOD)
    spoil(fields)
    return msgspec.json.encode(fields)


def payload(spoil: Callable[[bytes], bytes]) -> bytes:
    """Return a payload no node would send, signed with the right key."""
    return sealed_bytes(spoil(codec.encode(report())), TYPE, KEY)


def flipped(body: bytes, at: int) -> bytes:
    """Return the bytes with one bit flipped."""
    return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]


def flip_payload(fields: dict[str, Any]) -> None:
    fields["payload"] = fields["payload"].replace("M", "N", 1)


def flip_signature(fields: dict[str, Any]) -> None:
    first = fields["signatures"][0]
    first["sig"] = ("B" if first["sig"][0] == "A" else "A") + first["sig"][1:]


def two_signatures(fields: dict[str, Any]) -> None:
    fields["signatures"] *= 2


def retyped(kind: str) -> bytes:
    return spoilt(lambda fields: fields.update(payloadType=kind))


def saying(*codes: str) -> bytes:
    statements = tuple(Statement(municipality=code, says="not_known", since=None) for code in codes)
    return sealed(report(municipalities=statements), KEY)


def hello() -> Hello:
    return Hello(
        node=NODE,
        session="0" * 32,
        challenge="1." + "0" * 64,
        head=None,
        software="sim",
        schemas=(),
        clock=NOON,
        audit_head=None,
    )


CASES = [
    Case(name="ten megabytes", body=b"x" * 10_000_000, code="too_large", words="1000000 bytes"),
    Case(name="one byte too many", body=b"x" * 1_000_001, code="too_large", words="smaller"),
    Case(name="nothing", body=b"", code="malformed", words="not one signed envelope"),
    Case(name="a proxy's page", body=b"<html>", code="malformed", words="not one signed envelope"),
    Case(name="cut short", body=GOOD[:-20], code="malformed", words="Send it again"),
    Case(name="not UTF-8", body=b'{"payload": "\xff"}', code="malformed", words="envelope"),
    Case(
        name="an unknown field in the envelope",
        body=spoilt(lambda fields: fields.update(alg="none")),
        code="malformed",
        words="not one signed envelope",
    ),
    Case(
        name="no signature",
        body=spoilt(lambda fields: fields.update(signatures=[])),
        code="malformed",
        words="not one signed envelope",
    ),
    Case(name="two signatures", body=spoilt(two_signatures), code="malformed", words="one signed"),
    Case(
        name="a flipped bit in the payload",
        body=spoilt(flip_payload),
        code="bad_signature",
        words="changed on the way",
    ),
    Case(
        name="a flipped bit in the signature",
        body=spoilt(flip_signature),
        code="bad_signature",
        words="Send the same bytes again",
    ),
    Case(
        name="signed by a stranger",
        body=sealed(report(), SigningKey.generate()),
        code="unknown_key",
        words="invitation",
    ),
    Case(
        name="a network nobody invited",
        body=sealed(report(), SigningKey.generate()),
        path=Path(node=NODE, sequence=1, invited=False),
        code="unknown_node",
        words="knows no network pohjois-savo",
    ),
    Case(
        name="another network's key",
        body=sealed(report(), OTHER_KEY),
        code="wrong_node",
        words="The key is other's",
    ),
    Case(
        name="another network's address",
        body=GOOD,
        path=Path(node="other", sequence=1),
        code="wrong_node",
        words="the address other's",
    ),
    Case(
        name="another network's name inside",
        body=sealed(report(node="other"), KEY),
        code="wrong_node",
        words="names other",
    ),
    Case(
        name="a replaced key",
        body=GOOD,
        trust=replace(TRUST, speaking=replace(SPEAKING, ring=Keyring())),
        code="unknown_key",
        words="no longer speaks",
    ),
    Case(
        name="a contact as a report",
        body=sealed(contact(), KEY),
        code="wrong_type",
        words="takes availability/1",
    ),
    Case(name="a hello as a report", body=sealed(hello(), KEY), code="wrong_type", words="own"),
    Case(
        name="a report of the future",
        body=sealed_bytes(b"{}", codec.payload_type("availability/9"), KEY),
        code="unknown_schema",
        words="takes availability/1",
    ),
    Case(
        name="a retyped report",
        body=retyped("application/vnd.voikukkia.hello.v1+json"),
        code="wrong_type",
        words="own address",
    ),
    Case(name="no type of ours", body=retyped("text/plain"), code="unknown_schema", words="update"),
    Case(
        name="white space",
        body=payload(lambda p: p.replace(b":", b": ", 1)),
        code="not_canonical",
        words="one spelling",
    ),
    Case(
        name="a field twice",
        body=payload(lambda p: p.replace(b'"sequence":1', b'"sequence":7,"sequence":1')),
        code="not_canonical",
        words="one spelling",
    ),
    Case(
        name="an unknown field",
        body=payload(lambda p: p[:-1] + b',"leader":"Esimerkki"}'),
        code="invalid_report",
        words="unknown field",
    ),
    Case(
        name="a field is missing",
        body=payload(lambda p: p.replace(b'"pause":null,', b"")),
        code="invalid_report",
        words="pause",
    ),
    Case(
        name="a floating-point number",
        body=payload(lambda p: p.replace(b'"open":1', b'"open":1.5')),
        code="invalid_report",
        words="int",
    ),
    Case(
        name="a negative count",
        body=payload(lambda p: p.replace(b'"open":1', b'"open":-1')),
        code="invalid_report",
        words=">= 0",
    ),
    Case(
        name="a none without its day",
        body=payload(lambda p: p.replace(b'"since":"2026-11-02"', b'"since":null')),
        code="invalid_report",
        words="date of the person's act",
    ),
    Case(
        name="local time",
        body=payload(lambda p: p.replace(b"2026-11-16T12:00:00Z", b"2026-11-16T14:00:00+02:00")),
        code="invalid_report",
        words="UTC",
    ),
    Case(
        name="not JSON",
        body=payload(lambda p: p[:-3]),
        code="malformed",
        words="not JSON",
    ),
    Case(
        name="confirmed after it was made",
        body=sealed(report(confirmed_at=NOON + timedelta(seconds=1)), KEY),
        code="invalid_report",
        words="confirmed after",
    ),
    Case(
        name="another number than its address",
        body=GOOD,
        path=AT_TWO,
        code="wrong_sequence",
        words="number 1, its address 2",
    ),
    Case(name="a gap at the start", body=SECOND, path=AT_TWO, code="gap", words="up to number 0"),
    Case(
        name="a gap later on",
        body=sealed(report(9, "d" * 64), KEY),
        path=Path(node=NODE, sequence=9),
        trust=replace(TRUST, head=HEAD),
        code="gap",
        words="up to number 1",
    ),
    Case(
        name="the same number, other bytes",
        body=GOOD,
        trust=replace(TRUST, head=HEAD, stored=Stored(entry=7, digest="e" * 64, received_at=NOON)),
        code="fork",
        words="both reports are kept",
    ),
    Case(
        name="another report before it",
        body=SECOND,
        path=AT_TWO,
        trust=replace(TRUST, head=ELSEWHERE),
        code="fork",
        words="two machines",
    ),
    Case(
        name="overtaken",
        body=GOOD,
        trust=replace(TRUST, head=Head(sequence=3, digest="a" * 64)),
        code="superseded",
        words="already has report 3",
    ),
    Case(
        name="no lease",
        body=GOOD,
        trust=replace(TRUST, leased=False),
        code="lease_needed",
        words="Say hello",
    ),
    Case(
        name="not confirmed yet",
        body=GOOD,
        trust=replace(
            TRUST,
            speaking=Speaking(ring=Keyring(), waiting=KEY.key_id, standing="pending"),
        ),
        code="pending",
        words="fingerprint",
    ),
    Case(
        name="suspended",
        body=GOOD,
        trust=replace(TRUST, speaking=replace(SPEAKING, standing="suspended")),
        code="suspended",
        words="Call the operator",
    ),
    Case(
        name="refused before",
        body=GOOD,
        trust=replace(TRUST, answered=problem("outside_grant", "As I said.")),
        code="outside_grant",
        words="As I said.",
    ),
    Case(name="no such municipality", body=saying("999"), code="unknown_municipality", words="999"),
    Case(
        name="no such municipality in an offer",
        body=sealed(report(offers=(offer(serves=("998",)),)), KEY),
        code="unknown_municipality",
        words="998",
    ),
    Case(
        name="no such area",
        body=sealed(report(offers=(offer(area="77"),)), KEY),
        code="invalid_report",
        words="No area has the code 77",
    ),
    Case(
        name="outside the grant",
        body=saying(KUOPIO, PORVOO),
        code="outside_grant",
        words="Porvoo (638)",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_wrong_report_gets_its_own_words(case: Case) -> None:
    verdict = verify(case.body, case.path, KEYS, case.trust, REFERENCE)
    assert isinstance(verdict, Refused)
    assert verdict.problem.code == case.code
    assert case.words in verdict.problem.detail


def test_the_table_is_long_enough_and_covers_the_reports_codes() -> None:
    others = {"not_found", "internal", "busy", "stale_contact", "challenge_stale"}
    others |= {"token_invalid", "token_expired", "token_used"}
    others |= {"quarter_open", "other_tables", "not_owner", "released_before", "unprotected"}
    assert len(CASES) >= 25
    assert {case.code for case in CASES} == set(STATUS) - others


@pytest.mark.parametrize("at", range(0, len(GOOD), 7))
def test_fault_05_no_flipped_bit_is_ever_accepted(at: int) -> None:
    body = flipped(GOOD, at)
    verdict = verify(body, PATH, KEYS, TRUST, REFERENCE)
    if isinstance(verdict, Accepted):  # spelt otherwise on the outside, the same inside
        assert signing.envelope_digest(signing.decode_envelope(body)) == digest_of(report())


def test_good_report_is_accepted() -> None:
    verdict = verify(GOOD, PATH, KEYS, TRUST, REFERENCE)
    assert verdict == Accepted(report=report(), digest=digest_of(report()))


def test_next_report_is_accepted() -> None:
    verdict = verify(SECOND, AT_TWO, KEYS, replace(TRUST, head=HEAD), REFERENCE)
    assert isinstance(verdict, Accepted)


def test_the_same_bytes_are_a_duplicate() -> None:
    stored = Stored(entry=7, digest=digest_of(report()), received_at=NOON)
    trust = replace(TRUST, head=HEAD, stored=stored)
    verdict = verify(GOOD, PATH, KEYS, trust, REFERENCE)
    assert verdict == Duplicate(
        entry=7, node=NODE, sequence=1, digest=digest_of(report()), received_at=NOON
    )


def test_an_offer_beyond_reach_is_taken() -> None:
    far = offer(area="02", place=PORVOO, serves=(PORVOO,))
    verdict = verify(sealed(report(offers=(far,)), KEY), PATH, KEYS, TRUST, REFERENCE)
    assert isinstance(verdict, Accepted)


def test_an_old_code_is_taken_for_its_successor() -> None:
    former = next(f for f in REFERENCE.former if REFERENCE.current_code(f.code) == KUOPIO)
    verdict = verify(saying(former.code), PATH, KEYS, TRUST, REFERENCE)
    assert isinstance(verdict, Accepted)


def test_a_grant_in_old_codes_covers_the_successor() -> None:
    former = next(f for f in REFERENCE.former if REFERENCE.current_code(f.code) == KUOPIO)
    trust = replace(TRUST, municipalities=(former.code,))
    assert isinstance(verify(saying(KUOPIO), PATH, KEYS, trust, REFERENCE), Accepted)


def test_every_refusal_names_what_it_refused() -> None:
    for case in CASES:
        verdict = verify(case.body, case.path, KEYS, case.trust, REFERENCE)
        assert isinstance(verdict, Refused)
        if case.code in {"malformed", "too_large"} or case.name == "refused before":
            continue
        sent = signing.envelope_digest(signing.decode_envelope(case.body))
        assert verdict.problem.subject == sent, case.name
