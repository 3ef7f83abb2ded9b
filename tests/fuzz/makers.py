"""How each refused message is made from the right one; every function returns what makes it."""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import structs

from shared import possession, signing
from shared.signing import SigningKey
from shared.wire import codec
from shared.wire.receipt import Receipt
from shared.wire.session import Head
from tests.fuzz.scene import Scene, Sent, resigned
from tests.hub.ingest.builders_ingest import contact, report, sealed, sealed_bytes

Make = Callable[[Scene], Sent]


def says(old: bytes, new: bytes) -> Make:
    """Return a report whose JSON says something else in one place."""
    return lambda scene: scene.payload(lambda payload: payload.replace(old, new, 1))


def numbered(new: bytes) -> Make:
    """Return a report with another spelling of its number."""
    return lambda scene: says(b'"sequence":%d' % scene.number, b'"sequence":' + new)(scene)


def paid(change: Callable[[bytes], bytes]) -> Make:
    """Return a report whose payload is changed as a whole, and signed."""
    return lambda scene: scene.payload(change)


def outer(**changes: Any) -> Make:
    """Return the good envelope with other members."""
    return lambda scene: scene.spoilt(lambda fields: fields.update(changes))


def signature(**changes: Any) -> Make:
    """Return the good envelope with another member in its signature."""
    return lambda scene: scene.spoilt(lambda fields: fields["signatures"][0].update(changes))


def spoilt(spoil: Callable[[dict[str, Any]], object]) -> Make:
    """Return the good envelope, spoilt."""
    return lambda scene: scene.spoilt(spoil)


def raw(change: Callable[[bytes], bytes]) -> Make:
    """Return the good body with its bytes changed."""
    return lambda scene: scene.at(change(scene.good()))


def cut(change: Callable[[bytes], bytes]) -> Make:
    """Return the good envelope with the signature's bytes changed."""
    return spoilt(lambda fields: resigned(fields, change))


def message(schema: str, payload: bytes, where: str = "") -> Make:
    """Return any payload under any type, signed by the node."""

    def make(scene: Scene) -> Sent:
        body = sealed_bytes(payload, codec.payload_type(schema), scene.node.key)
        return scene.put(where, body) if where else scene.at(body)

    return make


def by(**changes: Any) -> Make:
    """Return the next report with other contents."""
    return lambda scene: scene.at(sealed(scene.node.next(**changes), scene.node.key))


def elsewhere(name: str) -> Make:
    """Return the right report put to another network's address."""
    return lambda scene: Sent(
        path=f"/v1/nodes/{name}/reports/{scene.number}", body=scene.good(), lease=scene.node.lease
    )


def hello(challenge: str = "fresh", **changes: Any) -> Make:
    """Return a hello."""
    return lambda scene: scene.greeting(challenge, **changes)


def leased(lease: Callable[[Scene], str | None], **changes: Any) -> Make:
    """Return the right report under some lease."""
    return lambda scene: scene.at(scene.good(), lease=lease(scene), **changes)


def enrolled(**changes: Any) -> Make:
    """Return an enrolment of a new key with other contents."""
    return lambda scene: scene.enrolment(SigningKey.generate(), **changes)


def rotated(**changes: Any) -> Make:
    """Return a rotation proved for another place than the one it stands in, or by another key."""

    def make(scene: Scene) -> Sent:
        new = SigningKey.generate()
        fields: dict[str, Any] = {
            "node": scene.node.node,
            "head": scene.node.head,
            "old": scene.node.key,
            "new": new,
            "made_at": scene.stand.clock.now(),
        }
        made = possession.rotation(**{**fields, **changes})
        return scene.rotation(public_key=new.public, possession=made.possession)

    return make


def rotated_to(public: Callable[[Scene], SigningKey]) -> Make:
    """Return a rotation, well proved, to a key that cannot be the next one."""

    def make(scene: Scene) -> Sent:
        new, now = public(scene), scene.stand.clock.now()
        made = possession.rotation(scene.node.node, scene.node.head, scene.node.key, new, now)
        return scene.at(sealed(made, scene.node.key))

    return make


def rotated_by_the_new_key(scene: Scene) -> Sent:
    """Return a rotation that the new key signs as a whole."""
    new, now = SigningKey.generate(), scene.stand.clock.now()
    made = possession.rotation(scene.node.node, scene.node.head, scene.node.key, new, now)
    return scene.at(sealed(made, new))


