"""Which groups the hub knows of from this node, and what was told of them since by another machine.

A node that was restored, or a copy of one, adopts reports that it never made: which groups stood in
them it cannot know, only how many they said to be gone.
"""

from collections import Counter
from sqlite3 import Connection

import msgspec

from node.anonymiser import store
from node.anonymiser.plan import REASONS, Reason
from node.outbox import store as outbox
from node.outbox.adopting import store as adopting
from shared.signing import decode_envelope
from shared.wire.availability import Availability
from shared.wire.session import Head


def newest(db: Connection, head: Head) -> store.Listing | None:
    """Return what the newest report of the acknowledged chain that this node made has listed.

    A report that was signed and took no number in the chain explains nothing.
    """
    for one in store.listings(db, head):
        entry = outbox.find(db, one.digest)
        if entry is not None and entry.state == "delivered":
            return one
    return None


def told_since(db: Connection, sequence: int) -> Counter[Reason]:
    """Count the groups that the reports adopted after this one have said to be gone."""
    told: Counter[Reason] = Counter()
    for envelope in adopting.reports_since(db, sequence):
        said = msgspec.json.decode(decode_envelope(envelope).payload, type=Availability)
        told.update({reason: getattr(said.gone, reason) for reason in REASONS})
    return told
