"""A hub and a node whose keys change: what a person does at each side, and what must hold after."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from hub.ingest import ledger, mirror, proof
from hub.registry import decide, keyfile
from hub.registry.keys import decide as rekey
from hub.registry.keys import store as ring
from hub.trust import ceremony
from node.history.model import Doer
from node.keys import begin, store
from node.keys.files import KeyFiles
from node.network import edit, enrol
from node.network.model import NetworkRecord
from node.outbox import store as outbox
from shared.delivery import Unreachable
from shared.runtime.uplink import Uplink
from shared.signing import SigningKey
from shared.text import Text
from shared.wire.enrolment import Invitation
from shared.wire.problem import Problem
from shared.wire.words import PublicKey
from tests.federation.together import HUB_URL, SOFTWARE, LiveNode, Together

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
NODE = "savo"
TOKEN = "7" * 64


async def joined(t: Together) -> LiveNode:
    """Return a node whose first report the hub has."""
    node = await t.join(NODE, "Kuopio", "Siilinjärvi")
    await node.push()
    await node.say("none", "Kuopio")
    assert await node.push() == "confirmed"
    return node


async def restart(t: Together) -> LiveNode:
    """Start both sides anew, as after a crash."""
    await t.stop_node(NODE)
    await t.stop_hub()
    await t.start_hub()
    return await t.start_node(NODE)


async def begin_rotation(t: Together) -> Text | None:
    """Have the node draw its next key."""
    desk = t.nodes[NODE].desk
    doer = Doer(at=t.clock.now())
    return await desk.commit(lambda db: begin.begin(db, KeyFiles(desk.data), doer))


async def rotate(t: Together) -> None:
    """Draw a key, tell the hub, and report by it."""
    await begin_rotation(t)
    await t.nodes[NODE].push()
    await something_new(t)
    await t.nodes[NODE].push()


async def something_new(t: Together) -> None:
    """Have a person confirm everything: a report follows."""
    t.clock.turn(seconds=60)
    await t.nodes[NODE].confirm()


async def rotate_hub(t: Together) -> None:
    """Hold the ceremony at the hub, and report to it."""
    data = t.folder / "hub"
    root = keyfile.load(data / keyfile.ROOT_NAME)
    await ceremony.rotate(data, t.hub.desk.database, root, t.clock.now())
    await t.hub.desk.keys.refresh()
    await something_new(t)
    for _ in range(2):  # the first answer by the new key has the node ask for the document
        await t.nodes[NODE].push()


async def revoke(t: Together) -> None:
    """Take the node's key back."""
    await t.hub.act(lambda db: rekey.revoke(db, NODE, t.clock.now()))


async def invite_again(t: Together, token: str = TOKEN) -> Invitation:
    """Invite the network again."""
    desk, now = t.hub.desk, t.clock.now()
    life = desk.invitation_life
    await t.hub.act(lambda db: rekey.invite_again(db, NODE, token, at=now, life=life))
    return invitation(t, token)


def invitation(t: Together, token: str = TOKEN) -> Invitation:
    """Return the line of text that the operator hands over."""
    desk = t.hub.desk
    ends = t.clock.now() + desk.invitation_life
    return Invitation(hub=HUB_URL, node=NODE, token=token, hub_key=desk.root, expires_at=ends)


async def enrol_again(
    t: Together, invited: Invitation | None = None
) -> enrol.Known | Problem | Unreachable:
    """Enrol the node with the invitation."""
    node = t.nodes[NODE]
    async with Uplink(HUB_URL, transport=t.wire) as door:
        return await enrol.enrol(
            node.desk.database,
            door,
            invited or invitation(t),
            KeyFiles(node.folder),
            SOFTWARE,
            doer=Doer(at=t.clock.now()),
        )


async def confirm(t: Together, known: enrol.Known) -> None:
    """Confirm what the lead reads out."""
    root, now = t.hub.desk.root, t.clock.now()
    await t.hub.act(lambda db: decide.confirm(db, NODE, known.fingerprint, root, now))


async def own_key(node: LiveNode) -> SigningKey:
    """Return the key the node speaks with."""
    return await node.desk.read(KeyFiles(node.folder).current)


async def believed(t: Together) -> PublicKey | None:
    """Return the key the hub believes."""
    found = (await t.hub.desk.read(partial(ring.ring, node=NODE))).current
    return found.public if found else None


async def findings(t: Together) -> tuple[object, ...]:
    """Return what does not fit in the hub's ledger."""
    lines = mirror.lines(t.hub.desk.data / mirror.FILE_NAME)
    return (await t.hub.desk.read(lambda db: proof.prove(db, lines))).findings


async def all_is_well(t: Together) -> None:
    """Say something new, and require that it arrives, by the right key, in one unbroken chain."""
    node = t.nodes[NODE]
    await node.push()
    await node.say("none", "Siilinjärvi")
    t.clock.turn(seconds=3600)
    await something_new(t)
    for _ in range(3):  # what was under way comes first
        phase = await node.push()
    assert phase == "confirmed"
    assert await node.desk.read(outbox.queued) is None
    own = await node.desk.read(outbox.head)
    assert own == await t.hub.desk.read(lambda db: ledger.head(db, NODE))
    key = await own_key(node)
    assert key.public == await believed(t)
    assert await findings(t) == ()
    assert t.hub.desk.keys.key.public == keyfile.load(t.folder / "hub" / "hub.key").public
    fresh = (await t.hub.snapshot()).availability.municipalities
    assert next(row for row in fresh if row.name_fi == "Siilinjärvi").state == "none"


async def names_fit(node: LiveNode) -> None:
    """Require that the node's files have the names that its rows give them."""
    key = await own_key(node)
    files = {path.name for path in node.folder.glob("node.key*")}
    assert SigningKey.from_bytes(bytes.fromhex((node.folder / "node.key").read_text())) is not None
    assert (node.folder / "node.key").read_text().strip() == key.to_bytes().hex()
    drawn = await node.desk.read(lambda db: store.key(db, "next"))
    assert ("node.key.next" in files) == (drawn is not None)
    assert not [name for name in files if name.endswith(".partial")]


def told(said: object) -> str:
    """Return the code of a refusal, or the name of what came instead."""
    return said.code if isinstance(said, Problem) else type(said).__name__


def copy_of(folder: Path, to: Path) -> Path:
    """Copy what lies in a folder, as a backup of a machine that stands still."""
    shutil.copytree(folder, to)
    return to


Job = Callable[[Connection], object]


async def set_up(t: Together) -> None:
    """Set the network up on an empty node, as on the first day."""
    node = t.nodes[NODE]
    record = NetworkRecord(name_fi="savo fi", name_sv="savo sv", controller="Esimerkki ry")
    covers = node.codes("Kuopio", "Siilinjärvi")
    job = partial(edit.set_up, network=record, covers=covers, now=t.clock.now())
    await node.desk.commit(job)
