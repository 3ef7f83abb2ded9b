"""Since when a municipality is unknown, where those who answer now cannot tell: from past days.

Pure. A network that took a municipality over yesterday never knew anything of it, and one that
ended says nothing any more: the history of closed days remembers what was known.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec.structs import replace

from hub.availability.division import Division
from hub.availability.history import ONE_DAY
from hub.availability.snapshot import HistoryRun
from shared.wire.opendata import Row
from shared.wire.words import MunicipalityCode


def dated(rows: Iterable[Row], runs: Iterable[HistoryRun], of: Division) -> tuple[Row, ...]:
    """Return the rows; an unknown one without a day gets the day after the last known one."""
    last: dict[MunicipalityCode, date] = {}
    for run in runs:
        if run.state != "unknown":
            last[run.municipality] = max(run.last, last.get(run.municipality, run.last))
    return tuple(_dated(rows, last, _merged(last, of)))


def _dated(
    rows: Iterable[Row], last: dict[MunicipalityCode, date], merged: dict[MunicipalityCode, date]
) -> Iterator[Row]:
    for row in rows:
        known = last.get(row.municipality) or merged.get(row.municipality)
        if row.state != "unknown" or row.since is not None or known is None:
            yield row
        else:
            yield replace(row, since=known + ONE_DAY)


def _merged(last: dict[MunicipalityCode, date], of: Division) -> dict[MunicipalityCode, date]:
    """Return the last known day of any municipality that is part of another one by now."""
    found: dict[MunicipalityCode, date] = {}
    for code, day in last.items():
        now = of.current(code)
        if now is not None and now != code:
            found[now] = max(day, found.get(now, day))
    return found
