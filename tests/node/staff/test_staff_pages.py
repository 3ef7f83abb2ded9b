"""The pages of staff, pressed as a browser without scripts does, in three languages."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from litestar.di import NamedDependency

from node.app import translator
from node.backup.model import Keeping, Place
from node.care.machine import Machine
from node.care.worker import ChoreWorker
from node.desk import Desk
from node.mail.chore import Mailer
from node.staff import pages, takeover, team
from node.staff.model import Role
from node.today.model import Register
from node.web import site
from node.web.house import House, environment
from node.web.routing import act, page
from node.web.visit import Visit
from shared.reference.lookup import Reference
from shared.runtime import seal
from shared.runtime.accounts import account, session, welcome
from shared.runtime.accounts import pages as accounts
from shared.runtime.accounts.model import Ended
from shared.runtime.mail import MailPlan
from shared.runtime.web.cookies import Cookies
from shared.runtime.web.csrf import Csrf
from shared.runtime.web.visit import Page, Posted
from shared.text import Text
from tests.node.staff.conftest import BROWSER, OTHER, PASSWORD, Person, Staff
from tests.node.staff.test_takeover import line

ORIGIN = "http://127.0.0.1:8460"
COOKIES = Cookies(instance="0123abcd", secure=False)
noted: list[str] = []


@page("/", may="look")
async def first(visit: NamedDependency[Visit]) -> Page:
    return visit.page("trouble.html", text=Text.of("Saved: {id}", id=visit.member.role))


@act("/note", may="look")
async def note(visit: NamedDependency[Visit], posted: NamedDependency[Posted]) -> Page:
    noted.append(posted.fields["note"])
    return visit.go("/")


@dataclass
class Window:
    """One browser: it keeps cookies, and presses the form it sees."""

    client: AsyncClient
    shown: str = ""
    status: int = 0
    languages: list[str] = field(default_factory=lambda: ["en"])

    async def open(self, path: str) -> str:
        """Open a page, following where it leads."""
        return await self._see(await self.client.get(f"/{self.languages[0]}{path}"))

    async def press(self, action: str, **fields: str) -> str:
        """Send the form on the page whose action ends so."""
        path, kept = self.form(action)
        answer = await self.client.post(path, data={**kept, **fields}, headers={"origin": ORIGIN})
        return await self._see(answer)

    def form(self, action: str) -> tuple[str, dict[str, str]]:
        """Return where the form goes, and its hidden fields."""
        for path, body in re.findall(
            r'<form method="post" action="([^"]*)"[^>]*>(.*?)</form>', self.shown, re.DOTALL
        ):
            if path.endswith(action):
                hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', body)
                return path, dict(hidden)
        raise AssertionError(f"no form {action} on the page:\n{self.shown}")

    @property
    def heading(self) -> str:
        """Return the page's first heading."""
        found = re.search(r"<h1>(.*?)</h1>", self.shown, re.DOTALL)
        return found[1] if found else ""

    @property
    def session(self) -> str:
        """Return the session's cookie."""
        return self.client.cookies.get(COOKIES.name("session"), "") or ""

    async def _see(self, answer: Response) -> str:
        while answer.is_redirect:
            answer = await self.client.get(answer.headers["location"])
        self.shown, self.status = answer.text, answer.status_code
        assert self.status < 500, self.shown
        return self.shown


@dataclass
class Site:
    """A node with its pages, and windows on it."""

    staff: Staff
    app: object
    stack: list[AsyncClient] = field(default_factory=list)

    def window(self) -> Window:
        """Open a new browser."""
        transport = ASGITransport(app=self.app)  # type: ignore[arg-type]
        client = AsyncClient(transport=transport, base_url=ORIGIN, headers={"user-agent": BROWSER})
        self.stack.append(client)
        return Window(client)

    async def signed_in(self, person: Person) -> Window:
        """Open a browser in which somebody has signed in."""
        window = self.window()
        await window.open("/sign-in")
        await window.press("/sign-in", login=person.login, password=PASSWORD)
        await window.press("/code", code=self.staff.code(person.secret))
        assert window.status == 200, window.shown
        self.staff.later(seconds=60)
        return window


