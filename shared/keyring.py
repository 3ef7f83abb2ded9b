"""Which key speaks for a node, and for which sequence numbers.

The record, never the sender, says the algorithm. A revoked key speaks for nothing new, but its
record stays: old entries of the ledger are verified with it for ever.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from shared.wire.words import KeyId, PublicKey, Sequence


class KeyRecord(Struct, frozen=True, kw_only=True):
    """One key of a node; it signs reports from `first_sequence` to `last_sequence` (null: open)."""

    key_id: KeyId
    public: PublicKey
    algorithm: Literal["ed25519"] = "ed25519"
    first_sequence: Sequence = 1
    last_sequence: Sequence | None = None
    revoked_at: datetime | None = None

    def covers(self, sequence: Sequence) -> bool:
        """Say whether a report of that number may be signed with this key."""
        last = self.last_sequence
        return self.first_sequence <= sequence and (last is None or sequence <= last)


class Keyring(Struct, frozen=True):
    """All keys one node ever had."""

    records: tuple[KeyRecord, ...] = ()

    def find(self, key_id: KeyId, sequence: Sequence | None = None) -> KeyRecord | None:
        """Return the key if it may sign now: a report of that number, or (None) a hello.

        A revoked key is never found; a hello needs a key whose range is still open.
        """
        record = self.recorded(key_id)
        if record is None or record.revoked_at is not None:
            return None
        if sequence is None:
            return record if record.last_sequence is None else None
        return record if record.covers(sequence) else None

    def recorded(self, key_id: KeyId) -> KeyRecord | None:
        """Return the key's record, revoked or not: for verifying what is already in the ledger."""
        return next((record for record in self.records if record.key_id == key_id), None)
