"""receipt/1: the hub's signed word that a report is in its ledger and in the mirror."""

from typing import Annotated

from msgspec import Meta, Struct

from shared.wire.words import Digest, Instant, NodeId, Sequence


class Receipt(Struct, frozen=True, kw_only=True, tag_field="schema", tag="receipt/1"):
    """The same report always gets the same receipt. `index` is the entry's number in the ledger."""

    node: NodeId
    sequence: Sequence
    digest: Digest
    received_at: Instant
    generation: Digest
    index: Annotated[int, Meta(ge=0)]


class ContactReceipt(
    Struct, frozen=True, kw_only=True, tag_field="schema", tag="contact-receipt/1"
):
    """The hub's word that it has this contact; `held` until a person at the desk has seen it."""

    node: NodeId
    revision: Sequence
    digest: Digest
    held: bool
