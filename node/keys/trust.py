"""Believe the hub: its newest trust document, signed by the root key of the invitation.

Only a higher version is ever taken (fault 34): a key that the operator took back stays taken back,
whoever plays an old document again.
"""

from datetime import datetime
from sqlite3 import Connection
from typing import Protocol

from node.keys import store
from node.keys.model import Held
from shared.delivery import Answered, Unreachable
from shared.runtime import log
from shared.runtime.database import Database
from shared.signing import encode_envelope
from shared.trust import newer, opened, speaks
from shared.wire.words import PublicKey

PATH = "/v1/trust"


class Source(Protocol):
    """A line to a hub."""

    async def get(self, path: str) -> Answered | Unreachable:
        """Fetch one envelope."""


def hub_keys(db: Connection, root: PublicKey) -> tuple[PublicKey, ...]:
    """Return the keys whose answers count; before any document the root's own alone."""
    held = store.held(db, root)
    return speaks(held.trust if held else None, root)


def version(db: Connection, root: PublicKey) -> int:
    """Return the number of the document that is held, 0 without one."""
    held = store.held(db, root)
    return held.trust.version if held else 0


def take(db: Connection, root: PublicKey, answered: Answered, now: datetime) -> bool:
    """Keep a document if the root signed it and it is newer; tell whether the root signed it."""
    trust, held = opened(answered.envelope, root), store.held(db, root)
    if trust is None:
        return False
    if newer(trust, held.trust if held else None):
        body = encode_envelope(answered.envelope)
        store.hold(db, root, Held(trust=trust, body=body, heard_at=now))
    return True


async def fetch(line: Source, database: Database, root: PublicKey, now: datetime) -> bool:
    """Ask the hub for its document; tell whether a genuine one came back, new or not."""
    answered = await line.get(PATH)
    if isinstance(answered, Unreachable):
        return False
    genuine = await database.write(lambda db: take(db, root, answered, now))
    if not genuine:
        log.logger().warning("trust.refused", reason="not_signed_by_root")
    return genuine
