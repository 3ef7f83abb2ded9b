"""The verdict on a rotation: key, standing, lease, number, chain, proof that the new key is held.

Pure. A rotation stands in the chain where a report would; the key it names speaks from the next
number on (rule 12).
"""

from hub.ingest.model import Accepted, Refused, Verdict
from hub.ingest.problems import refuse
from hub.ingest.unseal import Path, Unsealed
from hub.ingest.verify import Trust, admitted, in_order
from shared import possession
from shared.wire.rotation import Rotation
from shared.wire.words import Digest, NodeId


def judge(unsealed: Unsealed, path: Path, trust: Trust, owner: NodeId | None) -> Verdict:
    """Return the verdict on a rotation; `owner` is the network that has the new key already."""
    rotation, digest = unsealed.message, unsealed.digest
    if not isinstance(rotation, Rotation):
        return refuse("wrong_type", "This is not a rotation.", subject=digest)
    return (
        admitted(unsealed, path, trust, rotation)
        or _sound(rotation, unsealed, owner)
        or in_order(rotation, digest, trust)
        or Accepted(report=rotation, digest=digest)
    )


def _sound(rotation: Rotation, unsealed: Unsealed, owner: NodeId | None) -> Refused | None:
    digest = unsealed.digest
    if rotation.retires != unsealed.key_id:
        return _refused("It retires another key than the one that signed it.", digest)
    if not possession.proved(rotation):
        return _refused("The new key has not signed its place in the chain.", digest)
    if owner is not None:
        return _refused("The hub knows the new key already: a key is used once.", digest)
    return None


def _refused(why: str, digest: Digest) -> Refused:
    return refuse("invalid_report", f"{why} Draw a new key and rotate again.", subject=digest)
