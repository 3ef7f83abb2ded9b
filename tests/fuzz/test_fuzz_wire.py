"""Anything at all as an envelope, a message or an answer: a refusal is a value, never a surprise.

What is accepted has one spelling: it re-encodes to the very bytes that came.
"""

import json
from pathlib import Path as File
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hub.ingest.model import Accepted, Duplicate, Refused
from hub.ingest.unseal import NodeKey, Path, Unsealed, unseal
from hub.ingest.verify import Trust, verify
from hub.registry.enrol import unseal as unseal_enrolment
from hub.registry.model import Speaking
from node.push import adoption
from shared import signing, trust
from shared.delivery import Answered, Step, Unreachable, next_step, read_answer
from shared.keyring import KeyRecord, Keyring
from shared.reference import lookup
from shared.signing import SigningKey
from shared.wire import codec
from shared.wire.availability import Availability
from shared.wire.envelope import Envelope, Signature
from tests.hub.availability.build import NOW, network, row, word
from tests.hub.ingest.builders_ingest import KUOPIO, NODE, SIILINJARVI, report, sealed, sealed_bytes

GOLDEN = File(__file__).parents[1] / "golden"
KEY = SigningKey.from_bytes(bytes(range(32)))
KEYS = {KEY.key_id: NodeKey(node=NODE, public=KEY.public)}
PATH = Path(node=NODE, sequence=1)
REFERENCE = lookup.load()
TRUST = Trust(
    speaking=Speaking(
        ring=Keyring((KeyRecord(key_id=KEY.key_id, public=KEY.public),)),
        waiting=None,
        standing="active",
    ),
    leased=True,
    head=None,
    stored=None,
    answered=None,
    municipalities=(KUOPIO, SIILINJARVI),
    retry_s=60,
)
GOOD = sealed(report(), KEY)
REPORT = codec.payload_type("availability/1")

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def golden(schema: str) -> dict[str, Any]:
    """Return the golden message of a schema."""
    found: dict[str, Any] = json.loads((GOLDEN / f"{schema.replace('/', '-')}.json").read_bytes())
    return found


def places(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the way to every value inside a JSON document."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [at, *(place for key, one in inner for place in places(one, (*at, key)))]


@st.composite
def nearly(draw: st.DrawFn, whole: Any) -> bytes:
    """Return a document with something else in up to three of its places, or other fields."""
    found = json.loads(json.dumps(whole))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(places(found)[1:] or [()]))
        if not place:
            break
        holder = found
        for step in place[:-1]:
            holder = holder[step]
        action = draw(st.sampled_from(("replace", "drop", "near", "add")))
        old = holder[place[-1]]
        if action == "drop":
            del holder[place[-1]]
        elif action == "add" and isinstance(holder, dict):
            holder[draw(st.text())] = draw(ANY_JSON)
        elif action == "near" and isinstance(old, str):
            holder[place[-1]] = old + draw(st.sampled_from(["", "\n", " ", "0", "Z", "é"]))
        else:
            holder[place[-1]] = draw(ANY_JSON)
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False).encode(
        errors="surrogatepass"
    )


@st.composite
def flipped(draw: st.DrawFn, whole: bytes) -> bytes:
    """Return bytes with some cut out, doubled or exchanged."""
    at, length = draw(st.integers(0, len(whole))), draw(st.integers(0, 9))
    return whole[:at] + draw(st.binary(max_size=9)) + whole[at + length :]


def judged(body: bytes, path: Path = PATH) -> object:
    """Return the verdict, which is always one of three."""
    verdict = verify(body, path, KEYS, TRUST, REFERENCE)
    assert isinstance(verdict, Accepted | Duplicate | Refused)
    return verdict


@given(st.binary() | flipped(GOOD) | nearly(json.loads(GOOD)))
def test_any_bytes_as_an_envelope_get_a_verdict(body: bytes) -> None:
    verdict = judged(body)
    if isinstance(verdict, Accepted):
        assert signing.envelope_digest(signing.decode_envelope(body)) == verdict.digest
    assert isinstance(unseal(body, PATH, ("hello/1", "contact/1"), KEYS), Unsealed | Refused)
    assert isinstance(unseal_enrolment(body), Unsealed | Refused)


@given(st.binary() | nearly(json.loads(codec.encode(report()))))
def test_any_signed_bytes_as_a_report_get_a_verdict_and_one_spelling(payload: bytes) -> None:
    verdict = judged(sealed_bytes(payload, REPORT, KEY))
    if isinstance(verdict, Accepted):
        assert codec.encode(verdict.report) == payload


@given(st.sampled_from(sorted(codec.FROM_NODE)), st.data())
def test_what_a_node_sends_is_refused_or_has_one_spelling(schema: str, data: st.DataObject) -> None:
    payload = data.draw(st.binary() | nearly(golden(schema)))
    try:
        message = codec.decode(payload, schema)
    except (msgspec.DecodeError, UnicodeDecodeError, codec.NotCanonicalError):
        return
    assert codec.encode(message) == payload
    signed = sealed_bytes(payload, codec.payload_type(schema), KEY)
    assert isinstance(unseal(signed, PATH, (schema,), KEYS), Unsealed | Refused)


@given(st.sampled_from(sorted(codec.FROM_HUB)), st.data())
def test_whatever_the_hub_signs_is_read_or_counts_as_unreachable(
    schema: str, data: st.DataObject
) -> None:
    payload = data.draw(st.binary() | nearly(golden(schema)))
    kind = codec.payload_type(schema)
    envelope = signing.decode_envelope(sealed_bytes(payload, kind, KEY))
    answer = read_answer(Answered(200, envelope), (KEY.public,))
    assert isinstance(answer, Unreachable | codec.Message)
    assert isinstance(next_step(answer, attempts=1, now=NOW, chance=0.5), Step)
    trust.opened(envelope, KEY.public)


@given(st.binary() | nearly(json.loads(codec.encode(report()))))
def test_any_page_of_own_reports_is_a_chain_or_none(payload: bytes) -> None:
    signature = Signature(keyid=KEY.key_id, sig=KEY.sign(signing.pae(REPORT, payload)))
    envelope = Envelope(payload=payload, payload_type=REPORT, signatures=(signature,))
    found = adoption.links((envelope,), node=NODE, after=0, before=None, keys={})
    assert found is None or len(found) == 1


def test_a_payload_of_nothing_but_brackets_ends_nobody() -> None:
    payload = b'{"x":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    for schema in codec.FROM_HUB:
        kind = codec.payload_type(schema)
        envelope = signing.decode_envelope(sealed_bytes(payload, kind, KEY))
        assert isinstance(read_answer(Answered(200, envelope), (KEY.public,)), Unreachable)
        assert trust.opened(envelope, KEY.public) is None
        page = (envelope,)
        assert adoption.links(page, node=NODE, after=0, before=None, keys={}) is None
    assert isinstance(judged(sealed_bytes(payload, REPORT, KEY)), Refused)


@given(
    nearly(json.loads(codec.encode(report()))),
    st.integers(-(10**11), 10**11),
)
def test_the_map_is_drawn_from_any_report_that_was_accepted(payload: bytes, offset_s: int) -> None:
    verdict = judged(sealed_bytes(payload, REPORT, KEY))
    if isinstance(verdict, Accepted):
        said = verdict.report
        assert isinstance(said, Availability)
        known = network(NODE, {KUOPIO: "groups"}, effective=word(said, NOW, offset_s))
        assert row((known,), KUOPIO).state
