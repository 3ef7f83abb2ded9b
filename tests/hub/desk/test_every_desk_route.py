"""Every route of the desk against everybody: nobody, an operator, a wrong token, an ended session.

A new page is in the table by being a page; one that forgets to say who may does not start.
"""

import re

import pytest
from litestar import get
from litestar.handlers import HTTPRouteHandler

from hub.desk import faces
from hub.desk.visit import Visit
from shared.runtime.web import site
from tests.hub.desk.desk_stand import COOKIES, ENDED, ORIGIN, Browser, Desk
from tests.hub.ingest.builders_ingest import NODE

PARTS = {"int": "1", "str": NODE}
ROUTES = {f"{min(r.http_methods)} {min(r.paths)}": r for r in faces.routes()}
GUARDED = {name: route for name, route in ROUTES.items() if route.opt["may"] != "anyone"}


def path_of(route: HTTPRouteHandler) -> str:
    """Return the route's path with something in place of its parts."""
    (path,) = route.paths
    path = path.replace("{language:str}", "en")
    return re.sub(r"\{\w+:(\w+)\}", lambda found: PARTS[found[1]], path)


async def ask(person: Browser, route: HTTPRouteHandler, token: str = "") -> tuple[int, str]:
    """Ask for a route as a browser would, and return status and page."""
    if "POST" in route.http_methods:
        answer = await person.client.post(
            path_of(route),
            data={"csrf": token or person.known},
            headers={"origin": ORIGIN},
            follow_redirects=False,
        )
    else:
        answer = await person.client.get(path_of(route), follow_redirects=False)
    return answer.status_code, answer.text


def test_the_table_of_the_desk_is_not_empty() -> None:
    assert len(GUARDED) > 35
    assert {route.opt["may"] for route in GUARDED.values()} == {"look"}


def test_what_anyone_may_open_at_the_desk_is_known() -> None:
    assert sorted(name for name, r in ROUTES.items() if r.opt["may"] == "anyone") == [
        "GET /{language:str}/code",
        "GET /{language:str}/second-factor",
        "GET /{language:str}/sign-in",
        "GET /{language:str}/welcome/{token:str}",
        "POST /{language:str}/code",
        "POST /{language:str}/second-factor",
        "POST /{language:str}/sign-in",
        "POST /{language:str}/sign-out",
        "POST /{language:str}/welcome/{token:str}",
    ]


async def test_a_page_that_does_not_say_who_may_does_not_start(desk: Desk) -> None:
    @get("/bare")
    async def bare() -> None:
        return

    with pytest.raises(RuntimeError, match="does not say who may"):
        site.build(desk.house, kind=Visit, style="/x.css", routes=[bare], sign_in=None)  # type: ignore[arg-type]


async def test_nobody_gets_in_anywhere_at_the_desk(desk: Desk) -> None:
    before = desk.stand.desk.database.commits

    answers = {name: (await ask(desk.nobody, r))[0] for name, r in GUARDED.items()}

    assert {name: status for name, status in answers.items() if status != 401} == {}
    assert desk.stand.desk.database.commits == before


async def test_an_ended_session_gets_in_nowhere_at_the_desk(desk: Desk) -> None:
    before = desk.stand.desk.database.commits
    desk.nobody.client.cookies.set(COOKIES.name("session"), ENDED)

    answers = {name: (await ask(desk.nobody, r))[0] for name, r in GUARDED.items()}

    assert {name: status for name, status in answers.items() if status != 401} == {}
    assert desk.stand.desk.database.commits == before


async def test_a_form_with_a_foreign_token_does_nothing_at_the_desk(desk: Desk) -> None:
    forms = {name: r for name, r in GUARDED.items() if "POST" in r.http_methods}
    before = desk.stand.desk.database.commits

    answers = {n: (await ask(desk.operator, r, token="0" * 64))[0] for n, r in forms.items()}

    assert {name: status for name, status in answers.items() if status != 403} == {}
    assert desk.stand.desk.database.commits == before


async def test_an_operators_every_page_answers_without_a_defect(desk: Desk) -> None:
    await desk.stand.active_node()

    answers = {name: (await ask(desk.operator, r))[0] for name, r in GUARDED.items()}

    assert {n: s for n, s in answers.items() if s in {401, 403, 405} or s >= 500} == {}


async def test_no_answer_of_the_desk_is_kept_by_a_browser(desk: Desk) -> None:
    for name, route in ROUTES.items():
        if "GET" in route.http_methods:
            answer = await desk.operator.client.get(path_of(route), follow_redirects=False)
            assert answer.headers["cache-control"] == "no-store", name
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")
