"""Single fields as Finns write them, and what is said of the others."""

from datetime import date

import pytest
from msgspec import convert

from node.groups import fields
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.words import Month


@pytest.mark.parametrize(
    "text", ["1.9.2026", "01.09.2026", "1. 9. 2026", "2026-09-01", "2026-09-01 00:00:00"]
)
def test_a_day_is_read_as_it_is_written(text: str) -> None:
    assert fields.day(text) == date(2026, 9, 1)


@pytest.mark.parametrize("text", ["9/1/2026", "31.2.2026", "1.9.26", "syksy", "1.9", "20260931"])
def test_any_other_day_is_refused_with_the_way_to_write_it(text: str) -> None:
    said = fields.day(text)
    assert str(said) == f"“{text}” is not a date. Write the date as 1.9.2026."


def test_an_impossible_year_is_refused() -> None:
    assert str(fields.day("1.9.0206")) == "The year 206 cannot be right."


def test_days_come_in_order_and_once() -> None:
    assert fields.days("10.11.2022; 3.11.2022") == (date(2022, 11, 3), date(2022, 11, 10))
    assert str(fields.days("3.11.2022, 03.11.2022")) == "The date 3.11.2022 is there twice."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9/2026", "2026-09"),
        ("09/2026", "2026-09"),
        ("2026-09", "2026-09"),
        ("5.9.2026", "2026-09"),
    ],
)
def test_a_month_is_read(text: str, expected: str) -> None:
    assert fields.month(text) == expected


@pytest.mark.parametrize("text", ["31.12.1989", "1.1.2100", "2100-01-01", "2100-01-01 00:00:00"])
def test_a_day_of_another_age_is_refused(text: str) -> None:
    assert str(fields.day(text)).endswith("cannot be right.")


@pytest.mark.parametrize("text", ["1/2000", "12/2099", "31.12.2099"])
def test_a_month_that_is_taken_can_travel(text: str) -> None:
    assert convert(fields.month(text), Month) == fields.month(text)


@pytest.mark.parametrize("text", ["12/1999", "1/2100", "2100-01", "31.12.1999", "1.1.2100"])
def test_a_month_that_cannot_travel_is_refused(text: str) -> None:
    assert isinstance(fields.month(text), Text)


@pytest.mark.parametrize("text", ["13/2026", "2026-13", "syyskuu", "9.2026", "0/2026"])
def test_no_month(text: str) -> None:
    assert str(fields.month(text)).endswith("Write the month as 9/2027.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("17", "17:00"), ("17.30", "17:30"), ("klo 9:15", "09:15"), ("kl. 17", "17:00")],
)
def test_an_hour_is_read(text: str, expected: str) -> None:
    assert fields.hour(text) == expected


@pytest.mark.parametrize("text", ["25", "17.75", "ilta"])
def test_no_hour(text: str) -> None:
    assert isinstance(fields.hour(text), Text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("kyllä", True), ("Ja", True), ("YES", True), ("x", True), ("ei", False), ("nej", False)],
)
def test_yes_and_no_in_three_languages(text: str, expected: object) -> None:
    assert fields.yes_no(text) is expected


def test_neither_yes_nor_no() -> None:
    assert isinstance(fields.yes_no("ehkä"), Text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Porvoo", "638"), ("borgå", "638"), ("Åbo", "853"), ("Pertunmaa", "507"), ("638", "638")],
)
def test_a_municipality_by_any_of_its_names(text: str, expected: str, reference: Reference) -> None:
    assert fields.municipality(text, reference) == expected


def test_an_unknown_municipality_gets_the_nearest_name(reference: Reference) -> None:
    said = str(fields.municipality("Prvoo", reference))
    assert said.startswith("No municipality is called “Prvoo”. Did you mean Porvoo")
    assert str(fields.municipality("zzzz", reference)) == "No municipality is called “zzzz”."


def test_several_municipalities_and_a_whole_area(reference: Reference) -> None:
    assert fields.municipalities("Sipoo; Askola", reference) == ("018", "753")
    assert fields.municipalities("Itä-Uusimaa", reference) == tuple(
        m.code for m in reference.municipalities_of("01")
    )
    assert isinstance(fields.municipalities("Sipoo; Nimetön", reference), Text)


def test_an_area_by_name_or_number(reference: Reference) -> None:
    assert fields.area("Itä-Uusimaa", reference) == "01"
    assert fields.area("Östra Nyland", reference) == "01"
    assert fields.area("01", reference) == "01"
    assert "Itä-Uusimaa" in str(fields.area("Itä-Uusima", reference))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fi", ("fi",)),
        ("suomi ja ruotsi", ("fi", "sv")),
        ("svenska, finska", ("fi", "sv")),
        ("English / arabia", ("ar", "en")),
        ("viittomakieli", ("fse",)),
        ("pohjoissaame", ("se",)),
    ],
)
def test_rule_12_languages_by_code_or_name(text: str, expected: object) -> None:
    assert fields.languages(text) == expected


def test_an_unknown_language_and_too_many() -> None:
    assert "Did you mean" in str(fields.languages("soumi"))
    assert str(fields.languages("fi,sv,en,ar,ru,so")) == "Write at most 5 languages."


@pytest.mark.parametrize(
    "text", ["http://a.example", "https://", "https://a b.example", "a.example"]
)
def test_only_https_pages_are_linked(text: str) -> None:
    assert isinstance(fields.link(text), Text)


def test_chosen_by_id_or_by_a_name_that_is_one_persons() -> None:
    names = {"ohjaaja-1": "Aino Esimerkki", "ohjaaja-2": "Esa Esimerkki", "b": "Esa Esimerkki"}
    assert fields.chosen("b; aino esimerkki", names) == ("b", "ohjaaja-1")
    assert "one of b, ohjaaja-2" in str(fields.chosen("Esa Esimerkki", names))
    assert "add it first" in str(fields.chosen("Ilmari Esimerkki", names))
