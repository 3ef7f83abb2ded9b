"""Feedback in the browser: papers by code, summaries from three answers on, free text apart."""

import re

import pytest

import node.feedback.pages
import node.history.pages
from node.groups import edit as groups
from node.groups.edit import Saved
from tests.node.web import conftest
from tests.node.web.conftest import Pages

ROUND = {"group": "kuopio-2026-1", "questionnaire": "ours-1", "asked_on": "1.9.2026"}
PAPER = {"q1": "5", "q2": "4", "q3": "5", "q4": "5", "q5": "3", "q6": "5"}
HERE = "/feedback/rounds/1"


@pytest.fixture(autouse=True)
def _own_pages_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = [*node.feedback.pages.ROUTES, *node.history.pages.ROUTES]
    monkeypatch.setattr(conftest, "found_routes", lambda: routes)


@pytest.fixture
async def asked(house: Pages) -> Pages:
    """Return pages with a group that is asked."""
    desk = house.desk
    saved = await groups.save(desk.database, desk.clock, desk.reference, {"meets_in": "Kuopio"})
    assert isinstance(saved, Saved)
    assert saved.group.id == ROUND["group"]
    answer = await house.assistant.press("/feedback/new", ROUND)
    assert answer.headers["location"] == f"/en{HERE}"
    return house


async def codes_printed(house: Pages, number: int) -> list[str]:
    """Print forms and return their codes."""
    answer = await house.assistant.press(f"{HERE}/forms", {"number": str(number)})
    assert answer.headers["location"] == f"/en{HERE}/forms"
    return re.findall(
        r"Code ([0-9A-Z]{3}-[0-9A-Z]{3})<", await house.assistant.open(f"{HERE}/forms")
    )


async def test_a_printed_form_is_entered_by_its_code_once(asked: Pages) -> None:
    first, second = await codes_printed(asked, 2)

    found = await asked.assistant.press("/feedback/code", {"code": first.lower()})
    path = found.headers["location"].removeprefix("/en")
    assert path == f"/feedback/code/{first.replace('-', '')}"
    assert f"Enter the paper {first}" in await asked.assistant.open(path)
    assert (await asked.assistant.press(path, PAPER)).headers["location"] == "/en/feedback"

    again = await asked.assistant.press("/feedback/code", {"code": first})
    assert again.status_code == 422
    assert "The form with this code was entered already." in again.text
    unknown = await asked.assistant.press("/feedback/code", {"code": "XXX-XXX"})
    assert unknown.status_code == 422
    assert "No printed form has the code" in unknown.text
    assert (await asked.assistant.press(path, PAPER)).headers["location"] == "/en/feedback"
    assert "Answers</dt><dd>1<" in await asked.assistant.open(HERE)
    forms = await asked.assistant.open(f"{HERE}/forms")
    assert second in forms
    assert first not in forms


async def test_a_summary_is_shown_from_three_answers_on(asked: Pages) -> None:
    few = "There are too few answers to show without pointing at people."
    for _ in range(2):
        await asked.assistant.press(f"{HERE}/paper", PAPER)
    for who in (asked.reader, asked.assistant, asked.lead):
        assert few in await who.open(HERE)
    assert "too few to show" in await asked.reader.open("/feedback")
    assert few in await asked.reader.open("/feedback/years/2026")

    await asked.assistant.press(f"{HERE}/paper", {**PAPER, "q1": "1", "q2": ""})

    shown = await asked.reader.open(HERE)
    assert few not in shown
    assert "<td>3.7</td><td>1</td><td>0</td><td>0</td><td>0</td><td>2</td>" in shown
    assert "too few to show" in shown  # question 2, which one parent left out


async def test_free_text_is_kept_apart_and_not_shown_to_readers(asked: Pages) -> None:
    words = "Kiitos <b>kaikille</b>"
    await asked.assistant.press(f"{HERE}/paper", {**PAPER, "remark": words})
    await asked.assistant.press(f"{HERE}/paper", {"remark": "Aamulla olisi ollut parempi."})

    told = await asked.lead.open(HERE)
    assert "Kiitos &lt;b&gt;kaikille&lt;/b&gt;" in told
    assert told.index("Aamulla") < told.index("Kiitos")
    assert "Answers</dt><dd>1<" in told
    await asked.lead.press("/feedback/records/remark-1/remove", {})
    for page in (HERE, "/feedback", "/feedback/years/2026", "/history", "/history/removed"):
        assert "Kiitos" not in await asked.reader.open(page)


async def test_a_name_in_free_text_is_pointed_out(asked: Pages) -> None:
    await asked.assistant.press(f"{HERE}/paper", {"remark": "Kiitos Maija Meikäläinen"})
    assert "seem to hold a person&#39;s name" in await asked.assistant.open(HERE)


