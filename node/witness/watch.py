"""Look at the checkpoint of every welcome: does the hub's log go on from what this node saw?

A proof that does not come stops nothing, for a cut line looks alike; it is shown. So does one that
is wrong and not signed: it may have been damaged on its way. A wrong proof signed by the hub, a
smaller tree or another root stop the sender, and both signed notes are kept as evidence.
"""

from functools import partial
from sqlite3 import Connection

from msgspec import UNSET

from node.network import store as network
from node.push.partners import HubKeys, Line
from node.witness import model, store
from node.witness.model import NeedsProof, Reason, Seen
from shared import merkle, note
from shared.delivery import Answered, Unreachable, read_answer
from shared.note import Checkpoint, Disbelieved
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.wire.consistency import Consistency
from shared.wire.session import Welcome
from shared.wire.words import Digest, PublicKey


class LogWitness:
    """The sender's `Witness`."""

    def __init__(self, database: Database, clock: Clock, hub_keys: HubKeys) -> None:
        self._database = database
        self._clock = clock
        self._hub_keys = hub_keys

    async def __call__(self, line: Line, welcome: Welcome) -> Reason | None:
        """Return why nothing may be sent to this hub, or None; remember what was seen."""
        if welcome.checkpoint is UNSET:
            return None
        text = welcome.checkpoint
        found = await self._believed(text)
        if isinstance(found, Disbelieved):
            log.logger().warning("log.disbelieved", reason=found.why)
            return None
        seen, others = await self._database.read(partial(_known, origin=found.origin))
        reason = await self._judge(line, found, seen)
        now = self._clock.now()
        if reason is None:
            after = model.after(seen, found, text, now)
        elif seen is None:
            return reason
        else:
            after = model.doubted(seen, text, reason, now)
        await self._database.write(partial(store.keep, seen=after))
        if seen is None and others:
            log.logger().warning("log.begun_anew")
        return reason if reason in model.STOPS else None

    async def _believed(self, text: str) -> Checkpoint | Disbelieved:
        keys = await self._speaking()
        return note.checkpoint(text, keys) if keys else Disbelieved("unknown_key")

    async def _speaking(self) -> tuple[PublicKey, ...]:
        """Return the keys that speak for the hub now."""
        record = await self._database.read(network.record)
        if record is None or record.hub_key is None:
            return ()
        return await self._hub_keys.known(record.hub_key)

    async def _judge(self, line: Line, found: Checkpoint, seen: Seen | None) -> Reason | None:
        look = model.first_look(found, seen)
        if not isinstance(look, NeedsProof):
            return look
        proof = await line.consistency(look.first, look.second)
        signed = isinstance(proof, Answered)
        if isinstance(proof, Answered):
            proof = await self._signed(proof, found.origin, look)
        if isinstance(proof, Unreachable):
            return "log_unproven"
        before = seen.root if seen else merkle.EMPTY_ROOT
        hashes = [bytes.fromhex(one) for one in proof]
        if merkle.consistent(look.first, look.second, before, found.root, hashes):
            return None
        return "log_forked" if signed else "log_unproven"

    async def _signed(
        self, answered: Answered, origin: str, look: NeedsProof
    ) -> tuple[Digest, ...] | Unreachable:
        """Return the hub's own word on these two sizes; anything else is no proof at all."""
        answer = read_answer(answered, await self._speaking())
        asked = (origin, look.first, look.second)
        if isinstance(answer, Consistency) and asked == (
            answer.origin,
            answer.first,
            answer.second,
        ):
            return answer.hashes
        return answer if isinstance(answer, Unreachable) else Unreachable("not_expected")


def _known(db: Connection, *, origin: str) -> tuple[Seen | None, bool]:
    """Return what was seen of a log, and whether any was seen before."""
    return store.seen(db, origin), bool(store.every(db))
