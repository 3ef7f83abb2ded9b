"""The next report's bytes as they would be signed now; nothing is signed, stored or sent."""

from datetime import datetime
from sqlite3 import Connection

from msgspec import Struct

from node.anonymiser import publish
from node.anonymiser.publish import Draft
from node.network import store as network
from node.outbox import store as outbox
from shared.reference.lookup import Reference
from shared.signing import SigningKey, decode_envelope
from shared.wire.envelope import Envelope
from shared.wire.session import Head

NOT_ENROLLED = "not-enrolled"
"""The node's id in a preview before the operator gave it one."""


class Preview(Struct, frozen=True, kw_only=True):
    """A draft, and whether it says anything that the last acknowledged report did not."""

    draft: Draft
    changed: bool


def preview(db: Connection, *, now: datetime, reference: Reference) -> Preview:
    """Return what would leave now. Raises publish.PlanError or audit.LeakError."""
    record, newest = network.record(db), outbox.newest_report(db)
    node = (record.node if record else None) or NOT_ENROLLED
    made = publish.draft(db, node=node, head=outbox.head(db), now=now, reference=reference)
    before = decode_envelope(newest.envelope).payload if newest else None
    changed = before is None or not publish.unchanged(before, made.payload)
    return Preview(draft=made, changed=changed)


def next_change(
    db: Connection, key: SigningKey, head: Head | None, now: datetime, *, reference: Reference
) -> Envelope | None:
    """Return the signed report that follows `head`, or None if it would say nothing new."""
    record = network.record(db)
    if record is None or record.node is None:
        return None
    return publish.next_change(
        db, node=record.node, key=key, head=head, now=now, reference=reference
    )
