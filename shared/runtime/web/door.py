"""The one door before every handler: who asks, may they, is the form ours, was it sent already.

Whatever handler names no `may` lets nobody in. A form that met the end of its session is kept in
the sign-in page; a form with a stale token is shown again, to be sent by one press.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.response import Redirect

from shared.runtime import log
from shared.runtime.accounts.model import Ended, Member
from shared.runtime.web import resume
from shared.runtime.web.csrf import FIELD, fresh
from shared.runtime.web.guards import AGAIN, PRESS
from shared.runtime.web.house import House, Someone
from shared.runtime.web.number import DIGITS, whole
from shared.runtime.web.visit import Page, Posted, Upload, Visit
from shared.text import Text

Asked = Request[Any, Any, Any]
SignIn = Callable[[Visit, Text | None, int], Awaitable[Page]]
STALE = Text.of(
    "The page was too old, so nothing was changed. What you wrote is still here: press again."
)
OLD = Text.of("The page was too old. Nothing was changed; open it anew and press again.")
ENDED = Text.of("Your session had ended. Sign in again; what you wrote is kept.")
ENDED_WITHOUT = Text.of("Your session had ended. Sign in again.")
OWN_FIELDS = frozenset({FIELD, "once", "version", "seen", "press", "resume"})
EXACT_FIELDS = frozenset({"password", "again", "current"})
"""Passwords are taken as they were typed, spaces at their ends included."""
ARRIVING = frozenset({"/sign-in", "/code"})
"""Where whoever is signed in already has nothing left to do."""
VISIT, POSTED = "visit", "posted"


class Door:
    """Admits requests to handlers, or answers them."""

    def __init__(self, house: House, kind: type[Visit], sign_in: SignIn) -> None:
        self._house = house
        self._kind = kind
        self._sign_in = sign_in

    async def admit(self, request: Asked) -> Page | None:
        """Return an answer for whoever is not let in, and None for whoever is."""
        may: str = request.route_handler.opt.get("may", "")
        if may not in self._house.allowed:
            raise PermissionDeniedException
        visit = await self._visit(request)
        request.state[VISIT] = visit
        if request.method == "POST":
            return await self._form(request, visit, may)
        if may != "anyone" and not visit.signed_in:
            return await self._sign_in(visit, None, 401)
        return self._role(request, visit, may)

    async def _form(self, request: Asked, visit: Visit, may: str) -> Page | None:
        """Judge a form: session, role, token, double press."""
        if may != "anyone" and not visit.signed_in:
            return await self._interrupted(request, visit)
        if refused := self._role(request, visit, may):
            return refused
        sent = await _read(request)
        token = sent.pop(FIELD, ("",))[0]
        posted = await _posted(sent)
        if not self._house.csrf.ok(visit.bound, str(token)):
            if visit.signed_in and visit.path in ARRIVING:  # a second press of who is in by now
                return visit.go("/")
            _seen(request, visit, "token")
            if may == "anyone":  # a password is not to be written back into a page
                return visit.page("trouble.html", status=403, text=OLD)
            return visit.page("resume.html", status=403, path=visit.path, sent=posted, why=STALE)
        request.state[POSTED] = posted
        if once := str(sent.get("once", ("",))[0]):
            key = f"{visit.bound}/{visit.path}/{once}"
            said = repr(sorted((name, str(values)) for name, values in sent.items()))
            if led := await self._house.presses.before(key, said):
                request.state[AGAIN] = led.cookies
                return Redirect(led.location, status_code=303)
            request.state[PRESS] = key
        return None

    async def _interrupted(self, request: Asked, visit: Visit) -> Page:
        """Answer a form without a session: what was typed goes along into the sign-in page."""
        if not isinstance(visit.someone, Ended) or _is_upload(request):
            return await self._sign_in(visit, ENDED_WITHOUT, 401)
        posted = await _posted(await _read(request))
        form = resume.Interrupted(
            staff=visit.someone.staff,
            path=visit.path,
            fields=posted.fields,
            at=visit.desk.now(),
            version=posted.version,
            seen=posted.seen,
            press=posted.press,
        )
        kept = resume.pack(self._house.resume_key, form)
        told = ENDED if kept else ENDED_WITHOUT
        return await self._sign_in(replace(visit, resume=kept), told, 401)

    async def _visit(self, request: Asked) -> Visit:
        house, cookies = self._house, request.cookies
        parts = request.url.path.split("/", 2)
        language = parts[1] if parts[1] in house.languages else house.default
        parameters = request.path_params
        if language != parameters.get("language", language):
            raise NotFoundException
        if any(len(str(part)) > DIGITS for part in parameters.values() if isinstance(part, int)):
            raise NotFoundException
        session = house.cookies.value(cookies, "session")
        someone: Someone = await house.find(session, house.desk.now()) if session else None
        visitor = house.cookies.value(cookies, "visitor")
        signed_in = isinstance(someone, Member)
        if isinstance(someone, Member):
            house.names[someone.staff] = someone.name
        bound = session if signed_in else visitor or fresh()
        visit = self._kind(
            house=house,
            language=language,
            path="/" + (parts[2] if len(parts) > 2 else ""),  # noqa: PLR2004 ("", language, rest)
            query=dict(request.query_params),
            someone=someone,
            bound=bound,
            cookie=session,
            device=house.cookies.value(cookies, "device"),
            address=request.client.host if request.client else "",
            agent=request.headers.get("user-agent", "")[:300],
            new_visitor=not signed_in and not visitor,
            reading=request.method != "POST",
            host=request.headers.get("host", ""),
        )
        return await visit.arrived()

    def _role(self, request: Asked, visit: Visit, may: str) -> Page | None:
        if may == "anyone" or visit.may(may):
            return None
        _seen(request, visit, "role")
        text = Text.of("Your role does not include this. A lead can change it.")
        return visit.page("trouble.html", status=403, text=text)


def given_visit(request: Asked) -> Visit:
    """Return the visit that the door made."""
    visit: Visit = request.state[VISIT]
    return visit


def given_posted(request: Asked) -> Posted:
    """Return the form that the door judged."""
    posted: Posted = request.state[POSTED]
    return posted


def _is_upload(request: Asked) -> bool:
    return request.content_type[0] == "multipart/form-data"


async def _read(request: Asked) -> dict[str, list[Any]]:
    sent: dict[str, list[Any]] = {}
    for name, value in (await request.form()).multi_items():
        sent.setdefault(name, []).append(value)
    return sent


def _seen(request: Asked, visit: Visit, result: str) -> None:
    """Write that somebody was turned away: from which handler, in which session; never a path."""
    session = visit.member.session[:12] if visit.signed_in else None
    kind = request.route_handler.handler_name
    log.logger().warning("door.refused", kind=kind, result=result, session=session)


def _one(name: str, values: list[Any]) -> str:
    """Return a field's text; of a password that came twice, neither."""
    if name in EXACT_FIELDS:
        return str(values[0]) if len(values) == 1 else ""
    return ", ".join(text for value in values if (text := str(value).strip()))


async def _posted(sent: dict[str, list[Any]]) -> Posted:
    fields, files = {}, {}
    for name, values in sent.items():
        uploads = [value for value in values if isinstance(value, UploadFile)]
        if uploads and uploads[0].filename:
            files[name] = Upload(
                name=uploads[0].filename,
                content=await uploads[0].read(),
                media_type=uploads[0].content_type,
            )
        if not uploads and name not in OWN_FIELDS:
            fields[name] = _one(name, values)
    return Posted(
        fields=fields,
        files=files,
        version=whole(str(sent.get("version", ["0"])[0])) or 0,
        seen=str(sent.get("seen", [""])[0]),
        press=str(sent.get("press", [""])[0]),
    )
