"""The work beside the groups in the browser: one list and one form for every kind."""

import re
from datetime import date
from functools import partial
from types import SimpleNamespace

import pytest

import node.activities.pages
import node.work.pages
from node.activities.noun import ACTIVITY
from node.app import translator
from node.groups import edit as groups
from node.organisers import edit as organisers
from node.web.house import environment
from node.work import showing
from node.work.nouns import NOUNS
from tests.node.web import conftest
from tests.node.web.conftest import Browser, Pages

FORMS = {
    "/work/workshops": {"day": "1.9.2026", "place": "Kuopio", "took_part": "14"},
    "/work/participation": {
        "kind": "parents_panel",
        "name": "Savon vanhempainraati",
        "days": "1.2.2026; 3.5.2026",
        "parents": "7",
    },
    "/work/commitments": {
        "organiser": "yhdistys",
        "kind": "supervision",
        "valid_from": "1.1.2026",
    },
    "/work/agreements": {
        "party": "Kuopion seurakunta",
        "kind": "partnership",
        "starts": "1.1.2026",
    },
    "/work/costs": {"group": "kuopio-2026-1", "kind": "rooms", "planned_eur": "1 250,50"},
    "/work/activities": {
        "kind": "cafe",
        "meets_in": "Kuopio",
        "link": "https://ry.example/kahvila",
        "audience": "all",
        "languages": "fi",
        "format": "in_person",
    },
}
SHOWN = {
    "/work/workshops": "14",
    "/work/participation": "Savon vanhempainraati",
    "/work/commitments": "Yhdistys ry",
    "/work/agreements": "Kuopion seurakunta",
    "/work/costs": "1\u00a0250,50",
    "/work/activities": "https://ry.example/kahvila",
}
WRONG = {
    "/work/workshops": ("place", "Kuoppio", "Did you mean Kuopio"),
    "/work/participation": ("days", "1.2.2026; 3.5.2027", "Write the days of one year only"),
    "/work/commitments": ("valid_until", "1.1.2025", "The last day is before the first."),
    "/work/agreements": ("ends", "31.2.2026", "is not a date"),
    "/work/costs": ("planned_eur", "paljon", "is not an amount"),
    "/work/activities": ("link", "http://ry.example", "It begins with https://"),
}


@pytest.fixture(autouse=True)
def _own_pages_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = [*node.work.pages.ROUTES, *node.activities.pages.ROUTES]
    monkeypatch.setattr(conftest, "found_routes", lambda: routes)


@pytest.fixture
async def kept(house: Pages) -> Pages:
    """Return pages of a node that has an organiser and a group."""
    desk = house.desk
    organiser = {"name": "Yhdistys ry", "kind": "ngo", "id": "yhdistys"}
    await organisers.save(desk.database, desk.clock, desk.reference, organiser)
    await groups.save(desk.database, desk.clock, desk.reference, {"meets_in": "Kuopio"})
    return house


async def added(browser: Browser, path: str) -> str:
    """Add the record and return the path of its page."""
    answer = await browser.press(f"{path}/new", FORMS[path])
    assert answer.status_code == 303, answer.text
    found = re.search(
        rf'href="/en({path}/[a-z0-9-]+)"', (await browser.open(path)).replace("/new", "")
    )
    assert found is not None
    return found[1]


def version_of(page: str) -> str:
    """Return the version that a form carries."""
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_every_kind_is_tried() -> None:
    assert set(FORMS) == {noun.path for noun in (*NOUNS, ACTIVITY)} == set(SHOWN) == set(WRONG)


@pytest.mark.parametrize("path", FORMS)
async def test_add_show_change_remove_bring_back(kept: Pages, path: str) -> None:
    assert SHOWN[path] not in await kept.lead.open(path)
    own = await added(kept.lead, path)
    assert SHOWN[path] in await kept.reader.open(path)
    assert SHOWN[path] in await kept.reader.open(own, "fi")

    page = await kept.lead.open(own)
    changed = await kept.lead.press(own, {**FORMS[path], "version": version_of(page)})
    assert changed.status_code == 303
    gone = await kept.lead.press(f"{own}/remove", {})
    assert gone.headers["location"].startswith(f"/en{path}?removed=")
    assert SHOWN[path] not in await kept.lead.open(path)
    assert f"{own}/restore" in await kept.lead.open(gone.headers["location"].removeprefix("/en"))
    await kept.lead.press(f"{own}/restore", {})
    assert SHOWN[path] in await kept.lead.open(path)


@pytest.mark.parametrize("path", FORMS)
async def test_a_refused_form_keeps_what_was_typed(kept: Pages, path: str) -> None:
    field, typed, said = WRONG[path]
    refused = await kept.lead.press(f"{path}/new", {**FORMS[path], field: typed})

    assert refused.status_code == 422
    assert said in refused.text
    assert typed in refused.text
    own = await added(kept.lead, path)
    version = version_of(await kept.lead.open(own))
    again = await kept.lead.press(own, {**FORMS[path], field: typed, "version": version})
    assert again.status_code == 422
    assert typed in again.text
    assert f'action="/en{own}"' in again.text


@pytest.mark.parametrize("path", FORMS)
async def test_two_people_change_the_same_record(kept: Pages, path: str) -> None:
    own = await added(kept.lead, path)
    version = version_of(await kept.lead.open(own))
    field = {"/work/activities": "name", "/work/workshops": "theme"}.get(path, "note")
    if path == "/work/participation":
        field = "name"
    mine = {**FORMS[path], field: "Ensimmäinen", "version": version}
    assert (await kept.lead.press(own, mine)).status_code == 303

    late = await kept.lead.press(own, {**FORMS[path], field: "Toinen", "version": version})

    assert late.status_code == 409
    assert "Toinen" in late.text
    assert "Ensimmäinen" in late.text
    again = {**FORMS[path], field: "Toinen", "version": version_of(late.text)}
    assert (await kept.lead.press(own, again)).status_code == 303


