"""Numbers in addresses and forms that nothing here reaches: an answer, never a fault of ours."""

import pytest

from tests.node.web.conftest import Pages

NUMBERS = ("9223372036854775807", "9223372036854775808", "9" * 5_000, "²", "-1", "0", "x", "")
LISTS = (
    "/history?before=",
    "/leaves?page=",
    "/work/workshops?page=",
    "/groups?page=",
    "/instructors?page=",
    "/export/stea?year=",
)


@pytest.mark.parametrize("number", NUMBERS)
async def test_a_list_is_shown_whatever_number_is_asked_for(house: Pages, number: str) -> None:
    answers = {path: (await house.lead.get(path + number)).status_code for path in LISTS}

    assert set(answers.values()) <= {200, 404}, answers
    assert answers["/history?before="] == 200


@pytest.mark.parametrize("number", ["9223372036854775808", "9" * 5_000])
async def test_an_address_with_such_a_number_is_no_page(house: Pages, number: str) -> None:
    for path in ("/staff/{}", "/feedback/rounds/{}", "/import/{}", "/feedback/years/{}"):
        assert (await house.lead.get(path.format(number))).status_code == 404, path
    for path in ("/history/removed/{}/restore", "/staff/{}/end", "/import/{}/take"):
        assert (await house.lead.press(path.format(number))).status_code == 404, path


async def test_a_version_that_nothing_has_is_a_clash_and_no_trouble(house: Pages) -> None:
    form = {"name": "Oona Ohjaaja", "role": "professional", "was_in_group": "not_said"}
    await house.lead.press("/instructors/new", form)

    answer = await house.lead.press("/instructors/ohjaaja-1/edit", form | {"version": "9" * 5_000})

    assert answer.status_code == 409


@pytest.mark.parametrize("number", ["²", "9" * 5_000])
async def test_a_column_that_is_none_is_passed_over(house: Pages, number: str) -> None:
    data = "kunta;ryhmän tila\nKuopio;avoin\n".encode()
    sent = {"file": ("a.csv", data, "text/csv")}
    await house.lead.press("/import", {"kind": "groups"}, files=sent)

    answer = await house.lead.press("/import/columns", {f"c{number}": "meets_in"})

    assert answer.status_code == 422


async def test_a_sign_in_that_is_too_large_speaks_of_no_file(house: Pages) -> None:
    for path in ("/sign-in", "/code"):
        answer = await house.nobody.press(path, {"login": "x" * 700_000})

        assert answer.status_code == 413
        assert "This is too large" in answer.text
        assert "The file" not in answer.text
        assert "megabytes" not in answer.text
