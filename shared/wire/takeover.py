"""takeover/1: the operator's signed word that a person may become the new lead of a network.

The person reads a request code out over the telephone; the answer goes to that node alone.
"""

from typing import Annotated

from msgspec import Meta, Struct

from shared.wire.words import Instant, NodeId

RequestCode = Annotated[
    str, Meta(pattern=r"^[A-Z2-7]{32}$(?!\n)", description="160 bits in base32, without separators")
]


class Takeover(Struct, frozen=True, kw_only=True, tag_field="schema", tag="takeover/1"):
    """Good once, for the node that drew the code, within 24 hours of its drawing."""

    node: NodeId
    request: RequestCode
    decided_at: Instant
