"""Every page of a node in every state that a person meets, as HTML by name.

One life: the first day from the one-time link on, the empty pages, a spring of work, refusals,
conflicts, a session that ended, and whoever stands outside. Pages are found by their routes: a new
one that no scene shows is an error.
"""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from litestar.handlers import HTTPRouteHandler

from node import faces
from shared.wire.enrolment import Enrolled
from shared.wire.problem import Problem
from tests.browser import lived_work as work
from tests.browser.lived import PASSWORD, Lived, Window, living, own_key, secret_on
from tests.browser.lived_records import VARIANTS
from tests.node.network.invited import line

FILES = (
    *(".json", ".csv", ".xlsx", "/calendar", "/errors/{ending:str}", "/export/stea/{ending:str}"),
    *("/export/everything/{ending:str}", "/care/backups/{name:str}", "/reports/{digest:str}"),
    "/material/{digest:str}",
)
"""Routes that answer with a file."""
LISTS = (
    *("/", "/groups", "/enquiries", "/enquiries/tallies", "/instructors", "/courses"),
    *("/organisers", "/work", "/work/workshops", "/work/participation", "/work/commitments"),
    *("/work/agreements", "/work/costs", "/work/activities", "/feedback", "/leaves", "/network"),
    "/leaves/statistics",
    *("/import", "/export", "/history", "/history/removed", "/staff", "/care", "/export/stea"),
    *("/material", "/messages"),
)
LINK = re.compile(r'href="/\w\w(/[^"#&]+)["#&]')
"""An address within the node, as it follows the language; of a query the first part."""
PART = re.compile(r"\{(\w+):\w+\}")
ELSEWHERE = (
    *("/second-factor", "/sign-in", "/code", "/welcome/{token:str}", "/reset/{token:str}"),
    "/care/running/{name:str}",
)
"""Pages of people who are not signed in yet, and the one that is shown while a chore runs."""
PARTS = ("basics", "when", "staff", "details", "notes", "after")


