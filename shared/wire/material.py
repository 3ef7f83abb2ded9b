"""material/1: the operator's documents for the networks, by digest; signed like every answer.

A node takes only a higher version. What the documents hold travels apart, by digest, in pieces.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from msgspec import Meta, Struct

from shared.wire.words import Digest, Instant, Language, Name, Sequence, require_utc_seconds

ITEMS_MAX = 200
FILE_LIMIT_BYTES = 10_000_000
"""The largest document; a hub takes none above it, and a node fetches none."""

PIECE_BYTES = 524_288
"""How much of a document one answer carries: half a minute on a slow line is enough for it."""

_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        "application/pdf": ".pdf",
        f"{_OPEN_XML}wordprocessingml.document": ".docx",
        f"{_OPEN_XML}spreadsheetml.sheet": ".xlsx",
        f"{_OPEN_XML}presentationml.presentation": ".pptx",
        f"{_OPEN_DOCUMENT}text": ".odt",
        f"{_OPEN_DOCUMENT}spreadsheet": ".ods",
        f"{_OPEN_DOCUMENT}presentation": ".odp",
        "image/png": ".png",
        "image/jpeg": ".jpg",
    }
)
"""The media types that are known, with the ending of their files: nothing that a browser would run.

Office documents with macros have types of their own, which are not among them.
"""

MediaType = Annotated[
    str, Meta(max_length=100, pattern=r"^[a-z]+/[a-z0-9]+([.+-][a-z0-9]+)*$(?!\n)")
]
MaterialKind = Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$(?!\n)")]
Size = Annotated[int, Meta(ge=1, le=FILE_LIMIT_BYTES)]


class MaterialItem(Struct, frozen=True, kw_only=True):
    """One document in one language. A node passes over a kind or media type it does not know."""

    digest: Digest
    bytes: Size
    media_type: MediaType
    kind: MaterialKind
    language: Language
    title: Name


class Material(Struct, frozen=True, kw_only=True, tag_field="schema", tag="material/1"):
    """The whole list, in the operator's order; what is not in it any more was withdrawn."""

    version: Sequence
    made_at: Instant
    items: Annotated[tuple[MaterialItem, ...], Meta(max_length=ITEMS_MAX)]

    def __post_init__(self) -> None:
        """Refuse an instant with two spellings, and one document twice."""
        require_utc_seconds(self.made_at)
        digests = [item.digest for item in self.items]
        if len(set(digests)) < len(digests):
            raise ValueError("a document stands in the list once")
