"""Somebody between the machines who hears everything, repeats it, changes it, and signs by a key.

What never works is the point: the oracle knows every report a node signed, and finds any other in
the ledger; and it finds every receipt a node believes that the ledger does not bear out.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from shared.signing import SigningKey, decode_envelope, encode_envelope, envelope_digest, sign
from shared.wire.availability import Availability, Gone, NetworkName
from shared.wire.envelope import Envelope, Signature
from shared.wire.receipt import Receipt
from tests.simulation.chance import Chance
from tests.simulation.http import Reply, Sent
from tests.simulation.oracle import Oracle
from tests.simulation.wire import Wire

REPORT = "application/vnd.voikukkia.availability.v1+json"
CALMLY = 4
LATER_S = (5.0, 300.0, 86_400.0, 5 * 86_400.0)


class Attacker:
    """The attacker of one run."""

    def __init__(
        self, chance: Chance, wire: Wire, oracle: Oracle, now: Callable[[], datetime]
    ) -> None:
        self._chance = chance
        self._wire = wire
        self._oracle = oracle
        self._now = now
        self._draw = chance.of("attacker")
        self._key = SigningKey.from_bytes(self._draw.randbytes(32))
        self._attempts: dict[str, Callable[[Sent], Sent | None]] = {
            "forged: another key signs": self._own_report,
            "forged: another key signs in the node's name": self._borrowed_name,
            "forged: another node's address": self._swapped_node,
            "forged: a hello sent as a report": self._swapped_type,
            "forged: a report changed after it was signed": self._changed,
            "forged: the type of a signed message changed": self._relabelled,
        }

    async def attack(self) -> None:
        """Try one thing with something that was heard."""
        if not self._wire.heard:
            return
        asked = self._draw.choice(self._wire.heard)
        if self._draw.random() < 0.4:
            delay_s = self._draw.choice(LATER_S)
            if self._chance.counted(f"replayed after {delay_s:g} s"):
                self._wire.send(asked, delay_s)
            return
        kind = self._draw.choice(sorted(self._attempts))
        forged = self._attempts[kind](asked)
        if forged is not None and self._chance.counted(kind):
            self._wire.send(forged)

    async def live(self, mean_s: float) -> None:
        """Attack again and again; less often when all else is calm."""
        while True:
            pause_s = self._draw.expovariate(1 / mean_s)
            await asyncio.sleep(pause_s * (CALMLY if self._chance.calm else 1))
            await self.attack()

    def answer(self, asked: Sent, reply: Reply) -> Reply:
        """Answer in the hub's place: a receipt for what was sent, signed by another key."""
        envelope = _envelope(asked.body)
        if envelope is None or b"/reports/" not in asked.path:
            return reply
        receipt = Receipt(
            node=asked.node,
            sequence=int(asked.path.rsplit(b"/", 1)[1]),
            digest=envelope_digest(envelope),
            received_at=self._now(),
            generation="0" * 64,
            index=1,
        )
        body = encode_envelope(sign(receipt, self._key))
        return Reply(status=200, headers=((b"content-type", b"application/json"),), body=body)

    def _own_report(self, asked: Sent) -> Sent:
        """A whole report of an empty map, in the right place of the chain."""
        chain = self._oracle.chains.get(asked.node, [])
        report = Availability(
            node=asked.node,
            sequence=len(chain) + 1,
            previous=chain[-1] if chain else None,
            observed_at=self._now(),
            confirmed_at=None,
            network=NetworkName(fi="X", sv="X"),
            pause=None,
            municipalities=(),
            offers=(),
            activities=(),
            gone=Gone(ended=0, cancelled=0, withdrawn=0),
        )
        path = f"/v1/nodes/{asked.node}/reports/{report.sequence}".encode()
        body = encode_envelope(sign(report, self._key))
        return replace(asked, path=path, body=body, headers=self._stolen(asked))

    def _borrowed_name(self, asked: Sent) -> Sent | None:
        envelope = _envelope(asked.body)
        own = self._own_report(asked)
        mine = _envelope(own.body)
        if envelope is None or mine is None:
            return None
        signature = Signature(keyid=envelope.signatures[0].keyid, sig=mine.signatures[0].sig)
        forged = replace(mine, signatures=(signature,))
        return replace(own, body=encode_envelope(forged))

    def _swapped_node(self, asked: Sent) -> Sent | None:
        others = sorted(set(self._oracle.networks) - {asked.node})
        if not others:
            return None
        other = self._draw.choice(others)
        path = asked.path.replace(asked.node.encode(), other.encode(), 1)
        return replace(asked, path=path, headers=self._stolen(replace(asked, path=path)))

    def _swapped_type(self, asked: Sent) -> Sent:
        number = len(self._oracle.chains.get(asked.node, [])) + 1
        hello = asked.path.endswith(b"/hello")
        place = f"reports/{number}" if hello else "hello"
        path = f"/v1/nodes/{asked.node}/{place}".encode()
        return replace(asked, path=path, headers=self._stolen(asked))

    def _changed(self, asked: Sent) -> Sent | None:
        envelope = _envelope(asked.body)
        if envelope is None or envelope.payload_type != REPORT:
            return None
        report = msgspec.json.decode(envelope.payload, type=Availability)
        emptied = msgspec.json.encode(replace(report, offers=()))
        return replace(asked, body=encode_envelope(replace(envelope, payload=emptied)))

    def _relabelled(self, asked: Sent) -> Sent | None:
        envelope = _envelope(asked.body)
        if envelope is None or envelope.payload_type == REPORT:
            return None
        forged = encode_envelope(replace(envelope, payload_type=REPORT))
        return replace(self._swapped_type(asked), body=forged)

    def _stolen(self, asked: Sent) -> tuple[tuple[bytes, bytes], ...]:
        """Return headers with the newest lease that was heard of this node."""
        for other in reversed(self._wire.heard):
            if other.node == asked.node and any(n == b"authorization" for n, _ in other.headers):
                return other.headers
        return asked.headers


def _envelope(body: bytes) -> Envelope | None:
    try:
        return decode_envelope(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