@pytest.fixture
async def place(staff: Staff, reference: Reference, tmp_path: Path) -> AsyncIterator[Site]:
    async def wake() -> None:
        return

    noted.clear()
    desk = Desk(
        database=staff.database,
        clock=staff.clock,
        reference=reference,
        translator=translator("fi"),
        wake=wake,
        data=tmp_path,
    )
    house = House(
        desk=desk,
        languages={code: environment(translator(code)) for code in ("fi", "sv", "en")},
        phase=lambda: "away",
        find=partial(session.find, staff.database),
        cookies=COOKIES,
        csrf=Csrf(b"k" * 32),
        resume_key=seal.draw(),
        keepers={},
    )
    plan, chores = MailPlan(), ChoreWorker((), staff.database, staff.clock)
    machine = Machine(
        place=Place(data=tmp_path, keeping=Keeping(folder=tmp_path / "kopiot")),
        mail=plan,
        mailer=Mailer(staff.database, staff.clock, desk.translator, plan),
        chores=chores,
    )
    app = site.build(
        house,
        routes=[*pages.ROUTES, first, note],
        sign_in=accounts.sign_in_page,
        given={"porter": staff.porter, "register": Register(()), "machine": machine},
    )
    made = Site(staff, app)
    yield made
    for client in made.stack:
        await client.aclose()


async def test_from_the_first_link_to_the_first_page(place: Site) -> None:
    path = await welcome.first_link(place.staff.database, place.staff.clock)
    assert path is not None
    window = place.window()

    await window.open(path)
    assert window.heading == "Welcome"
    await window.press(path, name="Liisa", login="liisa", password=PASSWORD, again=PASSWORD)
    assert window.heading == "A code from your telephone"
    assert re.search(r'<div role="img" aria-label="[^"]+"><svg [^>]*class="qr"', window.shown)
    assert " style=" not in window.shown
    secret = re.search(r'<p class="code">([A-Z2-7 ]{39})</p>', window.shown)
    assert secret is not None
    await window.press("/second-factor", code=place.staff.code(secret[1].replace(" ", "")))
    assert window.heading == "Recovery codes"
    assert len(re.findall(r"<li>[A-Z2-7]{4}(?:-[A-Z2-7]{4}){5}</li>", window.shown)) == 10
    await window.press("/recovery-codes/kept")

    assert "Saved: lead" in window.shown
    again = await window.open("/recovery-codes")
    assert "Recovery codes left: 10." in again
    assert not re.search(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){5}", again)


async def test_a_wrong_code_shows_the_same_picture_again(place: Site) -> None:
    path = await welcome.first_link(place.staff.database, place.staff.clock)
    assert path is not None
    window = place.window()
    await window.open(path)
    await window.press(path, name="Liisa", login="liisa", password=PASSWORD, again=PASSWORD)
    before = re.search(r'<p class="code">(.*?)</p>', window.shown)

    await window.press("/second-factor", code="12")

    after = re.search(r'<p class="code">(.*?)</p>', window.shown)
    assert window.status == 422
    assert before is not None
    assert after is not None
    assert before[1] == after[1]


async def test_a_refused_welcome_loses_nothing_but_the_password(place: Site) -> None:
    path = await welcome.first_link(place.staff.database, place.staff.clock)
    assert path is not None
    window = place.window()
    await window.open(path)

    await window.press(path, name='Liisa "L"', login="liisa", password="lyhyt", again="lyhyt")

    assert window.status == 422
    assert 'value="Liisa &#34;L&#34;"' in window.shown
    assert "lyhyt" not in window.shown
    assert "at least 12 characters" in window.shown


async def test_signing_in_and_out(place: Site) -> None:
    anna = await place.staff.join("anna")
    window = await place.signed_in(anna)
    assert "Saved: lead" in window.shown
    assert 'name="trust"' not in window.shown

    await window.press("/sign-out")

    assert window.heading == "Sign in"
    assert window.session == ""


async def test_a_trusted_device_is_not_asked_again(place: Site) -> None:
    anna = await place.staff.join("anna")
    window = place.window()
    await window.open("/sign-in")
    await window.press("/sign-in", login="anna", password=PASSWORD)
    await window.press("/code", code=place.staff.code(anna.secret), trust="yes")
    await window.press("/sign-out")

    await window.press("/sign-in", login="anna", password=PASSWORD)

    assert "Saved: lead" in window.shown


async def test_the_code_page_opens_nothing_without_a_password(place: Site) -> None:
    await place.staff.join("anna")
    window = place.window()

    assert "Sign in" in await window.open("/code")
    assert "Sign in" in await window.open("/second-factor")
    assert "Sign in" in await window.open("/recovery-codes")
    assert window.session == ""


