"""Pages before and around signing in: sign-in, code, welcome, second factor, takeover, sign-out.

An interrupted form travels along in the hidden field `kept`, sealed, and comes back after the code.
"""

import re
from typing import Final

from litestar.di import NamedDependency
from litestar.params import FromPath

from node.staff import (
    account,
    account_pages,
    fields,
    session,
    staff_pages,
    store,
    takeover,
    welcome,
)
from node.staff import sign_in as signing
from node.staff.account_pages import second_factor_page
from node.staff.model import Member, SigningIn
from node.staff.porter import Porter
from node.staff.sign_in import Begun, Visitor
from node.web.form import filled
from node.web.routing import act, page
from node.web.visit import Page, Posted, Visit
from shared.text import Invalid, Text

KEPT_BYTES: Final = 600_000
"""A form that was interrupted comes along, sealed and in base64."""

INNER = re.compile(r"^(/[a-z0-9][A-Za-z0-9_.-]*)+$")
"""A page of this node, as it follows the language; nothing else is led to."""

UNSIGNED = 401
REFUSED = 422
LAST_CODE = Text.of("That was your last recovery code. Draw new ones now, under “My account”.")


async def sign_in_page(visit: Visit, told: Text | None = None, status: int = 200) -> Page:
    """Return the sign-in page, or the step somebody is at; the door shows it, too."""
    if isinstance(visit.someone, SigningIn) and not visit.resume:
        return visit.go(_step(visit.someone.stage))
    carried = {"kept": visit.resume, "to": visit.path if visit.reading else ""}
    return await _sign_in_form(visit, carried, told, status)


@page("/sign-in", may="anyone")
async def sign_in_form(visit: NamedDependency[Visit]) -> Page:
    """Show the sign-in form."""
    return visit.go("/") if visit.signed_in else await _sign_in_form(visit, {}, None, 200)


@act("/sign-in", may="anyone", body=KEPT_BYTES)
async def sign_in(
    visit: NamedDependency[Visit],
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
async def code_form(visit: NamedDependency[Visit]) -> Page:
    """Ask for a code."""
    if not isinstance(visit.someone, SigningIn) or visit.someone.stage != "code":
        return visit.go("/")
    return _code_form(visit, {}, None)


@act("/code", may="anyone", body=KEPT_BYTES)
async def code(
    visit: NamedDependency[Visit],
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
    response = await _arrived(visit, done.token, sent, _left(done.recovery_left))
    return visit.with_device(response, done.device) if done.device else response


@act("/sign-out", may="anyone")
async def sign_out(visit: NamedDependency[Visit]) -> Page:
    """End this session."""
    await session.end(visit.desk.database, visit.cookie, visit.desk.now())
    return visit.with_session(visit.go("/sign-in"), None)


@page("/welcome/{token:str}", may="anyone")
async def welcome_form(visit: NamedDependency[Visit], token: FromPath[str]) -> Page:
    """Show what an invitation's link is for, and ask who uses it."""
    return await _welcome_form(visit, token, {}, ())


@act("/welcome/{token:str}", may="anyone")
async def accept(
    visit: NamedDependency[Visit],
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
        return visit.with_session(visit.go(_step(done.stage)), done.token)
    return await _welcome_form(visit, token, sent, done)


@page("/second-factor", may="anyone")
async def factor_form(visit: NamedDependency[Visit], porter: NamedDependency[Porter]) -> Page:
    """Show a second factor to be set up, for a new account or instead of the old one."""
    return await second_factor_page(visit, porter)


@act("/second-factor", may="anyone")
async def set_factor(
    visit: NamedDependency[Visit],
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
    return visit.with_session(seen.go("/recovery-codes"), done)


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


def visitor_of(visit: Visit) -> Visitor:
    """Return where the request came from."""
    return Visitor(
        cookie=visit.cookie, device=visit.device, address=visit.address, agent=visit.agent
    )


async def _sign_in_form(visit: Visit, sent: dict[str, str], told: Text | None, status: int) -> Page:
    values = {name: sent.get(name, "") for name in ("login", "kept", "to")}
    anybody = await visit.read(store.anybody)
    view = filled(fields.SIGN_IN, values)
    return visit.page("staff/sign_in.html", status=status, form=view, told=told, anybody=anybody)


def _code_form(visit: Visit, sent: dict[str, str], told: Text | None) -> Page:
    values = {name: sent.get(name, "") for name in ("trust", "kept", "to")}
    invalid = (Invalid("code", told),) if told else ()
    view = filled(fields.CODE, values, invalid=invalid)
    return visit.page("staff/code.html", status=REFUSED if told else 200, form=view)


async def _welcome_form(
    visit: Visit, token: str, sent: dict[str, str], invalid: tuple[Invalid, ...]
) -> Page:
    found = await welcome.look(visit.desk.database, token, visit.desk.now())
    if found is None:
        return visit.page("trouble.html", status=404, text=welcome.GONE)
    values = {name: sent.get(name, "") for name in ("name", "login")}
    return visit.page(
        "staff/welcome.html",
        status=REFUSED if invalid else 200,
        form=filled(fields.WELCOME, values, invalid=invalid),
        path=welcome.PATH.format(token=token),
        invitation=found,
        role=fields.ROLE_WORDS[found.role],
    )


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


async def _begun(visit: Visit, done: Begun, sent: dict[str, str]) -> Page:
    """Go on after a right password; what comes along stays in the page, which is not led to."""
    if done.stage == "full":
        return await _arrived(visit, done.token, sent, None)
    if done.stage == "code" and (sent.get("kept") or sent.get("to")):
        carried = {name: sent.get(name, "") for name in ("kept", "to")}
        return visit.with_session(_code_form(visit, carried, None), done.token)
    return visit.with_session(visit.go(_step(done.stage)), done.token)


async def _arrived(visit: Visit, token: str, sent: dict[str, str], notice: Text | None) -> Page:
    """Lead in whoever is now fully signed in: to the interrupted form, or where they wanted."""
    member = await session.find(visit.desk.database, token, visit.desk.now())
    if not isinstance(member, Member):
        return visit.go("/sign-in")
    seen, to, kept = visit.again(member, token), sent.get("to", ""), sent.get("kept", "")
    path = to if INNER.match(to) else "/"
    response = visit.resumed(kept, member, token) if kept else seen.go(path, notice)
    return visit.with_session(response, token)


def _step(stage: str) -> str:
    return "/second-factor" if stage == "factor" else "/code"


def _left(recovery: int | None) -> Text | None:
    if recovery is None:
        return None
    if recovery == 0:
        return LAST_CODE
    return Text.of("A recovery code was used up; {n} are left.", n=recovery)


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
    takeover_form,
    take_over,
    *account_pages.ROUTES,
    *staff_pages.ROUTES,
]
