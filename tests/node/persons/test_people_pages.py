"""The pages of instructors, trainings and a person's rights, as each role meets them."""

import re
from functools import partial

import pytest

from node.groups import edit as groups
from node.instructors import edit, store
from node.instructors import pages as instructor_pages
from node.persons import pages as person_pages
from node.push import store as hub_word
from node.push.model import HubWord, Memory
from node.trainings import edit as trainings
from node.trainings import pages as training_pages
from node.trainings import store as training_store
from shared.wire.session import Policy
from tests.node.trainings.test_courses_of_the_hub import ON_THE_WIRE, TAMPERE
from tests.node.web import conftest
from tests.node.web.conftest import Pages, house

__all__ = ["house"]

FORM = {
    "name": "Aino <b>Esimerkki</b>",
    "role": "professional",
    "was_in_group": "not_said",
    "keep_until": "31.12.2028",
}
PATHS = (
    "/instructors",
    "/instructors/ohjaaja-1",
    "/courses",
)
LEADS = (
    "/instructors/new",
    "/instructors/ohjaaja-1/edit",
    "/instructors/ohjaaja-1/trainings/new",
    "/instructors/ohjaaja-1/trainings/1/edit",
    "/instructors/ohjaaja-1/data",
    "/instructors/ohjaaja-1/data.json",
    "/instructors/ohjaaja-1/data.csv",
    "/instructors/ohjaaja-1/erase",
)
ACTS = (
    "/instructors/new",
    "/instructors/ohjaaja-1/edit",
    "/instructors/ohjaaja-1/trainings/new",
    "/instructors/ohjaaja-1/trainings/1/edit",
    "/instructors/ohjaaja-1/trainings/1/remove",
    "/instructors/ohjaaja-1/trainings/1/undo",
    "/instructors/ohjaaja-1/undo",
    "/instructors/ohjaaja-1/erase",
)


@pytest.fixture(autouse=True)
def _own_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the pages of these features alone; others ask for collaborators of their own."""
    routes = [*instructor_pages.ROUTES, *training_pages.ROUTES, *person_pages.ROUTES]
    monkeypatch.setattr(conftest, "found_routes", lambda: routes)


@pytest.fixture
async def people(house: Pages) -> Pages:
    """Return pages that know two instructors, a training of the first, and the hub's list."""
    desk = house.desk
    for form in (FORM, {"name": "Cia Esimerkki", "role": "peer"}):
        await edit.save(desk.database, desk.clock, form)
    training = {"instructor": "ohjaaja-1", "day": "1.2.2025", "held_by": "Kasper"}
    await trainings.add(desk.database, desk.clock, training)
    group = {"meets_in": "Kuopio", "instructors": "ohjaaja-1"}
    await groups.save(desk.database, desk.clock, desk.reference, group)
    now = desk.now()
    word = HubWord(
        heard_at=now,
        hub_time=now,
        next_contact=now,
        generation="c" * 64,
        site="https://hub.example",
        notices=(),
        policy=Policy(),
        courses=ON_THE_WIRE,
    )
    await desk.database.write(partial(hub_word.remember, memory=Memory(word=word)))
    return house


def version(page: str) -> str:
    """Return the version a form carries."""
    found = re.search(r'name="version" value="([0-9]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("path", [*PATHS, *LEADS])
async def test_a_lead_opens_every_page(people: Pages, path: str, language: str) -> None:
    page = await people.lead.open(path, language)
    assert "<b>" not in page or path.endswith((".json", ".csv"))


@pytest.mark.parametrize("path", [*LEADS])
async def test_others_do_not_open_what_is_the_leads(people: Pages, path: str) -> None:
    assert [
        (await browser.get(path)).status_code
        for browser in (people.assistant, people.reader, people.nobody)
    ] == [403, 403, 401]


@pytest.mark.parametrize("path", PATHS)
async def test_whoever_meets_parents_looks(people: Pages, path: str) -> None:
    page = await people.assistant.open(path)
    assert "/edit" not in page
    assert "/erase" not in page
    assert "/new" not in page
    assert (await people.nobody.get(path)).status_code == 401


async def test_a_reader_does_not_see_who_is_a_peer_instructor(people: Pages) -> None:
    for path in ("/instructors", "/instructors?role=peer", "/instructors/ohjaaja-2"):
        answer = await people.reader.get(path)
        assert answer.status_code == 403
        assert "Cia" not in answer.text
    courses = await people.reader.open("/courses")
    assert 'href="/en/instructors' not in courses


@pytest.mark.parametrize("path", ACTS)
async def test_others_change_nothing(people: Pages, path: str) -> None:
    for browser in (people.assistant, people.reader):
        answer = await browser.press(path, {**FORM, "sure": "yes", "day": "1.1.2020"})
        assert answer.status_code == 403
    assert len(await people.desk.read(store.all_instructors)) == 2
    assert len(await people.desk.read(training_store.all_trainings)) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/instructors/ohjaaja-9",
        "/instructors/ohjaaja-9/edit",
        "/instructors/ohjaaja-9/data",
        "/instructors/ohjaaja-9/erase",
        "/instructors/ohjaaja-9/trainings/new",
        "/instructors/ohjaaja-2/trainings/1/edit",
        "/instructors/ohjaaja-1/trainings/99/edit",
    ],
)
async def test_what_is_not_there_is_no_page(people: Pages, path: str) -> None:
    assert (await people.lead.get(path)).status_code == 404


async def test_an_instructor_is_added_and_the_program_draws_the_id(people: Pages) -> None:
    refused = await people.lead.press("/instructors/new", {**FORM, "phone": "soita"})
    done = await people.lead.press("/instructors/new", {**FORM, "id": "own-id"})
    shown = await people.lead.open("/instructors/ohjaaja-3")

    assert refused.status_code == 422
    assert "soita" in refused.text
    assert done.headers["location"] == "/en/instructors/ohjaaja-3"
    assert "Saved." in shown
    assert people.woken


