"""Keep a network's public contact: only the newest, outside the ledger, so that it can be erased.

A first or changed contact is held until a person at the desk has seen it (rule 14); nothing held is
ever published.
"""

from collections.abc import Callable
from sqlite3 import Connection

from msgspec.structs import replace

from hub.ingest import store
from hub.ingest.keys import KeyMemory
from hub.ingest.model import Refused
from hub.ingest.problems import lease_needed, refuse
from hub.ingest.store import KeptContact
from hub.ingest.unseal import Path, Unsealed
from hub.ingest.verify import standing_refusal
from hub.registry import store as registry
from hub.registry.keys import store as keys
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.wire.contact import Contact
from shared.wire.problem import Problem
from shared.wire.receipt import ContactReceipt
from shared.wire.words import Token


class ContactKeeper:
    """Takes contacts. `changed` is called when what is published changed."""

    def __init__(
        self,
        *,
        database: Database,
        keys: KeyMemory,
        clock: Clock,
        retry_s: int,
        changed: Callable[[], None],
    ) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._retry_s = retry_s
        self._changed = changed

    async def keep(self, body: bytes, path: Path, lease: Token | None) -> ContactReceipt | Problem:
        """Return the receipt or the refusal of a contact's bytes."""
        unsealed = await self._keys.unseal(body, path, "contact/1")
        if isinstance(unsealed, Refused):
            return unsealed.problem
        answer = await self._database.write(lambda db: self._keep(db, unsealed, lease))
        if isinstance(answer, Refused):
            return answer.problem
        self._changed()
        return answer

    def _keep(
        self, db: Connection, unsealed: Unsealed, lease: Token | None
    ) -> ContactReceipt | Refused:
        contact, now = unsealed.message, self._clock.now()
        if not isinstance(contact, Contact):
            raise TypeError("contact/1 is a Contact")
        network = registry.network(db, contact.node)
        session = store.session(db, contact.node)
        if network is None:
            raise LookupError("a known key belongs to a network")
        no = standing_refusal(unsealed, keys.speaking(db, network, now), self._retry_s)
        if no is not None:
            return no
        if session is None or not session.holds(lease, now):
            return Refused(problem=lease_needed(unsealed.digest))
        seen = store.contact(db, contact.node, "seen")
        held = store.contact(db, contact.node, "held")
        newest = held or seen
        if newest is not None and newest.digest == unsealed.digest:
            return _receipt(newest)
        if newest is not None and contact.revision <= newest.contact.revision:
            return _stale(unsealed, newest)
        kept = KeptContact(
            standing="seen" if seen and same(seen.contact, contact) else "held",
            digest=unsealed.digest,
            received_at=now,
            contact=contact,
        )
        store.keep_contact(db, kept)
        if kept.standing == "seen":
            store.erase_contact(db, contact.node, "held")
        return _receipt(kept)


def same(seen: Contact, contact: Contact) -> bool:
    """Tell whether a person who has seen one has seen the other: only number and time differ."""
    return replace(contact, revision=seen.revision, changed_at=seen.changed_at) == seen


def _receipt(kept: KeptContact) -> ContactReceipt:
    return ContactReceipt(
        node=kept.contact.node,
        revision=kept.contact.revision,
        digest=kept.digest,
        held=kept.standing == "held",
    )


def _stale(unsealed: Unsealed, newest: KeptContact) -> Refused:
    return refuse(
        "stale_contact",
        f"The hub has revision {newest.contact.revision} of this contact. Change the contact "
        "again in the node; it then gets a newer number.",
        subject=unsealed.digest,
    )
