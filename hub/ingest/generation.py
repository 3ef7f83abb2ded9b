"""The generation: the name of the hub's one ledger, in the database and beside the mirror.

A hub that was restored without loss keeps it. One that lost entries, or cannot know, draws another:
its nodes say so once and give back what is missing, and its public log begins anew under another
name (rule 13). Whoever holds more of the chain says which generation it is.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from hub.registry import store as registry
from shared.runtime import secretfile
from shared.runtime.database import Database
from shared.wire.words import Digest

FACT = "generation"
FILE_NAME = "mirror/generation"
BYTES = 32


class Remains(Struct, frozen=True, kw_only=True):
    """What is left of a hub. `published`: how many entries its newest publication was made of.

    `mirror` is null where there is none; `mirrored` is the generation written beside it.
    """

    backup: int
    generation: Digest
    mirror: int | None
    mirrored: Digest | None
    published: int


def drawn_anew(remains: Remains) -> bool:
    """Tell whether entries are lost, or may be: then the ledger must not go on under its name."""
    gone = not remains.mirror and remains.backup > 0
    return gone or max(remains.backup, remains.mirror or 0) < remains.published


def after_restore(remains: Remains, draw: Callable[[int], bytes]) -> Digest:
    """Return the generation of the ledger that the remains come to.

    A restore that was cut short has written beside the mirror what it drew.
    """
    written = remains.mirrored
    renewed = written is not None and written != remains.generation
    if renewed and written is not None and (remains.mirror or 0) >= remains.published:
        return written
    return draw(BYTES).hex() if drawn_anew(remains) else written or remains.generation


async def agree(data: Path, database: Database, *, mirror_leads: bool) -> None:
    """Have database and mirror name one generation: that of the one that had more entries."""
    own, beside = await database.read(lambda db: registry.fact(db, FACT)), read(data)
    if beside is not None and beside != own and (mirror_leads or own is None):
        await database.write(lambda db: registry.keep_fact(db, FACT, beside))
    elif own is not None and beside != own:
        write(data, own)


def read(data: Path) -> Digest | None:
    """Return the generation written beside the mirror."""
    try:
        text = (data / FILE_NAME).read_text("ascii").strip()
        return msgspec.convert(text, Digest)
    except (OSError, UnicodeDecodeError, msgspec.ValidationError):
        return None


def write(data: Path, generation: Digest) -> None:
    """Write the generation beside the mirror, durably."""
    path = data / FILE_NAME
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    secretfile.replace(path, generation + "\n")
