"""Pages before and around signing in: sign-in, code, welcome, second factor, sign-out.

An interrupted form travels along in the hidden field `kept`, sealed, and comes back after the code.
The words of `accounts/sign_in.html`, `code.html` and `welcome.html` are each side's own.
"""

import re
from typing import Final

from litestar.di import NamedDependency
from litestar.params import FromPath

from shared.runtime.accounts import (
    account,
    account_pages,
    arriving,
    fields,
    session,
    store,
    welcome,
)
from shared.runtime.accounts import sign_in as signing
from shared.runtime.accounts.account_pages import second_factor_page
from shared.runtime.accounts.arriving import step, visitor_of
from shared.runtime.accounts.model import Member, SigningIn
from shared.runtime.accounts.porter import Porter
from shared.runtime.accounts.sign_in import Begun
from shared.runtime.web.form import filled
from shared.runtime.web.routing import act, page
from shared.runtime.web.visit import AnyVisit, Page, Posted, Visit
from shared.text import Invalid, Text

KEPT_BYTES: Final = 600_000
"""A form that was interrupted comes along, sealed and in base64."""

INNER = re.compile(r"^(/[a-z0-9][A-Za-z0-9_.-]*)+$(?!\n)")
"""A page of this place, as it follows the language; nothing else is led to."""

UNSIGNED = 401
REFUSED = 422


async def sign_in_page(visit: Visit, told: Text | None = None, status: int = 200) -> Page:
    """Return the sign-in page, or the step somebody is at; the door shows it, too."""
    if isinstance(visit.someone, SigningIn) and not visit.resume:
        return visit.go(step(visit.someone.stage))
    carried = {"kept": visit.resume, "to": visit.path if visit.reading else ""}
    return await _sign_in_form(visit, carried, told, status)


@page("/sign-in", may="anyone")
async def sign_in_form(visit: AnyVisit) -> Page:
    """Show the sign-in form."""
    return visit.go("/") if visit.signed_in else await _sign_in_form(visit, {}, None, 200)


@act("/sign-in", may="anyone", body=KEPT_BYTES)
async def sign_in(
    visit: AnyVisit,
    posted: NamedDependency[Posted],
    porter: NamedDependency[Porter],
) -> Page:
    """Judge login and password, then ask for what is missing."""
    sent = posted.fields
    done = await signing.give_password(
        porter,
        login=sent.get("login", ""),
        password=sent.get("password", ""),
        visitor=visitor_of(visit),
        now=visit.desk.now(),
    )
    if isinstance(done, Text):
        return await _sign_in_form(visit, sent, done, REFUSED)
    return await _begun(visit, done, sent)


@page("/code", may="anyone")
async def code_form(visit: AnyVisit) -> Page:
    """Ask for a code."""
    if not isinstance(visit.someone, SigningIn) or visit.someone.stage != "code":
        return visit.go("/")
    return _code_form(visit, {}, None)


@act("/code", may="anyone", body=KEPT_BYTES)
async def code(
    visit: AnyVisit,
    posted: NamedDependency[Posted],
    porter: NamedDependency[Porter],
) -> Page:
    """Judge a code or a recovery code."""
    sent, now = posted.fields, visit.desk.now()
    trust = sent.get("trust") == "yes"
    done = await signing.give_code(
        porter, code=sent.get("code", ""), trust=trust, visitor=visitor_of(visit), now=now
    )
    if done == signing.TOO_LATE:
        return await _sign_in_form(visit, sent, signing.TOO_LATE, UNSIGNED)
    if isinstance(done, Text):
        return _code_form(visit, sent, done)
    told = arriving.told(failed=done.failed, recovery=done.recovery_left)
    response = await _arrived(visit, done.token, sent, told)
    return visit.with_device(response, done.device) if done.device else response


@act("/sign-out", may="anyone")
async def sign_out(visit: AnyVisit) -> Page:
    """End this session."""
    await session.end(visit.desk.database, visit.cookie, visit.desk.now())
    return visit.with_session(visit.go("/sign-in"), None)


@page("/welcome/{token:str}", may="anyone")
async def welcome_form(
    visit: AnyVisit, porter: NamedDependency[Porter], token: FromPath[str]
) -> Page:
    """Show what an invitation's link is for, and ask who uses it."""
    return await _welcome_form(visit, porter, token, {}, ())


