"""The step of the first group, and the ways past a step and out of the first run."""

from functools import partial
from sqlite3 import Connection

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.groups import edit as groups
from node.groups import store
from node.groups.wording import place_of
from node.network import store as network
from node.start import asked, progress
from node.start.frame import on, onward, step_page
from node.start.model import STEPS
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.form import Choice, Field, filled
from shared.runtime.web.visit import Page, Posted
from shared.text import Text


@page("/start/group", may="lead")
async def show(visit: NamedDependency[Visit]) -> Page:
    """Ask for the first group."""
    fields, there = await visit.read(partial(_asked, visit=visit))
    return await step_page(visit, "group", form=filled(fields, asked.DEFAULTS), there=there)


@act("/start/group", may="lead")
async def add(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Store the first group; a month that has passed is taken when it is sent a second time."""
    typed = posted.fields
    if (month := asked.passed(typed, visit.desk.today())) and typed.get(asked.PASSED) != month:
        fields, there = await visit.read(partial(_asked, visit=visit))
        shown = {**typed, asked.PASSED: month}
        form = filled((*fields, asked.AGAIN), shown, cautions=(asked.LOOK,))
        return await step_page(visit, "group", 422, form=form, there=there)
    job = partial(
        groups.save_form,
        form={name: text for name, text in typed.items() if name != asked.PASSED},
        reference=visit.desk.reference,
        now=visit.desk.now(),
        doer=visit.doer,
    )
    saved = await visit.commit(job)
    if isinstance(saved, groups.Saved):
        return await onward(visit)
    fields, there = await visit.read(partial(_asked, visit=visit))
    form = filled(fields, typed, invalid=saved)
    return await step_page(visit, "group", 422, form=form, there=there)


@act("/start/later/{step:str}", may="lead")
async def later(visit: NamedDependency[Visit], step: FromPath[str]) -> Page:
    """Put a step off and go on with the next one."""
    known = next((one for one in STEPS if one == step), None)
    if known is None:
        visit.missing()
    return on(visit, await visit.write(partial(progress.put_off, step=known, now=visit.desk.now())))


@act("/start/leave", may="lead")
async def leave(visit: NamedDependency[Visit]) -> Page:
    """End the first run; the first page tells what is missing."""
    await visit.write(partial(progress.leave, now=visit.desk.now()))
    return visit.go("/")


def _asked(db: Connection, *, visit: Visit) -> tuple[tuple[Field, ...], tuple[str, ...]]:
    """Return the fields, with the own municipalities by name, and the groups that are there."""
    names = (
        (place_of(word.municipality, visit.desk.reference, visit.language), word.municipality)
        for word in network.coverage(db)
    )
    places = (Choice(code, Text(name)) for name, code in sorted(names))
    return asked.group(places), tuple(sorted(store.ids(db)))


ROUTES = [show, add, later, leave]
