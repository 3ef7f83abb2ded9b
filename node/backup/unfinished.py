"""A restore that was cut short: a marker file says so, and nothing opens until it is done again.

The files of two nodes may lie mixed then, or none at all: a start would make a new node of it.
"""

from pathlib import Path

from msgspec import Struct

from node.backup.framing import BackupError
from shared.runtime import secretfile
from shared.text import Text

MARKER = "restore.unfinished"


class Begun(Struct, frozen=True, kw_only=True):
    """What a restore decided before it moved anything; running it again goes on from there.

    `aside` is the folder for what was there; `same` tells that the backup is of this very node.
    """

    aside: str
    same: bool


def require_finished(data: Path) -> None:
    """Raise BackupError while a restore that was cut short has left its marker."""
    if (data / MARKER).exists():
        raise BackupError(
            Text.of(
                "A restore was cut short. Run it again with the same backup: "
                "voikukkia-node restore FILE --yes"
            )
        )


def read(data: Path) -> Begun | None:
    """Return what a restore that was cut short had decided."""
    try:
        aside, kind = (data / MARKER).read_text("utf-8").split()
    except (OSError, ValueError):
        return None
    return Begun(aside=aside, same=kind == "same")


def begin(data: Path, begun: Begun) -> None:
    """Write the marker, durably."""
    secretfile.replace(data / MARKER, f"{begun.aside} {'same' if begun.same else 'other'}\n")


def end(data: Path) -> None:
    """Remove the marker: everything is in its place, and on the disk."""
    secretfile.sync(data)
    secretfile.remove(data / MARKER)
