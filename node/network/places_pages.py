"""The municipalities: which ones are ours, and what a person says of each."""

from functools import partial

from litestar.di import NamedDependency

from node.groups.wording import place_of
from node.network import doing, showing, store
from node.network.words import Spoken, spoken
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.form import View
from shared.runtime.web.visit import Page, Posted
from shared.text import Text

SURE = "sure"
"""The press by which a person says *none*, having read what parents will read."""


@page("/network/places", may="lead")
async def show(visit: NamedDependency[Visit]) -> Page:
    """Show what is said of every municipality, and the form that takes more of them in."""
    return await places_page(visit, doing.places_view(visit, {}))


@act("/network/places/add", may="lead")
async def add(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Take areas and municipalities into the coverage."""
    done = await doing.add_places(visit, posted)
    if isinstance(done, int):
        told = Text.of("Municipalities answered for: {count} added.", count=done)
        return visit.go("/network/places", told)
    return await places_page(visit, done.view, status=done.status)


@act("/network/places/words", may="lead")
async def words(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Store what a person says of the municipalities; a *none* is asked for once more."""
    said = spoken(posted.fields, await visit.read(store.coverage))
    if said.none and posted.press != SURE:
        return ask_none(visit, posted, said, "/network/places/words", "/network/places")
    await doing.speak(visit, said)
    return visit.go("/network/places", clash(visit, said) or Text.of("Saved."))


def clash(visit: Visit, said: Spoken) -> Text | None:
    """Return what is to be said where others changed a word since the form was made."""
    if not said.clashing:
        return None
    names = sorted(place_of(c, visit.desk.reference, visit.language) for c in said.clashing)
    return Text.of(
        "Somebody changed these meanwhile, so they stay as they are: {names}. Look once more.",
        names=", ".join(names),
    )


def ask_none(visit: Visit, posted: Posted, said: Spoken, action: str, back: str) -> Page:
    """Show what parents will read of these municipalities, before a person says *none*."""
    names = sorted(place_of(c, visit.desk.reference, visit.language) for c in said.none)
    return visit.page(
        "network/none.html",
        names=names,
        today=visit.desk.today(),
        kept=posted.fields,
        action=action,
        back=back,
    )


async def places_page(visit: Visit, form: View, *, status: int = 200) -> Page:
    """Return the page of the municipalities with the form that adds some."""
    job = partial(showing.places, reference=visit.desk.reference, language=visit.language)
    return visit.page("network/places.html", status=status, places=await visit.read(job), form=form)


ROUTES = [show, add, words]
