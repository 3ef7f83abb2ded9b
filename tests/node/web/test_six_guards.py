"""Six holes that a page could have, each closed by one guard; without it a test here fails.

The handbook's asvs.md has the table of guards and tests; those of session fixation and of other
people's sessions stand in tests/node/staff.
"""

import io
import json
import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from node import faces
from node.app import translator
from node.desk import Desk
from node.web import site
from node.web.house import House
from node.web.routing import act, page
from node.web.visit import Visit
from shared.reference.lookup import Reference
from shared.runtime import log
from shared.runtime.accounts.fields import CHANGE_PASSWORD, RESET, SIGN_IN, WELCOME
from shared.runtime.accounts.model import Member
from shared.runtime.accounts.pages import sign_in_page
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.web.cookies import Cookies
from shared.runtime.web.form import filled
from shared.runtime.web.visit import Page, Posted
from tests.node.web.conftest import (
    COOKIES,
    ORIGIN,
    TOKENS,
    Browser,
    Pages,
    build,
    everything_given,
)
from tests.node.web.test_every_route import employ

SCRIPT = "\"'><script>zq</script><img src=x onerror=zq>"
LINES = "x\r\nset-cookie: zq=1\r\n\r\n<b>zq"
QUESTIONS = (
    *("active", "attention", "audience", "before", "exact", "keeping", "kind", "language", "next"),
    *("page", "place", "q", "removed", "role", "show", "state", "trained", "year", "to", "find"),
)
"""Everything that some page reads from its query, and two that none does."""
READING = tuple(
    r for r in faces.routes() if "GET" in r.http_methods and "/{language" in min(r.paths)
)
sent: list[Posted] = []


@page("/keep", may="anyone")
async def keep(visit: NamedDependency[Visit]) -> Page:
    """Hand out a file under the name that was asked for."""
    return visit.download(b"x", visit.query["name"], "text/html")


@page("/leave", may="anyone")
async def leave(visit: NamedDependency[Visit]) -> Page:
    """Take the session away."""
    return visit.with_session(visit.go("/keep"), None)


@page("/lead", may="lead")
async def lead(visit: NamedDependency[Visit]) -> Page:
    """Open to leads alone."""
    return visit.go("/")


