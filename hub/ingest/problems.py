"""Every refusal the hub can answer: its code's HTTP status, and sentences that say what to do.

Pure. A remembered refusal depends on the report's own bytes only, so its answer can be repeated.
"""

from msgspec.structs import replace

from hub.ingest.model import Refused
from hub.registry.acts import Why
from shared.wire.problem import Code, Problem
from shared.wire.session import Head
from shared.wire.words import Digest

BUSY_S = 5
"""How long a caller waits who was one too many."""

STATUS: dict[Code, int] = {
    "malformed": 400,
    "too_large": 413,
    "bad_signature": 403,
    "unknown_node": 403,
    "unknown_key": 403,
    "wrong_node": 403,
    "wrong_type": 403,
    "wrong_sequence": 422,
    "not_canonical": 422,
    "unknown_schema": 426,
    "invalid_report": 422,
    "unknown_municipality": 422,
    "outside_grant": 422,
    "gap": 409,
    "fork": 409,
    "superseded": 409,
    "stale_contact": 422,
    "quarter_open": 422,
    "other_tables": 422,
    "not_owner": 422,
    "released_before": 422,
    "unprotected": 422,
    "lease_needed": 401,
    "challenge_stale": 401,
    "pending": 423,
    "suspended": 423,
    "token_invalid": 403,
    "token_expired": 403,
    "token_used": 403,
    "busy": 429,
    "not_found": 404,
    "internal": 500,
}
SUSPENDED: dict[Why, str] = {
    "operator": "The operator has suspended this network. Call the operator; nothing is lost "
    "meanwhile.",
    "clone": "Two machines use this network's key: one that another had replaced came back. The "
    "hub has suspended the network. Stop one of them, then call the operator.",
    "fork": "Two different reports with one number came from this network. The hub has suspended "
    "it and keeps both. Call the operator.",
    "revoked": "The operator took this network's key back. Call the operator; enrol again with a "
    "new invitation.",
}
_DAY_S = 86_400
REMEMBERED: frozenset[Code] = frozenset(
    {
        "not_canonical",
        "invalid_report",
        "unknown_municipality",
        "outside_grant",
        "quarter_open",
        "other_tables",
        "not_owner",
        "released_before",
        "unprotected",
    }
)


def problem(
    code: Code,
    detail: str,
    *,
    subject: Digest | None = None,
    head: Head | None = None,
    stored: Digest | None = None,
    retry_after_s: int | None = None,
    status: int | None = None,
) -> Problem:
    """Return a problem with the status of its code, unless another is given."""
    return Problem(
        status=status or STATUS[code],
        code=code,
        detail=detail,
        subject=subject,
        head=head,
        stored=stored,
        retry_after_s=retry_after_s,
    )


def refuse(
    code: Code,
    detail: str,
    *,
    subject: Digest | None = None,
    head: Head | None = None,
    stored: Digest | None = None,
) -> Refused:
    """Return the verdict *refused* with its problem."""
    return Refused(problem=problem(code, detail, subject=subject, head=head, stored=stored))


def too_large(limit: int) -> Problem:
    """Return the answer to a body over the limit."""
    return problem("too_large", f"The message is over {limit} bytes. Send a smaller one.")


def pending(subject: Digest, retry_s: int) -> Problem:
    """Return the answer to a network whose key no operator has confirmed yet."""
    return problem(
        "pending",
        "The network's key is not confirmed yet. Read the fingerprint out to the operator by "
        "telephone; the same message is taken afterwards.",
        subject=subject,
        retry_after_s=retry_s,
    )


def suspended(subject: Digest, retry_s: int, why: Why | None) -> Problem:
    """Return the answer to a suspended network; `why` tells the node what to show its people."""
    refusal = problem("suspended", SUSPENDED[why or "operator"], subject=subject)
    return replace(refusal, retry_after_s=retry_s, why=why or "operator")


def ended(subject: Digest) -> Problem:
    """Return the answer to a network that has ended: nothing it signs counts any more."""
    refusal = problem(
        "suspended",
        "This network has ended: it speaks for nothing any more. What it said stays in the "
        "history. If that is a mistake, call the operator.",
        subject=subject,
        retry_after_s=_DAY_S,
    )
    return replace(refusal, why="ended")


def lease_needed(subject: Digest | None) -> Problem:
    """Return the answer to a report outside the node's current session."""
    return problem(
        "lease_needed",
        "The lease is missing, has ended, or a newer session replaced it. Say hello, then send "
        "the same report again.",
        subject=subject,
    )


def not_found() -> Problem:
    """Return the answer to an address or method that is none of the protocol's."""
    return problem("not_found", "This is no address of the protocol. Update the node.")


def busy(retry_s: int) -> Problem:
    """Return the answer to one request too many."""
    return problem("busy", "Too many requests. Try again later.", retry_after_s=retry_s)


def not_your_turn(subject: Digest, wait_s: int) -> Problem:
    """Return the answer to a hello while very many nodes come back at once."""
    return problem(
        "busy",
        "Many networks come back at once. Say hello again when your turn comes.",
        subject=subject,
        retry_after_s=wait_s,
    )


def cannot_store(retry_s: int) -> Problem:
    """Return the answer while the hub's disk fails; nothing was changed."""
    return problem(
        "busy",
        "The hub cannot store anything at the moment. The same message is taken later.",
        retry_after_s=retry_s,
        status=503,
    )


def internal() -> Problem:
    """Return the answer to a defect of the hub, without details."""
    return problem("internal", "The hub failed. The same message can be sent again.")
