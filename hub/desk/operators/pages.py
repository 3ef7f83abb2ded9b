"""The operators: who may sign in at the desk, invite another one, end an account."""

from functools import partial

from litestar.di import NamedDependency
from litestar.params import FromPath

from hub.desk.operators import team
from hub.desk.routing import act, page
from hub.desk.visit import Visit
from shared.runtime.accounts import store
from shared.runtime.accounts.account_pages import asked_again
from shared.runtime.accounts.model import INVITATION_LASTS
from shared.runtime.web.menu import Item
from shared.runtime.web.visit import Page
from shared.text import Text

ENTRY = Item(path="/operators", label=Text.of("Operators"))
HOME = "/operators"


@page("/operators")
async def everybody(visit: NamedDependency[Visit]) -> Page:
    """List the accounts and the open invitations."""
    return visit.page(
        "operators/index.html",
        accounts=await visit.read(store.accounts),
        invitations=await visit.read(partial(store.invitations, now=visit.desk.now())),
    )


@act("/operators/invite")
async def invite(visit: NamedDependency[Visit]) -> Page:
    """Make a link for a new operator and show it, this once."""
    if asked := asked_again(visit, "operators"):
        return asked
    now = visit.desk.now()
    made = await team.invite(visit.desk.database, visit.hand, now)
    if isinstance(made, Text):
        return visit.refused(made, HOME)
    return visit.page("operators/invited.html", path=made, until=now + INVITATION_LASTS)


@act("/operators/invitations/{number:int}/withdraw")
async def withdraw(visit: NamedDependency[Visit], number: FromPath[int]) -> Page:
    """Make a link useless."""
    if not await team.withdraw(visit.desk.database, number, visit.hand, visit.desk.now()):
        visit.missing()
    return visit.go(HOME, Text.of("The link works no longer."))


@act("/operators/{number:int}/end")
async def end(visit: NamedDependency[Visit], number: FromPath[int]) -> Page:
    """End an account."""
    if asked := asked_again(visit, "operators"):
        return asked
    if refused := await team.end(visit.desk.database, number, visit.hand, visit.desk.now()):
        return visit.refused(refused, HOME)
    return visit.go(HOME, Text.of("The account has ended."))


ROUTES = [everybody, invite, withdraw, end]
