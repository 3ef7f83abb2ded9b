"""What an operator decides about a network's key: take it back, invite a lost network again.

Each is one job of the write actor; a decision that cannot be taken is answered with a Text.
"""

from datetime import datetime, timedelta
from sqlite3 import Connection

from hub.ingest.session import lease_hash
from hub.registry import acts, store
from hub.registry.decide import Decided, Decision, record
from hub.registry.keys import store as keys
from hub.registry.model import Invited
from shared.text import Text
from shared.wire.words import NodeId, Token


def revoke(db: Connection, node: NodeId, at: datetime) -> Decision:
    """Take a network's key back: nothing it signs counts from this moment on."""
    network = store.network(db, node)
    if network is None or network.standing not in {"active", "suspended"}:
        return Text.of("The network {node} has no confirmed key.", node=node)
    key = keys.ring(db, node).current
    if key is None or key.revoked_at is not None:
        return Text.of("The key of {node} was taken back before.", node=node)
    record(db, acts.Revoked(node=node, key_id=key.key_id), at)
    if network.standing == "active":
        record(db, acts.Suspended(node=node, why="revoked"), at)
    said = Text.of(
        "The key of {node} is taken back, its reports are refused from now on. Invite the network "
        "again (command: voikukkia-hub invite {node} --again).",
        node=node,
    )
    return Decided(said=said)


def invite_again(
    db: Connection, node: NodeId, token: Token, *, at: datetime, life: timedelta
) -> Decision:
    """Invite a network whose line, machine or key is lost; a confirmed key counts until a new one.

    Name, grant and reports stay as they are. A key that waited to be confirmed is forgotten.
    """
    network = store.network(db, node)
    if network is None or network.withdrawn:
        return Text.of("The network {node} is not invited: invite it as a new one.", node=node)
    store.forget_key(db, node)
    keys.wait(db, node, None)
    invited = Invited(
        node=node,
        token_hash=lease_hash(token),
        created_at=at,
        expires_at=at + life,
        used_at=None,
        used_key=None,
    )
    store.invite(db, invited)
    store.write_down(db, "invited", node, "again", at)
    if network.standing in {"invited", "pending"}:
        said = Text.of(
            "The network {node} is invited again. The line that was sent before works no longer.",
            node=node,
        )
        return Decided(said=said)
    said = Text.of(
        "The network {node} is invited again. Its new key counts once you have confirmed the "
        "fingerprint.",
        node=node,
    )
    return Decided(said=said)
