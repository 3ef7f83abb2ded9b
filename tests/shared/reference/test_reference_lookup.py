from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reference.lookup import Reference, distance_km, load, slug
from shared.reference.model import Former, Municipality, OtherName
from shared.reference.naming import fold
from shared.reference.tables import tables


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Porvoo", "638"),
        ("Borgå", "638"),
        ("  åbo ", "853"),
        ("ESPOO", "049"),
        ("jyvaskyla", "179"),
        ("Jyväskylän mlk", "179"),
        ("Jyväskylän maalaiskunta", "179"),
        ("Pertunmaa", "507"),
        ("Ekenäs", "710"),
        ("Länsi-Turunmaa", "445"),
        ("Parainen", "445"),
        ("s:t karins", "202"),
        ("St Karins", "202"),
        ("Sankt Michel", "491"),
        ("mänttä vilppula", "508"),
        ("Koski", "284"),
        ("Gustav Adolfs", "081"),
        ("Lappi", "684"),  # a municipality until 2009; `find_area` knows the other
    ],
)
def test_find_knows_names_old_and_new_in_both_languages(typed: str, code: str) -> None:
    found = load().find(typed)

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("typed", ["", "  ", "Uusimaa", "Helsinkii", "-", "12345"])
def test_find_answers_nothing_rather_than_guess(typed: str) -> None:
    assert load().find(typed) is None


def test_every_name_of_every_municipality_finds_it() -> None:
    reference = load()

    for municipality in reference.municipalities:
        for name in reference.names_of(municipality.code):
            assert reference.find(name) == municipality, name


def test_names_of_starts_with_the_present_names() -> None:
    names = load().names_of("445")

    assert names[:2] == ("Parainen", "Pargas")
    assert {"Nauvo", "Nagu", "Väståboland"} <= set(names)


@pytest.mark.parametrize(
    ("misspelt", "code"),
    [("Espo", "049"), ("Jyväskyä", "179"), ("Tamper", "837"), ("Perttunmaa", "507")],
)
def test_suggest_gives_the_nearest_name_first(misspelt: str, code: str) -> None:
    assert load().suggest(misspelt)[0].code == code


def test_suggest_keeps_its_limit_repeats_nothing_and_may_be_empty() -> None:
    many = load().suggest("Pyhäjoki", limit=5)

    assert len(many) <= 5
    assert len({m.code for m in many}) == len(many)
    assert load().suggest("qqqqqqqq") == ()


@given(st.text(max_size=30))
def test_anything_may_be_typed(typed: str) -> None:
    reference = load()

    found = reference.find(typed)

    assert found is None or found in reference.municipalities
    assert len(reference.suggest(typed, limit=2)) <= 2
    assert reference.find_area(typed) is None or fold(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Lappi", "21"), ("östra nyland", "01"), ("Helsingfors stad", "90"), ("Åland", "91")],
)
def test_find_area_knows_short_and_whole_names(typed: str, code: str) -> None:
    area = load().find_area(typed)

    assert area is not None
    assert area.code == code


def test_codes_map_forward_and_unknown_codes_are_none() -> None:
    reference = load()

    assert reference.current_code("588") == "507"
    assert reference.current_code("091") == "091"
    assert reference.current_code("999") is None
    assert reference.municipality("999") is None
    assert reference.municipality("945") == reference.municipality("946")
    assert [f.code for f in reference.predecessors("946")] == ["559", "945"]


def test_areas_and_their_municipalities() -> None:
    reference = load()
    kerava = reference.find("Kerava")

    assert kerava is not None
    assert reference.area_of(kerava).code == "04"
    assert [m.code for m in reference.municipalities_of("04")] == ["092", "245"]
    assert reference.municipalities_of("55") == ()
    assert reference.area("55") is None


def test_postcodes_lead_to_their_municipality() -> None:
    reference = load()
    helsinki, mantyharju = reference.postcode("00100"), reference.postcode(" 19430 ")

    assert helsinki is not None
    assert helsinki.code == "091"
    assert mantyharju is not None
    assert mantyharju.code == "507"  # in Pertunmaa until 2025
    assert reference.postcode("00000") is None


@pytest.mark.parametrize(
    ("postcode", "code", "also"),
    [
        ("64260", "231", ("545",)),  # Kaskinen: most of the land is Närpiö's, most homes are not
        ("91210", "139", ("564",)),  # Jakkukylä: in Oulu until 2017, in Ii since
        ("70940", "297", ("749",)),  # Jännevirta: on the border of Kuopio and Siilinjärvi
        ("00100", "091", ()),
    ],
)
def test_a_postcode_on_a_border_names_the_other_side_too(
    postcode: str, code: str, also: tuple[str, ...]
) -> None:
    areas = {area.postcode: area for area in load().postal_areas}

    assert areas[postcode].municipality == load().postcodes[postcode] == code
    assert areas[postcode].also == also