async def test_a_wrong_password_says_so_and_keeps_the_login(place: Site) -> None:
    await place.staff.join("anna")
    window = place.window()
    await window.open("/sign-in")

    await window.press("/sign-in", login="anna<script>", password=OTHER)

    assert window.status == 422
    assert "The login or the password is not right." in window.shown
    assert 'value="anna&lt;script&gt;"' in window.shown
    assert OTHER not in window.shown


async def test_a_form_that_met_the_end_of_its_session_is_given_back(place: Site) -> None:
    anna = await place.staff.join("anna")
    window = await place.signed_in(anna)
    token = window.form("/sign-out")[1]["csrf"]
    place.staff.later(minutes=61)
    answer = await window.client.post(
        "/en/note", data={"csrf": token, "note": "pitkä teksti"}, headers={"origin": ORIGIN}
    )
    await window._see(answer)
    assert window.status == 401
    assert "pitkä" not in window.shown

    await window.press("/sign-in", login="anna", password=OTHER)
    await window.press("/sign-in", login="anna", password=PASSWORD)
    await window.press("/code", code="000000")
    await window.press("/code", code=place.staff.code(anna.secret))
    assert "pitkä teksti" in window.shown
    await window.press("/note")

    assert noted == ["pitkä teksti"]
    assert "Saved: lead" in window.shown


async def test_somebody_else_is_not_given_that_form(place: Site) -> None:
    anna, eva = await place.staff.join("anna"), await place.staff.join("eva", "reader")
    window = await place.signed_in(anna)
    token = window.form("/sign-out")[1]["csrf"]
    place.staff.later(minutes=61)
    answer = await window.client.post(
        "/en/note", data={"csrf": token, "note": "pitkä teksti"}, headers={"origin": ORIGIN}
    )
    await window._see(answer)

    await window.press("/sign-in", login="eva", password=PASSWORD)
    await window.press("/code", code=place.staff.code(eva.secret))

    assert "pitkä" not in window.shown
    assert "Saved: reader" in window.shown


@pytest.mark.parametrize(
    ("to", "led"),
    [
        ("/account", "/en/account"),
        ("//evil.example", "/en/"),
        ("https://evil.example", "/en/"),
        ("/\\evil.example", "/en/"),
        ("/account\r\nx: y", "/en/"),
    ],
)
async def test_signing_in_leads_to_the_asked_page_and_nowhere_outside(
    place: Site, to: str, led: str
) -> None:
    anna = await place.staff.join("anna")
    window = place.window()
    await window.open("/sign-in")
    await window.press("/sign-in", login="anna", password=PASSWORD, to=to)
    path, kept = window.form("/code")
    data = {**kept, "to": to, "code": place.staff.code(anna.secret)}

    answer = await window.client.post(path, data=data, headers={"origin": ORIGIN})

    assert answer.headers["location"] == led


async def test_a_page_opened_without_a_session_is_shown_after_sign_in(place: Site) -> None:
    anna = await place.staff.join("anna")
    window = place.window()
    await window.open("/account")
    assert window.status == 401

    await window.press("/sign-in", login="anna", password=PASSWORD)
    await window.press("/code", code=place.staff.code(anna.secret))

    assert window.heading == "My account"


async def test_a_new_password_through_the_page(place: Site) -> None:
    anna = await place.staff.join("anna")
    window, other = await place.signed_in(anna), await place.signed_in(anna)
    before = window.session
    await window.open("/account/password")

    await window.press("/account/password", current=PASSWORD, password=OTHER, again=OTHER)

    assert window.heading == "My account"
    assert "The password is changed" in window.shown
    assert window.session != before
    assert isinstance(
        await session.find(place.staff.database, other.session, place.staff.now), Ended
    )


async def test_secrets_and_staff_ask_for_the_password_after_ten_minutes(place: Site) -> None:
    anna = await place.staff.join("anna")
    eva = await place.staff.join("eva", "reader")
    window = await place.signed_in(anna)
    before = window.session
    place.staff.later(minutes=11)
    for path in ("/second-factor", "/staff/invite", f"/staff/{eva.staff}"):
        await window.open(path)
        assert window.heading == "Your password again", path

    await window.press("/account/confirm", password=OTHER)
    assert window.status == 422
    await window.press("/account/confirm", password=PASSWORD)

    assert window.heading == "Eva"
    assert window.session != before


