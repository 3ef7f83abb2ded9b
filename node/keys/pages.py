"""The page of the node's key: what it is for, its fingerprint, its history, and its rotation."""

from functools import partial
from sqlite3 import Connection

from litestar.di import NamedDependency

from node.keys import begin, showing
from node.network import asked, doing
from node.network.enrol import Known
from node.network.joining import Joining
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.web.form import View, filled
from shared.runtime.web.visit import Page, Posted
from shared.text import Text

PATH = "/network/key"


@page(PATH, may="lead")
async def show(visit: NamedDependency[Visit], joining: NamedDependency[Joining]) -> Page:
    """Show the node's key."""
    return await key_page(visit, joining, filled(asked.INVITATION, {}))


@act("/network/key/rotate", may="lead")
async def rotate(visit: NamedDependency[Visit], joining: NamedDependency[Joining]) -> Page:
    """Draw a new key, to be told to the hub."""
    doer = visit.doer

    def job(db: Connection) -> Text | None:
        return begin.begin(db, joining.files, doer)

    refused = await visit.commit(job)
    return visit.go(PATH, refused or Text.of("A new key is drawn; the hub is told of it."))


@act("/network/key/give-up", may="lead")
async def give_up(visit: NamedDependency[Visit], joining: NamedDependency[Joining]) -> Page:
    """Take a rotation back that is not signed yet."""
    doer = visit.doer

    def job(db: Connection) -> Text | None:
        return begin.take_back(db, joining.files, doer)

    refused = await visit.commit(job)
    return visit.go(PATH, refused or Text.of("The new key is thrown away; the old one goes on."))


@act("/network/key/enrol", may="lead")
async def enrol(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    joining: NamedDependency[Joining],
) -> Page:
    """Enrol again, with a new key, with the invitation the operator sent for it."""
    answer = await doing.join(visit, posted, joining)
    if isinstance(answer, Known):
        return visit.go("/network/enrol")
    return await key_page(visit, joining, answer.view, status=answer.status)


async def key_page(visit: Visit, joining: Joining, form: View, *, status: int = 200) -> Page:
    """Return the page of the node's key."""
    seen = await visit.read(partial(showing.shown, files=joining.files))
    return visit.page("keys/index.html", status=status, shown=seen, form=form)


ROUTES = [show, rotate, give_up, enrol]
