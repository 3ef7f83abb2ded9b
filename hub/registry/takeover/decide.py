"""What an operator decides when no lead of a network can sign in: whoever asked becomes one.

One job of the write actor and a line of the log. The code stands in neither: it opens a node.
"""

from datetime import datetime
from sqlite3 import Connection

from hub.registry import store
from hub.registry.decide import Decided, Decision
from shared.text import Text
from shared.wire.words import NodeId


def take_over(db: Connection, node: NodeId, at: datetime) -> Decision:
    """Let a new lead into a network: the request that was read out is signed."""
    if store.network(db, node) is None:
        return Text.of("No network is called {node}.", node=node)
    store.write_down(db, "takeover", node, "", at)
    said = Text.of("A takeover of {node} was signed: it lets one new lead in.", node=node)
    return Decided(said=said)
