"""Pages of the staff: signing in and accounts, a takeover, a new start, the lead's own."""

from litestar.di import NamedDependency

from node.staff import fields, reset_pages, staff_pages, takeover
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.accounts import pages as accounts
from shared.runtime.accounts.porter import Porter
from shared.runtime.web.form import filled
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text

REFUSED = 422


@page("/takeover", may="anyone")
async def takeover_form(visit: NamedDependency[Visit], porter: NamedDependency[Porter]) -> Page:
    """Show a new request code, and take the operator's answer."""
    return await _takeover_form(visit, porter, {}, None)


@act("/takeover", may="anyone")
async def take_over(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    porter: NamedDependency[Porter],
) -> Page:
    """Judge the operator's answer, and lead to the link for a new lead."""
    done = await takeover.answer(
        porter,
        line=posted.fields.get("answer", ""),
        own=posted.fields.get("own", ""),
        address=visit.address,
        now=visit.desk.now(),
    )
    if isinstance(done, Text):
        return await _takeover_form(visit, porter, posted.fields, done)
    return visit.go(done)


async def _takeover_form(
    visit: Visit, porter: Porter, sent: dict[str, str], told: Text | None
) -> Page:
    possible = await takeover.can_ask(porter.database)
    request = takeover.ask(porter.keys, visit.desk.now()) if possible and not told else None
    values = {"own": sent.get("own", request.own if request else "")}
    values["answer"] = sent.get("answer", "")
    view = filled(fields.TAKEOVER, values, invalid=(Invalid("answer", told),) if told else ())
    status = REFUSED if told else 200
    shown = {"form": view, "request": request, "possible": possible}
    return visit.page("staff/takeover.html", status=status, **shown)


ROUTES = [
    *accounts.ROUTES,
    takeover_form,
    take_over,
    *reset_pages.ROUTES,
    *staff_pages.ROUTES,
]
