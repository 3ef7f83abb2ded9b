"""Everything as files, and the yearly figures for the funder. For leads: persons are in it."""

import asyncio
from functools import partial
from sqlite3 import Connection

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.exporting import stea
from node.exporting.files import (
    CSV_TYPE,
    XLSX_TYPE,
    ZIP_TYPE,
    csv_of,
    workbook_of,
    zip_of,
)
from node.exporting.registry import all_measures, all_tables
from node.web.routing import page
from node.web.visit import Visit
from shared.runtime.web.visit import Page

YEARS_SHOWN = 10


@page("/export", may="lead")
async def index(visit: NamedDependency[Visit]) -> Page:
    """Show what can be taken out."""
    this = visit.desk.today().year
    years = range(this, this - YEARS_SHOWN, -1)
    return visit.page("exporting/index.html", years=years, year=this - 1)


@page("/export/everything/{ending:str}", may="lead")
async def everything(visit: NamedDependency[Visit], ending: FromPath[str]) -> Page:
    """Return everything as a workbook, or as CSV files in a ZIP."""
    if ending not in {"xlsx", "zip"}:
        visit.missing()
    tables = await visit.read(partial(all_tables, language=visit.language))
    name = f"voikukkia-{visit.desk.today().isoformat()}.{ending}"
    if ending == "zip":
        return visit.download(await asyncio.to_thread(zip_of, tables), name, ZIP_TYPE)
    made = await asyncio.to_thread(workbook_of, tables, visit.desk.data)
    return visit.download(made, name, XLSX_TYPE)


@page("/export/stea", may="lead")
async def figures(visit: NamedDependency[Visit]) -> Page:
    """Show the yearly figures, to read and to print."""
    year, exact = _asked(visit)
    counts = await visit.read(partial(_counts, year=year))
    shown = stea.figures(counts, year, exact=exact, language=visit.language)
    return visit.page("exporting/stea.html", figures=shown, year=year, exact=exact)


@page("/export/stea/{ending:str}", may="lead")
async def figures_file(visit: NamedDependency[Visit], ending: FromPath[str]) -> Page:
    """Return the yearly figures as a file; the exact ones say so in it and in its name."""
    if ending not in {"xlsx", "csv"}:
        visit.missing()
    year, exact = _asked(visit)
    counts = await visit.read(partial(_counts, year=year))
    table = stea.table(counts, year, exact=exact, language=visit.language)
    name = f"{stea.file_stem(year, exact=exact, language=visit.language)}.{ending}"
    if ending == "csv":
        return visit.download(csv_of(table), name, CSV_TYPE)
    made = await asyncio.to_thread(workbook_of, (table,), visit.desk.data)
    return visit.download(made, name, XLSX_TYPE)


def _counts(db: Connection, *, year: int) -> dict[str, int]:
    return all_measures(db, year)


def _asked(visit: Visit) -> tuple[int, bool]:
    """Return the year that was asked for, last year if none was, and whether exactly."""
    said = visit.query.get("year", "")
    year = int(said) if said.isascii() and said.isdigit() and len(said) == 4 else 0  # noqa: PLR2004 (a year)
    if year not in stea.YEARS:
        year = visit.desk.today().year - 1
    return year, visit.query.get("exact") == "yes"


ROUTES = [index, everything, figures, figures_file]
