"""problem/1: the hub's signed refusal, in words that say what to do (after RFC 9457).

An answer without the hub's signature, such as a proxy's own 422, counts as unreachable.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

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
    "quarter_open",
    "other_tables",
    "not_owner",
    "released_before",
    "unprotected",
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

FINAL: frozenset[Code] = frozenset(
    {
        "too_large",
        "wrong_node",
        "wrong_type",
        "wrong_sequence",
        "not_canonical",
        "unknown_schema",
        "invalid_report",
        "unknown_municipality",
        "outside_grant",
        "stale_contact",
        "quarter_open",
        "other_tables",
        "not_owner",
        "released_before",
        "unprotected",
        "token_invalid",
        "token_expired",
        "token_used",
    }
)
"""About exactly this content, and the same tomorrow: no other answer will ever come.

A bad signature is not among them: it is no part of the digest, so damage on the way looks alike.
"""


class Problem(Struct, frozen=True, kw_only=True, tag_field="schema", tag="problem/1"):
    """A refusal. `status` repeats the HTTP status; `subject` is the digest of what was refused.

    `why` goes with `suspended`: operator, clone, fork, revoked, ended; an older hub sends none.
    """

    status: int
    code: Code
    detail: str
    subject: Digest | None = None
    head: Head | None = None
    stored: Digest | None = None
    retry_after_s: int | None = None
    why: Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$(?!\n)")] | UnsetType = UNSET