async def test_two_leads_see_one_another(people: Pages) -> None:
    seen = version(await people.lead.open("/instructors/ohjaaja-1/edit"))
    typed = {**FORM, "version": seen, "phone": "050 111"}
    first = await people.lead.press("/instructors/ohjaaja-1/edit", typed)
    second = await people.lead.press("/instructors/ohjaaja-1/edit", {**typed, "phone": "050 222"})
    again = {**typed, "phone": "050 222", "version": version(second.text)}
    third = await people.lead.press("/instructors/ohjaaja-1/edit", again)

    assert (first.status_code, second.status_code, third.status_code) == (303, 409, 303)
    assert 'value="050 222"' in second.text
    # Of a person the history has no values; what is stored stands beside the field alone.
    assert second.text.count("050 111") == 1
    assert "Stored meanwhile: <strong>050 111</strong>" in second.text


async def test_a_training_is_chosen_changed_and_removed(people: Pages) -> None:
    own, lead = "/instructors/ohjaaja-1", people.lead
    form = await lead.open(f"{own}/trainings/new")
    await lead.press(f"{own}/trainings/new", {"course": TAMPERE.key, "kind": "other"})
    added = await lead.open(own)
    wrong = await lead.press(f"{own}/trainings/new", {"day": "31.2.2025"})
    page = await lead.open(f"{own}/trainings/1/edit")
    typed = {"kind": "other", "day": "1.2.2025", "days": "2", "version": version(page)}
    changed = await lead.press(f"{own}/trainings/1/edit", typed)
    late = await lead.press(f"{own}/trainings/1/edit", typed)
    removed = await lead.press(f"{own}/trainings/2/remove")

    assert "20.11.2025 Tampere" in form
    assert "on the hub&#39;s list" in added or "on the hub's list" in added
    assert (wrong.status_code, changed.status_code, late.status_code) == (422, 303, 409)
    assert "31.2.2025" in wrong.text
    assert removed.status_code == 303
    (left,) = await people.desk.read(training_store.all_trainings)
    assert (left.id, left.kind, left.days) == (1, "other", 2)


async def test_the_last_change_is_taken_back(people: Pages) -> None:
    own, lead = "/instructors/ohjaaja-1", people.lead
    fresh = await lead.open(own)
    early = await lead.press(f"{own}/undo", {"version": "1"})
    page = await lead.open(f"{own}/edit")
    await lead.press(f"{own}/edit", {**FORM, "phone": "050 111", "version": version(page)})
    page = await lead.open(f"{own}/trainings/1/edit")
    typed = {"kind": "other", "day": "1.2.2025", "version": version(page)}
    await lead.press(f"{own}/trainings/1/edit", typed)
    changed = await lead.open(own)
    for path in (f"{own}/undo", f"{own}/trainings/1/undo"):
        form = changed[changed.index(f'action="/en{path}"') :]
        done = await lead.press(path, {"version": version(form)})
        assert done.status_code == 303
    again = await lead.open(own)

    assert "/undo" not in fresh
    assert early.status_code == 303
    assert "050 111" in changed
    assert "050 111" not in again
    assert len(await people.desk.read(store.all_instructors)) == 2
    (kept,) = await people.desk.read(training_store.all_trainings)
    assert kept.kind == "voikukkia_instructor"


async def test_another_persons_training_is_out_of_reach(people: Pages) -> None:
    for act in ("remove", "edit"):
        path = f"/instructors/ohjaaja-2/trainings/1/{act}"
        assert (await people.lead.press(path, {"day": "1.1.2020"})).status_code == 404
    assert len(await people.desk.read(training_store.all_trainings)) == 1


async def test_own_data_is_handed_over_as_a_file(people: Pages) -> None:
    told = await people.lead.get("/instructors/ohjaaja-1/data.json")
    table = await people.lead.get("/instructors/ohjaaja-1/data.csv", "fi")

    assert told.headers["content-type"].startswith("application/json")
    assert 'filename="ohjaaja-1.json"' in told.headers["content-disposition"]
    assert told.json()["instructor"]["keep_until"] == "2028-12-31"
    assert table.content.decode("utf-8-sig").startswith("Osa;")


async def test_an_erasure_asks_first_and_says_what_changes(people: Pages) -> None:
    asked = await people.lead.open("/instructors/ohjaaja-1/erase")
    unsure = await people.lead.press("/instructors/ohjaaja-1/erase", {"sure": ""})
    kept = len(await people.desk.read(store.all_instructors))
    done = await people.lead.press("/instructors/ohjaaja-1/erase", {"sure": "yes"})
    shown = await people.lead.open("/instructors")

    assert "kuopio-2026-1" in asked
    assert "no longer carries the name" in asked
    assert (unsure.status_code, kept, done.status_code) == (422, 2, 303)
    assert "Erased for good" in shown
    assert "Aino" not in shown


async def test_the_list_is_searched(people: Pages) -> None:
    everybody = await people.assistant.open("/instructors")
    peers = await people.assistant.open("/instructors?role=peer&q=CIA")
    nobody = await people.assistant.open("/instructors?q=%3Cscript%3E")

    assert "Cia Esimerkki" in everybody
    assert "ohjaaja-1" in everybody
    assert "ohjaaja-1" not in peers
    assert "<script>" not in nobody


async def test_an_empty_list_teaches(house: Pages) -> None:
    assert "No instructor is kept here yet" in await house.lead.open("/instructors")
    assert "told no list" in await house.lead.open("/courses")
