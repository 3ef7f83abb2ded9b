"""The verdict on a report: key, standing, lease, number, places, grant, chain, in this order.

Pure. Every refusal has its own code and says what to do. `unseal` runs before the transaction,
`judge` inside it; `verify` is both.
"""

from datetime import datetime

from msgspec import Struct

from hub.ingest.model import Accepted, Duplicate, InChain, Refused, Verdict
from hub.ingest.problems import ended, lease_needed, pending, refuse, suspended
from hub.ingest.unseal import Keys, Path, Unsealed, unseal
from hub.registry.model import Speaking
from shared.reference.lookup import Reference
from shared.wire.availability import Activity, Availability, Offer
from shared.wire.problem import Problem
from shared.wire.session import Head
from shared.wire.words import AreaCode, Digest, MunicipalityCode, Sequence

SCHEMAS = ("availability/1", "rotation/1", "statistics/1")
"""What may stand in a node's chain, and what a welcome asks for."""

NAMED_LIMIT = 5


class Stored(Struct, frozen=True, kw_only=True):
    """The report that the ledger holds under the number of the one being judged."""

    entry: int
    digest: Digest
    received_at: datetime


class Trust(Struct, frozen=True, kw_only=True):
    """What the hub knows of the sender, read in the transaction of the verdict.

    `answered` is the refusal these very bytes got before; `municipalities` is what it may name.
    """

    speaking: Speaking
    leased: bool
    head: Head | None
    stored: Stored | None
    answered: Problem | None
    municipalities: tuple[MunicipalityCode, ...]
    retry_s: int


def verify(body: bytes, path: Path, keys: Keys, trust: Trust, reference: Reference) -> Verdict:
    """Return the verdict on a report's bytes."""
    unsealed = unseal(body, path, ("availability/1",), keys)
    return unsealed if isinstance(unsealed, Refused) else judge(unsealed, path, trust, reference)


def judge(unsealed: Unsealed, path: Path, trust: Trust, reference: Reference) -> Verdict:
    """Return the verdict on a report whose signature is right."""
    report, digest = unsealed.message, unsealed.digest
    if not isinstance(report, Availability):
        return refuse("wrong_type", "This is not a report.", subject=digest)
    return (
        admitted(unsealed, path, trust, report)
        or _sane(report, digest)
        or _known_places(report, digest, reference)
        or _granted(report, digest, trust, reference)
        or in_order(report, digest, trust)
        or Accepted(report=report, digest=digest)
    )


def admitted(
    unsealed: Unsealed, path: Path, trust: Trust, report: InChain
) -> Duplicate | Refused | None:
    """Refuse what its sender may not say now; answer again what was answered before."""
    digest = unsealed.digest
    if no := standing_refusal(unsealed, trust.speaking, trust.retry_s, report.sequence):
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
    return _duplicate(report, digest, trust)


def standing_refusal(
    unsealed: Unsealed, speaking: Speaking, retry_s: int, sequence: Sequence | None = None
) -> Refused | None:
    """Refuse any message of a network that is not active, or by a key that may not sign it.

    `sequence` is a report's number; without one, the key has to be the one in force.
    """
    if unsealed.key_id == speaking.waiting:
        return Refused(problem=pending(unsealed.digest, retry_s))
    if speaking.ended:
        return Refused(problem=ended(unsealed.digest))
    if speaking.ring.recorded(unsealed.key_id) is not None and speaking.standing == "suspended":
        return Refused(problem=suspended(unsealed.digest, retry_s, speaking.why))
    if speaking.ring.find(unsealed.key_id, sequence) is None:
        return refuse(
            "unknown_key",
            "This key no longer speaks for the network. If it was not replaced on this machine, "
            "ask the operator for a new invitation, then enrol.",
            subject=unsealed.digest,
        )
    return None


def _duplicate(report: InChain, digest: Digest, trust: Trust) -> Duplicate | None:
    stored = trust.stored
    if stored is None or stored.digest != digest:
        return None
    return Duplicate(
        entry=stored.entry,
        node=report.node,
        sequence=report.sequence,
        digest=digest,
        received_at=stored.received_at,
    )


def in_order(report: InChain, digest: Digest, trust: Trust) -> Refused | None:
    """Refuse what does not follow the head.

    It comes last: what would be refused for its content was never acknowledged, so a node that was
    restored and sends it once more has made no fork, even where the hub forgot its refusal.
    """
    head, stored = trust.head, trust.stored
    last = 0 if head is None else head.sequence
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
