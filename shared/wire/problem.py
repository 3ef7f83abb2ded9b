"""problem/1: the hub's signed refusal, in words that say what to do (after RFC 9457).

An answer without the hub's signature, such as a proxy's own 422, counts as unreachable.
"""

from typing import Literal

from msgspec import Struct

from shared.wire.session import Head
from shared.wire.words import Digest

Code = Literal[
    "malformed",
    "too_large",
    "bad_signature",
    "unknown_node",
    "unknown_key",
    "wrong_node",
    "wrong_type",
    "wrong_sequence",
    "not_canonical",
    "unknown_schema",
    "invalid_report",
    "unknown_municipality",
    "outside_grant",
    "gap",
    "fork",
    "superseded",
    "stale_contact",
    "lease_needed",
    "challenge_stale",
    "pending",
    "suspended",
    "token_invalid",
    "token_expired",
    "token_used",
    "busy",
    "not_found",
    "internal",
]


class Problem(Struct, frozen=True, kw_only=True, tag_field="schema", tag="problem/1"):
    """A refusal. `status` repeats the HTTP status; `subject` is the digest of what was refused."""

    status: int
    code: Code
    detail: str
    subject: Digest | None = None
    head: Head | None = None
    stored: Digest | None = None
    retry_after_s: int | None = None
