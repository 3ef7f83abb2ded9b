"""The ceremonies of the hub's keys: make, rotate, take back. Each can be cut short anywhere.

The order is always: draw the new key and have it on the disk, commit the document that names it,
then give the file its name. Whoever opens the hub next finishes what was left (`keyfile.take`).
"""

from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from hub.registry import keyfile
from hub.trust import model
from hub.trust.keys import heal, opened, publish
from hub.trust.store import Kept
from shared.runtime import secretfile
from shared.runtime.database import Database
from shared.runtime.fault import Fault
from shared.signing import SigningKey
from shared.text import Text
from shared.wire.trust import Trust
from shared.wire.words import KeyId

ROTATED = Text.of("A new key speaks for the hub from now on.")


async def make(data: Path, database: Database, origin: str, now: datetime) -> None:
    """Draw the keys of a new hub and publish its first document. It can be repeated."""
    root = keyfile.ensure(data / keyfile.ROOT_NAME)
    key = keyfile.ensure(data / keyfile.NEXT_NAME)
    before = await heal(data, database)
    if before is None:
        await publish(data, database, model.first(key.public, origin, now), root)
    elif model.speaker(opened(before)).key_id != key.key_id:
        _require(root, before)  # Made anew beside a mirror: versions go on from there.
        document = model.rotated(opened(before), key.public, now)
        await publish(data, database, replace(document, origin=origin), root)
    secretfile.move(data / keyfile.NEXT_NAME, data / keyfile.FILE_NAME)


async def rotate(data: Path, database: Database, root: SigningKey, now: datetime) -> Trust:
    """Have another key speak for the hub, and return the document. Raises Fault."""
    before = await _ready(data, database, root)
    key = _draw(data)
    return await _name(data, database, model.rotated(before, key.public, now), root, ROTATED)


async def revoke(
    data: Path, database: Database, root: SigningKey, taken: KeyId, now: datetime
) -> Trust | Text:
    """Take a key of the hub back, and return the document. Raises Fault."""
    before = await _ready(data, database, root)
    key = _draw(data)
    document = model.revoked(before, taken, key.public, now)
    if isinstance(document, Text):
        secretfile.remove(data / keyfile.NEXT_NAME)
        return document
    said = Text.of("The hub's key {key} was taken back.", key=taken)
    return await _name(data, database, document, root, said)


async def rename(
    data: Path, database: Database, root: SigningKey, origin: str, now: datetime
) -> Trust:
    """Give the public log another name in the document, as after a restore with loss."""
    before = await _ready(data, database, root)
    document = model.renamed(before, origin, now)
    said = Text.of("The public log is now called {name}.", name=origin)
    await publish(data, database, document, root, said)
    return document


async def _ready(data: Path, database: Database, root: SigningKey) -> Trust:
    """Finish what was left, and return the document that stands. Raises Fault."""
    before = await heal(data, database)
    if before is None:
        raise Fault(Text.of("This hub has no trust document yet. Run: voikukkia-hub status"))
    _require(root, before)
    standing = opened(before)
    path = data / keyfile.NEXT_NAME
    if path.exists() and keyfile.load(path).key_id == model.speaker(standing).key_id:
        secretfile.move(path, data / keyfile.FILE_NAME)
    return standing


def _draw(data: Path) -> SigningKey:
    """Draw the next key; one that no document ever named is thrown away."""
    path = data / keyfile.NEXT_NAME
    secretfile.remove(path)
    return keyfile.create(path)


async def _name(
    data: Path, database: Database, document: Trust, root: SigningKey, said: Text
) -> Trust:
    await publish(data, database, document, root, said)
    path = data / keyfile.NEXT_NAME
    if keyfile.load(path).key_id == model.speaker(document).key_id:
        secretfile.move(path, data / keyfile.FILE_NAME)
    else:
        secretfile.remove(path)
    return document


def _require(root: SigningKey, kept: Kept) -> None:
    if root.public != kept.root:
        raise Fault(Text.of("This is not the root key of this hub."))
