"""Switches that turn single safeguards off, by putting another function in the place of one.

Only tests can reach them: no setting and no code of the project knows of them. As a pytest plugin
(`-p tests.simulation.without --without NAME`) one is off for a whole session of tests.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from sqlite3 import Connection
from typing import Any

import msgspec
import pytest

from hub.availability import freshness, held
from hub.ingest import hello, ledger, mirror, receive, store, unseal, verify
from hub.ingest.alarms import store as alarms
from hub.ingest.model import Entry, Refused
from hub.ingest.session import Session
from hub.registry import acts
from node.anonymiser import listed
from node.outbox import store as outbox
from node.push import adoption, journal, reconciling, sender
from node.push.reconciling import Standing
from node.witness import model as witness
from shared import delivery, keyring, signing, trust
from shared.keyring import KeyRecord, Keyring
from shared.wire import codec
from tests.simulation.patches import put

Put = tuple[object, str, object]


def idempotency() -> list[Put]:
    """Take the same bytes for other ones."""
    return [(verify, "_duplicate", lambda *_given: None)]


def receipt_after_commit() -> list[Put]:
    """Give the receipt first, and commit a moment later."""
    later = receive.Receiver.receive

    async def at_once(self: Any, body: bytes, path: Any, lease: str | None) -> Any:
        unsealed = await self._keys.unseal(body, path, *verify.SCHEMAS)
        if isinstance(unsealed, Refused):
            return unsealed.problem
        found: list[Any] = []

        def decide(db: Connection) -> None:
            found.append(self._decide(db, unsealed, path, lease))
            raise _UndoneError

        with suppress(_UndoneError):
            await self._database.write(decide)
        asyncio.get_running_loop().call_later(5, _spawn, self, later, body, path, lease)
        return self._answer(*found[0])

    return [(receive.Receiver, "receive", at_once)]


def rule_3() -> list[Put]:
    """Sign the next report whatever head the hub named."""

    def confirmed(_db: Connection, *, hub_head: Any) -> Standing:
        return Standing(verdict=delivery.Confirmed(hub_head))

    return [(reconciling, "compare", confirmed)]


def previous_digest() -> list[Put]:
    """Take a report that follows another one than the hub's last."""
    before = verify.in_order

    def loose(report: Any, digest: str, given: Any) -> Refused | None:
        found = before(report, digest, given)
        fork = found is not None and found.problem.code == "fork" and given.stored is None
        return None if fork else found

    return [(verify, "in_order", loose)]


def compare_and_swap() -> list[Put]:
    """Move a head without looking from where."""

    def moved(db: Connection, values: dict[str, object]) -> bool:
        db.execute(
            "UPDATE node_head SET sequence = :sequence, digest = :digest, entry = :entry"
            " WHERE node = :node",
            values,
        )
        return True

    return [(ledger, "_next_head", moved)]


def the_mirror() -> list[Put]:
    """Write nothing to the mirror."""
    return [(mirror.Mirror, "follow", lambda _self, _db: None)]


def challenge() -> list[Put]:
    """Let a challenge be used as often as anybody likes."""
    return [(hello, "_accepted", lambda _before: 0)]


def lease() -> list[Put]:
    """Take reports of any session, with any lease."""
    return [(Session, "holds", lambda _self, _lease, _now: True)]


def clone_check() -> list[Put]:
    """Let a session in that another one has replaced."""
    return [(alarms, "past", lambda *_given: None)]


def heartbeat() -> list[Put]:
    """Leave no word in the ledger when a node is heard of."""
    before = ledger.append_act

    def silent(db: Connection, act: acts.Act, at: datetime) -> Entry | None:
        return None if isinstance(act, acts.Word) else before(db, act, at)

    return [(ledger, "append_act", silent)]


def freshness_when_read() -> list[Put]:
    """Believe a word for ever, however long nobody was heard of."""
    return [(freshness, "contact_ends", lambda _known, _policy: freshness.END_OF_TIME)]


def drop_guard() -> list[Put]:
    """Take every report as it is, however many groups vanished."""
    return [(held, "_loss", lambda _before, _after: 0)]


def one_spelling() -> list[Put]:
    """Take a payload in any spelling."""

    def decode(payload: bytes, schema: str) -> codec.Message:
        return msgspec.json.decode(payload, type=codec.FROM_NODE[schema])

    return [(codec, "decode", decode)]


