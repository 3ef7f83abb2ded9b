"""Two people change one record: what each touched is kept, and what both touched is shown twice."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import NamedTuple

import pytest

from node.groups import edit as groups
from node.organisers import edit as organisers
from tests.node.web.conftest import Browser, Pages

CONTACT = {"organisation": "Esimerkki ry", "telephone": "040 000 0000", "languages": "fi"}
ENQUIRY = {
    "contact": "040 555 0199",
    "ways": "call",
    "municipality": "Kuopio",
    "came_on": "1.9.2026",
    "consent": "yes",
    "consent_on": "1.9.2026",
}
INSTRUCTOR = {"name": "Oona Ohjaaja", "role": "professional", "was_in_group": "not_said"}
TRAINING = {"kind": "voikukkia_instructor", "day": "1.3.2020", "days": "4"}
GROUP = "/groups/kuopio-2026-1"


class Case(NamedTuple):
    """The page with a form, where it is sent, one person's change and the other's, one for both."""

    page: str
    action: str
    theirs: Mapping[str, str]
    ours: Mapping[str, str]


CASES = {
    "group": Case(
        f"{GROUP}/edit/notes",
        f"{GROUP}/edit/notes",
        {"parents": "7", "starts_at": "18.00"},
        {"notes": "Avain vahtimestarilta"},
    ),
    "staff of a group": Case(
        f"{GROUP}/edit/staff",
        f"{GROUP}/edit/staff",
        {"organisers": "yhdistys"},
        {"social_worker": "yes"},
    ),
    "meeting": Case(
        f"{GROUP}/meetings/2026-11-05",
        f"{GROUP}/meetings/2026-11-05",
        {"minutes": "120"},
        {"theme": "3"},
    ),
    "dates": Case(
        f"{GROUP}/dates", f"{GROUP}/dates", {"day-1": "6.11.2026"}, {"day-2": "13.11.2026"}
    ),
    "attendance": Case(
        f"{GROUP}/attendance",
        f"{GROUP}/attendance",
        {"came-2026-11-05": "5"},
        {"came-2026-11-12": "6"},
    ),
    "organiser": Case(
        "/organisers/yhdistys",
        "/organisers/yhdistys",
        {"valid_from": "1.1.2024"},
        {"name": "Uusi nimi ry"},
    ),
    "instructor": Case(
        "/instructors/ohjaaja-1/edit",
        "/instructors/ohjaaja-1/edit",
        {"phone": "040 000 0001"},
        {"keep_until": "31.12.2028"},
    ),
    "training": Case(
        "/instructors/ohjaaja-1/trainings/1/edit",
        "/instructors/ohjaaja-1/trainings/1/edit",
        {"place": "Tampere"},
        {"held_by": "Kasper"},
    ),
    "names": Case("/network", "/network/names", {"name_sv": "Savo"}, {"controller": "Toinen ry"}),
    "contact": Case(
        "/network/contact",
        "/network/contact",
        {"telephone": "040 000 0009"},
        {"hours_fi": "arkisin klo 9–15"},
    ),
    "work": Case("/work/workshops/1", "/work/workshops/1", {"took_part": "15"}, {"theme": "Alku"}),
    "round": Case(
        "/feedback/rounds/1/edit",
        "/feedback/rounds/1/edit",
        {"asked_on": "31.8.2026"},
        {"questionnaire": "own-1"},
    ),
    "counts": Case(
        "/feedback/rounds/1/counts",
        "/feedback/rounds/1/counts",
        {"q1": "0 0 1 2 3"},
        {"q2": "0 0 0 0 6"},
    ),
    "questionnaire": Case(
        "/feedback/questionnaires/own-1",
        "/feedback/questionnaires/own-1",
        {"name": "Kysely"},
        {"questions_sv": "Ett"},
    ),
    "enquiry": Case(
        "/enquiries/{enquiry}/change",
        "/enquiries/{enquiry}/change",
        {"contact": "040 555 0200"},
        {"times": "evening"},
    ),
}


class Reader(HTMLParser):
    """Reads what a browser would send of the form with one action."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._action, self._inside, self._text, self._select = action, False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field with its value."""
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = has.get("action") == self._action and has.get("method") == "post"
        if not self._inside:
            return
        ticked = has.get("type") not in {"radio", "checkbox"} or "checked" in has
        if tag == "input" and ticked:
            self.sent.setdefault(has["name"], []).append(has.get("value", ""))
        if tag == "textarea":
            self._text = has["name"]
            self.sent[self._text] = [""]
        if tag == "select":
            self._select = has["name"]
        if (
            tag == "option"
            and self._select
            and ("selected" in has or self._select not in self.sent)
        ):
            self.sent[self._select] = [has.get("value", "")]

    def handle_data(self, data: str) -> None:
        """Note the words of a text field."""
        if self._text:
            self.sent[self._text] = [(self.sent[self._text][0] + data).removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        """End a text field, or the form."""
        if tag == "textarea":
            self._text = ""
        if tag == "select":
            self._select = ""
        if tag == "form":
            self._inside = False


def form_in(page: str, action: str) -> dict[str, str]:
    """Return what a browser would send of a form as it stands, from a tab of its own."""
    reader = Reader(f"/en{action}")
    reader.feed(page)
    assert reader.sent, action
    sent = {name: ", ".join(filter(None, values)) for name, values in reader.sent.items()}
    return {name: text for name, text in sent.items() if name not in {"csrf", "once"}}


@pytest.fixture
async def kept(house: Pages) -> dict[str, str]:
    """Keep one record of every kind; return what stands for a part of an address."""
    desk, press = house.desk, house.lead.press
    organiser = {"name": "Yhdistys ry", "kind": "ngo", "id": "yhdistys"}
    await organisers.save(desk.database, desk.clock, desk.reference, organiser)
    own = {"meets_in": "Kuopio", "starts_at": "17.30", "minutes": "150", "parents": "12"}
    await groups.save(desk.database, desk.clock, desk.reference, own)
    await press("/instructors/new", INSTRUCTOR)
    await press("/instructors/ohjaaja-1/trainings/new", TRAINING)
    await press("/network/contact", CONTACT)
    await press("/work/workshops/new", {"day": "1.9.2026", "place": "Kuopio", "took_part": "14"})
    await press("/feedback/questionnaires/new", {"name": "Oma", "questions_fi": "Yksi"})
    asked = {"group": "kuopio-2026-1", "questionnaire": "ours-1", "asked_on": "1.9.2026"}
    await press("/feedback/new", asked)
    dates = form_in(await house.lead.open(f"{GROUP}/dates"), f"{GROUP}/dates")
    await press(f"{GROUP}/dates", dates | {"day-1": "5.11.2026", "day-2": "12.11.2026"})
    answer = await press("/enquiries/new", ENQUIRY)
    return {"enquiry": str(answer.headers["location"].rsplit("/", 1)[1])}


@pytest.mark.parametrize("name", CASES)
async def test_saving_again_as_told_undoes_nothing(
    house: Pages, kept: dict[str, str], name: str
) -> None:
    page, action, theirs, ours = CASES[name]
    page, action = page.format(**kept), action.format(**kept)
    first = form_in(await house.lead.open(page), action)
    second = {**first, **ours}
    done = await house.lead.press(action, {**first, **theirs})
    assert done.status_code == 303, done.text

    clash = await house.lead.press(action, second)
    assert clash.status_code == 409, clash.text
    again = form_in(clash.text, action)
    assert (await house.lead.press(action, again)).status_code == 303

    stored = await form_now(house.lead, page, action)
    for field, value in {**theirs, **ours}.items():
        assert stored[field].replace(":", ".") == value, field
    untouched = set(first) - {*theirs, *ours, "version", "seen"}
    if name != "counts":  # where what nobody counted is written as noughts
        assert {f: stored[f] for f in untouched} == {f: first[f] for f in untouched}


async def form_now(browser: Browser, page: str, action: str) -> dict[str, str]:
    """Return the form of a record as it is stored now."""
    return form_in(await browser.open(page), action)


async def test_what_both_changed_is_shown_twice(house: Pages, kept: dict[str, str]) -> None:
    assert kept
    path = f"{GROUP}/edit/notes"
    first = form_in(await house.lead.open(path), path)
    await house.lead.press(path, first | {"parents": "7", "place": "Kuja 1"})

    clash = await house.lead.press(path, first | {"parents": "6", "notes": "Avain"})

    again = form_in(clash.text, path)
    assert (again["parents"], again["place"], again["notes"]) == ("6", "Kuja 1", "Avain")
    assert "Stored meanwhile: <strong>7</strong>" in clash.text
    assert clash.text.count("Stored meanwhile:") == 1


async def test_a_choice_of_both_is_shown_in_words(house: Pages, kept: dict[str, str]) -> None:
    assert kept
    path = f"{GROUP}/edit/basics"
    first = form_in(await house.lead.open(path), path)
    await house.lead.press(path, first | {"audience": "mothers"})

    clash = await house.lead.press(path, first | {"audience": "fathers"})

    assert "Stored meanwhile: <strong>mothers</strong>" in clash.text
    assert form_in(clash.text, path)["audience"] == "fathers"


async def test_a_refusal_forgets_nothing_of_what_was_seen(
    house: Pages, kept: dict[str, str]
) -> None:
    assert kept
    path = f"{GROUP}/edit/notes"
    first = form_in(await house.lead.open(path), path)
    refused = await house.lead.press(path, first | {"starts_at": "half past"})
    assert refused.status_code == 422
    await house.lead.press(path, first | {"parents": "7"})

    clash = await house.lead.press(path, form_in(refused.text, path) | {"starts_at": "18.00"})

    again = form_in(clash.text, path)
    assert (again["parents"], again["starts_at"]) == ("7", "18.00")
