"""What a lead should look at, as a pure function of the findings: words for page, Today and mail.

A silence is a failure: a backup or a drill that did not come in time is told like one that failed.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from node.care.model import ChoreRun, Findings
from shared.text import Text

Kind = Literal["alarm", "care"]
KEY_PAGE = "/care/key"
PAGE = "/care"
DRILL_LATE = timedelta(days=15)
TOLERATED_OFFSET_S = 120
OWN_CHORES = frozenset({"backup", "drill", "mail"})
"""Chores of which more is said than that they fail."""


class Alarm(Struct, frozen=True, kw_only=True):
    """One thing to look at. `mail` says it without any value; `href` is where to look."""

    kind: Kind
    text: Text
    mail: Text
    href: str = PAGE


def alarms(found: Findings) -> tuple[Alarm, ...]:
    """Return what to look at, the most pressing first."""
    return tuple(
        sorted(
            (*_backup(found), *_drill(found), *_disks(found), *_others(found)),
            key=lambda one: one.kind != "alarm",
        )
    )


def is_failing(run: ChoreRun) -> bool:
    """Tell whether a chore's last run ended badly, and none is at work on it."""
    ended = run.last_ended_at is not None and run.last_started_at is not None
    return run.failures > 1 or (run.failures == 1 and ended and _ended_last(run))


def _ended_last(run: ChoreRun) -> bool:
    began, ended = run.last_started_at, run.last_ended_at
    return began is not None and ended is not None and began <= ended


def _backup(found: Findings) -> Iterator[Alarm]:
    failed = Text.of("The last backup failed.")
    if found.backup is not None and found.backup.state == "failed":
        yield Alarm(kind="alarm", text=failed, mail=failed)
    elif found.good_backup is None:
        none = Text.of("There is no backup yet. The first one comes soon after the start.")
        yield Alarm(kind="care", text=none, mail=none)
    elif _late(found.good_backup.at, 2 * found.every + timedelta(hours=1), found.now):
        yield Alarm(
            kind="alarm",
            text=Text.of(
                "No backup has been made for {days} days.",
                days=(found.now - found.good_backup.at).days,
            ),
            mail=Text.of("No backup has been made for some time."),
        )
    if found.backup is not None and found.backup.command_exit:
        copy = Text.of("The second copy of the backup could not be made.")
        yield Alarm(kind="alarm", text=copy, mail=copy)
    if found.key_kept_at is None and found.good_backup is not None:
        key = Text.of("Print the recovery key and keep it: without it no backup can be opened.")
        yield Alarm(kind="care", text=key, mail=key, href=KEY_PAGE)


def _drill(found: Findings) -> Iterator[Alarm]:
    if found.drill is not None and found.drill.state == "failed":
        failed = Text.of("The restore drill failed: the backups may be of no use.")
        yield Alarm(kind="alarm", text=failed, mail=failed)
    elif found.good_drill is not None and _late(found.good_drill.at, DRILL_LATE, found.now):
        late = Text.of("Nobody has tried the way back from a backup for more than two weeks.")
        yield Alarm(kind="alarm", text=late, mail=late)


def _disks(found: Findings) -> Iterator[Alarm]:
    low = Text.of("The disk is nearly full.")
    if found.disk.low:
        yield Alarm(kind="alarm", text=low, mail=low)
    if found.backups_disk is not None and found.backups_disk.low and not found.same_disk:
        full = Text.of("The disk of the backups is nearly full.")
        yield Alarm(kind="alarm", text=full, mail=full)
    if found.folder_trouble is not None:
        away = Text.of("The folder of the backups cannot be reached.")
        yield Alarm(kind="alarm", text=away, mail=away)


def _others(found: Findings) -> Iterator[Alarm]:
    if any(is_failing(run) for run in found.chores if run.name not in OWN_CHORES):
        failing = Text.of("Work in the background fails. The page Care says which.")
        yield Alarm(kind="alarm", text=failing, mail=failing)
    if found.has_mail and found.mail.trouble is not None:
        mail = Text.of("The weekly mail could not be sent.")
        yield Alarm(kind="care", text=mail, mail=mail)
    offset = found.clock_offset_s
    if offset is not None and abs(offset) > TOLERATED_OFFSET_S:
        clock = Text.of("This computer's clock is wrong.")
        yield Alarm(kind="care", text=clock, mail=clock)


def _late(last: datetime, after: timedelta, now: datetime) -> bool:
    """Tell whether something is late; an instant in the future is one of a wrong clock."""
    return not timedelta(0) <= now - last + timedelta(days=1) <= after + timedelta(days=1)
