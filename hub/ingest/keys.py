"""The nodes' keys in memory, so that a signature is checked before any transaction begins.

A key id is the digest of its key: what is remembered cannot become wrong, only incomplete. Whether
a key still speaks for its node is decided in the transaction.
"""

from sqlite3 import Connection

from hub.ingest.model import Refused
from hub.ingest.unseal import Keys, NodeKey, Path, Unsealed, unseal
from hub.registry import store as registry
from shared.runtime.database import Database
from shared.wire.words import NodeId


class KeyMemory:
    """All keys that enrolled; reads the registry again when it meets an unknown one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keys: Keys = {}
        self._nodes: frozenset[NodeId] = frozenset()

    async def unseal(self, body: bytes, path: Path, schema: str) -> Unsealed | Refused:
        """Return the signed message inside `body`, or why it is none of that node's."""
        found = unseal(body, path, schema, self._keys)
        if isinstance(found, Refused) and found.problem.code == "unknown_key":
            self._keys, self._nodes = await self._database.read(_keys)
            known = Path(node=path.node, sequence=path.sequence, invited=path.node in self._nodes)
            found = unseal(body, known, schema, self._keys)
        return found


def _keys(db: Connection) -> tuple[Keys, frozenset[NodeId]]:
    networks = registry.networks(db)
    keys = {
        n.key_id: NodeKey(node=n.node, public=n.public_key)
        for n in networks
        if n.key_id is not None and n.public_key is not None
    }
    return keys, frozenset(n.node for n in networks)