def test_a_postal_area_has_its_name_in_both_languages() -> None:
    areas = {area.postcode: area for area in load().postal_areas}

    assert (areas["02600"].name_fi, areas["02600"].name_sv) == ("Etelä-Leppävaara", "Södra Alberga")
    assert (areas["22100"].name_fi, areas["22100"].name_sv) == ("", "")  # Mariehamn itself


@pytest.mark.parametrize(
    ("code", "majority", "fi", "sv", "en"),
    [
        ("091", "fi", "Helsinki", "Helsingfors", "Helsinki"),
        ("710", "sv", "Raasepori", "Raseborg", "Raseborg"),
        ("478", "sv", "Maarianhamina", "Mariehamn", "Mariehamn"),
    ],
)
def test_names_follow_the_language_and_english_the_majority(
    code: str, majority: str, fi: str, sv: str, en: str
) -> None:
    municipality = load().municipality(code)

    assert municipality is not None
    assert municipality.majority_language == majority
    names = [municipality.name(language) for language in ("fi", "selko", "sv", "en")]
    assert names == [fi, fi, sv, en]


def test_distance_is_from_town_to_town() -> None:
    helsinki, tampere = load().find("Helsinki"), load().find("Tampere")

    assert helsinki is not None
    assert tampere is not None
    assert distance_km(helsinki, tampere) == pytest.approx(161, abs=3)
    assert distance_km(helsinki, helsinki) == 0


def test_slug_is_plain_ascii() -> None:
    assert slug("S:t Michel") == "st-michel"
    assert slug("Mänttä-Vilppula") == "mantta-vilppula"
    assert slug("Åbo") == "abo"


# A merger to come, and homonyms: rows of our own.

MERGER = date(2027, 1, 1)


def _town(code: str, name: str, **fields: object) -> Municipality:
    likeness = msgspec.structs.replace(tables().municipalities[0], code=code, name_fi=name)
    return msgspec.structs.replace(likeness, name_sv=name, **fields)


def _reference(
    *towns: Municipality, former: tuple[Former, ...] = (), other: tuple[OtherName, ...] = ()
) -> Reference:
    rows = msgspec.structs.replace(tables(), municipalities=towns, former=former)
    return Reference(msgspec.structs.replace(rows, other_names=other, postcodes=()))


def _merging() -> Reference:
    """Ala (001) and Yla (002) become Uusi (003) on 1.1.2027."""
    last = date(2026, 12, 31)
    return _reference(
        _town("001", "Ala", valid_until=last),
        _town("002", "Yla", valid_until=last),
        _town("003", "Uusi", valid_from=MERGER),
        former=tuple(
            Former(code=code, name_fi=name, name_sv=name, successor="003", valid_until=last)
            for code, name in (("001", "Ala"), ("002", "Yla"))
        ),
    )


def test_a_merger_to_come_changes_nothing_before_its_day() -> None:
    reference = _merging()
    before, after = date(2026, 12, 31), MERGER

    assert reference.current_code("001", before) == "001"
    assert reference.current_code("001", after) == "003"
    assert [m.code for m in reference.municipalities_of("16", before)] == ["001", "002"]
    assert [m.code for m in reference.municipalities_of("16", after)] == ["003"]
    old, new = reference.find("Yla", before), reference.find("Yla", after)
    assert old is not None
    assert new is not None
    assert (old.code, new.code) == ("002", "003")


def test_without_a_day_the_newest_division_answers() -> None:
    reference = _merging()

    assert [m.code for m in reference.municipalities] == ["003"]
    assert reference.current_code("002") == "003"


def test_codes_map_forward_through_every_merger() -> None:
    chain = (("001", "002", date(2010, 12, 31)), ("002", "003", date(2012, 12, 31)))
    reference = _reference(
        _town("003", "Uusi"),
        former=tuple(
            Former(code=code, name_fi=code, name_sv=code, successor=to, valid_until=until)
            for code, to, until in chain
        ),
    )

    assert reference.current_code("001") == "003"
    assert reference.current_code("001", date(2009, 1, 1)) == "003"  # facts of one division only
    assert [f.code for f in reference.predecessors("003")] == ["001", "002"]


def test_a_present_name_comes_before_an_old_one_unless_the_day_is_old() -> None:
    gone = Former(
        code="009",
        name_fi="Koski",
        name_sv="Forsby",
        successor="002",
        valid_until=date(2008, 12, 31),
    )
    reference = _reference(_town("001", "Koski"), _town("002", "Suuri"), former=(gone,))

    today, then = reference.find("Koski"), reference.find("koski", date(2007, 5, 1))

    assert today is not None
    assert then is not None
    assert (today.code, then.code) == ("001", "002")


def test_two_equally_good_answers_are_no_answer() -> None:
    reference = _reference(_town("001", "Koski"), _town("002", "Koski"))

    assert reference.find("Koski") is None


def test_an_exact_name_comes_before_one_without_its_dots() -> None:
    reference = _reference(_town("001", "Sälä"), _town("002", "Sala"))

    exact = reference.find("sälä")

    assert exact is not None
    assert exact.code == "001"
