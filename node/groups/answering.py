"""Answers to the forms of one group: the page it leads to, or the form again with what is wrong."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from sqlite3 import Connection

from msgspec import Struct

import node.feedback.showing
from node.feedback.showing import RoundLine
from node.groups import edit, sections, showing, store
from node.groups.caution import Caution
from node.groups.edit import Saved
from node.groups.labels import LABELS
from node.groups.model import Group, GroupId
from node.groups.posting import Clash, Outcome, Refused
from node.groups.sections import People
from node.groups.telling_changes import Line, Say, lines
from node.groups.texts import speech, texts
from node.groups.wording import STATES
from node.history import record as history
from node.web.visit import Visit
from node.work.showing import Total, cost_of
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.runtime.web.form import Field, View, choices, filled
from shared.runtime.web.meanwhile import together
from shared.runtime.web.visit import Page, Posted
from shared.text import Text

CLASHED, REFUSED = 409, 422


class Opened(Struct, frozen=True, kw_only=True):
    """A group on the desk: what a form of it needs to know."""

    group: Group
    cautions: tuple[Caution, ...]
    people: People
    version: int


async def show_page(
    visit: Visit, group: GroupId, *, refused: Iterable[Text] = (), clash: Clash | None = None
) -> Page:
    """Return a group's page, with what was refused or what somebody else did meanwhile."""
    job = partial(
        showing.show,
        group=group,
        reference=visit.desk.reference,
        now=visit.desk.now(),
        language=visit.language,
        say=say_in(visit),
        roles=visit.may("meet"),
    )
    shown = await visit.read(job) or visit.missing()
    told = tuple(refused)
    rounds, cost = await visit.read(partial(_beside, group=group))
    return visit.page(
        "groups/show.html",
        status=CLASHED if clash else REFUSED if told else 200,
        shown=shown,
        rounds=rounds,
        cost=cost,
        refused=told,
        clash=clash_lines(visit, clash),
        postponing=_postponing(),
        correcting=_correcting(shown),
    )


def _beside(db: Connection, group: GroupId) -> tuple[tuple[RoundLine, ...], Total | None]:
    """Return what stands on a group's page of its feedback and its costs."""
    return node.feedback.showing.of_group(db, group), cost_of(db, group)


async def answer(
    visit: Visit,
    group: GroupId,
    outcome: Outcome,
    notice: Text,
    *,
    path: str | None = None,
) -> Page:
    """Lead on after an act that was done, or show the group with the reason why it was not."""
    if isinstance(outcome, Clash):
        return await show_page(visit, group, clash=outcome)
    if isinstance(outcome, Saved) or not outcome:
        return visit.go(f"/groups/{group}" if path is None else path, notice)
    return await show_page(visit, group, refused=(one.text for one in outcome))


async def edit_page(
    visit: Visit,
    group: GroupId,
    part: str,
    *,
    typed: Posted | None = None,
    outcome: Refused | Clash = (),
) -> Page:
    """Return the form of a section; what was typed stands in it again."""
    section = sections.section(part) or visit.missing()
    found = await opened(visit, group)
    stored = texts(found.group, visit.desk.reference, visit.language)
    sent = typed.fields if typed else {}
    chosen = {name: f"{stored[name]}, {sent.get(name, '')}" for name in sections.PEOPLE}
    names = sections.asked(section, found.group)
    fields = sections.fields(names, chosen, found.people, visit.desk.reference)
    view = view_of(found, tuple(fields), stored, typed, outcome, cautions=found.cautions)
    return visit.page(
        "groups/edit.html",
        status=status_of(outcome),
        group=found.group,
        section=section,
        form=view,
        clash=clash_lines(visit, outcome if isinstance(outcome, Clash) else None),
    )


async def new_page(
    visit: Visit, *, typed: Mapping[str, str] | None = None, invalid: Refused = ()
) -> Page:
    """Return the short form of a new group."""
    people = await visit.read(partial(showing.people, today=visit.desk.today()))
    own = "sv" if visit.language == "sv" else "fi"
    usual = {"start": "month", "audience": "all", "languages": speech((own,), visit.language)}
    values = {**usual, **(typed or {})}
    fields = sections.fields(sections.NEW, values, people, visit.desk.reference)
    view = filled(fields, values, invalid=invalid)
    return visit.page("groups/new.html", status=status_of(invalid), form=view)


async def opened(visit: Visit, group: GroupId) -> Opened:
    """Return a group for a form; answers with "no such page" where there is none."""
    job = partial(_open, group=group, reference=visit.desk.reference, now=visit.desk.now())
    return await visit.read(job) or visit.missing()


def view_of(
    found: Opened,
    fields: tuple[Field, ...],
    stored: Mapping[str, str],
    typed: Posted | None,
    outcome: Refused | Clash,
    *,
    cautions: tuple[Caution, ...] = (),
) -> View:
    """Return a form of the group: as it is stored, as it was typed, or both put together."""
    if typed is None:
        return filled(fields, stored, cautions=cautions, version=found.version)
    if isinstance(outcome, Clash):
        version = outcome.version
        return together(fields, typed.fields, stored, seen=typed.seen, version=version)
    return filled(
        fields,
        {**stored, **typed.fields},
        invalid=outcome,
        cautions=cautions,
        version=typed.version,
        seen=typed.seen,
    )


def status_of(outcome: object) -> int:
    """Return how a form that is shown again is answered."""
    if isinstance(outcome, Clash):
        return CLASHED
    return REFUSED if outcome else 200


def clash_lines(visit: Visit, clash: Clash | None) -> tuple[Line, ...]:
    """Return what others did meanwhile, in words."""
    entries = clash.entries if clash else ()
    return lines(entries, visit.desk.reference, visit.language, say_in(visit))


def say_in(visit: Visit) -> Say:
    """Return how a text is said in the page's language."""
    say: Say = visit.house.languages[visit.language].filters["say"]
    return say


def _open(db: Connection, *, group: GroupId, reference: Reference, now: datetime) -> Opened | None:
    found = store.find(db, group)
    if found is None:
        return None
    return Opened(
        group=found,
        cautions=edit.cautions(db, found, reference=reference, now=now),
        people=showing.people(db, helsinki_day(now)),
        version=history.version(db, "group", group),
    )


def _postponing() -> View:
    month = Field(
        name="start_month",
        label=Text.of("New month, if it is known"),
        kind="month",
        help=Text.of("As 9/2027. With a month parents read that the group is coming."),
    )
    return filled((month,), {})


def _correcting(shown: showing.Shown) -> View:
    states: dict[str, Text] = {state: STATES[state] for state in shown.corrections}
    to = Field(name="to", label=LABELS["lifecycle"], kind="select", choices=choices(states))
    return filled((to,), {}, version=shown.version)
