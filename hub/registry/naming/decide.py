"""What a network is called: another name for parents, or the one they read is kept.

A name that parents read is an act of the ledger. That one was kept is not: it changes no page.
"""

from collections.abc import Callable
from datetime import datetime
from sqlite3 import Connection

from hub.registry import acts, inviting
from hub.registry import store as registry
from hub.registry.decide import Decided, Decision, of, record
from hub.registry.naming import store
from shared.text import Text
from shared.wire.availability import NetworkName
from shared.wire.words import NodeId

OwnName = Callable[[Connection, NodeId], NetworkName | None]
"""Returns what a network calls itself in its report, if it has reported."""


def rename(db: Connection, node: NodeId, name_fi: str, name_sv: str, at: datetime) -> Decision:
    """Have parents read another name of a network; what is empty stays as it is.

    A new Finnish name needs a Swedish one beside it: neither the old Swedish one nor the Finnish
    one comes onto Swedish pages without a word.
    """
    if isinstance(network := of(db, node), Text):
        return network
    if not (name_fi or name_sv):
        return Text.of("No name was given (--name-fi, --name-sv). Nothing was changed.")
    if not name_sv and name_fi != network.name.fi:
        return Text.of(
            "The name in Swedish is missing (--name-sv). If it is the Finnish one, give that one "
            "again. Nothing was changed."
        )
    name = inviting.read_name(node, name_fi or network.name.fi, name_sv or network.name.sv)
    if isinstance(name, Text):
        return name
    if network.name == name:
        return Text.of("This is the name of {node} already.", node=node)
    record(db, acts.Admitted(node=node, name=name), at)
    return Decided(said=Text.of("{node} is called {name} from now on.", node=node, name=both(name)))


def keep(
    db: Connection, node: NodeId, own_name: OwnName, at: datetime, seen: NetworkName | None = None
) -> Decision:
    """Keep the name that parents read, though the network calls itself otherwise.

    `seen`: the name that the operator looked at; if the network has another one now, it waits.
    """
    if isinstance(network := of(db, node), Text):
        return network
    own = own_name(db, node)
    if own is None or own == network.name:
        return Text.of("{node} calls itself by no other name. Nothing was changed.", node=node)
    if seen is not None and seen != own:
        return Text.of(
            "{node} calls itself {name} by now. Nothing was changed. Look at it first.",
            node=node,
            name=both(own),
        )
    if store.declined(db).get(node) == own:
        return Text.of("The name of {node} was kept before. Nothing was changed.", node=node)
    store.decline(db, node, own, at)
    registry.write_down(db, "name kept", node, "", at)
    said = Text.of(
        "{node} keeps its name {name}, though it calls itself {own}.",
        node=node,
        name=both(network.name),
        own=both(own),
    )
    return Decided(said=said)


def both(name: NetworkName) -> str:
    """Return a name in both languages, once if it is the same in both."""
    return name.fi if name.fi == name.sv else f"{name.fi} / {name.sv}"
