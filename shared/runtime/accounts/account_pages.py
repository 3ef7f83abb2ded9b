"""A person's own pages: account, password, second factor, recovery codes, sessions and devices."""

from functools import partial

from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from shared.runtime.accounts import account, fields, picture, session, store, tokens
from shared.runtime.accounts.devices import store as devices
from shared.runtime.accounts.model import Member, SigningIn
from shared.runtime.accounts.porter import Porter
from shared.runtime.accounts.rules import fresh
from shared.runtime.web.form import filled
from shared.runtime.web.routing import act, page
from shared.runtime.web.visit import AnyVisit, Page, Posted, Visit
from shared.text import Invalid, Text

REFUSED = 422


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
        "accounts/factor.html",
        status=REFUSED if told else 200,
        form=filled(fields.FACTOR, {}, invalid=(Invalid("code", told),) if told else ()),
        picture=Markup(picture.drawn(offered.address)),  # noqa: S704 (segno's own SVG)
        secret=tokens.grouped(offered.secret),
        address=offered.address,
    )


@page("/account", may="look")
async def show(visit: AnyVisit, porter: NamedDependency[Porter]) -> Page:
    """Show the account, where it is signed in, and which devices are trusted."""
    own, now, database = visit.member, visit.desk.now(), visit.desk.database
    return visit.page(
        "accounts/account.html",
        account=await visit.read(partial(store.find, staff=own.staff)),
        role=porter.role_names[own.role],
        sessions=await session.sessions(database, own.staff, now),
        devices=await visit.read(partial(devices.devices, staff=own.staff, now=now)),
        few=await visit.read(partial(account.few_recovery_codes, staff=own.staff)),
    )


@page("/account/confirm", may="look")
async def confirm_form(visit: AnyVisit, porter: NamedDependency[Porter]) -> Page:
    """Ask for the password again."""
    return _confirm_form(visit, porter, visit.query.get("next", ""), None)


@act("/account/confirm", may="look")
async def confirm(
    visit: AnyVisit,
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
        return _confirm_form(visit, porter, next_, done)
    path = f"/{next_}" if porter.confirming.match(next_) else "/account"
    return visit.with_session(visit.go(path), done)


@page("/account/password", may="look")
async def password_form(visit: AnyVisit) -> Page:
    """Ask for the old and the new password."""
    return visit.page("accounts/password.html", form=filled(fields.CHANGE_PASSWORD, {}))


@act("/account/password", may="look")
async def change_password(
    visit: AnyVisit,
    posted: NamedDependency[Posted],
    porter: NamedDependency[Porter],
) -> Page:
    """Replace the password; every other session ends."""
    done = await account.change_password(
        porter,
        member=visit.member,
        fields=posted.fields,
        address=visit.address,
        now=visit.desk.now(),
    )
    if isinstance(done, str):
        told = Text.of("The password is changed. You were signed out everywhere else.")
        return await _again(visit, done, "/account", told)
    form = filled(fields.CHANGE_PASSWORD, {}, invalid=done)
    return visit.page("accounts/password.html", status=REFUSED, form=form)


@page("/recovery-codes", may="look")
async def codes(visit: AnyVisit, porter: NamedDependency[Porter]) -> Page:
    """Show recovery codes that were just drawn, or offer to draw new ones."""
    drawn = await account.recovery_codes(porter, visit.member)
    own = await visit.read(partial(store.find, staff=visit.member.staff))
    return visit.page("accounts/recovery.html", codes=drawn, account=own)


@act("/recovery-codes", may="look")
async def draw_codes(visit: AnyVisit, porter: NamedDependency[Porter]) -> Page:
    """Draw new recovery codes; the old ones are worth nothing."""
    if asked := asked_again(visit, "recovery-codes"):
        return asked
    await account.new_recovery(porter, visit.member, visit.desk.now())
    return visit.go("/recovery-codes")


@act("/recovery-codes/kept", may="look")
async def kept(visit: AnyVisit, porter: NamedDependency[Porter]) -> Page:
    """Show the recovery codes no more."""
    await account.kept(porter, visit.member)
    return visit.go("/")


@act("/account/sessions/{number:int}/end", may="look")
async def end_session(visit: AnyVisit, number: FromPath[int]) -> Page:
    """End one of the person's own sessions."""
    if asked := asked_again(visit, "account"):
        return asked
    own, now = visit.member, visit.desk.now()
    if not await session.end_one(visit.desk.database, own.staff, number, now):
        visit.missing()
    return visit.go("/account", Text.of("The session has ended."))


@act("/account/sessions/end", may="look")
async def end_sessions(visit: AnyVisit) -> Page:
    """Sign out everywhere, here too; no device is trusted any longer."""
    if asked := asked_again(visit, "account"):
        return asked
    await session.end_all(visit.desk.database, visit.member.staff, visit.desk.now())
    return visit.with_device(visit.with_session(visit.go("/sign-in"), None), None)


@act("/account/devices/{number:int}/forget", may="look")
async def forget_device(visit: AnyVisit, number: FromPath[int]) -> Page:
    """Trust one of the person's own devices no longer."""
    if asked := asked_again(visit, "account"):
        return asked
    if not await visit.write(
        partial(devices.forget_device, staff=visit.member.staff, number=number)
    ):
        visit.missing()
    return visit.go("/account", Text.of("The device will be asked for a code again."))


def _confirm_form(visit: Visit, porter: Porter, next_: str, told: Text | None) -> Page:
    invalid = (Invalid("password", told),) if told else ()
    kept = {"next": next_ if porter.confirming.match(next_) else ""}
    form = filled(fields.CONFIRM, kept, invalid=invalid)
    return visit.page("accounts/confirm.html", status=REFUSED if told else 200, form=form)


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
