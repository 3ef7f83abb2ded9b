"""Whose reports come back from the hub: those of the own keys, and of the keys they rotated to."""

from datetime import UTC, datetime

from msgspec.structs import replace

from node.outbox.model import Link
from node.push import adoption
from shared import possession
from shared.signing import SigningKey, decode_envelope, encode_envelope, envelope_digest, sign
from shared.wire.availability import Availability, Gone, NetworkName
from shared.wire.codec import Message
from shared.wire.session import Head

NODE = "pohjois-savo"
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
FIRST, SECOND, STRANGE = (SigningKey.generate() for _ in range(3))


class Chain:
    """Links that follow each other, as they come back."""

    def __init__(self) -> None:
        self.links: list[Link] = []

    @property
    def head(self) -> Head | None:
        """Return the last link's head."""
        if not self.links:
            return None
        return Head(sequence=self.links[-1].sequence, digest=self.links[-1].digest)

    def report(self, key: SigningKey) -> None:
        """Have this key sign a report."""
        head = self.head
        report = Availability(
            node=NODE,
            sequence=head.sequence + 1 if head else 1,
            previous=head.digest if head else None,
            observed_at=NOON,
            confirmed_at=None,
            network=NetworkName(fi="Esimerkki", sv="Exempel"),
            pause=None,
            municipalities=(),
            offers=(),
            activities=(),
            gone=Gone(ended=0, cancelled=0, withdrawn=0),
        )
        self._add(report, key, "availability/1")

    def rotate(self, old: SigningKey, new: SigningKey, by: SigningKey | None = None) -> None:
        """Rotate from one key to another; `by` signs it in the old one's place."""
        made = possession.rotation(NODE, self.head, old, new, NOON)
        self._add(made, by or old, "rotation/1")

    def _add(self, message: Message, key: SigningKey, schema: str) -> None:
        envelope, head = sign(message, key), self.head
        self.links.append(
            Link(
                sequence=head.sequence + 1 if head else 1,
                digest=envelope_digest(envelope),
                previous=head.digest if head else None,
                schema=schema,
                envelope=encode_envelope(envelope),
            )
        )


def strange(chain: Chain, *keys: SigningKey) -> int | None:
    """Return the number of the first strange link."""
    found = adoption.stranger(chain.links, [key.public for key in keys])
    return None if found is None else found.sequence


def test_all_that_own_keys_signed_is_own() -> None:
    chain = Chain()
    chain.report(FIRST)
    chain.report(SECOND)

    assert strange(chain, FIRST, SECOND) is None
    assert strange(chain, FIRST) == 2
    assert strange(chain) == 1


def test_a_key_that_an_own_one_rotated_to_is_own_from_there_on() -> None:
    chain = Chain()
    chain.report(FIRST)
    chain.rotate(FIRST, SECOND)
    chain.report(SECOND)

    assert strange(chain, FIRST) is None


def test_a_key_that_a_stranger_rotated_to_is_strange() -> None:
    chain = Chain()
    chain.report(FIRST)
    chain.rotate(FIRST, SECOND, by=STRANGE)
    chain.report(SECOND)

    assert strange(chain, FIRST) == 2


def test_before_its_rotation_a_new_key_is_strange() -> None:
    chain = Chain()
    chain.report(SECOND)
    chain.rotate(FIRST, SECOND)

    assert strange(chain, FIRST) == 1


def test_the_name_of_an_own_key_proves_nothing_without_its_signature() -> None:
    chain = Chain()
    chain.report(FIRST)
    signed = decode_envelope(chain.links[0].envelope)
    (signature,) = signed.signatures
    forged = replace(signature, sig=STRANGE.sign(b"anything"))
    envelope = encode_envelope(replace(signed, signatures=(forged,)))
    chain.links[0] = replace(chain.links[0], envelope=envelope)

    assert strange(chain, FIRST) == 1