@act("/welcome/{token:str}", may="anyone")
async def accept(
    visit: AnyVisit,
    posted: NamedDependency[Posted],
    porter: NamedDependency[Porter],
    token: FromPath[str],
) -> Page:
    """Make an account, then go on to the second factor."""
    sent, now = posted.fields, visit.desk.now()
    done = await welcome.accept(
        porter, token=token, fields=sent, visitor=visitor_of(visit), now=now
    )
    if isinstance(done, Text):
        return visit.page("trouble.html", status=404, text=done)
    if isinstance(done, Begun):
        return visit.with_session(visit.go(step(done.stage)), done.token)
    return await _welcome_form(visit, porter, token, sent, done)


@page("/second-factor", may="anyone")
async def factor_form(visit: AnyVisit, porter: NamedDependency[Porter]) -> Page:
    """Show a second factor to be set up, for a new account or instead of the old one."""
    return await second_factor_page(visit, porter)


@act("/second-factor", may="anyone")
async def set_factor(
    visit: AnyVisit,
    posted: NamedDependency[Posted],
    porter: NamedDependency[Porter],
) -> Page:
    """Take a second factor that has proved to work, and show the recovery codes."""
    done = await account.prove(
        porter,
        cookie=visit.cookie,
        code=posted.fields.get("code", ""),
        address=visit.address,
        now=visit.desk.now(),
    )
    if isinstance(done, Text):
        return await second_factor_page(visit, porter, done)
    member = await session.find(porter.database, done, visit.desk.now())
    seen = visit.again(member, done) if isinstance(member, Member) else visit
    return visit.with_arrival(seen.go("/recovery-codes"), done)


async def _sign_in_form(visit: Visit, sent: dict[str, str], told: Text | None, status: int) -> Page:
    values = {name: sent.get(name, "") for name in ("login", "kept", "to")}
    anybody = await visit.read(store.anybody)
    view = filled(fields.SIGN_IN, values)
    return visit.page("accounts/sign_in.html", status=status, form=view, told=told, anybody=anybody)


def _code_form(visit: Visit, sent: dict[str, str], told: Text | None) -> Page:
    values = {name: sent.get(name, "") for name in ("trust", "kept", "to")}
    invalid = (Invalid("code", told),) if told else ()
    view = filled(fields.CODE, values, invalid=invalid)
    return visit.page("accounts/code.html", status=REFUSED if told else 200, form=view)


async def _welcome_form(
    visit: Visit, porter: Porter, token: str, sent: dict[str, str], invalid: tuple[Invalid, ...]
) -> Page:
    found = await welcome.look(visit.desk.database, token, visit.desk.now())
    if found is None:
        return visit.page("trouble.html", status=404, text=welcome.GONE)
    values = {name: sent.get(name, "") for name in ("name", "login")}
    return visit.page(
        "accounts/welcome.html",
        status=REFUSED if invalid else 200,
        form=filled(fields.WELCOME, values, invalid=invalid),
        path=welcome.PATH.format(token=token),
        invitation=found,
        role=porter.role_words[found.role],
    )


async def _begun(visit: Visit, done: Begun, sent: dict[str, str]) -> Page:
    """Go on after a right password; what comes along stays in the page, which is not led to."""
    if done.stage == "full":
        return await _arrived(visit, done.token, sent, arriving.told(failed=done.failed))
    if done.stage == "code" and (sent.get("kept") or sent.get("to")):
        carried = {name: sent.get(name, "") for name in ("kept", "to")}
        return visit.with_session(_code_form(visit, carried, None), done.token)
    return visit.with_session(visit.go(step(done.stage)), done.token)


async def _arrived(visit: Visit, token: str, sent: dict[str, str], told: tuple[Text, ...]) -> Page:
    """Lead in whoever is now fully signed in: to the interrupted form, or where they wanted."""
    member = await session.find(visit.desk.database, token, visit.desk.now())
    if not isinstance(member, Member):
        return visit.go("/sign-in")
    seen, to, kept = visit.again(member, token), sent.get("to", ""), sent.get("kept", "")
    path = to if INNER.match(to) else "/"
    for text in told:
        visit.house.notices.add(member.session, text)
    response = visit.resumed(kept, member, token) if kept else seen.go(path)
    return visit.with_arrival(response, token)


ROUTES = [
    sign_in_form,
    sign_in,
    code_form,
    code,
    sign_out,
    welcome_form,
    accept,
    factor_form,
    set_factor,
    *account_pages.ROUTES,
]