@pytest.mark.parametrize(
    "path",
    [
        "/staff/invite",
        "/staff/{eva}/role",
        "/staff/{eva}/end",
        "/staff/{eva}/sign-out",
        "/staff/{eva}/reset",
    ],
)
async def test_an_act_on_staff_with_an_old_password_does_nothing(place: Site, path: str) -> None:
    anna, eva = await place.staff.join("anna"), await place.staff.join("eva", "assistant")
    window = await place.signed_in(anna)
    token = window.form("/sign-out")[1]["csrf"]
    place.staff.later(minutes=11)

    answer = await window.client.post(
        "/en" + path.format(eva=eva.staff),
        data={"csrf": token, "role": "lead"},
        headers={"origin": ORIGIN},
    )

    assert answer.headers["location"].startswith("/en/account/confirm?next=staff/")
    assert place.staff.rows("SELECT * FROM staff_invitation") == []
    assert (await place.staff.member(eva.token)).role == "assistant"


@pytest.mark.parametrize("next_", ["https://evil.example", "//evil.example", "account/password"])
async def test_the_password_page_leads_nowhere_else(place: Site, next_: str) -> None:
    anna = await place.staff.join("anna")
    window = await place.signed_in(anna)
    await window.open(f"/account/confirm?next={next_}")
    path, kept = window.form("/account/confirm")
    assert kept["next"] == ""

    answer = await window.client.post(
        path, data={**kept, "next": next_, "password": PASSWORD}, headers={"origin": ORIGIN}
    )

    assert answer.headers["location"] == "/en/account"


async def test_a_lead_invites_and_the_link_is_shown_once(place: Site) -> None:
    anna = await place.staff.join("anna")
    window = await place.signed_in(anna)
    await window.open("/staff/invite")
    await window.press("/staff/invite")
    assert window.status == 422

    await window.press("/staff/invite", role="assistant")

    link = re.search(r'<p class="code">http://[^/<]+(/en/welcome/[\w-]{43})</p>', window.shown)
    assert link is not None
    assert link[1] not in await window.open("/staff")
    assert "Assistant" in window.shown
    other = place.window()
    await other.open(link[1].removeprefix("/en"))
    assert other.heading == "Welcome"
    number = re.search(r"/staff/invitations/(\d+)/withdraw", window.shown)
    assert number is not None
    await window.press(f"/staff/invitations/{number[1]}/withdraw")
    await other.open(link[1].removeprefix("/en"))
    assert other.status == 404


async def test_a_lead_changes_a_role_and_ends_an_account(place: Site) -> None:
    anna, eva = await place.staff.join("anna"), await place.staff.join("eva", "reader")
    window = await place.signed_in(anna)
    await window.open(f"/staff/{eva.staff}")
    await window.press(f"/staff/{eva.staff}/role", role="assistant")
    assert "The role is changed." in window.shown
    await window.open(f"/staff/{eva.staff}")
    await window.press(f"/staff/{eva.staff}/end")
    assert "The account has ended." in window.shown

    await window.open(f"/staff/{eva.staff}")
    assert window.status == 404
    await window.open(f"/staff/{anna.staff}")
    await window.press(f"/staff/{anna.staff}/end")
    assert window.status == 422
    assert "This is the only lead who can sign in." in window.shown


async def test_no_page_of_staff_opens_to_others(place: Site) -> None:
    anna = await place.staff.join("anna")
    roles: tuple[Role, ...] = ("assistant", "reader")
    for role in roles:
        person = await place.staff.join(role, role)
        window = await place.signed_in(person)
        assert 'href="/en/staff"' not in window.shown
        for path in ("/staff", "/staff/invite", "/staff/hand-over", f"/staff/{anna.staff}"):
            await window.open(path)
            assert window.status == 403, path


async def test_sessions_and_devices_of_others_cannot_be_ended(place: Site) -> None:
    anna, eva = await place.staff.join("anna"), await place.staff.join("eva", "reader")
    window = await place.signed_in(anna)
    await window.open("/account")
    token = window.form("/sign-out")[1]["csrf"]
    await place.staff.enter(eva, trust=True)
    own, *_ = await session.sessions(place.staff.database, eva.staff, place.staff.now)
    ((device,),) = place.staff.rows("SELECT number FROM device")
    for path in (f"/account/sessions/{own.number}/end", f"/account/devices/{device}/forget"):
        answer = await window.client.post(
            f"/en{path}", data={"csrf": token}, headers={"origin": ORIGIN}
        )
        assert answer.status_code == 404

    await place.staff.member(eva.token)
    assert place.staff.rows("SELECT number FROM device") == [(device,)]


