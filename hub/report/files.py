"""The files of the report and of coverage below /data/v1: {name: bytes}, the same bytes every time.

Pure. The page shows the last quarters; the tables hold all of them.
"""

from hub.availability.snapshot import Snapshot
from hub.opendata.tables import table as written
from hub.report import tables
from hub.report.compose import compose
from hub.report.workbook import workbook
from hub.statistics import coverage
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.wire.opencoverage import CoverageDocument


def covered(snapshot: Snapshot, reference: Reference) -> CoverageDocument:
    """Return the published coverage of a snapshot."""
    today = helsinki_day(snapshot.availability.made_at)
    return coverage.document(snapshot.availability, reference, today)


def files(snapshot: Snapshot, reference: Reference) -> dict[str, bytes]:
    """Return a CSV file for every table of the report, and two workbooks.

    One has all tables of the report, the other every figure ever published.
    """
    today = helsinki_day(snapshot.availability.made_at)
    report = compose(
        snapshot.availability, snapshot.networks, snapshot.statistics, reference, today
    )
    every = tables.tables(report, snapshot.statistics)
    return {
        "report.xlsx": workbook(every),
        "statistics.xlsx": workbook(tables.everything(report, snapshot.statistics)),
        **{tables.path_of(one.name): written(one.columns, one.rows) for one in every},
    }
