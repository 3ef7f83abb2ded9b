"""Fields that came while somebody was writing: a form without them takes nothing from them."""

import pytest

from tests.node.web.conftest import Pages
from tests.node.web.test_edited_meanwhile import GROUP, form_in, form_now, kept

__all__ = ["kept"]
DATES, CAME = f"{GROUP}/dates", f"{GROUP}/attendance"


@pytest.fixture
async def four(house: Pages, kept: dict[str, str]) -> Pages:
    """Keep a group with four meetings; to each came as many as its day says."""
    assert kept
    days = {"day-3": "19.11.2026", "day-4": "26.11.2026"}
    await save(house, DATES, days)
    came = {f"came-2026-11-{day:02}": str(day) for day in (5, 12, 19, 26)}
    await save(house, CAME, came)
    return house


async def save(house: Pages, path: str, change: dict[str, str]) -> None:
    """Change some fields of a form as it is stored."""
    answer = await house.lead.press(path, await form_now(house.lead, path, path) | change)
    assert answer.status_code == 303, answer.text


async def came_to(house: Pages) -> dict[str, str]:
    """Return how many came, by the days of November."""
    stored = await form_now(house.lead, CAME, CAME)
    return {
        name.removeprefix("came-2026-11-"): number
        for name, number in stored.items()
        if name.startswith("came-")
    }


async def test_how_many_came_follows_a_meeting_that_moved(four: Pages) -> None:
    first = await form_now(four.lead, CAME, CAME)
    await save(four, DATES, {"day-2": "13.11.2026"})

    clash = await four.lead.press(CAME, first | {"came-2026-11-05": "4"})

    assert clash.status_code == 409
    assert "Stored meanwhile" not in clash.text
    again = form_in(clash.text, CAME)
    assert again["came-2026-11-13"] == "12"
    assert (await four.lead.press(CAME, again)).status_code == 303
    assert await came_to(four) == {"05": "4", "13": "12", "19": "19", "26": "26"}


async def test_a_group_that_was_postponed_keeps_its_new_month(four: Pages) -> None:
    path = f"{GROUP}/edit/when"
    first = await form_now(four.lead, path, path)
    assert "start_month" not in first
    version = first["version"]
    done = await four.lead.press(
        f"{GROUP}/step/postpone", {"start_month": "3/2027", "version": version}
    )
    assert done.status_code == 303

    clash = await four.lead.press(path, first | {"time_of_day": "evening"})

    assert clash.status_code == 409
    again = form_in(clash.text, path)
    assert (again["start"], again["start_month"]) == ("month", "3/2027")
    assert (await four.lead.press(path, again)).status_code == 303
    stored = await form_now(four.lead, path, path)
    assert (stored["start"], stored["start_month"]) == ("month", "3/2027")
    assert stored["time_of_day"] == "evening"


async def test_a_day_that_was_moved_stays_with_its_meeting(four: Pages) -> None:
    first = await form_now(four.lead, DATES, DATES)
    await save(four, DATES, {"day-1": ""})

    clash = await four.lead.press(DATES, first | {"day-3": "20.11.2026"})

    assert clash.status_code == 409
    assert (await four.lead.press(DATES, form_in(clash.text, DATES))).status_code == 303
    assert await came_to(four) == {"12": "12", "20": "19", "26": "26"}


async def test_days_are_all_shown_again_though_they_are_more_than_planned(
    house: Pages, kept: dict[str, str]
) -> None:
    assert kept
    first = await form_now(house.lead, DATES, DATES)
    sent = first | {f"day-{n}": f"{n}.12.2026" for n in range(1, 21)} | {"day-20": "soon"}

    refused = await house.lead.press(DATES, sent)

    assert refused.status_code == 422
    again = form_in(refused.text, DATES)
    assert {name: again[name] for name in sent if name.startswith("day-")} == {
        name: day for name, day in sent.items() if name.startswith("day-")
    }