def signed_type() -> list[Put]:
    """Sign the payload alone."""
    return [(signing, "pae", lambda _kind, payload: b"DSSEv1 %d %s" % (len(payload), payload))]


def signature() -> list[Put]:
    """Believe every signature."""
    return [(signing, "signature_ok", lambda _envelope, _key: True)]


def stored_refusals() -> list[Put]:
    """Judge again what was refused before."""
    return [(store, "answer_to", lambda *_given: None)]


def bytes_before_sending() -> list[Put]:
    """Sign a report, send it, and keep nothing of it before the receipt."""

    async def unkept(self: Any, party: Any, _footing: Any, now: datetime) -> Any:
        key = await self._keys.speaking()
        found: list[Any] = []

        def sign(db: Connection) -> None:
            if outbox.queued(db) is None and outbox.dirty_since(db) is not None:
                journal.sign_next(
                    db, key=key, node=party.node, now=now, next_report=self._next_report
                )
            found.extend(journal.parcels(db))
            raise _UndoneError

        with suppress(_UndoneError):
            await self._database.write(sign)
        return tuple(found)

    return [(sender.Sender, "_parcels", unkept)]


def key_range() -> list[Put]:
    """Let every key that ever spoke for a node sign anything."""

    def find(self: Keyring, key_id: str, _sequence: int | None = None) -> KeyRecord | None:
        return self.recorded(key_id)

    return [(keyring.Keyring, "find", find)]


def log_consistency() -> list[Put]:
    """Believe whatever log the hub shows."""
    return [(witness, "first_look", lambda _found, _seen: None)]


def own_signatures() -> list[Put]:
    """Take over what the hub gives back, whoever signed it."""
    return [(adoption, "stranger", lambda *_given: None)]


def told_once() -> list[Put]:
    """Explain a loss as if no other machine with the same records had told of it."""
    return [(listed, "told_since", lambda *_given: {})]


def trust_rollback() -> list[Put]:
    """Take an older trust document in the place of a newer one."""
    return [(trust, "newer", lambda found, _held: found is not None)]


def message_type() -> list[Put]:
    """Take any kind of message at any address."""
    return [(unseal, "wrong_type", _no_type)]


def _no_type(*_given: object) -> None:
    return None


class _UndoneError(Exception):
    """The transaction is not to be kept."""


def _spawn(receiver: Any, job: Any, *given: Any) -> None:
    try:
        receiver._database._machine.spawn(job(receiver, *given))
    except AttributeError:
        return


SWITCHES: dict[str, Callable[[], list[Put]]] = {
    made.__name__: made
    for made in (
        idempotency,
        receipt_after_commit,
        rule_3,
        previous_digest,
        compare_and_swap,
        the_mirror,
        challenge,
        lease,
        clone_check,
        heartbeat,
        freshness_when_read,
        drop_guard,
        one_spelling,
        signed_type,
        signature,
        stored_refusals,
        bytes_before_sending,
        key_range,
        log_consistency,
        trust_rollback,
        own_signatures,
        told_once,
        message_type,
    )
}


@contextmanager
def off(name: str) -> Iterator[None]:
    """Turn one safeguard off for a while, wherever its function was imported to."""
    with ExitStack() as stack:
        for owner, attribute, value in SWITCHES[name]():
            for place in _places(owner, attribute):
                stack.enter_context(put(place, attribute, value))
        yield


def _places(owner: object, attribute: str) -> list[object]:
    """Return every module of the project that holds this very function, its own one first."""
    original = getattr(owner, attribute)
    places = [owner]
    for name, module in list(sys.modules.items()):
        ours = name.split(".")[0] in {"hub", "node", "shared"}
        if ours and module is not owner and getattr(module, attribute, None) is original:
            places.append(module)
    return places


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of the plugin."""
    parser.addoption("--without", default=None, help="a safeguard that is turned off")


def pytest_configure(config: pytest.Config) -> None:
    """Turn the safeguard off for the whole session."""
    name = config.getoption("--without", default=None)
    if name:
        stack = ExitStack()
        stack.enter_context(off(name))
        config.add_cleanup(stack.close)
