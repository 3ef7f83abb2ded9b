"""What the operator told this network, and the documents it may show. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from msgspec import Struct

from shared.text import Text
from shared.wire.material import ENDINGS, Material, MaterialItem
from shared.wire.messages import OperatorMessage, Said
from shared.wire.words import Digest

TOTAL_LIMIT_BYTES = 300_000_000
"""How much disk the documents may take; those later in the list are not fetched."""

SAME_VISIT = timedelta(hours=12)
"""So long what was new to a reader stays marked as new."""

KIND_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "guide": Text.of("Guide"),
        "poster": Text.of("Poster"),
        "notice": Text.of("Notice to print"),
        "form": Text.of("Form to fill in"),
    }
)
OTHER = Text.of("Other document")
NAME_LETTERS = 80


class Heard(Struct, frozen=True, kw_only=True):
    """A message as it is kept. `gone_at`: it is told no more; `read_by`: who of the staff."""

    message: OperatorMessage
    heard_at: datetime
    gone_at: datetime | None = None
    read_at: datetime | None = None
    read_by: int | None = None

    def current(self, today: date) -> bool:
        """Tell whether it still is to be shown."""
        return self.gone_at is None and self.message.until >= today

    @property
    def text(self) -> Said:
        """Return what it says."""
        return self.message.text


class Look(Struct, frozen=True, kw_only=True):
    """When a reader looked at the documents, and when before that."""

    at: datetime
    before_at: datetime | None


class HeldList(Struct, frozen=True, kw_only=True):
    """The list of documents that is held; `named`: the version that the hub named last."""

    named: int = 0
    version: int = 0
    material: Material | None = None

    @property
    def behind(self) -> bool:
        """Tell whether the hub has a newer list."""
        return self.named > self.version

    def items(self) -> tuple[MaterialItem, ...]:
        """Return the documents that can be shown and fit on the disk together."""
        return () if self.material is None else fitting(self.material.items)


class Document(Struct, frozen=True, kw_only=True):
    """One document for a page. `here`: its bytes are on this computer; `new`: to this reader."""

    item: MaterialItem
    kind: Text
    here: bool
    new: bool


def fitting(items: Iterable[MaterialItem]) -> tuple[MaterialItem, ...]:
    """Return the documents of known types, as many as may lie on the disk."""
    kept, total = [], 0
    for item in items:
        total += item.bytes if item.media_type in ENDINGS else 0
        if item.media_type in ENDINGS and total <= TOTAL_LIMIT_BYTES:
            kept.append(item)
    return tuple(kept)


def looked(before: Look | None, now: datetime) -> Look:
    """Return the look of a reader who opens the page now; opening it again changes nothing soon."""
    if before is None:
        return Look(at=now, before_at=None)
    if timedelta(0) <= now - before.at < SAME_VISIT:
        return before
    return Look(at=now, before_at=before.at)


def documents(
    items: Iterable[MaterialItem],
    heard: Mapping[Digest, datetime],
    here: frozenset[Digest],
    look: Look,
) -> tuple[Document, ...]:
    """Return the documents in the list's order, each with what a reader wants to know of it."""
    return tuple(
        Document(
            item=item,
            kind=KIND_WORDS.get(item.kind, OTHER),
            here=item.digest in here,
            new=look.before_at is None or heard.get(item.digest, look.at) > look.before_at,
        )
        for item in items
    )


def file_name(item: MaterialItem) -> str:
    """Return the name under which a reader keeps a document: letters, digits and hyphens."""
    plain = "".join(letter if letter.isalnum() else " " for letter in item.title)
    return f"{'-'.join(plain.split())[:NAME_LETTERS] or item.digest[:12]}{ENDINGS[item.media_type]}"
