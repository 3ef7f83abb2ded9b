"""Every route against everybody: nobody, each role, a wrong token, an ended session.

A new page is in the table by being a page; one that forgets to say who may does not start.
"""

import re
from sqlite3 import Connection
from typing import get_args

import pytest
from litestar import get
from litestar.handlers import HTTPRouteHandler

from node import faces
from node.staff.model import Role
from node.web import site
from node.web.routing import ALLOWED
from tests.node.web.conftest import COOKIES, ENDED, ORIGIN, Browser, Pages

ROLES = ("reader", "assistant", "lead")
PARTS = {"int": "1", "str": "nothing-1"}


def path_of(route: HTTPRouteHandler) -> str:
    """Return the route's path with something in place of its parts."""
    (path,) = route.paths
    path = path.replace("{language:str}", "en")
    return re.sub(r"\{\w+:(\w+)\}", lambda found: PARTS[found[1]], path)


ROUTES = {f"{min(r.http_methods)} {min(r.paths)}": r for r in faces.routes()}
WITH_LANGUAGE = {name: r for name, r in ROUTES.items() if min(r.paths).startswith("/{language")}
GUARDED = {name: r for name, r in WITH_LANGUAGE.items() if r.opt["may"] != "anyone"}


WAITING = ("/care/backup", "/care/drill")
"""They wait for the chores' worker, which runs in tests/node/care alone."""


def employ(db: Connection) -> None:
    """Give the three who are signed in an account."""
    for number, role in enumerate(get_args(Role), start=1):
        db.execute(
            """
            INSERT INTO staff (id, name, login, role, password, password_since, totp,
                factor_since, made_at)
            VALUES (:id, :role, :role, :role, '$argon2id$x', '2026-01-01T00:00:00Z', x'00',
                '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')
            """,
            {"id": number, "role": role},
        )


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


def test_the_table_is_not_empty() -> None:
    assert len(GUARDED) > 150
    assert {"lead", "meet", "look"} <= {route.opt["may"] for route in GUARDED.values()}


def test_what_anyone_may_open_is_known() -> None:
    opened = sorted(name for name, r in ROUTES.items() if r.opt["may"] == "anyone")

    assert opened == [
        "GET /health",
        "GET /metrics",
        "GET /{language:str}/code",
        "GET /{language:str}/help",
        "GET /{language:str}/reset/{token:str}",
        "GET /{language:str}/second-factor",
        "GET /{language:str}/sign-in",
        "GET /{language:str}/takeover",
        "GET /{language:str}/welcome/{token:str}",
        "POST /{language:str}/code",
        "POST /{language:str}/reset/{token:str}",
        "POST /{language:str}/second-factor",
        "POST /{language:str}/sign-in",
        "POST /{language:str}/sign-out",
        "POST /{language:str}/takeover",
        "POST /{language:str}/welcome/{token:str}",
    ]


def test_a_page_that_does_not_say_who_may_does_not_start(house: Pages) -> None:
    @get("/bare")
    async def bare() -> None:
        return

    with pytest.raises(RuntimeError, match="does not say who may"):
        site.build(house.house, routes=[bare], sign_in=None)  # type: ignore[arg-type]


async def test_nobody_gets_in_anywhere(house: Pages) -> None:
    before = house.desk.database.commits

    answers = {name: (await ask(house.nobody, r))[0] for name, r in GUARDED.items()}

    assert {name: status for name, status in answers.items() if status != 401} == {}
    assert house.desk.database.commits == before


async def test_an_ended_session_gets_in_nowhere(house: Pages) -> None:
    before = house.desk.database.commits
    house.nobody.client.cookies.set(COOKIES.name("session"), ENDED)

    answers = {name: (await ask(house.nobody, r))[0] for name, r in GUARDED.items()}

    assert {name: status for name, status in answers.items() if status != 401} == {}
    assert house.desk.database.commits == before


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_gets_in_where_it_may_and_nowhere_else(house: Pages, role: str) -> None:
    person: Browser = getattr(house, role)
    closed = {n: r for n, r in GUARDED.items() if role not in ALLOWED[r.opt["may"]]}
    before = house.desk.database.commits

    answers = {name: (await ask(person, r))[0] for name, r in closed.items()}

    assert {name: status for name, status in answers.items() if status != 403} == {}
    assert house.desk.database.commits == before


@pytest.mark.parametrize("role", ROLES)
async def test_what_a_role_may_open_answers_without_a_defect(house: Pages, role: str) -> None:
    person: Browser = getattr(house, role)
    await house.desk.database.write(employ)
    open_ = {
        name: route
        for name, route in GUARDED.items()
        if role in ALLOWED[route.opt["may"]] and not name.endswith(WAITING)
    }

    answers = {name: (await ask(person, r))[0] for name, r in open_.items()}

    wrong = {n: s for n, s in answers.items() if s in {401, 403, 405, 500} or s >= 500}
    assert wrong == {}


async def test_fault_36_a_form_with_a_foreign_token_does_nothing(house: Pages) -> None:
    forms = {n: r for n, r in GUARDED.items() if "POST" in r.http_methods}
    before = house.desk.database.commits

    answers = {n: (await ask(house.lead, r, token="0" * 64))[0] for n, r in forms.items()}

    assert {name: status for name, status in answers.items() if status != 403} == {}
    assert house.desk.database.commits == before


async def test_no_answer_is_kept_by_a_browser(house: Pages) -> None:
    for name, route in WITH_LANGUAGE.items():
        if "GET" not in route.http_methods:
            continue
        answer = await house.lead.client.get(path_of(route), follow_redirects=False)
        assert answer.headers["cache-control"] == "no-store", name
        assert answer.headers["content-security-policy"].startswith("default-src 'none'"), name
