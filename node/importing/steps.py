"""What the steps of an import show: pages made of values, and where to go back to."""

import asyncio
from functools import partial
from typing import get_args

from node.importing import run as imports
from node.importing import showing, store, undo
from node.importing.columns import usual_heading
from node.importing.model import KINDS, STAGED_FOR, Kind, Plan, Run, Sums
from node.importing.plan import plan
from node.importing.run import Overtaken
from node.importing.spelling import LANGUAGES, WORDS
from node.importing.waiting import Check, Held, waiting
from node.web.visit import Visit
from shared.period import helsinki_day
from shared.runtime.web.form import Choice, Field, filled
from shared.runtime.web.number import whole
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text

PATIENCE_S = 1.0
KIND_WORDS: dict[Kind, Text] = {
    "groups": Text.of("Groups"),
    "instructors": Text.of("Instructors"),
    "trainings": Text.of("Trainings"),
}
UPLOAD = (
    Field(
        name="kind",
        label=Text.of("What is in the list"),
        kind="radio",
        choices=tuple(Choice(kind, KIND_WORDS[kind]) for kind in KINDS),
    ),
    Field(
        name="file",
        label=Text.of("File"),
        kind="file",
        accept=".xlsx,.csv,.txt",
        help=Text.of(
            "An Excel workbook (.xlsx) or a CSV file, at most 5 MB and 5,000 rows, with the"
            " headings on the first row. In the next step you say which columns are read."
        ),
    ),
)
NO_FILE = Text.of("Choose a file.")
FILE_GONE = Text.of("The file is no longer held here. Choose it again.")
NOTHING_CHOSEN = Text.of("Choose what at least one column is.")
OVERTAKEN = Text.of(
    "Something here was changed while you were looking, so nothing was stored. The rows were"
    " checked again: look once more, and store."
)


def kind_of(posted: Posted) -> Kind:
    """Return which kind of list was chosen."""
    said = posted.fields.get("kind")
    found: Kind | None = next((kind for kind in KINDS if kind == said), None)
    return found or "groups"


async def first(visit: Visit, values: dict[str, str], wrong: Text | None = None) -> Page:
    """Show the first step, and the imports there were."""
    invalid = (Invalid("file", wrong),) if wrong is not None else ()
    runs = await visit.read(store.newest)
    held = waiting(visit.desk).held(visit.member.session, visit.desk.now())
    return visit.page(
        "importing/start.html",
        status=422 if wrong else 200,
        form=filled(UPLOAD, values, invalid=invalid),
        runs=runs,
        held=held is not None,
        kinds=KIND_WORDS,
    )


def second(
    visit: Visit, held: Held, shown: tuple[showing.Column, ...], wrong: Text | None = None
) -> Page:
    """Show the second step: which column is what."""
    return visit.page(
        "importing/columns.html",
        status=422 if wrong else 200,
        columns=shown,
        options=showing.options(held.kind, visit.language),
        held=held,
        kind=KIND_WORDS[held.kind],
        wrong=wrong,
    )


def wrong_columns(visit: Visit, posted: Posted, held: Held, twice: tuple[str, ...]) -> Page:
    """Show the second step again, as it was chosen."""
    said = showing.by_column(posted.fields)
    names = ", ".join(usual_heading(field, held.kind, visit.language) for field in twice)
    text = Text.of("Several columns were chosen as the same: {fields}.", fields=names)
    return second(
        visit, held, showing.columns(held.grid, held.kind, said), text if twice else NOTHING_CHOSEN
    )


async def checked(visit: Visit, run: int) -> Check | None:
    """Return the check of an import's rows, waited for a moment."""
    check = await waiting(visit.desk).check(visit.desk, run, visit.language)
    if check is not None and check.task is not None and not check.task.done():
        await asyncio.wait({check.task}, timeout=PATIENCE_S)
    return check


async def left_over(visit: Visit, run: int) -> Plan | None:
    """Return the rows that a done import left, judged by what the node keeps today."""
    found = await visit.read(partial(imports.left_over, run=run))
    if found is None:
        return None
    _, sheet, kept = found
    # Never held in memory: what is erased meanwhile is to be in no later file.
    return await asyncio.to_thread(
        plan,
        sheet,
        kept,
        reference=visit.desk.reference,
        today=visit.desk.today(),
        language=visit.language,
    )


async def fourth(visit: Visit, run: Run) -> Page:
    """Show what an import did, and its rows in error for as long as they are here."""
    return visit.page(
        "importing/done.html",
        run=run,
        undoable=undo.undoable(run, visit.desk.now()),
        left=await visit.read(partial(store.count_rows, run=run.id)),
        left_until=helsinki_day(run.begun_at + STAGED_FOR),
        kinds=KIND_WORDS,
    )


def third(visit: Visit, check: Check) -> Page:
    """Show the rows, or how far the check is."""
    planned = check.plan
    if planned is None:
        return visit.page("importing/checking.html", check=check)
    show = _filter(visit, planned)
    every = showing.filtered(planned, show)
    pages = max(1, -(-len(every) // showing.PER_PAGE))
    at = min(whole(visit.query.get("page", "")) or 1, pages)
    here = every[(at - 1) * showing.PER_PAGE : at * showing.PER_PAGE]
    return visit.page(
        "importing/rows.html",
        run=check.run,
        plan=planned,
        rows=showing.rows(planned, here, visit.language),
        show=show,
        counts={one: len(showing.filtered(planned, one)) for one in showing.FILTERS},
        filters=showing.FILTERS,
        words=_words(planned, visit.language),
        at=at,
        pages=pages,
        kind=KIND_WORDS[planned.sheet.kind],
    )


def _filter(visit: Visit, plan: Plan) -> showing.Filter:
    """Return the filter that was asked for; errors first, if there are any."""
    said = visit.query.get("show", "")
    asked = next((one for one in get_args(showing.Filter) if one == said), None)
    if asked is not None:
        found: showing.Filter = asked
        return found
    return "error" if plan.refused else "all"


def _words(plan: Plan, language: str) -> dict[str, tuple[str, ...]]:
    """Return what may stand in the cells of a closed list, to be offered while typing."""
    at = LANGUAGES.index(language) if language in LANGUAGES else 0
    fields = plan.sheet.headings
    return {f: tuple(said[at] for said in WORDS[f].values()) for f in fields if f in WORDS}


def way_back(run: int, posted: Posted) -> str:
    """Return the way back to the list as it was."""
    show = posted.fields.get("show", "")
    back = whole(posted.fields.get("page", "")) or 1
    known = show if show in showing.FILTERS else "error"
    return f"/import/{run}?show={known}&page={back}"


def stored(taken: Sums | Overtaken | Text) -> Text:
    """Return what was stored, or why nothing was."""
    match taken:
        case Overtaken():
            return OVERTAKEN
        case Text():
            return taken
        case _:
            return Text.of(
                "Stored: {new} new, {changed} changed.", new=taken.added, changed=taken.changed
            )