@act("/own", may="look")
async def own(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    """Take a form."""
    sent.append(posted)
    return visit.go("/")


@pytest.fixture
async def guest(
    database: Database, clock: Clock, reference: Reference, tmp_path: Path
) -> AsyncIterator[tuple[Browser, House]]:
    sent.clear()

    async def wake() -> None:
        return

    async def find(token: str, now: datetime) -> Member | None:
        if token != TOKENS["reader"]:
            return None
        return Member(
            staff=1,
            name="R",
            role="reader",
            session="0123456789abcdef",
            signed_in_at=now,
            stepped_up_at=now,
        )

    desk = Desk(
        database=database,
        clock=clock,
        reference=reference,
        translator=translator("fi"),
        wake=wake,
        data=tmp_path,
    )
    house, app = build(desk, find, routes=[keep, leave, lead, own])
    transport = ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with AsyncClient(transport=transport, base_url=ORIGIN) as client:
        client.cookies.set(COOKIES.name("session"), TOKENS["reader"])
        yield Browser(client=client, known=house.csrf.token(TOKENS["reader"])), house


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    log.configure("info", stream, pretty=False)
    yield stream
    log.configure("info", pretty=False)


def path_of(route: HTTPRouteHandler, part: str) -> str:
    """Return the route's path with `part` in place of every word in it."""
    path = min(route.paths).replace("{language:str}", "en")
    return re.sub(r"\{\w+:str\}", part, re.sub(r"\{\w+:int\}", "1", path))


def raw(answer: Response) -> bool:
    """Tell whether what was asked for stands in the page as markup."""
    return "<script" in answer.text or "<img src=x" in answer.text


async def test_fault_36_no_page_gives_a_question_back_as_markup(house: Pages) -> None:
    await house.desk.database.write(employ)
    query = dict.fromkeys(QUESTIONS, SCRIPT)
    found = []
    for route in READING:
        for person in (house.lead, house.nobody):
            answer = await person.client.get(path_of(route, "nothing-1"), params=query)
            found += [f"{route.handler_name} {answer.status_code}"] if raw(answer) else []

    assert found == []


async def test_no_page_gives_its_address_back_as_markup(house: Pages) -> None:
    await house.desk.database.write(employ)
    given = {**everything_given(house.desk), "house": house.house}
    app = site.build(house.house, routes=faces.routes(), sign_in=sign_in_page, given=given)
    part = "%22%3E%3Cscript%3Ezq"
    paths = [path_of(route, part) for route in READING]
    paths += [f"/en/{part}", f"/{part}/groups", f"/en/sign-in?to={part}", f"/en/groups?q={part}"]
    found, carried = [], 0
    async with AsyncClient(transport=ASGITransport(app=app), base_url=ORIGIN) as client:
        for person in (house.lead.client, client):
            for path in paths:
                answer = await person.get(path)
                found += [path] if raw(answer) else []
                carried += "&lt;script&gt;zq" in answer.text

    assert found == []
    assert carried > 0  # the sign-in page takes the address along


@pytest.mark.parametrize(
    "part", ["nothing-1", "..%2f..%2fnode.db", "..", "%2e%2e%2fnode.master", "x%00y"]
)
async def test_no_address_leads_to_a_file_of_the_node(house: Pages, part: str) -> None:
    secret = b"zq-key-of-the-node"
    (house.desk.data / "node.master").write_bytes(secret)
    (house.desk.data / "backups").mkdir()
    (house.desk.data / "backups" / "nothing-1").write_bytes(secret)
    await house.desk.database.write(employ)
    for route in READING:
        answer = await house.lead.client.get(path_of(route, part))
        assert answer.status_code in {200, 303, 400, 404, 422}, route.handler_name
        assert secret not in answer.content, route.handler_name


@pytest.mark.parametrize("name", [LINES, '"; filename=evil.html; x="', "..\\..\\evil", "ä\u202eb"])
async def test_the_name_of_a_file_adds_no_header(guest: tuple[Browser, House], name: str) -> None:
    person, _ = guest

    answer = await person.client.get("/en/keep", params={"name": name})

    said = answer.headers["content-disposition"]
    assert re.fullmatch(r"attachment; filename=\"[\w.-]+\"; filename\*=UTF-8''[\w.%() -]+", said)
    assert said.isascii()
    assert "set-cookie" not in answer.headers
    assert "zq=1" not in said


async def test_the_end_of_a_session_clears_what_the_browser_keeps(
    guest: tuple[Browser, House],
) -> None:
    person, _ = guest

    assert (await person.get("/leave")).headers["clear-site-data"] == '"cache"'
    assert "clear-site-data" not in (await person.client.get("/en/keep?name=x")).headers


async def test_a_password_is_taken_as_it_was_typed(guest: tuple[Browser, House]) -> None:
    person, _ = guest

    await person.press("/own", {"password": "  a  b ", "login": " a ", "again": ["x", "x"]})

    assert [posted.fields for posted in sent] == [
        {"password": "  a  b ", "login": "a", "again": ""}
    ]


async def test_no_field_cuts_a_password_short(guest: tuple[Browser, House]) -> None:
    _, house = guest
    for fields in (SIGN_IN, WELCOME, RESET, CHANGE_PASSWORD):
        template = house.languages["en"].from_string(
            '{% import "form.html" as f with context %}'
            "{% for one in view.shown if one.field.kind == 'password' %}{{ f.input(one, 'x', ()) }}"
            "{% endfor %}"
        )
        drawn = template.render(view=filled(fields, {}))
        assert drawn.count('type="password"') == drawn.count("autocomplete=") > 0
        assert re.search(r"maxlength|onpaste|pattern|value=", drawn) is None


async def test_whoever_is_turned_away_stands_in_the_log(
    guest: tuple[Browser, House], lines: io.StringIO
) -> None:
    person, _ = guest

    await person.get("/lead")
    await person.press("/own", {"name": "Zqnimi"}, token="0" * 64)
    await person.client.post("/en/own", headers={"origin": "https://evil.example"})
    await person.client.get("/en/keep?name=x", headers={"host": "evil.example"})

    events = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [
        (e["event"], e["level"], e.get("kind"), e.get("result", e.get("status"))) for e in events
    ] == [
        ("door.refused", "warning", "lead", "role"),
        ("door.refused", "warning", "own", "token"),
        ("gate.refused", "warning", None, 403),
        ("gate.refused", "warning", None, 421),
    ]
    assert events[0]["session"] == "0123456789ab"
    assert not re.search(r"Zqnimi|evil|/en/", lines.getvalue())


@pytest.mark.parametrize(("origin", "said"), [("", None), ("https://solmu.example", 31_536_000)])
async def test_https_is_promised_for_a_year_where_it_is_spoken(
    guest: tuple[Browser, House], origin: str, said: int | None
) -> None:
    _, house = guest
    gate = site.build(house, routes=[keep], sign_in=None)  # type: ignore[arg-type]
    made = type(gate)(gate._app, house.presses, origin)
    transport = ASGITransport(app=made)
    async with AsyncClient(transport=transport, base_url=origin or ORIGIN) as client:
        answers = [
            await client.get("/en/keep?name=x"),
            await client.get("/", headers={"host": "x"}),
        ]

    promised = f"max-age={said}; includeSubDomains" if said else None
    assert [a.headers.get("strict-transport-security") for a in answers] == [promised] * 2


def test_cookies_belong_to_one_host_and_to_no_script() -> None:
    cookies = Cookies(instance="0123abcd", secure=True)

    for made in (cookies.session("x"), cookies.device("x"), cookies.visitor("x")):
        said = made.to_header(header="")
        assert said.startswith("__Host-voikukkia-0123abcd-")
        assert {"HttpOnly", "Secure", "Path=/"} <= set(said.split("; "))
        assert "Domain" not in said
        assert re.search(r"SameSite=(lax|strict)", said)


@pytest.mark.parametrize("value", ["x", "x" * 129, "a" * 16 + "\r\nb", '"><script>' + "a" * 16, ""])
def test_a_cookie_that_cannot_be_ours_is_none(value: str) -> None:
    assert COOKIES.value({COOKIES.name("session"): value}, "session") == ""
    assert COOKIES.value({COOKIES.name("session"): "a" * 43}, "session") == "a" * 43
