"""The guided first run: one page a step, a way back, a way past, and nothing lost.

The forms are the very ones of the network's pages; only the way on differs.
"""

from functools import partial

from litestar.di import NamedDependency

from node.leaves import gathering
from node.network import asked, doing, showing, store
from node.network.enrol import Known
from node.network.joining import Joining
from node.network.places_pages import SURE, ask_none, clash
from node.network.words import spoken
from node.start import group_pages, progress
from node.start.frame import on, onward, step_page
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.form import View, filled
from shared.runtime.web.visit import Page, Posted


@page("/start", may="lead")
async def begin(visit: NamedDependency[Visit]) -> Page:
    """Lead to the next step, or to the first page when all is done."""
    step = await visit.read(progress.upcoming)
    return visit.go(f"/start/{step}" if step else "/")


@page("/start/network", may="lead")
async def network(visit: NamedDependency[Visit]) -> Page:
    """Ask what the network is called and who the controller is."""
    shown = await visit.read(showing.overview)
    return await step_page(visit, "network", form=shown.names, conflict=())


@act("/start/network", may="lead")
async def set_network(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Set the network up."""
    refused = await doing.save_names(visit, posted)
    if refused is None:
        return await onward(visit)
    again, conflict = refused.view, refused.conflict
    return await step_page(visit, "network", refused.status, form=again, conflict=conflict)


@page("/start/places", may="lead")
async def places(visit: NamedDependency[Visit]) -> Page:
    """Ask for the areas and municipalities, then for a word on each."""
    return await _places(visit, doing.places_view(visit, {}))


@act("/start/places", may="lead")
async def add_places(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Take areas and municipalities in; the same page then asks for the words."""
    done = await doing.add_places(visit, posted)
    if isinstance(done, int):
        return visit.go("/start/places")
    return await _places(visit, done.view, done.status)


@act("/start/places/words", may="lead")
async def say(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Store what is said of the municipalities; a *none* is asked for once more."""
    said = spoken(posted.fields, await visit.read(store.coverage))
    if said.none and posted.press != SURE:
        return ask_none(visit, posted, said, "/start/places/words", "/start/places")
    await doing.speak(visit, said)
    if told := clash(visit, said):
        return visit.go("/start/places", told)
    return await onward(visit)


@page("/start/contact", may="lead")
async def contact(visit: NamedDependency[Visit]) -> Page:
    """Ask whom parents call."""
    form = await visit.read(showing.contact_view)
    return await step_page(visit, "contact", form=form, conflict=())


@act("/start/contact", may="lead")
async def set_contact(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Set the public contact."""
    refused = await doing.save_contact(visit, posted)
    if refused is None:
        return await onward(visit)
    again, conflict = refused.view, refused.conflict
    return await step_page(visit, "contact", refused.status, form=again, conflict=conflict)


@page("/start/preview", may="lead")
async def preview(visit: NamedDependency[Visit]) -> Page:
    """Show what would leave now, and what never does."""
    desk = visit.desk
    job = partial(
        gathering.upcoming,
        now=desk.now(),
        reference=desk.reference,
        language=visit.language,
    )
    return await step_page(visit, "preview", next=await visit.read(job))


@act("/start/preview", may="lead")
async def looked(visit: NamedDependency[Visit]) -> Page:
    """Note that a person looked, and go on."""
    return on(visit, await visit.write(partial(progress.look, now=visit.desk.now())))


@page("/start/enrol", may="lead")
async def enrol(visit: NamedDependency[Visit], joining: NamedDependency[Joining]) -> Page:
    """Ask for the invitation, or show the fingerprint to read out."""
    shown = await visit.read(partial(showing.enrolled, files=joining.files))
    return await step_page(visit, "enrol", shown=shown, form=filled(asked.INVITATION, {}))


@act("/start/enrol", may="lead")
async def join(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    joining: NamedDependency[Joining],
) -> Page:
    """Join the hub of the invitation."""
    answer = await doing.join(visit, posted, joining)
    if isinstance(answer, Known):
        await visit.write(partial(progress.settle, now=visit.desk.now()))
        return visit.go("/start/enrol")
    shown = await visit.read(partial(showing.enrolled, files=joining.files))
    return await step_page(visit, "enrol", answer.status, shown=shown, form=answer.view)


@act("/start/enrol/again", may="lead")
async def again(visit: NamedDependency[Visit], joining: NamedDependency[Joining]) -> Page:
    """Have the hub asked at once whether the operator has confirmed the key."""
    await joining.ask()
    return visit.go("/start/enrol")


async def _places(visit: Visit, form: View, status: int = 200) -> Page:
    job = partial(showing.places, reference=visit.desk.reference, language=visit.language)
    return await step_page(visit, "places", status, form=form, places=await visit.read(job))


ROUTES = [
    begin,
    network,
    set_network,
    places,
    add_places,
    say,
    contact,
    set_contact,
    preview,
    looked,
    enrol,
    join,
    again,
    *group_pages.ROUTES,
]
