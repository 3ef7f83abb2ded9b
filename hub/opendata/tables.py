"""The open data as CSV: RFC 4180 with commas, UTF-8 without a mark, one header row.

Pure. Lists are joined by a space, null is empty (never 0), and no cell can start a formula.
"""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime

from hub.availability.snapshot import HistoryRun, Snapshot
from shared.period import instant_text
from shared.wire.opendata import GroupNumbers, Row
from shared.wire.openstatistics import StatisticRow

Cell = str | int | bool | date | datetime | None | tuple[str, ...]
STATES = ("open", "limited", "coming", "full")
COLUMNS = (
    "municipality",
    "name_fi",
    "name_sv",
    "area",
    "state",
    "restrictions",
    "reason",
    "since",
    "confirmed_at",
    "believed_until",
    "checking",
    *(f"groups_{state}" for state in STATES),
    *(f"other_groups_{state}" for state in STATES),
    "next_start",
    "languages",
    "audiences",
    "remote",
    "networks",
    "offers",
)
HISTORY_COLUMNS = ("municipality", "first", "last", "state", "reason")
STATISTICS_COLUMNS = (
    "period",
    "level",
    "code",
    "municipalities",
    "measure",
    "value",
    "min",
    "max",
    "networks",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def availability(snapshot: Snapshot) -> bytes:
    """Return one row for every municipality, by code."""
    return table(COLUMNS, map(_availability_row, snapshot.availability.municipalities))


def history(snapshot: Snapshot) -> bytes:
    """Return one row for every run of days in which a municipality's state was the same."""
    return table(HISTORY_COLUMNS, map(_history_row, snapshot.history))


def statistics(snapshot: Snapshot) -> bytes:
    """Return one row for every figure, with the least and the most that the truth may be."""
    return table(STATISTICS_COLUMNS, map(_statistic_row, snapshot.statistics.rows))


def table(columns: Iterable[str], rows: Iterable[Iterable[Cell]]) -> bytes:
    """Return a CSV file; `columns` is its header row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def cell(value: Cell) -> str:
    """Return a value as a cell that a spreadsheet reads as text or number, never as a formula."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
        case tuple():
            return cell(" ".join(value))
        case int():
            return str(value)
        case _:
            return "'" + value if value.startswith(_FORMULA) else value


def _availability_row(row: Row) -> tuple[Cell, ...]:
    return (
        row.municipality,
        row.name_fi,
        row.name_sv,
        row.area,
        row.state,
        row.restrictions,
        row.reason,
        row.since,
        row.confirmed_at,
        row.believed_until,
        row.checking,
        *_numbers(row.groups),
        *_numbers(row.other_groups),
        row.next_start,
        row.languages,
        row.audiences,
        row.remote,
        row.networks,
        row.offers,
    )


def _numbers(groups: GroupNumbers) -> tuple[Cell, ...]:
    return (groups.open, groups.limited, groups.coming, groups.full)


def _history_row(run: HistoryRun) -> tuple[Cell, ...]:
    return (run.municipality, run.first, run.last, run.state, run.reason)


def _statistic_row(row: StatisticRow) -> tuple[Cell, ...]:
    return (
        row.period,
        row.level,
        row.code,
        row.municipalities,
        row.measure,
        row.value,
        row.least,
        row.most,
        row.networks,
    )
