"""The pages of enquiries: how to be safe first, who may, what is refused, what is kept typed."""

import io
import re
from datetime import timedelta
from functools import partial

import pytest

from node.care.worker import ChoreWorker
from node.enquiries import edit, keyring, pages, store
from node.enquiries.model import Keeping, Kept, State
from node.history.model import Doer
from shared.runtime import log
from tests.node.conftest import ToldClock
from tests.node.web import conftest
from tests.node.web.conftest import Browser, Pages

FORM = {
    "contact": "040 555 0199",
    "ways": "call",
    "message": "none",
    "introduce": "line",
    "line": "Liisa kirjastosta",
    "municipality": "Porvoo",
    "language": "suomi",
    "audience": "fathers",
    "times": "evening",
    "peer_group": "",
    "came_on": "1.9.2026",
    "consent": "yes",
    "consent_on": "1.9.2026",
}


@pytest.fixture(autouse=True)
def _own_pages_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conftest, "found_routes", lambda: list(pages.ROUTES))


async def recorded(house: Pages, **form: str) -> str:
    """Write an enquiry down and return its reference."""
    answer = await house.assistant.press("/enquiries/new", FORM | form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"].rsplit("/", 1)[1])


async def version(browser: Browser, code: str) -> str:
    """Return the revision the page's forms carry."""
    found = re.search(r'name="version" value="(\d+)"', await browser.open(f"/enquiries/{code}"))
    assert found is not None
    return found[1]


async def step(house: Pages, code: str, *states: State) -> None:
    """Take steps by pressing."""
    for state in states:
        sent = {"state": state, "version": await version(house.lead, code)}
        answer = await house.lead.press(f"/enquiries/{code}/step", sent)
        assert answer.status_code == 303


async def test_an_empty_list_teaches(house: Pages) -> None:
    shown = await house.assistant.open("/enquiries")

    assert "A pre-meeting is agreed." in shown
    assert "has not run yet" in shown
    assert 'href="/en/enquiries/new"' in shown


async def test_how_to_be_safe_stands_first(house: Pages) -> None:
    code = await recorded(house)
    shown = await house.lead.open(f"/enquiries/{code}")

    places = [
        shown.index(text)
        for text in (
            "How to contact safely",
            "Do not leave a message",
            "Do not send a text message",
            "You may call",
            "Liisa kirjastosta",
            "040 555 0199",
            "What happened next?",
            "a group for fathers",
            "weekday evenings",
            "asked by Assistant Esimerkki",
        )
    ]
    assert places == sorted(places)
    assert "voluntary and free of charge" in shown


async def test_the_list_tells_nothing_of_how_to_reach_anybody(house: Pages) -> None:
    code = await recorded(house)
    shown = await house.lead.open("/enquiries")

    assert code in shown
    assert "Porvoo" in shown
    assert "30 Nov 2026" in shown
    assert "040 555" not in shown
    assert "Liisa" not in shown


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_every_page_opens_in_every_language(house: Pages, language: str) -> None:
    code = await recorded(house)
    for path in (
        "/enquiries",
        "/enquiries?state=new",
        "/enquiries?state=closed&page=7",
        "/enquiries?page=x",
        "/enquiries/new",
        "/enquiries/tallies",
        f"/enquiries/{code}",
        f"/enquiries/{code.lower()}",
        f"/enquiries/{code}/change",
    ):
        shown = await house.lead.open(path, language)
        assert f'<html lang="{language}"' in shown


async def test_a_refused_form_keeps_what_was_typed(house: Pages) -> None:
    form = FORM | {"came_on": "31.2.2026", "consent": "", "contact": "040 <b>x</b>"}
    answer = await house.assistant.press("/enquiries/new", form)

    assert answer.status_code == 422
    assert "31.2.2026" in answer.text
    assert "040 &lt;b&gt;x&lt;/b&gt;" in answer.text
    assert "Liisa kirjastosta" in answer.text
    for field in ("came_on", "consent", "contact"):
        assert f'id="e-{field}"' in answer.text
    assert keyring.load(house.desk.data).ages() == {}


async def test_a_parent_on_the_way_to_a_place(house: Pages, clock: ToldClock) -> None:
    code = await recorded(house)
    await step(house, code, "contacted", "pre_meeting", "waiting")
    assert f'action="/en/enquiries/{code}/renew"' not in await house.lead.open(f"/enquiries/{code}")
    clock.instant += timedelta(days=75)
    shown = await house.lead.open(f"/enquiries/{code}")
    assert "Ask whether the parent waits on" in shown
    sent = {"version": await version(house.lead, code)}
    await house.lead.press(f"/enquiries/{code}/renew", sent)
    assert "The parent waits on." in await house.lead.open("/enquiries")

    await step(house, code, "place")
    shown = await house.lead.open("/enquiries/tallies")
    assert "July–September 2026" in shown
    assert "got a place 1, waiting 0, no place here 0" in shown
    assert house.woken == []


async def test_a_press_that_came_too_late_does_nothing(house: Pages) -> None:
    code = await recorded(house)
    old = await version(house.lead, code)
    await step(house, code, "contacted")
    for act in ("step", "correct", "renew"):
        sent = {"state": "closed", "version": old}
        answer = await house.lead.press(f"/enquiries/{code}/{act}", sent)
        assert answer.status_code == 303

    (one,) = await house.desk.read(store.all_enquiries)
    assert one.state == "contacted"
    assert "Somebody changed this enquiry meanwhile" in await house.lead.open("/enquiries")


async def test_two_people_write_at_once_and_nothing_is_lost(house: Pages) -> None:
    code = await recorded(house)
    seen = await version(house.lead, code)
    said = {name: FORM[name] for name in ("contact", "ways", "municipality")}
    first = said | {"contact": "040 555 0200", "version": seen}
    assert (await house.lead.press(f"/enquiries/{code}/change", first)).status_code == 303

    second = said | {"contact": "040 555 0300", "version": seen}
    answer = await house.assistant.press(f"/enquiries/{code}/change", second)
    assert answer.status_code == 409
    assert "040 555 0200" in answer.text
    assert 'value="040 555 0300"' in answer.text
    again = second | {"version": str(int(seen) + 1)}
    assert f'name="version" value="{int(seen) + 1}"' in answer.text
    assert (await house.assistant.press(f"/enquiries/{code}/change", again)).status_code == 303


async def test_a_change_that_is_refused_keeps_what_was_typed(house: Pages) -> None:
    code = await recorded(house)
    sent = {"contact": "xyz", "municipality": "Porvooo", "version": await version(house.lead, code)}
    answer = await house.lead.press(f"/enquiries/{code}/change", sent)

    assert answer.status_code == 422
    assert 'value="Porvooo"' in answer.text
    assert 'value="xyz"' in answer.text


async def test_the_form_of_a_change_saves_as_it_is(house: Pages) -> None:
    code = await recorded(house)
    before = await opened(house, code)
    shown = await house.lead.open(f"/enquiries/{code}/change", "sv")
    fields = re.findall(r'<input type="text"[^>]* name="(\w+)"[^>]* value="([^"]*)"', shown)
    chosen = re.findall(r'name="(\w+)" value="(\w+)" checked', shown)
    sent = dict([*fields, *chosen, ("version", "1"), ("press", "save"), ("peer_group", "")])
    answer = await house.lead.press(f"/enquiries/{code}/change", sent)

    assert answer.status_code == 303
    assert (await opened(house, code)).particulars == before.particulars


async def opened(house: Pages, code: str) -> Kept:
    """Return an enquiry with what was said."""
    keys = keyring.load(house.desk.data)
    kept = await house.desk.read(partial(edit.opened, keys=keys, reference=code))
    assert kept is not None
    return kept


async def test_an_enquiry_is_erased_at_once(house: Pages) -> None:
    code = await recorded(house)
    answer = await house.assistant.press(f"/enquiries/{code}/erase")
    assert answer.status_code == 303

    assert f"{code} is erased for good." in await house.assistant.open("/enquiries")
    assert (await house.assistant.get(f"/enquiries/{code}")).status_code == 404


async def test_an_erasure_has_the_copy_of_the_keys_replaced_without_delay(
    house: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(ChoreWorker, "ask", lambda _worker, name: asked.append(name))
    code = await recorded(house)

    await house.assistant.press(f"/enquiries/{code}/erase")

    assert asked == ["enquiries"]


async def test_an_enquiry_without_its_key_says_so(house: Pages) -> None:
    code = await recorded(house)
    keyring.load(house.desk.data).erase(code)

    assert "its key is gone" in await house.lead.open("/enquiries")
    shown = await house.lead.open(f"/enquiries/{code}")
    assert "its key is gone" in shown
    assert "/step" not in shown
    assert (await house.lead.get(f"/enquiries/{code}/change")).status_code == 303


async def test_no_log_knows_anything_of_an_enquiry(house: Pages) -> None:
    stream = io.StringIO()
    log.configure("debug", stream, pretty=False)
    code = await recorded(house)
    await step(house, code, "contacted")
    await house.lead.press("/enquiries/new", FORM | {"contact": "xx", "came_on": "yy"})
    await house.lead.press(f"/enquiries/{code}/step", {"state": "zz"})
    (house.desk.data / keyring.FOLDER).chmod(0o700)
    (house.desk.data / keyring.FOLDER / code).write_bytes(b"damaged")
    await house.lead.open(f"/enquiries/{code}")
    await house.lead.press(f"/enquiries/{code}/erase")

    said = stream.getvalue()
    assert not any(word in said for word in (code, "040 555", "Liisa", "Porvoo", "638", "yy"))


READ = ("/enquiries", "/enquiries/new", "/enquiries/tallies")
ACTS = ("step", "correct", "renew", "erase", "change")


async def test_a_reader_sees_no_enquiry_at_all(house: Pages) -> None:
    code = await recorded(house)
    for path in (*READ, f"/enquiries/{code}", f"/enquiries/{code}/change"):
        for who in (house.reader, house.nobody):
            answer = await who.get(path)
            assert answer.status_code in {401, 403, 404}, path
            assert "Porvoo" not in answer.text
            assert "040 555" not in answer.text
    for path in (
        *("/enquiries/new", "/enquiries/tallies", "/enquiries/keeping"),
        *(f"/enquiries/{code}/{act}" for act in ACTS),
    ):
        answer = await house.reader.press(path, FORM | {"state": "closed", "version": "1"})
        assert answer.status_code in {401, 403, 404}, path
    assert (await opened(house, code)).enquiry.state == "new"


async def test_only_a_lead_chooses_to_count_alone(house: Pages) -> None:
    sent = {"tally_only": "yes"}
    answer = await house.assistant.press("/enquiries/keeping", sent)
    assert answer.status_code == 403
    assert "Only count from now on" not in await house.assistant.open("/enquiries/tallies")
    assert await house.desk.read(store.keeping) == Keeping()

    code = await recorded(house)
    await house.lead.press("/enquiries/keeping", sent)
    assert await house.desk.read(store.keeping) == Keeping()
    assert "Finish and erase them first" in await house.lead.open("/enquiries/tallies")
    await house.lead.press(f"/enquiries/{code}/erase")
    await house.lead.press("/enquiries/keeping", sent)
    assert await house.desk.read(store.keeping) == Keeping(tally_only=True)


async def test_where_enquiries_are_only_counted(house: Pages) -> None:
    keep = partial(
        edit.set_keeping, wanted=Keeping(tally_only=True), doer=Doer(at=house.desk.now())
    )
    await house.desk.database.write(keep)
    assert (await house.assistant.get("/enquiries/new")).status_code == 303
    answer = await house.assistant.press("/enquiries/new", FORM)
    assert answer.status_code == 422
    assert "only counted here" in answer.text

    sent = {"municipality": "Borgå", "outcome": "elsewhere", "press": "save"}
    assert (await house.assistant.press("/enquiries/tallies", sent)).status_code == 303
    assert "no place here 1" in await house.assistant.open("/enquiries/tallies")
    back = sent | {"press": "back"}
    assert (await house.assistant.press("/enquiries/tallies", back)).status_code == 303
    answer = await house.assistant.press("/enquiries/tallies", back)
    assert answer.status_code == 422
    assert 'value="Borgå"' in answer.text


@pytest.mark.parametrize("code", ["x", "K7F3-9QXM", "..%2f..%2fnode.db", "K7F3-9QX0"])
async def test_a_reference_that_is_none_leads_nowhere(house: Pages, code: str) -> None:
    for path in (f"/enquiries/{code}", f"/enquiries/{code}/change"):
        assert (await house.lead.get(path)).status_code == 404
    if code != "K7F3-9QXM":
        for act in ACTS:
            answer = await house.lead.press(f"/enquiries/{code}/{act}", {"state": "closed"})
            assert answer.status_code == 404
