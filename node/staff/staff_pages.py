"""A lead's pages on the staff: who is here, invite, role, end, and the sheet for the next lead."""

from functools import partial

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.care.machine import Machine
from node.history import record as history
from node.staff import fields, forms, handover, reminders, team
from node.today.model import Register
from node.web.routing import act, page
from node.web.visit import Visit
from shared.runtime.accounts import session, store
from shared.runtime.accounts.account_pages import asked_again
from shared.runtime.accounts.model import INVITATION_LASTS
from shared.runtime.web.form import filled
from shared.runtime.web.visit import Page, Posted
from shared.text import Invalid, Text

REFUSED = 422
NO_ROLE = Text.of("Choose a role.")


@page("/staff", may="lead")
async def everybody(visit: NamedDependency[Visit]) -> Page:
    """List the accounts and the open invitations; urge a second lead."""
    now = visit.desk.now()
    return visit.page(
        "staff/staff.html",
        accounts=await visit.read(store.accounts),
        invitations=await visit.read(partial(store.invitations, now=now)),
        alone=await visit.read(reminders.second_lead_missing),
        told=await visit.read(partial(reminders.notices, now=now)),
        roles=fields.ROLE_NAMES,
    )


@page("/staff/invite", may="lead")
async def invite_form(visit: NamedDependency[Visit]) -> Page:
    """Ask for the role of somebody new."""
    if asked := asked_again(visit, "staff/invite"):
        return asked
    return visit.page("staff/invite.html", form=filled(fields.ROLE, {}))


@act("/staff/invite", may="lead")
async def invite(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Make an invitation and show its link, this once."""
    if asked := asked_again(visit, "staff/invite"):
        return asked
    role = forms.role_of(posted.fields.get("role", ""))
    made = await team.invite(visit.desk.database, role, visit.doer) if role else NO_ROLE
    if isinstance(made, Text) or role is None:
        wrong = (Invalid("role", made if isinstance(made, Text) else NO_ROLE),)
        form = filled(fields.ROLE, {}, invalid=wrong)
        return visit.page("staff/invite.html", status=REFUSED, form=form)
    until = visit.desk.now() + INVITATION_LASTS
    words = fields.ROLE_NAMES[role]
    return visit.page("staff/invited.html", path=made, role=words, until=until)


@act("/staff/invitations/{number:int}/withdraw", may="lead")
async def withdraw(visit: NamedDependency[Visit], number: FromPath[int]) -> Page:
    """Make an invitation's link useless."""
    if not await team.withdraw(visit.desk.database, number, visit.doer):
        visit.missing()
    return visit.go("/staff", Text.of("The link works no longer."))


@page("/staff/{number:int}", may="lead")
async def one(visit: NamedDependency[Visit], number: FromPath[int]) -> Page:
    """Show one account: its role, and how it ends."""
    return asked_again(visit, f"staff/{number}") or await one_page(visit, number, None)


@act("/staff/{number:int}/role", may="lead")
async def change_role(
    visit: NamedDependency[Visit], posted: NamedDependency[Posted], number: FromPath[int]
) -> Page:
    """Give an account another role."""
    if asked := asked_again(visit, f"staff/{number}"):
        return asked
    role = forms.role_of(posted.fields.get("role", ""))
    refused = (
        await team.change_role(visit.desk.database, number, role, visit.doer) if role else NO_ROLE
    )
    if refused is not None:
        return await one_page(visit, number, Invalid("role", refused))
    return visit.go("/staff", Text.of("The role is changed."))


@act("/staff/{number:int}/end", may="lead")
async def end(visit: NamedDependency[Visit], number: FromPath[int]) -> Page:
    """End an account."""
    if asked := asked_again(visit, f"staff/{number}"):
        return asked
    if refused := await team.end(visit.desk.database, number, visit.doer):
        return await one_page(visit, number, Invalid("end", refused))
    return visit.go("/staff", Text.of("The account has ended."))


@act("/staff/{number:int}/sign-out", may="lead")
async def sign_out(visit: NamedDependency[Visit], number: FromPath[int]) -> Page:
    """End every session of an account."""
    if asked := asked_again(visit, f"staff/{number}"):
        return asked
    if refused := await team.sign_out(visit.desk.database, number, visit.doer):
        return await one_page(visit, number, Invalid("end", refused))
    return visit.go("/staff", Text.of("The account is signed out everywhere."))


@page("/staff/hand-over", may="lead")
async def hand_over(
    visit: NamedDependency[Visit],
    register: NamedDependency[Register],
    machine: NamedDependency[Machine],
) -> Page:
    """Show the sheet for the next lead, to be printed."""
    job = partial(handover.gather, now=visit.desk.now(), sources=register.sources)
    sheet = await visit.read(job)
    return visit.page(
        "staff/handover.html",
        sheet=sheet,
        folder=machine.place.data.absolute(),
        backups=machine.place.keeping.folder.absolute(),
        roles=fields.ROLE_NAMES,
    )


async def one_page(visit: Visit, number: int, wrong: Invalid | None) -> Page:
    """Return the page of one account, with what was refused."""
    found = await visit.read(partial(store.find, staff=number))
    if found is None or found.ended_at is not None:
        visit.missing()
    invalid = (wrong,) if wrong else ()
    now = visit.desk.now()
    return visit.page(
        "staff/one.html",
        status=REFUSED if wrong else 200,
        account=found,
        form=filled(fields.ROLE, {"role": found.role}, invalid=invalid),
        sessions=len(await session.sessions(visit.desk.database, number, now)),
        entries=await visit.read(partial(history.of_record, kind="staff", record_id=str(number))),
    )


ROUTES = [
    everybody,
    invite_form,
    invite,
    withdraw,
    hand_over,
    one,
    change_role,
    end,
    sign_out,
]
