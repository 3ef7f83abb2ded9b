"""Every file against the manifest, and the manifest against the data. Pure.

Pages follow from the data and from what the operator says of itself; they are compared with the
manifest alone, which nobody signs.
"""

import hashlib

import msgspec

from hub.log.audit.model import Notebook, Read
from hub.opendata.render import MANIFEST
from shared.text import Text
from shared.wire.opendata import AvailabilityDocument, Manifest


def compare(
    read: Read, document: AvailabilityDocument | None, book: Notebook, *, whole: bool
) -> None:
    """Name every file that is not as the manifest says; `whole`: a missing file is one of them."""
    try:
        manifest = msgspec.json.decode(read(MANIFEST) or b"", type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        book.found(Text.of("{file} is missing or damaged.", file=MANIFEST))
        return
    if document is not None and _made(manifest) != _made(document):
        book.found(Text.of("{file} is of another snapshot than the data.", file=MANIFEST))
    for file in manifest.files:
        body = read(file.path)
        if body is None and not whole:
            continue
        if body is None or (len(body), hashlib.sha256(body).hexdigest()) != (
            file.bytes,
            file.sha256,
        ):
            book.found(Text.of("{file} is not as the manifest says.", file=file.path))


def _made(document: Manifest | AvailabilityDocument) -> tuple[object, ...]:
    return (document.made_at, document.ledger_head, document.ledger_entries)
