"""What can be checked of the tables from the tables alone."""

import csv
import re
from collections import Counter
from importlib.resources import files

from shared.reference.lookup import load
from shared.reference.tables import DIVISION, tables


def test_the_tables_have_the_rows_that_sources_md_says() -> None:
    rows = tables()

    assert len(rows.areas) == 23
    assert len(rows.municipalities) == 308
    assert len(rows.former) == 114
    assert len(rows.postcodes) == 3026
    assert len(rows.regions) == 19
    assert [theme.number for theme in rows.themes] == list(range(1, 11))


def test_codes_are_well_formed_unique_and_in_order() -> None:
    rows = tables()

    for codes, shape in (
        ([a.code for a in rows.areas], r"\d\d"),
        ([m.code for m in rows.municipalities], r"\d{3}"),
        ([p.postcode for p in rows.postcodes], r"\d{5}"),
        ([r.code for r in rows.regions], r"\d\d"),
    ):
        assert all(re.fullmatch(shape, code) for code in codes)
        assert codes == sorted(set(codes))
    present = {m.code for m in rows.municipalities}
    assert not present & {f.code for f in rows.former}


def test_every_municipality_stands_in_a_listed_area_and_region() -> None:
    rows = tables()

    assert {m.area for m in rows.municipalities} == {a.code for a in rows.areas}
    assert {m.region for m in rows.municipalities} == {r.code for r in rows.regions}


def test_an_areas_counts_are_the_sums_of_its_municipalities() -> None:
    reference = load()

    for area in reference.areas:
        here = reference.municipalities_of(area.code)
        assert area.municipality_count == len(here)
        assert area.population == sum(m.population for m in here)
    assert sum(m.population for m in reference.municipalities) == 5_635_971


def test_every_former_code_leads_to_a_present_one() -> None:
    rows = tables()
    present = {m.code for m in rows.municipalities}

    assert {load().current_code(f.code) for f in rows.former} <= present
    assert all(f.valid_until < DIVISION for f in rows.former)


def test_every_postcode_leads_to_a_municipality_and_every_municipality_has_one() -> None:
    rows = tables()

    assert {p.municipality for p in rows.postcodes} == {m.code for m in rows.municipalities}


def test_a_postcode_reaches_only_into_other_present_municipalities() -> None:
    present = {m.code for m in tables().municipalities}
    spanning = [p for p in tables().postcodes if p.also]

    assert len(spanning) == 552
    for row in spanning:
        assert set(row.also) <= present - {row.municipality}
        assert len(set(row.also)) == len(row.also)


def test_a_postal_areas_name_never_repeats_its_municipalitys() -> None:
    reference = load()

    for row in reference.postal_areas:
        here = reference.municipality(row.municipality)
        assert here is not None
        assert not {row.name_fi, row.name_sv} & {here.name_fi, here.name_sv}
        assert bool(row.name_fi) == bool(row.name_sv)


def test_languages_are_those_of_the_decree() -> None:
    statuses = Counter(m.language_status for m in tables().municipalities)

    assert statuses == {"fi": 259, "fi_sv": 18, "sv": 16, "sv_fi": 15}


def test_an_area_is_bilingual_if_a_municipality_or_two_languages_are() -> None:
    reference = load()

    for area in reference.areas:
        spoken = {code for m in reference.municipalities_of(area.code) for code in m.languages}
        assert set(area.languages) == spoken
    assert sum(area.languages == ("fi", "sv") for area in reference.areas) == 8


def test_no_name_calls_helsinki_or_aland_a_county() -> None:
    reference = load()
    apart = [area for area in reference.areas if area.kind != "wellbeing_county"]

    assert [area.code for area in apart] == ["90", "91"]
    for area in apart:
        for language in ("fi", "sv", "en"):
            names = f"{area.name(language)} {area.short_name(language)}".casefold()
            assert not re.search("hyvinvointialue|välfärdsområde|county", names)


def test_short_names_and_slugs_tell_areas_apart() -> None:
    areas = load().areas

    for language in ("fi", "sv", "en"):
        assert len({area.short_name(language) for area in areas}) == 23
        assert len({area.slug(language) for area in areas}) == 23
    assert areas[0].short_name("fi") == "Itä-Uusimaa"
    assert areas[0].short_name("sv") == "Östra Nyland"
    assert areas[0].short_name("en") == "East Uusimaa"
    assert areas[0].slug("sv") == "ostra-nyland"
    assert areas[0].slug("en") == areas[0].slug("selko") == "ita-uusimaa"


def test_slugs_tell_municipalities_apart_and_are_plain() -> None:
    for language in ("fi", "sv"):
        slugs = [m.slug(language) for m in load().municipalities]
        assert len(set(slugs)) == 308
        assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", slug) for slug in slugs)


def test_themes_have_words_in_three_languages() -> None:
    for theme in load().themes:
        assert all(theme.name(language) for language in ("fi", "sv", "en"))
    assert load().themes[3].name("sv") == "barnets separationskris"


def test_every_row_of_every_file_carries_validity() -> None:
    for file in files("shared.reference").iterdir():
        if file.name.endswith(".csv"):
            text = file.read_text(encoding="utf-8")
            head = next(csv.reader(text.splitlines()))
            assert head[-2:] == ["valid_from", "valid_until"], file.name
            assert "\r" not in text
            assert not text.startswith("\ufeff")


def test_no_name_comes_with_space_around_it() -> None:
    rows = tables()

    names = [name for m in rows.municipalities for name in (m.name_fi, m.name_sv)]
    names += [name for f in rows.former for name in (f.name_fi, f.name_sv)]
    areas = [name for p in rows.postcodes for name in (p.name_fi, p.name_sv)]

    assert all(names)
    assert all(name == " ".join(name.split()) for name in names + areas)
