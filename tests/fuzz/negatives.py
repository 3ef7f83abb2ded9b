"""The table of messages the hub refuses: what each is, its code, and words of its own reason."""

from datetime import date, timedelta

from msgspec import Struct

from shared.signing import SigningKey
from shared.wire.availability import Activity, Statement
from tests.fuzz import makers as m
from tests.fuzz.scene import PORVOO, first, impostor, stranger, twin
from tests.hub.ingest.builders_ingest import KUOPIO, NOON, NORTH_SAVO

NO_CHALLENGE = (
    b'{"schema":"hello/1","node":"pohjois-savo","session":"%s","challenge":"x","head":null,'
    b'"software":"sim 1","schemas":[],"clock":"2026-11-16T12:00:00Z","audit_head":null}'
    % (b"0" * 32)
)


CAFE = Activity(
    kind="cafe",
    area=NORTH_SAVO,
    place=None,
    serves=(KUOPIO,),
    audience="all",
    languages=("fi",),
    format="in_person",
    link="https://verkosto.example/kahvila",
)


class Case(Struct, frozen=True):
    """One message."""

    name: str
    send: m.Make
    code: str
    words: str


SHAPE = [
    Case("nothing", m.raw(lambda _: b""), "malformed", "truncated"),
    Case("only a brace", m.raw(lambda _: b"{"), "malformed", "truncated"),
    Case("a list", m.raw(lambda body: b"[" + body + b"]"), "malformed", "got `array`"),
    Case("two in one body", m.raw(lambda body: body * 2), "malformed", "trailing characters"),
    Case("a byte order mark", m.raw(lambda b: b"\xef\xbb\xbf" + b), "malformed", "(byte 0)"),
    Case("UTF-16", m.raw(lambda b: b.decode().encode("utf-16-be")), "malformed", "invalid"),
    Case("not UTF-8", m.raw(lambda b: b.replace(b"voi", b"\xff", 1)), "malformed", "utf-8"),
    Case("deeply nested", m.raw(lambda _: b'{"payload":' + b"[" * 90_000), "malformed", "`array`"),
    Case("10 000 signatures", m.spoilt(lambda f: f.update(signatures=f["signatures"] * 10_000)),
         "too_large", "1000000 bytes"),
    Case("one byte too many", m.raw(lambda body: body.ljust(1_000_001)), "too_large", "smaller"),
    Case("an algorithm", m.outer(alg="none"), "malformed", "unknown field `alg`"),
    Case("an algorithm in the signature", m.signature(alg="ES256"), "malformed",
         "unknown field `alg` - at `$.signatures"),
    Case("a key in the envelope", m.outer(jwk={"kty": "OKP"}), "malformed", "`jwk`"),
    Case("no payload", m.spoilt(lambda f: f.pop("payload")), "malformed", "field `payload`"),
    Case("no type", m.spoilt(lambda f: f.pop("payloadType")), "malformed", "`payloadType`"),
    Case("a payload in the open", m.outer(payload={"schema": "availability/1"}), "malformed",
         "got `object` - at `$.payload`"),
    Case("a null payload", m.outer(payload=None), "malformed", "got `null` - at `$.payload`"),
    Case("no signature", m.outer(signatures=[]), "malformed", "length >= 1"),
    Case("two signatures", m.spoilt(lambda f: f.update(signatures=f["signatures"] * 2)),
         "malformed", "length <= 1"),
    Case("a signature alone", m.spoilt(lambda f: f.update(signatures=f["signatures"][0])),
         "malformed", "Expected `array`"),
    Case("no key id", m.spoilt(lambda f: f["signatures"][0].pop("keyid")), "malformed", "`keyid`"),
    Case("a key id in capitals", m.signature(keyid="A" * 64), "malformed", "keyid`"),
    Case("a key id with a line feed", m.spoilt(
        lambda f: f["signatures"][0].update(keyid=f["signatures"][0]["keyid"] + "\n")),
        "malformed", "regex"),
    Case("a signature that is a number", m.signature(sig=7), "malformed", "got `int`"),
    Case("base64 for addresses", m.outer(payload="e30-"), "malformed", "Invalid base64"),
    Case("base64 without padding", m.outer(payload="e30"), "malformed", "at `$.payload`"),
    Case("base64 in lines", m.signature(sig="AAAA\r\nAAAA"), "malformed",
         "at `$.signatures[0].sig"),
    Case("a type with a parameter", m.outer(payloadType="application/json;v=1"), "malformed",
         "at `$.payloadType`"),
    Case("a type of 81 letters", m.outer(payloadType="a" * 81), "malformed", "length <= 80"),
]  # fmt: skip
SIGNATURE = [
    Case("a cut signature", m.cut(lambda sig: sig[:-1]), "bad_signature", "does not fit"),
    Case("a long signature", m.cut(lambda sig: sig + b"\0"), "bad_signature", "does not fit"),
    Case("an empty signature", m.cut(lambda _: b""), "bad_signature", "changed on the way"),
    Case("a signature of zeros", m.cut(lambda _: bytes(64)), "bad_signature", "another key"),
    Case("its second spelling", m.spoilt(twin), "bad_signature", "Send the same bytes"),
    Case("a stranger's key", stranger, "unknown_key", "does not know this key"),
    Case("a stranger under our key id", impostor, "bad_signature", "another key"),
    Case("the key of another network", m.of_another, "wrong_node", "The key is kainuu's"),
    Case("a retyped report", m.outer(payloadType="application/vnd.voikukkia.contact.v1+json"),
         "wrong_type", "takes availability/1"),
]  # fmt: skip
SPELLING = [
    Case("white space", m.says(b":", b": "), "not_canonical", "one spelling"),
    Case("a final line feed", m.paid(lambda p: p + b"\n"), "not_canonical", "Update the node"),
    Case("an escaped letter", m.says(b"Esim", b"\\u0045sim"), "not_canonical", "spelling"),
    Case("a field twice", m.says(b'"pause":null', b'"pause":null,"pause":null'),
         "not_canonical", "not in the protocol's"),
    Case("other order", m.paid(
        lambda p: p[:-1].replace(b'"activities":[],', b"") + b',"activities":[]}'),
        "not_canonical", "payload"),
    Case("a byte order mark inside", m.paid(lambda p: b"\xef\xbb\xbf" + p), "malformed",
         "payload is not JSON: JSON is malformed: invalid character (byte 0)"),
    Case("UTF-16 inside", m.paid(lambda p: p.decode().encode("utf-16-le")), "malformed",
         "is not JSON"),
    Case("not UTF-8 inside", m.says(b"Esim", b"\xffsim"), "malformed", "is not JSON: 'utf-8'"),
    Case("half a surrogate pair", m.says(b"Esim", b"\\ud800sim"), "malformed", "surrogate"),
    Case("cut short inside", m.paid(lambda p: p[:-2]), "malformed", "truncated"),
    Case("two inside", m.paid(lambda p: p + p), "malformed", "trailing"),
    Case("NaN", m.numbered(b"NaN"), "malformed", "invalid character"),
    Case("deeply nested inside", m.says(b'"offers":[', b'"offers":[' + b"[" * 90_000),
         "invalid_report", "got `array`"),
]  # fmt: skip
VALUES = [
    Case("a floating-point number", m.numbered(b"3.5"), "invalid_report", "got `float`"),
    Case("a number beyond all", m.numbered(b"1e400"), "invalid_report", "out of range"),
    Case("5 000 digits", m.numbered(b"9" * 5000), "invalid_report", "Integer value out of range"),
    Case("more than 2^53", m.numbered(b"9007199254740993"), "invalid_report", "<= 90071992547"),
    Case("a negative number", m.numbered(b"-3"), "invalid_report", ">= 1"),
    Case("a number in quotes", m.numbered(b'"3"'), "invalid_report", "got `str`"),
    Case("true for a number", m.numbered(b"true"), "invalid_report", "got `bool`"),
    Case("null for a number", m.numbered(b"null"), "invalid_report", "got `null`"),
    Case("no number", m.unnumbered, "invalid_report", "missing required field `sequence`"),
    Case("a field of a person", m.paid(lambda p: p[:-1] + b',"leader":"Esimerkki"}'),
         "invalid_report", "`leader`"),
    Case("an unknown field further in", m.says(b'"open":1', b'"open":1,"people":9'),
         "invalid_report", "`people`"),
    Case("a field's name of 200 000 letters", m.paid(
        lambda p: p[:-1] + b',"' + b"q" * 200_000 + b'":1}'), "invalid_report", "qqqq"),
    Case("another schema inside", m.says(b"availability/1", b"availability/9"), "invalid_report",
         "Invalid value 'availability/9'"),
    Case("no previous report", m.not_followed(b"null"), "invalid_report", "only the first report"),
    Case("a digest in capitals", m.not_followed(b'"%s"' % (b"A" * 64)), "invalid_report",
         "at `$.previous`"),
    Case("a digest cut short", m.not_followed(b'"aaaa"'), "invalid_report", "{64}"),
    Case("fractions of a second", m.says(b"T12:00:00Z", b"T12:00:00.5Z"), "invalid_report",
         "whole seconds"),
    Case("no zone", m.says(b"T12:00:00Z", b"T12:00:00"), "invalid_report", "timezone"),
    Case("the 30th of February", m.says(b'"since":"2026-11-02"', b'"since":"2026-02-30"'),
         "invalid_report", "encoded date"),
    Case("a name with a tag", m.says(b"Esim", b"<b>"), "invalid_report", "$.network.fi"),
    Case("a network's name with a line feed", m.says(b'verkosto"', b'verkosto\\n"'),
         "invalid_report",
         "regex"),
    Case("501 groups", m.says(b'"open":1', b'"open":501'), "invalid_report", "<= 500"),
    Case("a word of no list", m.says(b'"evening"', b'"tuesday"'), "invalid_report", "'tuesday'"),
    Case("one municipality twice", m.says(b'"749","says":"none"', b'"297","says":"none"'),
         "invalid_report", "sorted and without repeats"),
    Case("an offer of nothing", m.says(b'"open":1', b'"open":0'), "invalid_report", "at least one"),
    Case("501 activities", m.by(activities=(CAFE,) * 501), "invalid_report", "length <= 500"),
    Case("a none without its day", m.says(b'"since":"2026-11-02"', b'"since":null'),
         "invalid_report", "date of the person's act"),
    Case("a break of a year", m.says(
        b'"pause":null', b'"pause":{"starts":"2026-12-01","until":"2027-12-01"}'),
        "invalid_report", "ten weeks"),
    Case("confirmed after it was made", m.by(confirmed_at=NOON + timedelta(seconds=1)),
         "invalid_report", "confirmed after"),
    Case("no such municipality", m.by(municipalities=(
        Statement(municipality="999", says="not_known", since=None),)),
        "unknown_municipality", "999"),
    Case("outside the grant", m.by(municipalities=(
        Statement(municipality=PORVOO, says="none", since=date(2026, 11, 1)),)),
        "outside_grant", "Porvoo"),
]  # fmt: skip
PLACE = [
    Case("the name of another network", m.named, "wrong_node", "names kainuu"),
    Case("another network's address", m.elsewhere("kainuu"), "wrong_node", "address kainuu's"),
    Case("an address nobody has", m.asked("/v1/nodes/ei-ketaan/reports/1", stranger),
         "unknown_node", "ei-ketaan"),
    Case("another number's address", lambda s: s.at(s.good(), 7), "wrong_sequence", "address 7"),
    Case("a gap", m.gap, "gap", "up to number 2"),
    Case("number 0", m.put("reports/0", m.good), "not_found", "no address"),
    Case("number 2^53", m.put("reports/9007199254740992", m.good), "not_found", "Update"),
    Case("a name in capitals", m.asked("/v1/nodes/Pohjois-Savo/hello", m.good), "not_found",
         "of the protocol"),
    Case("a name with a line feed", m.asked("/v1/nodes/pohjois-savo%0A/hello", m.good),
         "not_found", "no address"),
    Case("a contact as a report", lambda s: s.at(m.contacted(3)(s).body), "wrong_type",
         "its own address"),
    Case("a hello as a report", lambda s: s.at(s.greeting().body), "wrong_type", "rotation/1"),
    Case("a report as a hello", m.put("hello", m.good), "wrong_type", "takes hello/1"),
    Case("a report as a contact", m.put("contact", m.good), "wrong_type", "takes contact/1"),
    Case("a report as an enrolment", m.asked("/v1/enrol", m.good, "POST"), "wrong_type",
         "takes enrolment/1"),
    Case("a receipt played back", m.receipt, "unknown_schema", "cannot read"),
    Case("a schema to come", m.message("availability/9", b"{}"), "unknown_schema", "until the hub"),
    Case("a hello to come", m.message("hello/2", b"{}", "hello"), "unknown_schema",
         "takes hello/1"),
    Case("a contact to come", m.message("contact/2", b"{}", "contact"), "unknown_schema",
         "takes contact/1"),
]  # fmt: skip
STANDING = [
    Case("no lease", m.leased(lambda _: None), "lease_needed", "Say hello"),
    Case("another network's lease", m.leased(lambda s: s.other.lease), "lease_needed", "missing"),
    Case("a retired session's lease", m.leased(lambda s: s.retired_lease), "lease_needed",
         "newer session"),
    Case("a lease under another scheme", m.leased(lambda s: s.node.lease, scheme="Basic"),
         "lease_needed", "lease"),
    Case("a lease that has ended", lambda s: first(s.lapsed), "lease_needed", "has ended"),
    Case("a key nobody confirmed", lambda s: first(s.pending), "pending", "fingerprint"),
    Case("a suspended network", lambda s: first(s.suspended), "suspended", "Call the operator"),
    Case("an old challenge", m.hello("old"), "challenge_stale", "too old"),
    Case("a challenge to come", m.hello("to come"), "challenge_stale", "Fetch a new one"),
    Case("a used challenge", m.hello("used"), "challenge_stale", "used up"),
    Case("another network's challenge", m.hello("another's"), "challenge_stale", "this hub's"),
    Case("a made-up challenge", m.hello("1794830400." + "0" * 64), "challenge_stale", "is not"),
    Case("a challenge that is none", m.message("hello/1", NO_CHALLENGE, "hello"),
         "invalid_report", "$.challenge"),
    Case("an old contact", m.contacted(1), "stale_contact", "revision 2"),
    Case("a contact without any way", m.told(
        b'"email":"ryhmat@verkosto.example"', b'"email":null'), "invalid_report",
        "a mailbox, a telephone"),
    Case("a script for a link", m.told(b'"web":null', b'"web":"javascript:alert(1)"'),
         "invalid_report", "$.web"),
    Case("a header in a mailbox", m.told(b'.example"', b'.example\\n"'), "invalid_report",
         "$.email"),
]  # fmt: skip
KEYS = [
    Case("an enrolment by another key", m.foreign, "bad_signature", "key it carries"),
    Case("a weak key", m.weak, "bad_signature", "enrolment is not signed"),
    Case("a key with a line feed", m.fed, "invalid_report", "$.public_key"),
    Case("a made-up invitation", m.enrolled(token="0" * 64), "token_invalid", "not known"),
    Case("another network's invitation", m.enrolled(node="kainuu"), "token_invalid", "whole line"),
    Case("an old invitation", m.expired, "token_expired", "expired"),
    Case("a key that another network has", lambda s: s.enrolment(s.other.key), "token_used",
         "another key"),
    Case("a rotation nobody proved", lambda s: s.rotation(), "invalid_report", "has not signed"),
    Case("a rotation proved for another place", m.elsewhere_in_chain, "invalid_report",
         "its place in the chain"),
    Case("a rotation proved for another network", m.rotated(node="kainuu"), "invalid_report",
         "new key has not"),
    Case("a rotation proved by another key", m.rotated(new=SigningKey.generate()),
         "invalid_report", "Draw a new key"),
    Case("a rotation that retires another key", m.retiring_another, "invalid_report",
         "retires another key"),
    Case("a rotation to its own key", m.rotated_to(lambda s: s.node.key), "invalid_report",
         "has not signed"),
    Case("a rotation to a key in use", m.rotated_to(lambda s: s.other.key), "invalid_report",
         "knows the new key already"),
    Case("a rotation by the new key", m.rotated_by_the_new_key, "unknown_key", "invitation"),
]  # fmt: skip
TABLE = [*SHAPE, *SIGNATURE, *SPELLING, *VALUES, *PLACE, *STANDING, *KEYS]
