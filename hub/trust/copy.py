"""The newest trust document beside the ledger's mirror: it outlives the database.

A hub that is restored from an old backup must not fall back to an older document: nodes would
refuse it, and a key taken back would speak again.
"""

from pathlib import Path

import msgspec

from hub.trust.store import Kept
from shared import trust
from shared.runtime import secretfile
from shared.signing import decode_envelope

FILE_NAME = "mirror/trust.json"


class _Copy(msgspec.Struct, frozen=True, kw_only=True):
    root: str
    envelope: msgspec.Raw


def keep(data: Path, kept: Kept) -> None:
    """Write the document, unless the copy is that one already."""
    path = data / FILE_NAME
    text = msgspec.json.encode(_Copy(root=kept.root, envelope=msgspec.Raw(kept.body))).decode()
    if not path.exists() or path.read_text("utf-8") != text:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        secretfile.replace(path, text)


def read(data: Path) -> Kept | None:
    """Return the copied document; None without one, or if its root key did not sign it."""
    try:
        copy = msgspec.json.decode((data / FILE_NAME).read_bytes(), type=_Copy)
        body = bytes(copy.envelope)
        found = trust.opened(decode_envelope(body), copy.root)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, ValueError):
        return None
    if found is None:
        return None
    return Kept(version=found.version, root=copy.root, at=found.made_at, body=body)