def ahead(head: Head | None) -> Head:
    """Return a head that is nobody's."""
    return Head(sequence=head.sequence + 1 if head else 1, digest="c" * 64)


def receipt(scene: Scene) -> Sent:
    """Return a receipt of the hub, played back to it."""
    given = Receipt(
        node=scene.node.node,
        sequence=scene.number,
        digest="a" * 64,
        received_at=scene.stand.clock.now(),
        generation="b" * 64,
        index=1,
    )
    return scene.at(sealed(given, scene.stand.desk.key))


def weak(scene: Scene) -> Sent:
    """Return an enrolment of a key of small order, under which anybody finds signatures."""
    public = (1).to_bytes(32, "little").hex()
    asked = {
        "schema": "enrolment/1",
        "node": "kutsuttu",
        "token": scene.token,
        "public_key": public,
        "software": "sim 1",
    }
    sig = {"keyid": signing.key_id(public), "sig": (1).to_bytes(32, "little") + bytes(32)}
    kind = codec.payload_type("enrolment/1")
    envelope = {"payload": msgspec.json.encode(asked), "payloadType": kind, "signatures": [sig]}
    return Sent(method="POST", path="/v1/enrol", body=msgspec.json.encode(envelope))


def asked(path: str, made: Make, method: str = "PUT") -> Make:
    """Return the body of another message, put to some address without a lease."""
    return lambda scene: Sent(method=method, path=path, body=made(scene).body)


def put(where: str, made: Make) -> Make:
    """Return the body of another message, put below the node's own address."""
    return lambda scene: scene.put(where, made(scene).body)


def good(scene: Scene) -> Sent:
    """Return what would be taken."""
    return scene.at(scene.good())


def told(old: bytes, new: bytes) -> Make:
    """Return a contact whose JSON says something else in one place."""
    payload = codec.encode(contact(3))
    assert old in payload
    return message("contact/1", payload.replace(old, new, 1), "contact")


def contacted(revision: int) -> Make:
    """Return a contact of some revision."""
    return lambda scene: scene.put("contact", sealed(contact(revision), scene.node.key))


def gap(scene: Scene) -> Sent:
    """Return a report far ahead of the head."""
    return scene.at(sealed(report(9, "d" * 64), scene.node.key), 9)


def not_followed(new: bytes) -> Make:
    """Return the next report with something else as the digest of the one before."""

    def make(scene: Scene) -> Sent:
        assert scene.node.head is not None
        return says(b'"previous":"%s"' % scene.node.head.digest.encode(), b'"previous":' + new)(
            scene
        )

    return make


def unnumbered(scene: Scene) -> Sent:
    """Return a report without its number."""
    return says(b'"sequence":%d,' % scene.number, b"")(scene)


def named(scene: Scene) -> Sent:
    """Return the node's first word in the name of another network."""
    return scene.at(sealed(report(node="kainuu"), scene.node.key), 1)


def of_another(scene: Scene) -> Sent:
    """Return the right report, signed by the key of another network."""
    return scene.at(sealed(scene.node.next(), scene.other.key))


def fed(scene: Scene) -> Sent:
    """Return an enrolment whose key ends in a line feed, which readers of hexadecimal ignore."""
    sent = scene.enrolment(key := SigningKey.generate())
    envelope = signing.decode_envelope(sent.body)
    payload = envelope.payload.replace(key.public.encode(), key.public.encode() + b"\\n")
    return structs.replace(sent, body=sealed_bytes(payload, envelope.payload_type, key))


def foreign(scene: Scene) -> Sent:
    """Return an enrolment signed by another key than the one it carries."""
    return scene.enrolment(SigningKey.generate(), SigningKey.generate())


def expired(scene: Scene) -> Sent:
    """Return an enrolment with an invitation that has ended."""
    return scene.enrolment(SigningKey.generate(), node="vanhentunut", token=scene.old_token)


def retiring_another(scene: Scene) -> Sent:
    """Return a rotation that retires a key the signer is not."""
    new, now = SigningKey.generate(), scene.stand.clock.now()
    made = possession.rotation(scene.node.node, scene.node.head, scene.other.key, new, now)
    return scene.at(sealed(made, scene.node.key))


def elsewhere_in_chain(scene: Scene) -> Sent:
    """Return a rotation whose new key signed another place of the same chain."""
    return rotated(head=ahead(scene.node.head))(scene)
