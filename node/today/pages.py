"""The first page: what needs doing with one press each, what the hub shows, is all still right."""

from functools import partial

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.groups import edit as groups
from node.groups.lifecycle import confirm_end, confirm_start
from node.network import edit
from node.notices import store as notices
from node.start import progress
from node.today import gathering
from node.today.model import Register
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.visit import Page
from shared.text import Text


@page("/", may="look")
async def show(visit: NamedDependency[Visit], register: NamedDependency[Register]) -> Page:
    """Show what needs doing; before the first run is over, lead a lead to its next step."""
    if visit.may("lead") and await visit.read(progress.upcoming) is not None:
        return visit.go("/start")
    job = partial(
        gathering.today,
        phase=visit.house.phase(),
        now=visit.desk.now(),
        reference=visit.desk.reference,
        language=visit.language,
        asked=register.sources,
    )
    shown = await visit.read(job)
    told = await visit.read(partial(notices.unread, today=visit.desk.today()))
    mine = [todo for todo in shown.todos if visit.may(todo.may)]
    return visit.page("today/index.html", shown=shown, todos=mine, told=told)


@act("/today/confirm", may="lead")
async def confirm(visit: NamedDependency[Visit]) -> Page:
    """Record a person's word: everything here is still right."""
    await visit.commit(partial(edit.confirm, now=visit.desk.now(), doer=visit.doer))
    return visit.go("/", Text.of("Thank you. Parents read today's date beside your groups."))


@act("/today/contact", may="lead")
async def contact(visit: NamedDependency[Visit]) -> Page:
    """Record that the public contact was tried and answers."""
    await visit.write(partial(edit.check_contact, now=visit.desk.now(), doer=visit.doer))
    return visit.go("/", Text.of("Noted: the public contact answers."))


@act("/today/groups/{group:str}/started", may="lead")
async def started(visit: NamedDependency[Visit], group: FromPath[str]) -> Page:
    """Record a person's word that a group has started."""
    return await _step(visit, group, confirm_start, Text.of("The start is confirmed."))


@act("/today/groups/{group:str}/ended", may="lead")
async def ended(visit: NamedDependency[Visit], group: FromPath[str]) -> Page:
    """Record a person's word that a group has ended."""
    return await _step(visit, group, confirm_end, Text.of("The end is confirmed."))


async def _step(visit: Visit, group: str, step: groups.Step, done: Text) -> Page:
    """Take one step with a group; a refusal is said on the same page, nothing was changed."""
    job = partial(
        groups.apply_step,
        group=group,
        step=step,
        reference=visit.desk.reference,
        now=visit.desk.now(),
        doer=visit.doer,
    )
    answer = await visit.commit(job)
    if isinstance(answer, groups.Saved):
        return visit.go("/", done)
    return visit.go("/", answer[0].text)


ROUTES = [show, confirm, contact, started, ended]
