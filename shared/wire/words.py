"""Named strings and closed lists of words that messages are made of.

Nothing here can hold a person's name, an exact place, a weekday, an hour or a head count; text that
a person types appears only in `wire/contact.py`, in `Name` and in `Link`. A pattern's last words
forbid a line feed: `$` alone would let one follow, and so give one word two spellings.
"""

import itertools
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

UNSEEN = (
    r"\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    r"\U000e0000-\U000e0fff"
)
"""Characters nobody sees: controls, blanks that are letters, marks that turn or hide in a text."""

MunicipalityCode = Annotated[
    str, Meta(pattern=r"^[0-9]{3}$(?!\n)", description="Statistics Finland")
]
AreaCode = Annotated[
    str, Meta(pattern=r"^[0-9]{2}$(?!\n)", description="01-21, 90 Helsinki, 91 Åland")
]
NodeId = Annotated[
    str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", min_length=2, max_length=40)
]
SessionId = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)", description="drawn at process start")
]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", description="SHA-256, hexadecimal")]
KeyId = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", description="SHA-256 of the public key")
]
PublicKey = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", description="Ed25519, RFC 8032, hex")
]
Token = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", description="256 random bits, hexadecimal")
]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}$(?!\n)", description="ISO 639")]
Month = Annotated[
    str, Meta(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$(?!\n)", description="a month, no day")
]
Quarter = Annotated[
    str, Meta(pattern=r"^20[0-9]{2}-Q[1-4]$(?!\n)", description="a calendar quarter")
]
"""Months and quarters are of this century: beyond the calendar's end nobody can count on."""
Sequence = Annotated[int, Meta(ge=1, le=2**53 - 1, description="1 is a node's first report")]
Count = Annotated[int, Meta(ge=0, le=500, description="a number of groups, never of people")]
Instant = Annotated[datetime, Meta(tz=True, description="UTC, whole seconds")]
Name = Annotated[
    str, Meta(min_length=1, max_length=120, pattern=rf"^(?=.*\S)[^<>{UNSEEN}]+$(?!\n)")
]
Link = Annotated[
    str,
    Meta(
        max_length=300,
        pattern=rf"^https://[^\s<>\"'\\@/?#{UNSEEN}]+([/?#][^\s<>\"'\\{UNSEEN}]*)?$(?!\n)",
        description="no name and password before the host: such an address looks like another",
    ),
]
Site = Annotated[
    str,
    Meta(
        max_length=300,
        pattern=rf"^((https://|http://(127\.0\.0\.1|localhost|\[::1\])(?=[:/]|$))"
        rf"[^\s<>\"'\\@{UNSEEN}]*)?$(?!\n)",
        description="https://…, or http:// to this computer; empty where there is no site",
    ),
]
SchemaName = Annotated[str, Meta(pattern=r"^[a-z]+/[0-9]{1,3}$(?!\n)")]

Says = Literal["groups", "none", "not_known"]
Audience = Literal["all", "fathers", "mothers"]
Catchment = Literal["municipalities", "own_clients", "area", "wider"]
Format = Literal["in_person", "hybrid", "remote"]
TimeOfDay = Literal["daytime", "evening", "not_said"]
TriState = Literal["yes", "no", "not_said"]
TravelCosts = Literal["paid", "not_paid", "ask"]
OrganiserKind = Literal[
    "municipality", "municipalities", "joint_authority", "county", "ngo", "parish", "private"
]
StartKind = Literal["month", "when_found", "on_request", "all_year", "not_said"]
ActivityKind = Literal["cafe", "support_person", "weekend"]

State = Literal["open", "limited", "coming", "full", "none", "unknown"]
Reason = Literal[
    "uncovered", "never_seen", "not_known", "silent", "unconfirmed", "suspended", "checking"
]
Freshness = Literal["never_seen", "fresh", "late", "silent"]


def require_utc_seconds(*instants: datetime | None) -> None:
    """Raise ValueError unless every instant is UTC to the second: one instant, one spelling."""
    for instant in instants:
        if instant is None:
            continue
        offset = instant.utcoffset()
        if offset is None or offset.total_seconds() != 0 or instant.microsecond:
            raise ValueError("an instant must be UTC and in whole seconds")


def require_sorted(name: str, values: tuple[object, ...]) -> None:
    """Raise ValueError unless `values` are strictly ascending: one set, one spelling."""
    if any(not a < b for a, b in itertools.pairwise(values)):  # type: ignore[operator]
        raise ValueError(f"{name} must be sorted and without repeats")