@pytest.mark.parametrize("path", FORMS)
async def test_only_a_lead_writes(kept: Pages, path: str) -> None:
    own = await added(kept.lead, path)
    for browser in (kept.reader, kept.assistant, kept.nobody):
        for target in (f"{path}/new", own, f"{own}/remove", f"{own}/undo", f"{own}/restore"):
            assert (await browser.press(target, FORMS[path])).status_code in {401, 403, 404}
    assert "/new" not in await kept.reader.open(path)
    assert "<form" not in (await kept.reader.open(own)).split("<main")[1].split("</main")[0]


async def test_the_last_change_is_taken_back(kept: Pages) -> None:
    own = await added(kept.lead, "/work/agreements")
    version = version_of(await kept.lead.open(own))
    form = {**FORMS["/work/agreements"], "party": "Toinen seurakunta", "version": version}
    await kept.lead.press(own, form)

    await kept.lead.press(f"{own}/undo", {"version": version})
    assert "Toinen seurakunta</h1>" in await kept.reader.open(own)
    assert "changed again since" in await kept.lead.open("/work")

    await kept.lead.press(f"{own}/undo", {"version": version_of(await kept.lead.open(own))})

    assert f"{SHOWN['/work/agreements']}</h1>" in await kept.reader.open(own)


async def test_a_name_of_a_person_is_warned_of_beside_its_field(kept: Pages) -> None:
    form = {**FORMS["/work/participation"], "name": "Maija Meikäläinen ja muut"}

    saved = await kept.lead.press("/work/participation/new", form)

    assert saved.headers["location"] == "/en/work/participation/1"
    shown = await kept.lead.open("/work/participation/1")
    assert "This looks like a person&#39;s name." in shown
    assert "Never write a parent&#39;s name here" in shown


async def test_costs_are_summed_beside_the_reference_and_its_note(kept: Pages) -> None:
    await added(kept.lead, "/work/costs")
    more = {**FORMS["/work/costs"], "kind": "travel", "planned_eur": "49,50", "actual_eur": "60"}
    await kept.lead.press("/work/costs/new", more)
    twice = await kept.lead.press("/work/costs/new", more)

    page = await kept.reader.open("/work/costs")

    assert "The group has this kind of cost already" in twice.text
    assert "<td>1\u00a0300,00</td><td>60,00</td>" in page
    assert "3,555–6,155 EUR" in page
    assert "older prices" in page


@pytest.mark.parametrize("path", FORMS)
async def test_what_is_not_there(kept: Pages, path: str) -> None:
    for own in ("99", "nobody", "9" * 30, "0", "%20"):
        assert (await kept.lead.get(f"{path}/{own}")).status_code == 404
        assert (await kept.lead.press(f"{path}/{own}", FORMS[path])).status_code == 404
        assert (await kept.lead.press(f"{path}/{own}/remove", {})).status_code == 404


async def test_a_long_list_is_searched_by_what_it_shows(kept: Pages) -> None:
    for day in range(1, 11):
        form = {**FORMS["/work/workshops"], "day": f"{day}.9.2026", "theme": f"Aihe {day}"}
        if day == 7:
            form |= {"place": "Pohjois-Savo", "held_by": "Ääkköstö ry"}
        await kept.lead.press("/work/workshops/new", form)
    short = await kept.reader.open("/work/agreements")
    long = await kept.reader.open("/work/workshops")
    found = await kept.reader.open("/work/workshops?q=savo+aakkosto", "fi")
    none = await kept.reader.open("/work/workshops?q=savo+eilen")
    in_words = await kept.reader.open("/work/workshops?q=10.9.2026")

    assert 'role="search"' not in short
    assert 'role="search"' in long
    assert re.findall(r"/fi/work/workshops/(\d+)", found) == ["7"]
    assert "There are no such rows." in none
    assert re.findall(r"/en/work/workshops/(\d+)", in_words) == ["10"]


async def test_the_overview_counts(kept: Pages) -> None:
    await added(kept.lead, "/work/workshops")
    page = await kept.reader.open("/work")
    assert '<a href="/en/work/workshops">Instructor workshops</a> <small>1</small>' in page


async def test_what_the_pages_of_an_organiser_and_a_group_can_show(kept: Pages) -> None:
    await added(kept.lead, "/work/commitments")
    await added(kept.lead, "/work/costs")
    promises = await kept.desk.read(
        partial(showing.commitments_of, organiser="yhdistys", today=date(2026, 1, 1))
    )
    total = await kept.desk.read(partial(showing.cost_of, group="kuopio-2026-1"))

    assert [(str(one.kind), one.in_force) for one in promises] == [("supervision of work", True)]
    assert total is not None
    assert (total.planned, total.actual) == ("1\u00a0250,50", "")
    assert await kept.desk.read(partial(showing.cost_of, group="toinen")) is None
    parts = environment(translator("fi"))
    visit = SimpleNamespace(may=lambda _role: True)
    for name, values in (
        ("of_organiser", {"commitments": promises, "organiser": "yhdistys"}),
        ("of_group", {"rounds": (), "cost": total, "group": "kuopio-2026-1"}),
    ):
        shown = parts.get_template(f"work/{name}.html").render(
            visit=visit, here=lambda path: f"/fi{path}", **values
        )
        assert "/fi/work/c" in shown
