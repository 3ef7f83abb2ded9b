"""The nodes' keys in memory, so that a signature is checked before any transaction begins.

A key id is the digest of its key, so what is remembered of a key stays right; whose it is can
change only while nothing was accepted from it. Whether it speaks for its node is decided in the
transaction.
"""

import asyncio
from functools import partial

from hub.ingest.model import Refused
from hub.ingest.problems import BUSY_S, busy
from hub.ingest.throttle import Throttle
from hub.ingest.unseal import Keys, NodeKey, Path, Unsealed, unseal
from hub.registry.keys import store as keys
from shared.runtime.database import Database
from shared.wire.words import KeyId, NodeId


class KeyMemory:
    """Every key that ever spoke for a node: all are read once, later ones when they are met.

    `strangers` says how many messages signed by an unknown key are looked into.
    """

    def __init__(self, database: Database, strangers: Throttle) -> None:
        self._database = database
        self._strangers = strangers
        self._keys: dict[KeyId, NodeKey] = {}
        self._nodes: set[NodeId] = set()
        self._whole = False
        self._reading = asyncio.Lock()

    async def unseal(self, body: bytes, path: Path, *schemas: str) -> Unsealed | Refused:
        """Return the signed message inside `body`, or why it is none of that node's."""
        found = unseal(body, path, schemas, self._keys)
        if not _is_strange(found):
            return found
        if not self._strangers.admits():
            return Refused(problem=busy(BUSY_S))
        async with self._reading:
            await self._learn(path.node)
        known = Path(node=path.node, sequence=path.sequence, invited=path.node in self._nodes)
        return unseal(body, known, schemas, self._keys)

    async def _learn(self, node: NodeId) -> None:
        """Read everybody's keys the first time, one node's afterwards: anyone can ask for that."""
        read = partial(keys.of_node, node=node) if self._whole else keys.everybodys
        owners, nodes = await self._database.read(read)
        self._keys |= _known(owners)
        self._nodes |= nodes
        self._whole = True


def _is_strange(found: Unsealed | Refused) -> bool:
    """Tell whether looking once more could help: a key that was forgotten may be another's now."""
    return isinstance(found, Refused) and found.problem.code in {"unknown_key", "wrong_node"}


def _known(owners: keys.Owners) -> Keys:
    return {
        key_id: NodeKey(node=owned.node, public=owned.public) for key_id, owned in owners.items()
    }
