"""A person's own pages: account, password, second factor, recovery codes, sessions and devices."""

import re
from functools import partial

from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from node.staff import account, fields, picture, reminders, session, store, tokens
from node.staff.model import Member, SigningIn
from node.staff.porter import Porter
from node.staff.rules import fresh
from node.staff.sessions import store as rows
from node.web.form import filled
from node.web.routing import act, page
from node.web.visit import Page, Posted, Visit
from shared.text import Invalid, Text

REFUSED = 422
NEXT = re.compile(r"^(second-factor|recovery-codes|staff/invite|staff/[0-9]{1,9})$")
"""Pages that ask for the password again; no other is led to."""


def asked_again(visit: Visit, next_: str) -> Page | None:
    """Return the page that asks for the password, unless it was given within ten minutes."""
    if fresh(visit.member, visit.desk.now()):
        return None
    return visit.go(f"/account/confirm?next={next_}")


async def second_factor_page(visit: Visit, porter: Porter, told: Text | None = None) -> Page:
    """Show a second factor to be set up; ask for the password first where that was long ago."""
    someone = visit.someone
    if isinstance(someone, Member) and (asked := asked_again(visit, "second-factor")):
        return asked
    if not isinstance(someone, Member | SigningIn) or (
        isinstance(someone, SigningIn) and someone.stage != "factor"
    ):
        return visit.go("/sign-in")
    offered = await account.offer(porter, someone)
    return visit.page(
        "staff/factor.html",
        status=REFUSED if told else 200,
        form=filled(fields.FACTOR, {}, invalid=(Invalid("code", told),) if told else ()),
        picture=Markup(picture.drawn(offered.address)),  # noqa: S704 (segno's own SVG)
        secret=tokens.grouped(offered.secret),
        address=offered.address,
    )


@page("/account", may="look")
async def show(visit: NamedDependency[Visit]) -> Page:
    """Show the account, where it is signed in, and which devices are trusted."""
    own, now, database = visit.member, visit.desk.now(), visit.desk.database
    return visit.page(
        "staff/account.html",
        account=await visit.read(partial(store.find, staff=own.staff)),
        role=fields.ROLE_NAMES[own.role],
        sessions=await session.sessions(database, own.staff, now),
        devices=await visit.read(partial(rows.devices, staff=own.staff, now=now)),
        few=await visit.read(partial(reminders.few_recovery_codes, staff=own.staff)),
    )


@page("/account/confirm", may="look")
async def confirm_form(visit: NamedDependency[Visit]) -> Page:
    """Ask for the password again."""
    return _confirm_form(visit, visit.query.get("next", ""), None)


@act("/account/confirm", may="look")
async def confirm(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    porter: NamedDependency[Porter],
) -> Page:
    """Judge the password, and go on to the page that asked for it with a new session token."""
    next_ = posted.fields.get("next", "")
    done = await account.step_up(
        porter,
        member=visit.member,
        password=posted.fields.get("password", ""),
        address=visit.address,
        now=visit.desk.now(),
    )
    if isinstance(done, Text):
        return _confirm_form(visit, next_, done)
    path = f"/{next_}" if NEXT.match(next_) else "/account"
    return visit.with_session(visit.go(path), done)


@page("/account/password", may="look")
async def password_form(visit: NamedDependency[Visit]) -> Page:
    """Ask for the old and the new password."""
    return visit.page("staff/password.html", form=filled(fields.CHANGE_PASSWORD, {}))


@act("/account/password", may="look")
async def change_password(
    visit: NamedDependency[Visit],
    posted: NamedDependency[Posted],
    porter: NamedDependency[Porter],
) -> Page:
    """Replace the password; every other session ends."""
    done = await account.change_password(
        porter,
        member=visit.member,
        fields=posted.fields,
        address=visit.address,
        doer=visit.doer,
    )
    if isinstance(done, str):
        told = Text.of("The password is changed. You were signed out everywhere else.")
        return await _again(visit, done, "/account", told)
    form = filled(fields.CHANGE_PASSWORD, {}, invalid=done)
    return visit.page("staff/password.html", status=REFUSED, form=form)


@page("/recovery-codes", may="look")
async def codes(visit: NamedDependency[Visit], porter: NamedDependency[Porter]) -> Page:
    """Show recovery codes that were just drawn, or offer to draw new ones."""
    drawn = await account.recovery_codes(porter, visit.member)
    own = await visit.read(partial(store.find, staff=visit.member.staff))
    return visit.page("staff/recovery.html", codes=drawn, account=own)


@act("/recovery-codes", may="look")
async def draw_codes(visit: NamedDependency[Visit], porter: NamedDependency[Porter]) -> Page:
    """Draw new recovery codes; the old ones are worth nothing."""
    if asked := asked_again(visit, "recovery-codes"):
        return asked
    await account.new_recovery(porter, visit.member, visit.doer)
    return visit.go("/recovery-codes")


@act("/recovery-codes/kept", may="look")
async def kept(visit: NamedDependency[Visit], porter: NamedDependency[Porter]) -> Page:
    """Show the recovery codes no more."""
    await account.kept(porter, visit.member)
    return visit.go("/")


@act("/account/sessions/{number:int}/end", may="look")
async def end_session(visit: NamedDependency[Visit], number: FromPath[int]) -> Page:
    """End one of the person's own sessions."""
    own, now = visit.member, visit.desk.now()
    if not await session.end_one(visit.desk.database, own.staff, number, now):
        visit.missing()
    return visit.go("/account", Text.of("The session has ended."))


@act("/account/sessions/end", may="look")
async def end_sessions(visit: NamedDependency[Visit]) -> Page:
    """Sign out everywhere, here too; no device is trusted any longer."""
    await session.end_all(visit.desk.database, visit.member.staff, visit.desk.now())
    return visit.with_device(visit.with_session(visit.go("/sign-in"), None), None)


@act("/account/devices/{number:int}/forget", may="look")
async def forget_device(visit: NamedDependency[Visit], number: FromPath[int]) -> Page:
    """Trust one of the person's own devices no longer."""
    if not await visit.write(partial(rows.forget_device, staff=visit.member.staff, number=number)):
        visit.missing()
    return visit.go("/account", Text.of("The device will be asked for a code again."))


def _confirm_form(visit: Visit, next_: str, told: Text | None) -> Page:
    invalid = (Invalid("password", told),) if told else ()
    form = filled(fields.CONFIRM, {"next": next_ if NEXT.match(next_) else ""}, invalid=invalid)
    return visit.page("staff/confirm.html", status=REFUSED if told else 200, form=form)


async def _again(visit: Visit, token: str, path: str, told: Text) -> Page:
    """Lead on with a new session token, and a notice that its next page shows."""
    member = await session.find(visit.desk.database, token, visit.desk.now())
    seen = visit.again(member, token) if isinstance(member, Member) else visit
    return visit.with_session(seen.go(path, told), token)


ROUTES = [
    show,
    confirm_form,
    confirm,
    password_form,
    change_password,
    codes,
    draw_codes,
    kept,
    end_session,
    end_sessions,
    forget_device,
]
