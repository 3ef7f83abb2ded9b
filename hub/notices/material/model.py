"""A document of the material bank, the kinds and types that are taken, and the limits. Pure."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal, get_args

from msgspec import Struct

from shared.text import Text
from shared.wire.material import ENDINGS, ITEMS_MAX, Material, MaterialItem
from shared.wire.words import Digest

Kind = Literal["guide", "poster", "notice", "form", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "guide": Text.of("Guide"),
        "poster": Text.of("Poster"),
        "notice": Text.of("Notice"),
        "form": Text.of("Form"),
        "other": Text.of("Other document"),
    }
)

TYPES: Mapping[str, str] = MappingProxyType(
    {**{ending: media_type for media_type, ending in ENDINGS.items()}, ".jpeg": "image/jpeg"}
)
"""The media type of a file with such an ending."""

TOTAL_LIMIT_BYTES = 200_000_000
"""How much all listed documents may have together: every node keeps a copy of them."""


class Upload(Struct, frozen=True, kw_only=True):
    """A document as it is to be listed, with its bytes."""

    item: MaterialItem
    body: bytes


class Kept(Struct, frozen=True, kw_only=True):
    """A document of the bank; a withdrawn one keeps its row and loses its bytes."""

    number: int
    item: MaterialItem
    added_at: datetime
    withdrawn_at: datetime | None = None


def version_after(last: int, at: datetime) -> int:
    """Return the list's next version.

    At least the seconds since 1970: a hub that was restored from a backup goes on above every
    version it had told before.
    """
    return max(last + 1, int(at.timestamp()))


def refusal(listed: tuple[Kept, ...], new: MaterialItem) -> Text | None:
    """Return why a document cannot be listed beside the others, if so."""
    same = next((kept for kept in listed if kept.item.digest == new.digest), None)
    if same is not None:
        return Text.of(
            "This very file is listed already, as number {number}: {title}.",
            number=same.number,
            title=same.item.title,
        )
    if len(listed) >= ITEMS_MAX:
        return Text.of("The list holds {most} documents: withdraw an old one.", most=ITEMS_MAX)
    if sum(kept.item.bytes for kept in listed) + new.bytes > TOTAL_LIMIT_BYTES:
        return Text.of(
            "All documents together may have {most} megabytes: withdraw an old one.",
            most=TOTAL_LIMIT_BYTES // 1_000_000,
        )
    return None


def manifest(version: int, made_at: datetime, listed: tuple[Kept, ...]) -> Material:
    """Return the list as it travels."""
    return Material(version=version, made_at=made_at, items=tuple(kept.item for kept in listed))


def holds(listed: tuple[Kept, ...], digest: Digest) -> bool:
    """Tell whether a document is listed."""
    return any(kept.item.digest == digest for kept in listed)
