"""consistency/1: the hub's signed proof that one size of its log is the beginning of another.

The proof alone needs no signature: it fits two signed checkpoints, or nothing. But one that does
not fit proves something only if the hub said it: without a signature it may be a damaged answer.
"""

from typing import Annotated

from msgspec import Meta, Struct

from shared.wire.words import Digest

Size = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class Consistency(Struct, frozen=True, kw_only=True, tag_field="schema", tag="consistency/1"):
    """The hashes of the proof (RFC 6962, 2.1.2), the lowest first. `origin` names the log."""

    origin: Annotated[str, Meta(min_length=1, max_length=200)]
    first: Size
    second: Size
    hashes: Annotated[tuple[Digest, ...], Meta(max_length=128)]