class Scenes:
    """One life at a node; `seen` is every page by name."""

    def __init__(self, node: Lived, lead: Window) -> None:
        self.node = node
        self.lead = lead
        self.seen: dict[str, str] = {}
        self.secret = ""

    def keep(self, name: str, window: Window | None = None, status: int = 200) -> None:
        """Keep the page that a window shows. Raises AssertionError if it is not as expected."""
        at = window or self.lead
        assert at.status == status, (name, at.status, at.at, at.words)
        assert "<html" in at.shown, name
        self.seen[name] = at.shown

    async def page(self, path: str, name: str = "", window: Window | None = None) -> None:
        """Open a page and keep it."""
        at = window or self.lead
        await at.open(path)
        self.keep(name or path, at)

    async def press(self, name: str, action: str, status: int = 200, /, **changed: object) -> None:
        """Press a button of the page that the lead sees, and keep what comes."""
        await self.lead.press(action, **changed)
        self.keep(name, status=status)

    async def arrive(self) -> None:
        """Make the first lead's account, as the link leads."""
        lead = self.lead
        await self.page("/sign-in", "sign-in nobody has an account")
        await self.page(self.node.link, "welcome")
        who = {"name": "Liisa Esimerkki", "login": "liisa"}
        await self.press("welcome refused", "", 422, **who, password="lyhyt", again="toinen")
        await self.press("second-factor", "", **who, password=PASSWORD, again=PASSWORD)
        self.secret = secret_on(lead.shown)
        await self.press("second-factor refused", "/second-factor", 422, code="12")
        await self.press("recovery-codes", "/second-factor", code=self.node.code(self.secret))

    async def begin(self) -> None:
        """Walk through the first run; it ends with the telephone in the operator's ear."""
        node = self.node
        await self.press("start network", "/recovery-codes/kept")
        await self.press("start network refused", "/start/network", 422, name_fi="Savon verkosto")
        names = {"name_sv": "Savolax nätverk", "controller": "Esimerkki ry"}
        await self.press("start places", "/start/network", **names)
        await self.press("start places refused", "/start/places", 422, names="Kuoppio")
        names = {"names": "Kuopio, Siilinjärvi, Iisalmi, Rautavaara"}
        await self.press("start places words", "/start/places", **names)
        await self.press("start none asked", "/start/places/words", says__687="none")
        await self.press("start contact", "/start/places/words")
        own = {"organisation": "Esimerkki ry", "telephone": "040 000 0000"}
        await self.press("start contact refused", "/start/contact", 422, email="etu.suku@x.example")
        await self.press("start group", "/start/contact", **own, email="ryhmat@x.example")
        await self.press("start group refused", "/start/group", 422, start_month="kesä")
        await self.press("start preview", "/start/group", meets_in="297", start_month="11/2026")
        await self.press("start enrol", "/start/preview")
        await self.press("start enrol refused", "/start/enrol", 422, invitation="voikukkia-x")
        await self.page("/start/group", "start group again")
        await self.page("/groups", "set-up unfinished")
        await self.page("/start/enrol")
        node.door.says = Problem(status=403, code="token_used", detail="x")
        told = line(node.clock.now())
        await self.press("start enrol refused by the hub", "/start/enrol", 422, invitation=told)
        key = own_key(node.desk).public
        node.door.says = Enrolled(node="pohjois-savo", public_key=key, state="pending")
        await self.press("start enrol fingerprint", "/start/enrol", invitation=told)
        await self.page("/", "today on the first day")

    async def look_at_empty_pages(self) -> None:
        """Open what is still empty."""
        for path in LISTS[1:]:
            await self.page(path, f"{path} empty")

    async def show_all(self, known: work.Known) -> None:
        """Open every page that has a route, with the records of this life in it.

        Raises AssertionError if one was not shown: a new page says in `through_a_spring` what its
        route's parts are.
        """
        shown = []
        for path in addresses(known):
            shown.append(path)
            await self.lead.open(path)
            if self.lead.status == 200 and "<html" in self.lead.shown:
                self.keep(f"GET {path}".replace(known["enquiries code"], "CODE"))
        for path in VARIANTS:
            await self.page(path)
        missed = [path for path in every_page() if not any(map(shape(path).fullmatch, shown))]
        assert not missed, missed

    async def follow(self) -> None:
        """Go wherever a page leads to. Raises AssertionError if it leads nowhere."""
        found = {link for page in self.seen.values() for link in LINK.findall(page)}
        for path in sorted(one for one in found if not one.startswith("/welcome/")):
            answer = await self.lead.client.get(f"/{self.lead.language}{path}")
            assert answer.status_code < 400, path

    async def refuse_all(self, known: work.Known) -> None:
        """Send every form empty; whatever is refused is kept."""
        await self.lead.open("/account")
        for path in paths("POST", known):
            if path.startswith(("/care/", "/sign-out", "/account/sessions", "/staff", "/welcome")):
                continue
            await self.lead.open("/account")
            await self.lead.send(path)
            if self.lead.status == 422:
                self.keep(f"POST {path}", status=422)

    async def let_others_in(self) -> None:
        """Invite an assistant and a reader, who see less."""
        for role in ("assistant", "reader"):
            await self.lead.open("/staff/invite")
            await self.press("invitation", "/staff/invite", role=role)
            link = re.search(r"/welcome/[\w-]+", self.lead.shown)
            assert link is not None
            window = await self.node.window(self.lead.languages)
            await self.page(link.group(), f"welcome {role}", window)
            who = {"name": f"{role.title()} Esimerkki", "login": role}
            await window.press("", **who, password=PASSWORD, again=PASSWORD)
            secret = secret_on(window.shown)
            await window.press("/second-factor", code=self.node.code(secret))
            await window.press("/recovery-codes/kept")
            person = "/instructors/ohjaaja-1" if role == "assistant" else "/organisers"
            for path in ("/", "/groups/kuopio-2026-2", person, "/account"):
                await self.page(path, f"{role} {path}", window)
            await window.open("/care")
            self.keep(f"{role} not allowed", window, 403)
        await self.page("/staff/2", "staff somebody else")
        await self.press("link for a new password", "/staff/2/reset")
        link = re.search(r"/reset/[\w-]+", self.lead.shown)
        assert link is not None
        window = await self.node.window(self.lead.languages)
        await self.page(link.group(), "reset", window)
        await window.press("", password="lyhyt", again="toinen")
        self.keep("reset refused", window, 422)
        await self.page("/staff/2", "staff somebody waits for a new password")
        await self.page("/staff", "staff with others")

    async def lose(self) -> None:
        """Come to what is not there, and to what is there no longer."""
        await self.page("/history/removed", "removed and can come back")
        await self.page("/history", "history of all that")
        await self.lead.open("/groups/no-such-group")
        self.keep("missing", status=404)
        await self.lead.open("/groups/new")
        self.node.later(minutes=61)
        await self.press("session ended in mid-form", "/groups/new", 401, meets_in="Kuopio")
        await self.press("sign-in refused", "/sign-in", 422, login="liisa", password="ei tämä")
        await self.press("code", "/sign-in", login="liisa", password=PASSWORD)
        await self.press("code refused", "/code", 422, code="000000")
        code = self.node.code(self.secret)
        await self.press("text given back", "/code", code=code, trust=["yes", ""])
        await self.page("/account", "account with a trusted device")
        window = await self.node.window(self.lead.languages)
        await window.open("/groups")
        self.keep("signed out", window, 401)
        await window.open("/welcome/used-0123456789")
        self.keep("link used", window, 404)
        await self.page("/help", "help for anybody", window)
        await self.page("/takeover", window=window)
        await window.press("/takeover", answer="x")
        self.keep("takeover refused", window, 422)


