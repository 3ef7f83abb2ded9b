"""One request as a handler sees it: who asks, in which language, and how to answer.

The door has already checked the session, the role, the form's token and a double press. A side adds
what its own handlers need by a dataclass over `Visit`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from sqlite3 import Connection
from typing import NoReturn, Self, TypeAlias, TypeVar
from urllib.parse import quote, urlencode

from litestar import Response
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import SkipValidation
from litestar.response import Redirect
from msgspec import Struct

from shared.runtime.accounts.model import Member
from shared.runtime.web import resume
from shared.runtime.web.csrf import fresh
from shared.runtime.web.house import NAMES, Desk, House
from shared.text import Text

T = TypeVar("T")
Job = Callable[[Connection], T]
Page = Response[str] | Response[bytes] | Redirect


class Upload(Struct, frozen=True, kw_only=True):
    """A file that was sent; its name is only for telling it back."""

    name: str
    content: bytes
    media_type: str


class Posted(Struct, frozen=True, kw_only=True):
    """What a form sent: trimmed text by field, several values of a field joined with commas.

    `press` names the button, `version` the record's version that the form was made from, and
    `seen` has the marks of the values it was made from.
    """

    fields: dict[str, str]
    files: dict[str, Upload] = {}
    version: int = 0
    seen: str = ""
    press: str = ""

    def file(self, name: str) -> Upload | None:
        """Return a file, if one was chosen."""
        return self.files.get(name)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request. `path` is what follows the language, `query` the query string.

    `cookie` and `device` are the values of those cookies, `address` and `agent` tell where the
    request came from; sign-in alone needs them. `resume` is a sealed form to carry along; `bound`
    is the cookie that the forms of the answer belong to. `reading`: nothing was sent, so that the
    page can be opened in another language. `host`: as the request named it, which the gate allows.
    """

    house: House
    language: str
    path: str
    query: Mapping[str, str]
    someone: object  # a Someone; the framework could not tell its structs apart
    bound: str
    cookie: str = ""
    device: str = ""
    address: str = ""
    agent: str = ""
    resume: str = ""
    new_visitor: bool = False
    reading: bool = True
    host: str = ""

    @property
    def desk(self) -> Desk:
        """Return the open node or hub."""
        return self.house.desk

    @property
    def member(self) -> Member:
        """Return who is signed in; the door lets nobody else into a handler that asks."""
        if not isinstance(self.someone, Member):
            raise TypeError("nobody is signed in")
        return self.someone

    @property
    def signed_in(self) -> bool:
        """Tell whether somebody is signed in."""
        return isinstance(self.someone, Member)

    @property
    def csrf(self) -> str:
        """Return the token of this visitor's forms."""
        return self.house.csrf.token(self.bound)

    @property
    def once(self) -> str:
        """Return a new token for a form that is sent once."""
        return fresh()

    @property
    def notices(self) -> tuple[Text, ...]:
        """Return what the last act wants to have said, once."""
        return self.house.notices.take(self.member.session) if self.signed_in else ()

    @property
    def search(self) -> str:
        """Return the query string as it stands in an address."""
        return f"?{urlencode(self.query)}" if self.query else ""

    def may(self, what: str) -> bool:
        """Tell whether the person's role allows it."""
        return self.signed_in and self.member.role in self.house.allowed[what]

    async def arrived(self) -> Self:
        """Return the visit with what a side wants to know before every page."""
        return self

    def beside(self) -> Mapping[str, object]:
        """Return what a side gives to every template."""
        return {}

    async def read(self, job: Job[T]) -> T:
        """Run a reading job."""
        return await self.desk.read(job)

    async def write(self, job: Job[T]) -> T:
        """Run a writing job in one durable transaction."""
        return await self.desk.database.write(job)

    @property
    def address_here(self) -> str:
        """Return the address before a link: the one of the settings, else the one in use now."""
        return self.house.origin or (f"http://{self.host}" if self.host else "")

    def here(self, path: str) -> str:
        """Return a path in the page's language."""
        return f"/{self.language}{path}"

    def page(self, template: str, *, status: int = 200, **values: object) -> Response[str]:
        """Return a page made from a template."""
        html = (
            self.house.languages[self.language]
            .get_template(template)
            .render(
                language=self.language,
                languages=NAMES,
                visit=self,
                here=self.here,
                **self.beside(),
                **values,
            )
        )
        response = Response(html, status_code=status, media_type="text/html")
        if self.new_visitor:
            response.set_cookie(self.house.cookies.visitor(self.bound))
        return response

    def go(self, path: str, notice: Text | None = None) -> Redirect:
        """Lead to another page, which then says `notice`."""
        if notice is not None and self.signed_in:
            self.house.notices.add(self.member.session, notice)
        return Redirect(self.here(path), status_code=303)

    def missing(self) -> NoReturn:
        """Answer that there is no such page."""
        raise NotFoundException

    def download(self, content: bytes, name: str, media_type: str) -> Response[bytes]:
        """Return a file to be kept, under a name of our own making."""
        safe = quote(name, safe="-_.() ")
        plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name)
        headers = {
            "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{safe}"
        }
        return Response(content, media_type=media_type, headers=headers)

    def with_session(self, response: Page, token: str | None) -> Page:
        """Return the response with a new session's cookie, or without one.

        At the end of a session the browser is asked to drop what it keeps of the pages, too.
        """
        response.set_cookie(self.house.cookies.session(token))
        if token is None:
            response.headers["clear-site-data"] = '"cache"'
        return response

    def with_arrival(self, response: Page, token: str) -> Page:
        """Return the response with the session of somebody who is fully signed in now.

        The visitor of before is nobody any more: what was bound to that cookie is void.
        """
        response.set_cookie(self.house.cookies.visitor(fresh()))
        return self.with_session(response, token)

    def with_device(self, response: Page, token: str | None) -> Page:
        """Return the response with a trusted device's cookie, or without one."""
        response.set_cookie(self.house.cookies.device(token))
        return response

    def resumed(self, packed: str, member: Member, token: str) -> Page:
        """Show a form again that met the end of its session, to be sent by one press.

        `member` has just signed in with the session `token`; the new page is bound to it.
        """
        house = self.house
        found = resume.unpack(house.resume_key, packed, member.staff, self.desk.now())
        if found is None:
            return self.go("/")
        visit = self.again(member, token)
        return visit.page("resume.html", path=found.path, sent=found)

    def again(self, member: Member, token: str) -> Self:
        """Return this visit as the one of a person who has just signed in."""
        return replace(self, someone=member, bound=token, resume="")


AnyVisit: TypeAlias = NamedDependency[SkipValidation[Visit]]
"""How a handler of both sides asks for the visit: each side's own is more than this one."""