@pytest.mark.parametrize("what", ["sessions/end", "sessions/{own}/end", "devices/{device}/forget"])
async def test_ending_sessions_asks_for_the_password_after_ten_minutes(
    place: Site, what: str
) -> None:
    anna = await place.staff.join("anna")
    await place.staff.enter(anna, trust=True)
    window = await place.signed_in(anna)
    ((device,),) = place.staff.rows("SELECT number FROM device")
    *_, own = await session.sessions(place.staff.database, anna.staff, place.staff.now)
    token = window.form("/sign-out")[1]["csrf"]
    place.staff.later(minutes=11)

    answer = await window.client.post(
        "/en/account/" + what.format(own=own.number, device=device),
        data={"csrf": token},
        headers={"origin": ORIGIN},
    )

    assert answer.headers["location"] == "/en/account/confirm?next=account"
    assert place.staff.rows("SELECT number FROM staff_session WHERE ended_at IS NOT NULL") == []
    assert place.staff.rows("SELECT number FROM device") == [(device,)]


async def test_ending_an_own_session_elsewhere(place: Site) -> None:
    anna = await place.staff.join("anna")
    window = await place.signed_in(anna)
    await window.open("/account")
    assert window.shown.count("Firefox, Windows") == 2
    old = re.search(r"/account/sessions/(\d+)/end", window.shown)
    assert old is not None

    await window.press(f"/account/sessions/{old[1]}/end")

    assert "The session has ended." in window.shown
    assert isinstance(await session.find(place.staff.database, anna.token, place.staff.now), Ended)


async def test_signing_out_everywhere_takes_both_cookies_away(place: Site) -> None:
    anna = await place.staff.join("anna")
    window = await place.signed_in(anna)
    await window.open("/account")

    await window.press("/account/sessions/end")

    assert window.heading == "Sign in"
    assert window.session == ""
    for token in (anna.token,):
        assert isinstance(await session.find(place.staff.database, token, place.staff.now), Ended)


async def test_a_takeover_from_page_to_page(place: Site) -> None:
    await place.staff.join("anna")
    window = place.window()
    await window.open("/takeover")
    code, own = re.findall(r'<p class="code[^"]*">([A-Z2-7-]+)</p>', window.shown)
    assert f'value="{own}"' in window.shown
    request = takeover.Request(code=code, own=own)
    await window.press("/takeover", own=own, answer="väärä")
    assert window.status == 422
    assert "väärä</textarea>" in window.shown
    assert f'value="{own}"' in window.shown

    await window.press("/takeover", own=own, answer=line(place.staff, request))

    assert window.heading == "Welcome"
    assert "Lead: everything" in window.shown


async def test_the_page_on_staff_tells_leads_of_a_takeover(place: Site) -> None:
    anna = await place.staff.join("anna")
    await takeover.by_machine(place.staff.database, place.staff.now)
    window = await place.signed_in(anna)

    assert "at the computer of this node" in await window.open("/staff")
    assert "There is one lead." in window.shown


async def test_the_sheet_for_the_next_lead_names_who_and_where(place: Site) -> None:
    anna = await place.staff.join("anna")
    window = await place.signed_in(anna)

    shown = await window.open("/staff/hand-over")

    assert window.status == 200
    for told in ("Anna", "Savon esimerkkiverkosto", "https://hub.example", "kopiot"):
        assert told in shown
    assert anna.secret not in shown


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_every_page_in_every_language(place: Site, language: str) -> None:
    anna = await place.staff.join("anna")
    eva = await place.staff.join("eva", "reader")
    window, out = await place.signed_in(anna), place.window()
    window.languages = out.languages = [language]
    invited = await team.invite(place.staff.database, "reader", place.staff.doer(anna))
    for path in ("/sign-in", "/takeover", str(invited)):
        await out.open(path)
        assert out.status == 200, path
    for path in (
        *("/account", "/account/password", "/account/confirm", "/recovery-codes", "/staff"),
        *("/second-factor", "/staff/invite", "/staff/hand-over", f"/staff/{eva.staff}"),
    ):
        await window.open(path)
        assert window.status == 200, path
        assert window.shown.count("<h1") == 1
        ids = re.findall(r' id="([^"]+)"', window.shown)
        assert len(ids) == len(set(ids)), path
    member = await place.staff.member(window.session)
    await account.new_recovery(place.staff.porter, member, place.staff.now)
    assert "-" in await window.open("/recovery-codes")
