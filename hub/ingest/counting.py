"""The verdict on counts of a quarter: key, standing, lease, number, protection, owner, chain.

Pure. They stand in the chain where a report would. What is refused for its content is refused
before the chain is looked at, as with a report (`verify.in_order`).
"""

from hub.ingest.model import Accepted, Refused, Verdict
from hub.ingest.problems import refuse
from hub.ingest.unseal import Path, Unsealed
from hub.ingest.verify import Trust, admitted, in_order
from hub.statistics.check import Standing, refusal
from shared.reference.lookup import Reference
from shared.wire.statistics import Statistics


def judge(
    unsealed: Unsealed, path: Path, trust: Trust, standing: Standing, reference: Reference
) -> Verdict:
    """Return the verdict on counts of a quarter whose signature is right."""
    report, digest = unsealed.message, unsealed.digest
    if not isinstance(report, Statistics):
        return refuse("wrong_type", "These are no counts of a quarter.", subject=digest)
    return (
        admitted(unsealed, path, trust, report)
        or _protected(report, unsealed, standing, reference)
        or in_order(report, digest, trust)
        or Accepted(report=report, digest=digest)
    )


def _protected(
    report: Statistics, unsealed: Unsealed, standing: Standing, reference: Reference
) -> Refused | None:
    found = refusal(report, standing, reference)
    if found is None:
        return None
    return refuse(found.code, found.detail, subject=unsealed.digest)
