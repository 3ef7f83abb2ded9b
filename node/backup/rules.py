"""Which backups are kept, as a pure function: by age, by number, never the newest good one."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from node.backup.model import SUFFIX, KeptFile
from shared.period import helsinki_day, instant_text, parse_instant

PREFIX = "voikukkia-"
TOLERANCE = timedelta(days=1)


def order(kept: Iterable[KeptFile], now: datetime) -> tuple[KeptFile, ...]:
    """Return the backups, the newest first; what claims to be of the future comes last."""
    return tuple(
        sorted(
            kept,
            key=lambda one: (one.made_at <= now + TOLERANCE, one.made_at, one.name),
            reverse=True,
        )
    )


def surplus(
    kept: Iterable[KeptFile], *, now: datetime, keep_count: int, keep_for: timedelta, good: str
) -> tuple[str, ...]:
    """Return the names of those to remove; `good` is the newest one that was found whole.

    Of several of one day only the newest counts as that day's: pressing often drives no older
    day out. What claims to be of the future was dated by a wrong clock and would never get old.
    """
    earliest, latest = now - keep_for, now + TOLERANCE
    firsts: list[str] = []
    doubles: list[str] = []
    beyond: list[str] = []
    days: set[date] = set()
    for one in order(kept, now):
        day = helsinki_day(one.made_at)
        if not earliest <= one.made_at <= latest:
            beyond.append(one.name)
        else:
            (doubles if day in days else firsts).append(one.name)
            days.add(day)
    too_many = [*firsts, *doubles][keep_count:]
    return tuple(name for name in (*too_many, *beyond) if name != good)


def name_of(made_at: datetime) -> str:
    """Return the name of a backup: `voikukkia-20261122T060000Z.backup`."""
    stamp = instant_text(made_at).replace("-", "").replace(":", "")
    return f"{PREFIX}{stamp}{SUFFIX}"


def made_at_of(name: str) -> datetime | None:
    """Return when a backup was made, as its name says; None if it is no backup of ours."""
    stamp = name.removeprefix(PREFIX).removesuffix(SUFFIX)
    if len(stamp) != len("20261122T060000Z") or not stamp.isascii():
        return None
    day, time = stamp[:8], stamp[9:15]
    try:
        made = parse_instant(f"{day[:4]}-{day[4:6]}-{day[6:]}T{time[:2]}:{time[2:4]}:{time[4:]}Z")
    except ValueError:
        return None
    return made if name == name_of(made) else None