async def test_a_refused_paper_keeps_what_was_typed(asked: Pages) -> None:
    refused = await asked.assistant.press(f"{HERE}/paper", {**PAPER, "q1": "9", "remark": "Hyvä"})

    assert refused.status_code == 422
    assert "Write a number from 1 to 5." in refused.text
    assert "Hyvä</textarea>" in refused.text
    empty = await asked.assistant.press(f"{HERE}/paper", {"q1": "", "remark": ""})
    assert "Nothing is filled in yet." in empty.text


async def test_counts_conflict_when_two_write_them(asked: Pages) -> None:
    page = await asked.assistant.open(f"{HERE}/counts")
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    first = {"q1": "0 0 1 2 3", "version": found[1]}
    assert (await asked.assistant.press(f"{HERE}/counts", first)).status_code == 303

    second = await asked.lead.press(f"{HERE}/counts", {**first, "q1": "0 0 0 0 9"})

    assert second.status_code == 409
    assert 'value="0 0 0 0 9"' in second.text
    assert "Answers</dt><dd>6<" in await asked.reader.open(HERE)


async def test_a_round_with_answers_stays_and_a_paper_comes_back(asked: Pages) -> None:
    await asked.assistant.press(f"{HERE}/paper", PAPER)
    kept = await asked.lead.press("/feedback/records/round-1/remove", {})
    assert kept.headers["location"] == f"/en{HERE}"
    assert "It holds answers. Remove them first." in await asked.lead.open(HERE)

    gone = await asked.lead.press("/feedback/records/sheet-1/remove", {})
    assert gone.headers["location"] == f"/en{HERE}?removed=sheet-1"
    assert "Answers</dt><dd>0<" in await asked.lead.open(HERE)
    await asked.lead.press("/feedback/records/sheet-1/restore", {})
    assert "Answers</dt><dd>1<" in await asked.lead.open(HERE)


async def test_a_questionnaire_of_the_networks_own(asked: Pages) -> None:
    form = {"name": "Oma", "questions_fi": "Yksi\nKaksi", "questions_sv": "Ett", "version": "0"}
    new = "/feedback/questionnaires/new"
    refused = await asked.lead.press(new, form)
    assert refused.status_code == 422
    assert "There are 2 questions in Finnish: write as many." in refused.text

    await asked.lead.press(new, {**form, "questions_sv": "Ett\nTvå"})

    assert "Två" in await asked.reader.open("/feedback/questionnaires", "sv")
    assert "Kaksi" in await asked.reader.open("/feedback/questionnaires", "en")
    assert (await asked.lead.press("/feedback/records/own-1/remove", {})).status_code == 303
    assert (await asked.lead.press("/feedback/records/own-1/restore", {})).status_code == 303
    await asked.assistant.press("/feedback/new", {**ROUND, "questionnaire": "own-1"})
    changed = await asked.lead.press("/feedback/questionnaires/own-1", form)
    assert "stays as it is" in changed.text


@pytest.mark.parametrize(
    "path",
    [f"{HERE}/paper", f"{HERE}/counts", f"{HERE}/forms", f"{HERE}/edit", "/feedback/new"],
)
async def test_readers_enter_nothing(asked: Pages, path: str) -> None:
    assert (await asked.reader.get(path)).status_code in {403, 404}
    assert (await asked.reader.press(path, PAPER)).status_code in {403, 404}
    assert f'"/en{path}"' not in await asked.reader.open(HERE)


async def test_an_assistant_writes_no_questionnaires(asked: Pages) -> None:
    form = {"name": "Oma", "questions_fi": "Yksi"}
    new = "/feedback/questionnaires/new"
    assert (await asked.assistant.press(new, form)).status_code in {403, 404}
    await asked.lead.press(new, form)
    removal = await asked.assistant.press("/feedback/records/own-1/remove", {})
    assert removal.status_code == 404
    assert "Oma" in await asked.assistant.open("/feedback/questionnaires")


@pytest.mark.parametrize(
    "path",
    ["/feedback/rounds/99", "/feedback/rounds/99/counts", "/feedback/questionnaires/own-9"],
)
async def test_what_is_not_there(asked: Pages, path: str) -> None:
    assert (await asked.lead.get(path)).status_code == 404


async def test_odd_ids_are_not_there_either(asked: Pages) -> None:
    for record in ("sheet-x", "own-", "nothing", "sheet-99999999999999999999999", "ours-1"):
        answer = await asked.lead.press(f"/feedback/records/{record}/remove", {})
        assert answer.status_code in {303, 404}
    for record in ("sheet-x", "own-", "nothing", "round-9"):
        assert (await asked.lead.press(f"/feedback/records/{record}/undo", {})).status_code == 303


async def test_nobody_was_asked_in_the_future(asked: Pages) -> None:
    answer = await asked.assistant.press("/feedback/new", {**ROUND, "asked_on": "1.1.2099"})

    assert answer.status_code == 422
    assert "The day is still to come." in answer.text
