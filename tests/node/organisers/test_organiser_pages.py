"""What a lead does on the pages of organisers, and what the law made of them."""

from functools import partial
from typing import Any

import pytest

from node.groups import store as groups
from node.groups.model import Group
from node.history import record as history
from node.organisers import store
from node.organisers.model import Organiser

CITY = {"name": "Porvoon kaupunki", "kind": "municipality", "municipality": "Borgå"}
ID = "porvoon-kaupunki"


async def added(house: Any) -> None:
    """Add the city by its form."""
    answer = await house.lead.press("/organisers/new", CITY)
    assert answer.headers["location"] == f"/en/organisers/{ID}", answer.text


async def press(house: Any, path: str = "", who: str = "lead", **fields: Any) -> Any:
    """Send a form about the city, made from its present version."""
    seen = await house.desk.read(lambda db: history.version(db, "organiser", ID))
    browser = getattr(house, who)
    return await browser.press(f"/organisers/{ID}{path}", {"version": str(seen), **fields})


async def kept(house: Any) -> Organiser | None:
    """Return the city as it is stored."""
    found: Organiser | None = await house.desk.read(lambda db: store.find(db, ID))
    return found


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_every_page_opens(house: Any, language: str) -> None:
    empty = await house.lead.open("/organisers", language)
    await added(house)

    assert "<table>" not in empty
    for path in ("/organisers", "/organisers/new", f"/organisers/{ID}"):
        html = await house.lead.open(path, language)
        assert html.count("<h1") == 1
    assert (await house.lead.get("/organisers/nobody")).status_code == 404


async def test_the_law_is_told(house: Any) -> None:
    await added(house)

    listed = await house.reader.open("/organisers")
    shown = await house.reader.open(f"/organisers/{ID}")

    assert "by law today: Itä-Uudenmaan hyvinvointialue" in listed
    assert "Itä-Uudenmaan hyvinvointialue organises in its place today" in shown


async def test_what_is_wrong_is_said_at_its_field(house: Any) -> None:
    await added(house)

    new = await house.lead.press("/organisers/new", {"kind": "county", "name": "<b>X</b>"})
    day = await press(house, **CITY, valid_until="31.2.2022")
    end = await press(house, "/end", last_day="31.2.2022")

    assert (new.status_code, day.status_code, end.status_code) == (422, 422, 422)
    assert 'id="e-area"' in new.text
    assert "&lt;b&gt;X&lt;/b&gt;" in new.text
    assert 'id="e-valid_until"' in day.text
    assert "31.2.2022" in day.text
    assert "is not a date" in end.text


async def test_its_validity_ends_and_the_last_change_is_taken_back(house: Any) -> None:
    await added(house)
    before = await kept(house)

    await press(house, "/end", last_day="31.12.2021")

    after = await kept(house)
    assert after is not None
    assert str(after.valid_until) == "2021-12-31"
    assert "not today" in await house.lead.open("/organisers")
    await press(house, "/undo")
    assert await kept(house) == before


async def test_an_organiser_in_use_is_not_removed(house: Any) -> None:
    await added(house)
    for n in range(7):
        group = Group(
            id=f"ryhma-{n}", lifecycle="draft", meets_in="638", start="not_said", organisers=(ID,)
        )
        await house.desk.commit(lambda db, g=group: groups.put(db, g))

    refused = await press(house, "/remove")

    assert refused.status_code == 422
    assert "stands in 7 groups, such as ryhma-0, ryhma-1, ryhma-2" in refused.text
    assert await kept(house) is not None
    for n in range(7):
        await house.desk.commit(partial(groups.remove, group=f"ryhma-{n}"))
    removed = await press(house, "/remove")
    assert removed.headers["location"] == "/en/organisers"
    assert await kept(house) is None


async def test_two_people_at_one_organiser(house: Any) -> None:
    await added(house)
    seen = await house.desk.read(lambda db: history.version(db, "organiser", ID))
    await press(house, **{**CITY, "name": "Borgå stad"})

    clash = await house.lead.press(
        f"/organisers/{ID}", {**CITY, "name": "Toinen nimi", "version": str(seen)}
    )

    assert clash.status_code == 409
    assert "Borgå stad" in clash.text
    assert 'value="Toinen nimi"' in clash.text
    found = await kept(house)
    assert found is not None
    assert found.name == "Borgå stad"


@pytest.mark.parametrize("path", ["/new", f"/{ID}", f"/{ID}/end", f"/{ID}/undo", f"/{ID}/remove"])
async def test_only_a_lead_changes_organisers(house: Any, path: str) -> None:
    await added(house)
    before = await kept(house)

    for who, status in (("assistant", 403), ("reader", 403), ("nobody", 401)):
        answer = await getattr(house, who).press(f"/organisers{path}", {**CITY, "version": "1"})
        assert answer.status_code == status
    assert await kept(house) == before
    page = await house.reader.open(f"/organisers/{ID}")
    assert f'action="/en/organisers/{ID}' not in page
