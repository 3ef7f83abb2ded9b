"""The door and the gate, with pages of the test's own: what is let in, and what is kept."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from litestar.di import NamedDependency

from node.app import translator
from node.desk import Desk
from node.web.house import House
from node.web.routing import act, page
from node.web.visit import Visit
from shared.reference.lookup import Reference
from shared.runtime.accounts.model import Ended, Member
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.runtime.web import resume
from shared.runtime.web.visit import Page, Posted
from shared.text import Text
from tests.node.web.conftest import COOKIES, ORIGIN, Browser, build

LEAD = "lead-0123456789abcdef"
OLD = "old-0123456789abcdef"
sent: list[Posted] = []


@page("/open", may="anyone")
async def everybody(visit: NamedDependency[Visit]) -> Page:
    return visit.page("trouble.html", text=Text.of("Trouble"))


@page("/own", may="lead")
async def own(visit: NamedDependency[Visit]) -> Page:
    return visit.page("trouble.html", text=Text.of("Trouble"))


@page("/meet", may="meet")
async def meet(visit: NamedDependency[Visit]) -> Page:
    return visit.page("trouble.html", text=Text.of("Trouble"))


@act("/do", may="meet", body=2_000)
async def do(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    sent.append(posted)
    return visit.with_device(visit.go("/own", Text.of("Removed.")), "d" * 32)


@act("/refuse", may="meet")
async def refuse(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    sent.append(posted)
    return visit.page("trouble.html", status=422, text=Text.of("Trouble"))


Guest = tuple[Browser, House]
ROUTES = [everybody, own, meet, do, refuse]


@pytest.fixture
async def browser(
    database: Database, clock: Clock, reference: Reference, tmp_path: Path
) -> AsyncIterator[Guest]:
    sent.clear()

    async def find(token: str, now: datetime) -> Member | Ended | None:
        if token == OLD:
            return Ended(staff=1)
        if token != LEAD:
            return None
        return Member(
            staff=1,
            name="Liisa Esimerkki",
            role="assistant",
            session="s",
            signed_in_at=now,
            stepped_up_at=None,
        )

    async def wake() -> None:
        return

    desk = Desk(
        database=database,
        clock=clock,
        reference=reference,
        translator=translator("fi"),
        wake=wake,
        data=tmp_path,
    )
    house, app = build(desk, find, routes=list(ROUTES))
    transport = ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with AsyncClient(transport=transport, base_url=ORIGIN) as client:
        client.cookies.set(COOKIES.name("session"), LEAD)
        yield Browser(client=client, known=house.csrf.token(LEAD)), house


async def test_a_role_opens_what_it_may_and_nothing_else(browser: Guest) -> None:
    person, _ = browser

    assert (await person.get("/meet")).status_code == 200
    assert (await person.get("/own")).status_code == 403
    assert (await person.get("/nothing")).status_code == 404


async def test_a_form_is_done_once(browser: Guest) -> None:
    person, _ = browser
    form: dict[str, str | list[str]] = {
        "once": "a" * 32,
        "name": " x ",
        "languages": ["fi", "sv", ""],
        "version": "7",
    }

    first, second = await person.press("/do", form), await person.press("/do", form)

    assert [r.status_code for r in (first, second)] == [303, 303]
    assert first.headers["location"] == second.headers["location"] == "/en/own"
    assert first.headers["set-cookie"] == second.headers["set-cookie"] != ""
    assert [(p.fields, p.version) for p in sent] == [({"name": "x", "languages": "fi, sv"}, 7)]


async def test_a_refused_form_may_be_sent_again(browser: Guest) -> None:
    person, _ = browser

    for _ in range(2):
        assert (await person.press("/refuse", {"once": "b" * 32})).status_code == 422

    assert len(sent) == 2


@pytest.mark.parametrize("token", ["", "0" * 64, "ä"])
async def test_a_form_with_a_wrong_token_does_nothing_and_loses_nothing(
    browser: Guest, token: str
) -> None:
    person, _ = browser

    answer = await person.press("/do", {"notes": "Pitkä & <b>teksti"}, token=token)

    assert answer.status_code == 403
    assert 'name="notes" value="Pitkä &amp; &lt;b&gt;teksti"' in answer.text
    assert sent == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://127.0.0.1:1"])
async def test_a_foreign_form_is_not_even_read(browser: Guest, origin: str) -> None:
    person, _ = browser

    answer = await person.client.post(
        "/en/do", data={"csrf": person.known}, headers={"origin": origin}
    )

    assert answer.status_code == 403
    assert sent == []


async def test_what_was_typed_survives_the_end_of_a_session(browser: Guest) -> None:
    person, _ = browser
    person.client.cookies.set(COOKIES.name("session"), OLD)

    answer = await person.press("/do", {"notes": "Pitkä teksti", "once": "c" * 32})

    assert answer.status_code == 401
    assert sent == []
    assert "Pitkä teksti" not in answer.text  # it travels sealed


async def test_a_sealed_form_opens_for_its_person_alone_and_for_an_hour(browser: Guest) -> None:
    _, house = browser
    now = house.desk.now()
    form = resume.Interrupted(staff=1, path="/do", fields={"notes": "x"}, at=now, version=7)
    packed = resume.pack(house.resume_key, form)

    found = resume.unpack(house.resume_key, packed, 1, now)
    assert found == form
    assert resume.unpack(house.resume_key, packed, 2, now) is None
    assert resume.unpack(house.resume_key, packed, 1, now + 2 * resume.LASTS) is None
    assert resume.unpack(house.resume_key, packed[:-4], 1, now) is None
    assert resume.unpack(b"k" * 32, packed, 1, now) is None


async def test_nobody_is_led_to_the_sign_in(browser: Guest) -> None:
    person, _ = browser
    person.client.cookies.clear()

    assert (await person.get("/own")).status_code == 401
    assert (await person.press("/do", {})).status_code == 401
    assert (await person.get("/open")).status_code == 200


async def test_a_form_that_is_too_large_is_told_so(browser: Guest) -> None:
    person, _ = browser

    answer = await person.press("/do", {"notes": "x" * 5_000})

    assert answer.status_code == 413
    assert "too large" in answer.text
    assert "Back to the form" not in answer.text
    assert sent == []


async def test_the_button_and_what_the_form_was_made_from_are_kept(browser: Guest) -> None:
    person, _ = browser
    form = {"notes": "x", "version": "7", "seen": "notes=ab12", "press": "sure"}

    answer = await person.press("/do", form, token="0" * 64)

    for name, value in form.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in answer.text


@pytest.mark.parametrize("version", ["9" * 5_000, "9" * 19, "-1", "²", "x", ""])
async def test_a_version_that_is_none_is_nought(browser: Guest, version: str) -> None:
    person, _ = browser

    assert (await person.press("/refuse", {"version": version[:1_900]})).status_code == 422
    assert [posted.version for posted in sent] == [0]


async def test_every_answer_carries_the_protecting_headers(browser: Guest) -> None:
    person, _ = browser

    for path in ("/open", "/own", "/nothing"):
        headers = (await person.get(path)).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8460", "[::2]", ""])
async def test_another_hosts_name_reaches_nothing(browser: Guest, host: str) -> None:
    person, _ = browser

    assert (await person.client.get("/en/open", headers={"host": host})).status_code == 421


async def test_a_visitor_keeps_one_cookie(browser: Guest) -> None:
    person, _ = browser
    person.client.cookies.clear()

    first = await person.get("/open")
    second = await person.get("/open")

    cookie = first.headers["set-cookie"]
    assert re.match(rf"{COOKIES.name('visitor')}=[0-9a-f]{{32}}; ", cookie)
    assert "HttpOnly" in cookie
    assert "set-cookie" not in second.headers
