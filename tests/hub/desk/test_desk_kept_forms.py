"""Forms of the desk that were not taken: nothing of them is lost, and no number makes a fault."""

import pytest

from tests.hub.desk.desk_stand import Desk

NUMBERS = ("9223372036854775808", "9" * 5_000, "²")


async def test_a_form_with_an_old_token_is_shown_as_it_was_made(desk: Desk) -> None:
    form = {"name_fi": "Savon verkosto", "version": "7", "seen": "name_fi=ab12", "press": "sure"}

    answer = await desk.operator.press("/networks/nobody/rename", form, token="0" * 64)

    assert answer.status_code == 403
    for name, value in form.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in answer.text


@pytest.mark.parametrize("number", NUMBERS)
async def test_numbers_that_nothing_here_has_are_answered(desk: Desk, number: str) -> None:
    assert (await desk.operator.get(f"/acts?before={number}")).status_code == 200
    for path in ("/operators/{}/end", "/operators/invitations/{}/withdraw"):
        assert (await desk.operator.press(path.format(number))).status_code == 404, path
