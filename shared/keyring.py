"""Which key speaks for a node, and for which sequence numbers.

Pure. The record, never the sender, says the algorithm. A revoked key speaks for nothing new, but
its record stays: old entries of the ledger are verified with it for ever. The hub, the proof of its
ledger and everybody who verifies from outside derive the same rings by the same four functions.
"""

from datetime import datetime
from typing import Literal, Self

from msgspec import Struct
from msgspec.structs import replace

from shared import signing
from shared.wire.words import KeyId, PublicKey, Sequence


class KeyRecord(Struct, frozen=True, kw_only=True):
    """One key of a node; it signs reports from `first_sequence` to `last_sequence` (null: open).

    A last sequence below the first one: another key took its place before it signed anything.
    """

    key_id: KeyId
    public: PublicKey
    algorithm: Literal["ed25519"] = "ed25519"
    first_sequence: Sequence = 1
    last_sequence: int | None = None
    revoked_at: datetime | None = None

    def covers(self, sequence: Sequence) -> bool:
        """Say whether a report of that number may be signed with this key."""
        last = self.last_sequence
        return self.first_sequence <= sequence and (last is None or sequence <= last)


class Keyring(Struct, frozen=True):
    """All keys one node ever had, in the order in which they spoke for it."""

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

    @property
    def current(self) -> KeyRecord | None:
        """Return the key whose range is open, revoked or not."""
        return next((record for record in self.records if record.last_sequence is None), None)

    def keyed(self, public: PublicKey, first: Sequence) -> Self:
        """Return the ring after a person confirmed a key: the one before ends just before it."""
        record = KeyRecord(key_id=signing.key_id(public), public=public, first_sequence=first)
        return type(self)((*self._ended(first - 1), record))

    def rotated(self, public: PublicKey, sequence: Sequence) -> Self:
        """Return the ring after a rotation with this number, the last word of the old key."""
        return self.keyed(public, sequence + 1)

    def revoked(self, key_id: KeyId, at: datetime) -> Self:
        """Return the ring after a key was taken back; the first instant stays."""
        return type(self)(
            tuple(
                replace(record, revoked_at=at)
                if record.key_id == key_id and record.revoked_at is None
                else record
                for record in self.records
            )
        )

    def _ended(self, last: int) -> tuple[KeyRecord, ...]:
        return tuple(
            replace(record, last_sequence=last) if record.last_sequence is None else record
            for record in self.records
        )
