"""What an operator decides: each is one job of the write actor, an act of the ledger, a log line.

A decision that cannot be taken is answered with a Text that says why; then nothing has changed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from sqlite3 import Connection

from msgspec import Struct

from hub.ingest import ledger
from hub.ingest import store as ingest
from hub.ingest.model import Entry
from hub.ingest.session import lease_hash
from hub.registry import acts, store
from hub.registry.keys import store as keys
from hub.registry.model import Grant, Invited, Network, plain_fingerprint
from shared import signing
from shared.text import Text
from shared.wire.availability import NetworkName
from shared.wire.words import NodeId, PublicKey, Sequence, Token

HeldSequence = Callable[[Connection, NodeId], Sequence | None]


class Decided(Struct, frozen=True, kw_only=True):
    """What was done, in a sentence."""

    said: Text


Decision = Decided | Text


def record(db: Connection, act: acts.Act, at: datetime, detail: str = "") -> Entry:
    """Append an act to the ledger, apply it to the registry, and write it into the log."""
    entry = ledger.append_act(db, act, at)
    store.apply(db, act, at)
    store.write_down(db, entry.kind, act.node, detail, at)
    return entry


def invite(
    db: Connection,
    node: NodeId,
    name: NetworkName,
    grant: Grant,
    token: Token,
    *,
    at: datetime,
    life: timedelta,
) -> Decision:
    """Admit a network, grant it what it may speak for, and keep its invitation's hash.

    One that is invited already keeps name, grant and line; its line is renewed by `invite_again`.
    """
    network = store.network(db, node)
    if network is not None and network.standing in {"active", "suspended"}:
        return Text.of("The network {node} has its key already. Nothing was changed.", node=node)
    if network is not None and not network.withdrawn:
        return Text.of(
            "The network {node} is invited already. Nothing was changed. Make it a new line "
            "(command: voikukkia-hub invite {node} --again), or change what it may speak for "
            "(command: voikukkia-hub grant {node}).",
            node=node,
        )
    if network is None or network.name != name:
        record(db, acts.Admitted(node=node, name=name), at)
    _granted(db, node, grant, at)
    invited = Invited(
        node=node,
        token_hash=lease_hash(token),
        created_at=at,
        expires_at=at + life,
        used_at=None,
        used_key=None,
    )
    store.invite(db, invited)
    store.write_down(db, "invited", node, "", at)
    return Decided(said=Text.of("The network {node} is invited.", node=node))


def withdraw(db: Connection, node: NodeId, at: datetime) -> Decision:
    """Take an invitation back: its line works no longer, a key that waits is forgotten.

    A network that never had a key loses its grant with it, until it is invited anew.
    """
    if isinstance(network := of(db, node), Text):
        return network
    invited, keyed = store.invitation(db, node), network.standing in {"active", "suspended"}
    unused = invited is not None and invited.used_at is None and at < invited.expires_at
    if network.withdrawn or (keyed and not unused and network.waiting_key is None):
        return Text.of("No invitation of {node} is open.", node=node)
    store.drop_invitation(db, node)
    store.forget_key(db, node)
    keys.wait(db, node, None)
    store.write_down(db, "invitation withdrawn", node, "", at)
    if keyed:
        return Decided(
            said=Text.of(
                "The invitation of {node} is withdrawn. The key that {node} has goes on as before.",
                node=node,
            )
        )
    _granted(db, node, Grant(municipalities=(), reach=()), at)
    said = Text.of(
        "The invitation of {node} is withdrawn: its line works no longer, and nothing is granted "
        "to {node} any more.",
        node=node,
    )
    return Decided(said=said)


def confirm(
    db: Connection, node: NodeId, read_out: str, hub_key: PublicKey, at: datetime
) -> Decision:
    """Confirm a node's key by the fingerprint that was read out over the telephone.

    A key that waited beside another takes its place, and lifts a suspension.
    """
    network = store.network(db, node)
    if network is None:
        return _unknown(db, node)
    key = network.waiting_key or network.public_key
    if key is None:
        return Text.of("The network {node} has not enrolled yet.", node=node)
    if network.waiting_key is None and network.standing != "pending":
        return Text.of(
            "The key of {node} was confirmed before, and no other one waits. Nothing was changed.",
            node=node,
        )
    if plain_fingerprint(read_out) != plain_fingerprint(signing.fingerprint(key, hub_key)):
        return Text.of(
            "This is not the fingerprint of {node}. Nothing was confirmed. Have it read out again; "
            "if it stays wrong, somebody else used the invitation: invite the network anew.",
            node=node,
        )
    head = ledger.head(db, node)
    first = 1 if head is None else head.sequence + 1
    act = acts.Keyed(node=node, public_key=key, first_sequence=first)
    said = Text.of("The key of {node} is confirmed. Its reports count from now on.", node=node)
    record(db, act, at)
    if network.standing == "suspended":
        record(db, acts.Resumed(node=node), at)
    return Decided(said=said)


def suspend(db: Connection, node: NodeId, at: datetime) -> Decision:
    """Suspend a network: its word is no longer believed, its reports are refused."""
    if isinstance(network := of(db, node), Text):
        return network
    if network.standing != "active":
        return Text.of("The network {node} is not active.", node=node)
    said = Text.of("The network {node} is suspended.", node=node)
    record(db, acts.Suspended(node=node), at)
    return Decided(said=said)


def resume(db: Connection, node: NodeId, at: datetime) -> Decision:
    """Lift a suspension."""
    if isinstance(network := of(db, node), Text):
        return network
    if network.standing != "suspended":
        return Text.of("The network {node} is not suspended.", node=node)
    key = keys.ring(db, node).current
    if key is not None and key.revoked_at is not None:
        return Text.of(
            "The key of {node} was taken back. Invite the network again (command: voikukkia-hub "
            "invite {node} --again).",
            node=node,
        )
    said = Text.of("The network {node} is active again.", node=node)
    if network.suspended_why == "fork":
        said = Text.of(
            "The network {node} is active again. Its lead now has to settle the stop on the node "
            "(command: voikukkia-node settle).",
            node=node,
        )
    record(db, acts.Resumed(node=node), at)
    return Decided(said=said)


def grant(db: Connection, node: NodeId, granted: Grant, at: datetime) -> Decision:
    """Replace what a network may speak for."""
    if isinstance(network := of(db, node), Text):
        return network
    said = Text.of(
        "The grant of {node} is replaced. Municipalities it answers for: {municipalities}. Areas "
        "its offers count in: {areas}.",
        node=node,
        municipalities=len(granted.municipalities),
        areas=len(granted.reach),
    )
    _granted(db, node, granted, at)
    return Decided(said=said)


def release(
    db: Connection, node: NodeId, sequence: Sequence, held: HeldSequence, at: datetime
) -> Decision:
    """Let a held report take effect."""
    if isinstance(network := of(db, node), Text):
        return network
    waiting = held(db, node)
    if waiting is None:
        return Text.of("No report of {node} is held.", node=node)
    if waiting != sequence:
        return Text.of(
            "The held report of {node} has number {held}, not {sequence}.",
            node=node,
            held=waiting,
            sequence=sequence,
        )
    said = Text.of("Report {sequence} of {node} is released.", node=node, sequence=sequence)
    record(db, acts.Released(node=node, sequence=sequence), at)
    return Decided(said=said)


def approve_contact(db: Connection, node: NodeId, revision: Sequence, at: datetime) -> Decision:
    """Publish the contact that waits to be seen, if it still is the one that was seen."""
    if isinstance(network := of(db, node), Text):
        return network
    held = ingest.contact(db, node, "held")
    if held is None:
        return Text.of("No contact of {node} waits to be seen.", node=node)
    if held.contact.revision != revision:
        return Text.of(
            "The contact of {node} that waits now is revision {held}, not {revision}. Nothing was "
            "published. Look at it first.",
            node=node,
            held=held.contact.revision,
            revision=revision,
        )
    ingest.approve_contact(db, node)
    store.write_down(db, "contact seen", node, f"revision {held.contact.revision}", at)
    return Decided(said=Text.of("The contact of {node} is published.", node=node))


def erase_contact(db: Connection, node: NodeId, at: datetime) -> Decision:
    """Erase all contacts of a network."""
    if isinstance(network := of(db, node), Text):
        return network
    if ingest.contact(db, node, "seen") is None and ingest.contact(db, node, "held") is None:
        return Text.of("There is no contact of {node}. Nothing was changed.", node=node)
    for standing in ("seen", "held"):
        ingest.erase_contact(db, node, standing)
    store.write_down(db, "contact erased", node, "", at)
    return Decided(said=Text.of("The contact of {node} is erased.", node=node))


def _granted(db: Connection, node: NodeId, granted: Grant, at: datetime) -> None:
    act = acts.Granted(node=node, municipalities=granted.municipalities, reach=granted.reach)
    record(db, act, at)


def of(db: Connection, node: NodeId) -> Network | Text:
    """Return the network, or say that there is none and which there are."""
    return store.network(db, node) or _unknown(db, node)


def _unknown(db: Connection, node: NodeId) -> Text:
    known = ", ".join(network.node for network in store.networks(db)[:20])
    if not known:
        return Text.of("No network is called {node}; none is invited yet.", node=node)
    return Text.of("No network is called {node}. There are: {known}.", node=node, known=known)
