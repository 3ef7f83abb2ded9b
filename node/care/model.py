"""Nouns of the care of the machine: chores, their last runs, what was found. Pure.

Nothing here counts people or names anybody: the page, the metrics and the mail are made of it.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from msgspec import Struct

from node.backup.model import KeptFile, Run
from shared.text import Text

DISK_FLOOR_BYTES = 1_000_000_000
DISK_FLOOR_PERCENT = 10


class Chore(Struct, frozen=True):
    """Periodic work. `run` does it once, and raises what went wrong; `title` is for the page."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]
    title: Text | None = None


class ChoreRun(Struct, frozen=True, kw_only=True):
    """What is known of a chore's last runs.

    `failures` counts runs in a row that did not end well; one that has begun counts until it has
    ended well, so that a run which ends the process is not tried again at once.
    """

    name: str
    last_started_at: datetime | None = None
    last_ended_at: datetime | None = None
    last_ok_at: datetime | None = None
    failures: int = 0
    trouble: Text | None = None


class Disk(Struct, frozen=True, kw_only=True):
    """A disk, in bytes; `device` tells whether two places are on the same one."""

    device: int
    total: int
    free: int

    @property
    def percent(self) -> int:
        """Return how much is free, in percent."""
        return 100 * self.free // self.total if self.total else 0

    @property
    def low(self) -> bool:
        """Tell whether it is about to be full."""
        return self.free < DISK_FLOOR_BYTES or self.percent < DISK_FLOOR_PERCENT


class MailState(Struct, frozen=True, kw_only=True):
    """How the weekly mail went. `settled_week` needs no mail any more: `2026-W47`."""

    settled_week: str | None = None
    tried_at: datetime | None = None
    sent_at: datetime | None = None
    trouble: Text | None = None


class Findings(Struct, frozen=True, kw_only=True):
    """Everything that was found out about the machine, at one instant.

    `backups_disk` and `folder_trouble`: the folder of backups; it may lie on a disk that is away.
    """

    now: datetime
    folder: str
    every: timedelta
    has_command: bool
    has_mail: bool
    disk: Disk
    backups_disk: Disk | None = None
    folder_trouble: Text | None = None
    database_bytes: int = 0
    kept: tuple[KeptFile, ...] = ()
    backup: Run | None = None
    good_backup: Run | None = None
    drill: Run | None = None
    good_drill: Run | None = None
    key_kept_at: datetime | None = None
    chores: tuple[ChoreRun, ...] = ()
    mail: MailState = MailState()
    clock_offset_s: int | None = None
    version: str = ""

    @property
    def same_disk(self) -> bool:
        """Tell whether the backups would be lost together with the data."""
        return self.backups_disk is not None and self.backups_disk.device == self.disk.device
