"""Pages that take in what parents wrote: paper by paper, by code, as counts; and the printed forms.

For whoever may meet parents.
"""

import secrets
from collections.abc import Mapping
from functools import partial
from http.client import UNPROCESSABLE_ENTITY
from sqlite3 import Connection

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.feedback import code as codes
from node.feedback import edit, fields, forms, showing
from node.feedback.answering import FIRST, Sent, answer, shown, view_of, with_version
from node.feedback.edit import Entered
from node.feedback.model import Round
from node.history.model import Entry
from node.web.routing import act, page
from node.web.visit import Visit
from node.work.persons import look_like_persons
from shared.runtime.web.form import filled
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text

ENTERED = Text.of("The answers are stored. The paper can be destroyed.")
NAMED = Text.of(
    "The answers are stored. The words seem to hold a person's name: if they do, remove them on "
    "the page of the group and store them again without it."
)


@page("/feedback/rounds/{asked:int}/counts", may="meet")
async def counts(visit: NamedDependency[Visit], asked: FromPath[int]) -> Page:
    """Show the form of answers that were counted on paper."""
    found, version = await visit.read(partial(with_version, record=f"round-{asked}"))
    if not isinstance(found, Round):
        visit.missing()
    return await _counts_form(visit, asked, _counted(found), sent=Sent(version=version))


@act("/feedback/rounds/{asked:int}/counts", may="meet")
async def count(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], asked: FromPath[int]
) -> Page:
    """Store answers that were counted on paper."""
    job = partial(
        edit.save_counts,
        form=posted.fields,
        asked=asked,
        doer=visit.doer,
        version=posted.version,
    )
    done, again = await visit.write(job), partial(_counts_form, visit, asked)
    now = partial(_now, asked=asked)
    return await answer(visit, posted, done, again, lambda _: _round(asked), now=now)


@page("/feedback/rounds/{asked:int}/paper", may="meet")
async def paper(visit: NamedDependency[Visit], asked: FromPath[int]) -> Page:
    """Show the form of one paper that has no code."""
    return await _paper_form(visit, asked, "", {})


@act("/feedback/rounds/{asked:int}/paper", may="meet")
async def enter(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], asked: FromPath[int]
) -> Page:
    """Store what one paper says."""
    job = partial(edit.enter, form=posted.fields, asked=asked, doer=visit.doer)
    again = partial(_paper_form, visit, asked, "")
    done = await visit.write(job)
    return await answer(visit, posted, done, again, lambda _: _round(asked), _said(done))


@act("/feedback/code", may="meet")
async def find_code(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Lead to the form of the paper with a code."""
    typed = posted.fields.get("code", "")
    found = await visit.read(partial(edit.open_round, code=typed))
    if not isinstance(found, Invalid):
        return visit.go(f"/feedback/code/{codes.read(typed)}")
    view = filled(fields.of_code(), posted.fields, invalid=(found,))
    rounds = await visit.read(showing.index)
    wrong = UNPROCESSABLE_ENTITY
    return visit.page("feedback/index.html", status=wrong, shown=rounds, view=view, removed="")


@page("/feedback/code/{code:str}", may="meet")
async def coded(visit: NamedDependency[Visit], code: FromPath[str]) -> Page:
    """Show the form of the paper with a code."""
    found = await visit.read(partial(edit.open_round, code=code))
    if isinstance(found, Invalid):
        return visit.go("/feedback", found.text)
    return await _paper_form(visit, found, codes.read(code) or "", {})


@act("/feedback/code/{code:str}", may="meet")
async def enter_coded(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], code: FromPath[str]
) -> Page:
    """Store what the paper with a code says; the code is good once."""
    asked = await visit.read(partial(edit.open_round, code=code))
    if isinstance(asked, Invalid):
        return visit.go("/feedback", asked.text)
    job = partial(edit.enter_by_code, form=posted.fields, code=code, doer=visit.doer)
    again = partial(_paper_form, visit, asked, codes.read(code) or "")
    done = await visit.write(job)
    return await answer(visit, posted, done, again, lambda _: "/feedback", _said(done))


@act("/feedback/rounds/{asked:int}/forms", may="meet")
async def draw(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], asked: FromPath[int]
) -> Page:
    """Draw codes for forms to be printed, and show the forms."""
    number = forms.how_many(posted.fields.get("number", ""))
    if isinstance(number, Text):
        return visit.go(_round(asked), number)
    if await visit.read(partial(edit.asked_round, asked=asked)) is None:
        visit.missing()
    job = partial(
        edit.print_forms, asked=asked, number=number, choose=secrets.choice, doer=visit.doer
    )
    await visit.write(job)
    return visit.go(f"{_round(asked)}/forms")


@page("/feedback/rounds/{asked:int}/forms", may="meet")
async def papers(visit: NamedDependency[Visit], asked: FromPath[int]) -> Page:
    """Show the forms that wait to be filled in, one on each printed page."""
    found = await visit.read(partial(showing.papers, asked=asked, language=visit.language))
    if found is None:
        visit.missing()
    return visit.page("feedback/forms.html", papers=found, asked=asked)


async def _paper_form(
    visit: Visit,
    asked: int,
    code: str,
    typed: Mapping[str, str],
    *,
    sent: Sent = FIRST,
    invalid: tuple[Invalid, ...] = (),
    conflict: tuple[Entry, ...] = (),
) -> Page:
    """Show the form of one paper, as it was typed."""
    there = await visit.read(partial(edit.asked_round, asked=asked))
    if there is None:
        visit.missing()
    round_, questionnaire = there
    of = fields.of_paper(questionnaire.questions, visit.language)
    view = view_of(of, typed, sent, invalid)
    path = f"/feedback/code/{code}" if code else f"{_round(asked)}/paper"
    return shown(
        *(visit, "feedback/paper.html", view, invalid, conflict),
        round=round_,
        code=codes.printed(code) if code else "",
        path=path,
    )


async def _counts_form(
    visit: Visit,
    asked: int,
    typed: Mapping[str, str],
    *,
    sent: Sent = FIRST,
    invalid: tuple[Invalid, ...] = (),
    conflict: tuple[Entry, ...] = (),
) -> Page:
    """Show the form of answers counted on paper, as it was typed."""
    there = await visit.read(partial(edit.asked_round, asked=asked))
    if there is None:
        visit.missing()
    round_, questionnaire = there
    of = fields.of_counts(questionnaire.questions, visit.language)
    view = view_of(of, typed, sent, invalid)
    return shown(visit, "feedback/counts.html", view, invalid, conflict, round=round_)


def _now(db: Connection, *, asked: int) -> Mapping[str, str]:
    """Return the counts of a round as its form shows them."""
    found = edit.found(db, f"round-{asked}")
    return _counted(found) if isinstance(found, Round) else {}


def _counted(found: Round) -> Mapping[str, str]:
    return {
        forms.question_field(number): " ".join(map(str, five))
        for number, five in enumerate(found.counts, start=1)
    }


def _said(done: object) -> Text:
    """Return what is said of a stored paper: a name in its words is pointed out (30)."""
    remark = done.remark if isinstance(done, Entered) else None
    return NAMED if remark is not None and look_like_persons(remark.text) else ENTERED


def _round(asked: int) -> str:
    return f"/feedback/rounds/{asked}"


ENTERING = [counts, count, paper, enter, find_code, coded, enter_coded, draw, papers]
