"""Forms of the work beside the groups: every refusal at once, each beside its field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.groups.reading import Form
from node.work import fields, forms
from node.work.forms import Known
from node.work.model import Agreement, Commitment, Cost, Participation, Workshop
from node.work.persons import look_like_persons
from shared.reference import lookup
from shared.text import Text

KNOWN = Known(
    reference=lookup.load(),
    organisers={"kuopio": "Kuopion kaupunki", "ry": "Yhdistys ry"},
    groups={"kuopio-2026-1": "Kuopio (kuopio-2026-1)"},
    costs={("kuopio-2026-1", "rooms"): 7},
)


def refused(answer: object) -> set[str]:
    """Return the fields that were refused."""
    assert isinstance(answer, tuple)
    return {invalid.field for invalid in answer}


def test_a_workshop_is_read() -> None:
    form = {"day": "1.9.2026", "place": "pohjois-savo", "took_part": "14", "held_by": "Kasper"}
    assert forms.workshop(form, KNOWN) == Workshop(
        day=date(2026, 9, 1), place="13", took_part=14, held_by="Kasper"
    )


def test_a_place_is_a_municipality_or_an_area_in_any_language() -> None:
    places = {text: fields.place(text, KNOWN.reference) for text in ("Kuopio", "Borgå", "Nyland")}
    assert places["Kuopio"] == "297"
    assert places["Borgå"] == "638"
    assert isinstance(fields.place("Ei mikään", KNOWN.reference), Text)


def test_participation_is_of_one_year_and_in_order() -> None:
    form = {"kind": "vanhempainraati", "name": "Raati", "days": "3.5.2026; 1.2.2026"}
    read = forms.participation({**form, "parents": "7"}, KNOWN)
    assert read == Participation(
        kind="parents_panel",
        name="Raati",
        days=(date(2026, 2, 1), date(2026, 5, 3)),
        parents=7,
    )
    two_years = {**form, "days": "3.5.2026; 1.2.2027"}
    assert refused(forms.participation(two_years, KNOWN)) == {"days"}
    assert refused(forms.participation({**form, "days": ""}, KNOWN)) == {"days"}


def test_an_organiser_is_named_by_id_or_name() -> None:
    form = {"organiser": "kuopion kaupunki", "kind": "työnohjaus", "valid_from": "1.1.2026"}
    expected = Commitment(organiser="kuopio", kind="supervision", valid_from=date(2026, 1, 1))
    assert forms.commitment(form, KNOWN) == expected
    assert forms.commitment({**form, "organiser": "kuopio"}, KNOWN) == expected
    assert refused(forms.commitment({**form, "organiser": "kuopio; ry"}, KNOWN)) == {"organiser"}


def test_a_change_keeps_what_it_does_not_name_and_empties_what_it_empties() -> None:
    before = Agreement(
        id=3,
        party="Seurakunta",
        kind="intent",
        starts=date(2026, 1, 1),
        ends=date(2026, 12, 31),
        note="Kansio 2",
    )
    changed = forms.agreement({"ends": "", "party": "Toinen"}, KNOWN, before)
    assert changed == Agreement(
        id=3, party="Toinen", kind="intent", starts=date(2026, 1, 1), note="Kansio 2"
    )


def test_a_group_keeps_each_kind_of_cost_once() -> None:
    form = {"group": "kuopio-2026-1", "kind": "tilat", "planned_eur": "300"}
    assert refused(forms.cost(form, KNOWN)) == {"kind"}
    before = Cost(id=7, group="kuopio-2026-1", kind="rooms", planned_cents=1)
    changed = forms.cost(form, KNOWN, before)
    assert changed == Cost(id=7, group="kuopio-2026-1", kind="rooms", planned_cents=30_000)


@pytest.mark.parametrize(
    ("read", "form", "expected"),
    [
        (forms.workshop, {}, {"day", "place"}),
        (forms.workshop, {"day": "31.2.2026", "place": "Kuopio"}, {"day"}),
        (forms.workshop, {"day": "1.9.2026", "place": "Kuopio", "took_part": "-1"}, {"took_part"}),
        (
            forms.workshop,
            {"day": "1.9.2026", "place": "Kuopio", "took_part": "5000"},
            {"took_part"},
        ),
        (forms.workshop, {"day": "1.9.2026", "place": "Kuopio", "names": "Maija"}, {"names"}),
        (forms.workshop, {"day": "1.9.2026", "place": "Kuopio", "theme": "x" * 121}, {"theme"}),
        (forms.participation, {}, {"kind", "name", "days"}),
        (forms.commitment, {}, {"organiser", "kind", "valid_from"}),
        (
            forms.commitment,
            {
                "organiser": "ry",
                "kind": "approval",
                "valid_from": "2.1.2026",
                "valid_until": "1.1.2026",
            },
            {"valid_until"},
        ),
        (forms.agreement, {}, {"party", "kind", "starts"}),
        (forms.cost, {}, {"group", "kind"}),
        (forms.cost, {"group": "kuopio-2026-1", "kind": "travel"}, {"planned_eur"}),
        (
            forms.cost,
            {"group": "toinen", "kind": "travel", "planned_eur": "1e3", "actual_eur": "-5"},
            {"group", "planned_eur", "actual_eur"},
        ),
    ],
)
def test_what_is_refused(read: object, form: Form, expected: set[str]) -> None:
    assert callable(read)
    assert refused(read(form, KNOWN)) == expected


def test_a_missing_kind_is_asked_for_in_words() -> None:
    answer = forms.agreement({}, KNOWN)
    assert isinstance(answer, tuple)
    said = {invalid.field: str(invalid.text) for invalid in answer}
    assert said["kind"] == "Choose the kind."


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("250", 25_000),
        ("1 250,50", 125_050),
        ("1\u00a0250.5 €", 125_050),
        ("0,05", 5),
        ("3555 EUR", 355_500),
    ],
)
def test_amounts(text: str, cents: int) -> None:
    assert fields.euros(text) == cents


@pytest.mark.parametrize("text", ["-5", "1,234,56", "1e3", "12 34", "1,005", "paljon", "9" * 9])
def test_no_amounts(text: str) -> None:
    assert isinstance(fields.euros(text), Text)


@given(st.integers(min_value=0, max_value=99_999_999))
def test_an_amount_is_read_as_it_is_written(cents: int) -> None:
    assert fields.euros(fields.euros_text(cents)) == cents


@pytest.mark.parametrize(
    "line",
    [
        "Maija Meikäläinen",
        "Raati: Matti ja Pekka",
        "Anna-Liisa Korhonen",
        "Korpela Virtanen",
        "Maija",
        "Erik Söderström",
    ],
)
def test_lines_that_look_like_persons(line: str) -> None:
    assert look_like_persons(line)


@pytest.mark.parametrize(
    "line",
    [
        "Kainuun vanhempainraati",
        "Etelä-Savon ohjausryhmä",
        "Kuopion seurakunta",
        "Kasper ja Sininauhaliitto",
        "Pelastakaa Lapset ry",
        "Marian sairaala",
        "vapaaehtoisten kehittämisryhmä",
        "Kansio 2, Helsingin toimisto",
        "",
    ],
)
def test_lines_that_do_not(line: str) -> None:
    assert not look_like_persons(line)
