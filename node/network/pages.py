"""The network's own pages: its names and controller, its contact, an announced break."""

from functools import partial

from litestar.di import NamedDependency

from node.network import asked, doing, edit, enrol_pages, places_pages, showing, store
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.form import filled
from shared.runtime.web.visit import Page, Posted
from shared.text import Text

BREAK = "network/break.html"


@page("/network", may="lead")
async def show(visit: NamedDependency[Visit]) -> Page:
    """Show the network at a glance, with the form of its names."""
    shown = await visit.read(showing.overview)
    return visit.page("network/index.html", shown=shown, form=shown.names, conflict=())


@act("/network/names", may="lead")
async def names(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Change the names and the controller."""
    refused = await doing.save_names(visit, posted)
    if refused is None:
        return visit.go("/network", Text.of("Saved."))
    return visit.page(
        "network/index.html",
        status=refused.status,
        shown=await visit.read(showing.overview),
        form=refused.view,
        conflict=refused.conflict,
    )


@page("/network/contact", may="lead")
async def contact(visit: NamedDependency[Visit]) -> Page:
    """Show the form of the public contact."""
    form = await visit.read(showing.contact_view)
    return visit.page("network/contact.html", form=form, conflict=())


@act("/network/contact", may="lead")
async def set_contact(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Replace the public contact."""
    refused = await doing.save_contact(visit, posted)
    if refused is None:
        told = Text.of("The contact is saved; the operator looks at it before it is shown.")
        return visit.go("/network", told)
    return visit.page(
        "network/contact.html",
        status=refused.status,
        form=refused.view,
        conflict=refused.conflict,
    )


@page("/network/break", may="lead")
async def pause(visit: NamedDependency[Visit]) -> Page:
    """Show the announced break, if there is one, and the form of one."""
    record = await visit.read(store.record)
    return visit.page(BREAK, pause=record and record.pause, form=filled(asked.BREAK, {}))


@act("/network/break", may="lead")
async def announce(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Announce a break of at most ten weeks."""
    refused = await doing.save_break(visit, posted)
    if refused is None:
        return visit.go("/network/break", Text.of("The break is announced."))
    record = await visit.read(store.record)
    return visit.page(
        BREAK, status=refused.status, pause=record and record.pause, form=refused.view
    )


@act("/network/break/end", may="lead")
async def end(visit: NamedDependency[Visit]) -> Page:
    """End the break, or take its announcement back."""
    now = visit.desk.now()
    await visit.commit(partial(edit.pause, announced=None, now=now, doer=visit.doer))
    return visit.go("/network/break", Text.of("No break is announced any more."))


ROUTES = [
    show,
    names,
    contact,
    set_contact,
    pause,
    announce,
    end,
    *places_pages.ROUTES,
    *enrol_pages.ROUTES,
]
