"""Answers to the forms of organisers: the page, or the form again with what is wrong."""

from collections.abc import Mapping
from functools import partial

from node.organisers import showing
from node.organisers.edit import Saved
from node.organisers.labels import FIELDS
from node.organisers.model import OrganiserId
from node.organisers.posting import Clash, Outcome, Refused
from node.web.visit import Visit
from node.work.showing import commitments_of
from shared.runtime.web.form import Field, filled
from shared.runtime.web.meanwhile import together
from shared.runtime.web.visit import Page, Posted
from shared.text import Text

CLASHED, REFUSED = 409, 422


async def answer(
    visit: Visit,
    organiser: OrganiserId,
    outcome: Outcome,
    notice: Text,
    *,
    typed: Posted | None = None,
    path: str | None = None,
) -> Page:
    """Lead on after an act that was done, or show the organiser with why it was not."""
    if isinstance(outcome, Saved) or not outcome:
        return visit.go(f"/organisers/{organiser}" if path is None else path, notice)
    return await show_page(visit, organiser, typed=typed, outcome=outcome)


async def show_page(
    visit: Visit,
    organiser: OrganiserId,
    *,
    typed: Posted | None = None,
    outcome: Refused | Clash = (),
) -> Page:
    """Return an organiser's page with its form; what was typed stands in it again."""
    clash = outcome if isinstance(outcome, Clash) else None
    refused: Refused = outcome if isinstance(outcome, tuple) else ()
    job = partial(
        showing.show,
        organiser=organiser,
        reference=visit.desk.reference,
        now=visit.desk.now(),
        language=visit.language,
    )
    shown = await visit.read(job) or visit.missing()
    promised = partial(commitments_of, organiser=organiser, today=visit.desk.today())
    if clash and typed:
        seen, version = typed.seen, clash.version
        form = together(FIELDS, typed.fields, shown.texts, seen=seen, version=version)
    else:
        form = filled(
            FIELDS,
            {**shown.texts, **(typed.fields if typed else {})},
            invalid=refused,
            cautions=shown.cautions,
            version=shown.version if typed is None else typed.version,
            seen=typed.seen if typed else None,
        )
    return visit.page(
        "organisers/show.html",
        status=CLASHED if clash else REFUSED if refused else 200,
        shown=shown,
        form=form,
        ending=filled((LAST_DAY,), {}, version=shown.version),
        conflict=clash.entries if clash else (),
        commitments=await visit.read(promised),
    )


def new_page(visit: Visit, typed: Mapping[str, str] | None = None, invalid: Refused = ()) -> Page:
    """Return the form of a new organiser."""
    form = filled(FIELDS, {"kind": "ngo", **(typed or {})}, invalid=invalid)
    return visit.page("organisers/new.html", status=REFUSED if invalid else 200, form=form)


LAST_DAY = Field(
    name="last_day", label=Text.of("Last day"), kind="day", help=Text.of("As 31.12.2026.")
)
