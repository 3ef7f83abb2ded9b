"""The four steps of an import: a file, its columns, its rows, what was done. For leads alone."""

import asyncio
from functools import partial

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.exporting.files import CSV_TYPE, XLSX_TYPE, csv_of, workbook_of
from node.importing import run as imports
from node.importing import showing, steps, store, undo
from node.importing.mapping import sheet_of
from node.importing.model import BYTES_LIMIT
from node.importing.undo import Undone
from node.importing.waiting import waiting
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.visit import Page, Posted
from shared.text import Text

UPLOAD_LIMIT = BYTES_LIMIT + 65_536


@page("/import", may="lead")
async def start(visit: NamedDependency[Visit]) -> Page:
    """Show the first step, and the imports there were."""
    return await steps.first(visit, {"kind": "groups"})


@act("/import", may="lead", body=UPLOAD_LIMIT)
async def upload(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Read a file and hold it for an hour; nothing of it is stored."""
    file = posted.file("file")
    kind = steps.kind_of(posted)
    if file is None:
        return await steps.first(visit, posted.fields, steps.NO_FILE)
    grid = await waiting(visit.desk).read(file.content, kind)
    if isinstance(grid, Text):
        return await steps.first(visit, posted.fields, grid)
    waiting(visit.desk).hold(visit.member.session, kind, grid, visit.desk.now())
    return visit.go("/import/columns")


@page("/import/columns", may="lead")
async def columns(visit: NamedDependency[Visit]) -> Page:
    """Show the second step: which column is what."""
    held = waiting(visit.desk).held(visit.member.session, visit.desk.now())
    if held is None:
        return visit.go("/import", steps.FILE_GONE)
    return steps.second(visit, held, showing.columns(held.grid, held.kind))


@act("/import/columns", may="lead")
async def match(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Stage the cells of the chosen columns; all others end here."""
    held = waiting(visit.desk).held(visit.member.session, visit.desk.now())
    if held is None:
        return visit.go("/import", steps.FILE_GONE)
    said = showing.mapped(posted.fields, held.kind)
    if not isinstance(said, dict) or not said:
        return steps.wrong_columns(visit, posted, held, said if isinstance(said, tuple) else ())
    sheet = sheet_of(held.grid, held.kind, said)
    run = await visit.write(partial(imports.stage, sheet=sheet, doer=visit.doer))
    waiting(visit.desk).drop(visit.member.session)
    return visit.go(f"/import/{run}")


@page("/import/{run:int}", may="lead")
async def show(visit: NamedDependency[Visit], run: FromPath[int]) -> Page:
    """Show the third step, or the fourth of an import that is done."""
    found = await visit.read(partial(store.find, run=run))
    if found is None or found.state in {"cancelled", "expired"}:
        visit.missing()
    if found.state != "checking":
        return await steps.fourth(visit, found)
    check = await steps.checked(visit, run)
    return visit.go("/import", imports.GONE) if check is None else steps.third(visit, check)


@act("/import/{run:int}/rows/{line:int}", may="lead")
async def repair(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    run: FromPath[int],
    line: FromPath[int],
) -> Page:
    """Put the cells of one row right, or leave the row out."""
    if posted.press == "leave":
        job = partial(imports.leave_out, run=run, line=line)
    else:
        said = {n.removeprefix("f-"): t for n, t in posted.fields.items() if n.startswith("f-")}
        job = partial(imports.repair, run=run, line=line, said=said)
    gone = await visit.write(job)
    waiting(visit.desk).forget(run)
    return visit.go("/import", gone) if gone else visit.go(steps.way_back(run, posted))


@act("/import/{run:int}/take", may="lead")
async def take(visit: NamedDependency[Visit], run: FromPath[int]) -> Page:
    """Store the good rows, all in one transaction."""
    check = await steps.checked(visit, run)
    if check is None or check.plan is None:
        return visit.go(f"/import/{run}")
    job = partial(imports.take, run=run, planned=check.plan, kept=check.kept, doer=visit.doer)
    taken = await visit.commit(job)
    waiting(visit.desk).forget(run)
    return visit.go(f"/import/{run}", steps.stored(taken))


@act("/import/{run:int}/cancel", may="lead")
async def cancel(visit: NamedDependency[Visit], run: FromPath[int]) -> Page:
    """End an import without storing anything."""
    gone = await visit.write(partial(imports.cancel, run=run, doer=visit.doer))
    waiting(visit.desk).forget(run)
    return visit.go("/import", gone or Text.of("Cancelled. Nothing was stored."))


@page("/import/{run:int}/errors/{ending:str}", may="lead")
async def errors(visit: NamedDependency[Visit], run: FromPath[int], ending: FromPath[str]) -> Page:
    """Return the rows in error as a file, with the reasons in a column."""
    check = await steps.checked(visit, run)
    planned = await steps.left_over(visit, run) if check is None else check.plan
    if planned is None or ending not in {"csv", "xlsx"}:
        visit.missing()
    say = visit.house.languages[visit.language].filters["say"]
    table = showing.error_table(planned, say, left=check is None)
    if ending == "csv":
        return visit.download(csv_of(table), f"import-{run}-errors.csv", CSV_TYPE)
    made = await asyncio.to_thread(workbook_of, (table,), visit.desk.data)
    return visit.download(made, f"import-{run}-errors.xlsx", XLSX_TYPE)


@page("/import/{run:int}/undo", may="lead")
async def ask_undo(visit: NamedDependency[Visit], run: FromPath[int]) -> Page:
    """Ask before an import is undone, and show what was changed since."""
    found = await visit.read(partial(store.find, run=run))
    if found is None or not undo.undoable(found, visit.desk.now()):
        visit.missing()
    touched = await visit.read(partial(undo.touched, run=run))
    return visit.page("importing/undo.html", run=found, touched=touched, kinds=steps.KIND_WORDS)


@act("/import/{run:int}/undo", may="lead")
async def take_back(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], run: FromPath[int]
) -> Page:
    """Take a whole import back."""
    also = posted.press == "all"
    job = partial(undo.undo, run=run, doer=visit.doer, also_touched=also)
    undone = await visit.commit(job)
    if isinstance(undone, Undone):
        return visit.go(f"/import/{run}", undo.told(undone))
    return visit.go("/import", undone)


ROUTES = [
    *(start, upload, columns, match, show, repair, take, cancel, errors, ask_undo, take_back),
]
