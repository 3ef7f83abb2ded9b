"""The verdict on a report: key, standing, lease, number, chain, places, grant, in this order.

Pure. Every refusal has its own code and says what to do. `unseal` runs before the transaction,
`judge` inside it; `verify` is both.
"""

from datetime import datetime

from msgspec import Struct

from hub.ingest.model import Accepted, Duplicate, Refused, Verdict
from hub.ingest.problems import lease_needed, pending, refuse, suspended
from hub.ingest.unseal import Keys, Path, Unsealed, unseal
from hub.registry.model import Standing
from shared.reference.lookup import Reference
from shared.wire.availability import Activity, Availability, Offer
from shared.wire.problem import Problem
from shared.wire.session import Head
from shared.wire.words import AreaCode, Digest, KeyId, MunicipalityCode

SCHEMAS = ("availability/1",)
NAMED_LIMIT = 5


class Stored(Struct, frozen=True, kw_only=True):
    """The report that the ledger holds under the number of the one being judged."""

    entry: int
    digest: Digest
    received_at: datetime


class Trust(Struct, frozen=True, kw_only=True):
    """What the hub knows of the sender, read in the transaction of the verdict.

    `answered` is the refusal these very bytes got before; `municipalities` is the grant.
    """

    key_id: KeyId | None
    standing: Standing
    leased: bool
    head: Head | None
    stored: Stored | None
    answered: Problem | None
    municipalities: tuple[MunicipalityCode, ...]
    retry_s: int


def verify(body: bytes, path: Path, keys: Keys, trust: Trust, reference: Reference) -> Verdict:
    """Return the verdict on a report's bytes."""
    unsealed = unseal(body, path, "availability/1", keys)
    return unsealed if isinstance(unsealed, Refused) else judge(unsealed, path, trust, reference)


def judge(unsealed: Unsealed, path: Path, trust: Trust, reference: Reference) -> Verdict:
    """Return the verdict on a report whose signature is right."""
    report, digest = unsealed.message, unsealed.digest
    if not isinstance(report, Availability):
        return refuse("wrong_type", "This is not a report.", subject=digest)
    if no := standing_refusal(unsealed, trust.key_id, trust.standing, trust.retry_s):
        return no
    if not trust.leased:
        return Refused(problem=lease_needed(digest))
    if trust.answered is not None:
        return Refused(problem=trust.answered)
    if report.sequence != path.sequence:
        return refuse(
            "wrong_sequence",
            f"The report has number {report.sequence}, its address {path.sequence}. Send it to "
            "the address of its own number.",
            subject=digest,
        )
    return (
        _in_order(report, digest, trust)
        or _sane(report, digest)
        or _known_places(report, digest, reference)
        or _granted(report, digest, trust, reference)
        or Accepted(report=report, digest=digest)
    )


def standing_refusal(
    unsealed: Unsealed, key_id: KeyId | None, standing: Standing, retry_s: int
) -> Refused | None:
    """Refuse any message of a network that is not active, or by a key that is no longer its own."""
    if unsealed.key_id != key_id:
        return refuse(
            "unknown_key",
            "The network no longer has this key. Enrol with a new invitation.",
            subject=unsealed.digest,
        )
    if standing == "suspended":
        return Refused(problem=suspended(unsealed.digest, retry_s))
    if standing != "active":
        return Refused(problem=pending(unsealed.digest, retry_s))
    return None


def _in_order(report: Availability, digest: Digest, trust: Trust) -> Duplicate | Refused | None:
    head, stored = trust.head, trust.stored
    last = 0 if head is None else head.sequence
    if stored is not None and stored.digest == digest:
        return Duplicate(
            entry=stored.entry,
            node=report.node,
            sequence=report.sequence,
            digest=digest,
            received_at=stored.received_at,
        )
    if stored is not None:
        return _fork(digest, head, stored.digest)
    if report.sequence > last + 1:
        return refuse(
            "gap",
            f"The hub has reports up to number {last}, this is {report.sequence}. Send the "
            "missing ones first.",
            subject=digest,
            head=head,
        )
    if report.sequence <= last:
        return refuse(
            "superseded",
            f"The hub already has report {last} of this network. Say hello and go on from there.",
            subject=digest,
            head=head,
        )
    if head is not None and report.previous != head.digest:
        return _fork(digest, head, head.digest)
    return None


def _fork(digest: Digest, head: Head | None, stored: Digest) -> Refused:
    return refuse(
        "fork",
        "The hub holds another report in this place: two machines may be using one key. Stop, "
        "and call the operator; both reports are kept as evidence.",
        subject=digest,
        head=head,
        stored=stored,
    )


def _sane(report: Availability, digest: Digest) -> Refused | None:
    if report.confirmed_at is not None and report.confirmed_at > report.observed_at:
        return refuse(
            "invalid_report",
            "The report says it was confirmed after it was made. Check the node's clock, then "
            "confirm again.",
            subject=digest,
        )
    return None


def _known_places(report: Availability, digest: Digest, reference: Reference) -> Refused | None:
    codes: set[MunicipalityCode] = {said.municipality for said in report.municipalities}
    areas: set[AreaCode] = set()
    items: tuple[Offer | Activity, ...] = (*report.offers, *report.activities)
    for item in items:
        codes.update(item.serves)
        areas.add(item.area)
        if item.place is not None:
            codes.add(item.place)
    if unknown := sorted(code for code in codes if reference.current_code(code) is None):
        return refuse(
            "unknown_municipality",
            f"No municipality has the code {_named(unknown)}. Correct it in the node.",
            subject=digest,
        )
    if strange := sorted(code for code in areas if reference.area(code) is None):
        return refuse(
            "invalid_report",
            f"No area has the code {_named(strange)}. Correct it in the node.",
            subject=digest,
        )
    return None


def _granted(
    report: Availability, digest: Digest, trust: Trust, reference: Reference
) -> Refused | None:
    granted = {reference.current_code(code) for code in trust.municipalities}
    outside = [
        said.municipality
        for said in report.municipalities
        if reference.current_code(said.municipality) not in granted
    ]
    if not outside:
        return None
    return refuse(
        "outside_grant",
        f"This network may not speak for {_named(outside, reference)}. Take it off the node's "
        "list, or ask the operator to grant it.",
        subject=digest,
    )


def _named(codes: list[str], reference: Reference | None = None) -> str:
    shown = []
    for code in codes[:NAMED_LIMIT]:
        place = reference.municipality(code) if reference else None
        shown.append(code if place is None else f"{place.name_fi} ({code})")
    more = len(codes) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
