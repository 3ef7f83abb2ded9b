"""Pages of a new password by a lead's link: a lead makes or withdraws it, a colleague uses it."""

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.staff import reset, staff_pages
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.accounts import fields
from shared.runtime.accounts.account_pages import asked_again
from shared.runtime.accounts.arriving import step, visitor_of
from shared.runtime.accounts.model import RESET_LASTS
from shared.runtime.accounts.porter import Porter
from shared.runtime.accounts.sign_in import Begun
from shared.runtime.accounts.welcome import GONE
from shared.runtime.web.form import filled
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text

REFUSED = 422


@act("/staff/{number:int}/reset", may="lead")
async def make(visit: NamedDependency[Visit], number: FromPath[int]) -> Page:
    """Make a link for a colleague's new password, and show it this once."""
    if asked := asked_again(visit, f"staff/{number}"):
        return asked
    made = await reset.make(visit.desk.database, number, visit.doer)
    if isinstance(made, Text):
        return await staff_pages.one_page(visit, number, Invalid("reset", made))
    until = visit.desk.now() + RESET_LASTS
    return visit.page("staff/reset_made.html", path=made, number=number, until=until)


@act("/staff/{number:int}/reset/withdraw", may="lead")
async def withdraw(visit: NamedDependency[Visit], number: FromPath[int]) -> Page:
    """Make the link useless."""
    if asked := asked_again(visit, f"staff/{number}"):
        return asked
    if not await reset.withdraw(visit.desk.database, number, visit.doer):
        visit.missing()
    return visit.go(f"/staff/{number}", Text.of("The link works no longer."))


@page("/reset/{token:str}", may="anyone")
async def reset_form(visit: NamedDependency[Visit], token: FromPath[str]) -> Page:
    """Ask whoever has the link for a new password."""
    return await _reset_form(visit, token, ())


@act("/reset/{token:str}", may="anyone")
async def accept(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    porter: NamedDependency[Porter],
    token: FromPath[str],
) -> Page:
    """Set the new password, then go on to the new second factor."""
    sent, now = posted.fields, visit.desk.now()
    done = await reset.accept(porter, token=token, fields=sent, visitor=visitor_of(visit), now=now)
    if isinstance(done, Text):
        return visit.page("trouble.html", status=404, text=done)
    if isinstance(done, Begun):
        return visit.with_session(visit.go(step(done.stage)), done.token)
    return await _reset_form(visit, token, done)


async def _reset_form(visit: Visit, token: str, invalid: tuple[Invalid, ...]) -> Page:
    found = await reset.look(visit.desk.database, token, visit.desk.now())
    if found is None:
        return visit.page("trouble.html", status=404, text=GONE)
    return visit.page(
        "staff/reset.html",
        status=REFUSED if invalid else 200,
        form=filled(fields.RESET, {}, invalid=invalid),
        path=reset.PATH.format(token=token),
        waiting=found,
    )


ROUTES = [make, withdraw, reset_form, accept]
