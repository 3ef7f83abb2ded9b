"""The pages of a person's rights: their own data to read and take along, and erasure (33)."""

from functools import partial

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.persons import dossier, erase, files, sweep, wording
from node.persons.model import Dossier, Erased
from node.persons.wording import Reader
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.form import Field, View, filled
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text

HERE = "/instructors/{instructor:str}"
SURE = Field(
    name="sure",
    kind="yes",
    label=Text.of("I have read what changes. Erase this person for good."),
)
NOT_SURE = Invalid("sure", Text.of("Tick the box, or go back: nothing was erased."))
SWEPT = Text.of("Erased for good, also from the pages of the database file.")
UNSWEPT = Text.of("Erased for good. The database file is cleaned within an hour.")


@page(f"{HERE}/data", may="lead")
async def data(visit: NamedDependency[Visit], instructor: FromPath[str]) -> Page:
    """Show a person's own data, to be read together or printed."""
    kept = await _dossier(visit, instructor)
    sections = tuple(wording.sections(kept, _reader(visit)))
    return visit.page("persons/data.html", kept=kept, sections=sections)


@page(f"{HERE}/data.json", may="lead")
async def data_json(visit: NamedDependency[Visit], instructor: FromPath[str]) -> Page:
    """Return a person's own data as JSON."""
    kept = await _dossier(visit, instructor)
    return visit.download(files.as_json(kept), f"{instructor}.json", files.JSON)


@page(f"{HERE}/data.csv", may="lead")
async def data_csv(visit: NamedDependency[Visit], instructor: FromPath[str]) -> Page:
    """Return a person's own data as a table."""
    kept = await _dossier(visit, instructor)
    said = files.as_csv(kept, _reader(visit))
    return visit.download(said, f"{instructor}.csv", files.CSV)


@page(f"{HERE}/erase", may="lead")
async def before_erasure(visit: NamedDependency[Visit], instructor: FromPath[str]) -> Page:
    """Show what an erasure changes, and ask."""
    return await _ask(visit, instructor, filled((SURE,), {}))


@act(f"{HERE}/erase", may="lead")
async def erasure(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], instructor: FromPath[str]
) -> Page:
    """Erase a person for good."""
    if posted.fields.get("sure") != "yes":
        view = filled((SURE,), posted.fields, invalid=(NOT_SURE,))
        return await _ask(visit, instructor, view, status=422)
    gone = await visit.commit(partial(erase.forget, instructor=instructor, doer=visit.doer))
    if not isinstance(gone, Erased):
        visit.missing()
    swept = await sweep.attempt(visit.desk.database)
    return visit.go("/instructors", SWEPT if swept else UNSWEPT)


async def _dossier(visit: Visit, instructor: str) -> Dossier:
    return await visit.read(partial(dossier.gather, instructor=instructor)) or visit.missing()


async def _ask(visit: Visit, instructor: str, view: View, *, status: int = 200) -> Page:
    job = partial(dossier.prospect, instructor=instructor, today=visit.desk.today())
    prospect = await visit.read(job) or visit.missing()
    return visit.page("persons/erase.html", status=status, prospect=prospect, view=view)


def _reader(visit: Visit) -> Reader:
    say = visit.house.languages[visit.language].filters["say"]
    return Reader(language=visit.language, say=say, reference=visit.desk.reference)


ROUTES = [data, data_json, data_csv, before_erasure, erasure]