def paths(method: str, known: work.Known) -> Iterable[str]:
    """Yield the paths after the language that have a page for this method, as far as known."""
    for route in faces.routes():
        (path,) = route.paths
        if method in route.http_methods and path.startswith("/{language") and not _is_file(route):
            filled = PART.sub(partial(_value, known), path.removeprefix("/{language:str}"))
            if "{" not in filled:
                yield filled or "/"


def _value(known: work.Known, part: re.Match[str]) -> str:
    """Return what stands in a route's part: looked up with what stands before it, then alone."""
    before = part.string[: part.start()].strip("/")
    found = (known.get(f"{key} {part[1]}".strip()) for key in (before, before.split("/")[0], ""))
    return next((value for value in found if value), part[0])


def addresses(known: work.Known) -> Iterable[str]:
    """Yield every page's address once, parts of a group's form among them."""
    for path in paths("GET", known):
        if path.endswith("/edit/basics"):
            yield from (path.replace("basics", part) for part in PARTS)
        elif path not in ELSEWHERE:
            yield path


def _is_file(route: HTTPRouteHandler) -> bool:
    return any(part.endswith(FILES) for part in route.paths)


def every_page() -> Iterable[str]:
    """Yield every route that shows a page to whoever is signed in, with its parts open."""
    for route in faces.routes():
        (path,) = route.paths
        if "GET" in route.http_methods and path.startswith("/{language") and not _is_file(route):
            own = path.removeprefix("/{language:str}") or "/"
            if own not in ELSEWHERE:
                yield own


def shape(path: str) -> re.Pattern[str]:
    """Return what addresses of a route look like."""
    return re.compile(PART.sub("[^/]+", path))


@asynccontextmanager
async def a_life(data: Path, *languages: str) -> AsyncIterator[Scenes]:
    """Live through all scenes and hand over what was seen; languages take turns."""
    async with living(data) as node:
        scenes = Scenes(node, await node.window(languages))
        await scenes.arrive()
        await scenes.begin()
        await scenes.look_at_empty_pages()
        known = await work.through_a_spring(scenes)
        await scenes.show_all(known)
        await scenes.follow()
        await scenes.let_others_in()
        await scenes.refuse_all(known)
        await scenes.lose()
        yield scenes


def seen_by(*languages: str) -> dict[str, str]:
    """Return everything there is to see; of several languages, every page in one of them."""

    async def live(data: Path) -> dict[str, str]:
        async with a_life(data, *languages) as life:
            return life.seen

    with tempfile.TemporaryDirectory() as root:
        return asyncio.run(live(Path(root) / "data"))
