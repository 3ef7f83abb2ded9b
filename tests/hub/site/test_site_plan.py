"""What is planned: every page in every language, from values alone."""

from collections import Counter
from datetime import date, timedelta

from msgspec.structs import replace

from hub.availability.model import Known
from hub.availability.offers import offered
from hub.site import addresses, nearest
from hub.site.addresses import TEXTS, file_of
from hub.site.collation import collated
from hub.site.facts import LANGUAGES
from hub.site.model import ListPage, MunicipalityLine, MunicipalityPage, Page, StartPage
from hub.site.plan import plan
from shared.wire.availability import Groups
from tests.hub.site.scene import NOW, REFERENCE, east, known, offer, snapshot

STATES = ("open", "limited", "coming")
TODAY = date(2026, 11, 21)


def planned(*networks: Known) -> dict[str, Page]:
    """Return the pages of the example country, or of these networks, by path."""
    chosen = {network.node: network for network in networks} or None
    return {p.path: p for p in plan(snapshot(chosen), REFERENCE, TODAY)}


def town(pages: dict[str, Page], slug: str, language: str = "fi") -> MunicipalityPage:
    """Return the values of a municipality's page."""
    values = pages[file_of(f"{addresses.municipality_folder(language)}{slug}/")].values
    assert isinstance(values, MunicipalityPage)
    return values


def test_every_municipality_area_and_text_has_its_page_in_four_languages() -> None:
    templates = Counter(page.template for page in planned().values())
    assert len(LANGUAGES) == 4
    assert templates["municipality.html"] == 4 * 308
    assert templates["area.html"] == 4 * 23
    for name in ("start", "finder", "list", "remote", "missing", *TEXTS):
        assert templates[f"{name}.html"] == 4, name
    assert templates["languages.html"] == 2


def test_the_same_snapshot_gives_the_same_pages_and_another_day_changes_only_the_day() -> None:
    first, again = planned(), planned()
    later = plan(snapshot(), REFERENCE, TODAY + timedelta(days=1))
    assert first == again
    assert [replace(page, made=page.made and TODAY) for page in later] == list(first.values())


def test_the_alternates_of_a_page_are_its_own_page_in_every_language() -> None:
    pages = planned()
    by_address = {page.address: page for page in pages.values()}
    for page in pages.values():
        if page.alternates:
            assert dict(page.alternates)[page.language] == page.address
        for language, address in page.alternates:
            other = by_address[address]
            assert (other.language, other.alternates) == (language, page.alternates)


def test_names_are_in_the_language_of_the_page_with_the_other_beside_in_bilingual_towns() -> None:
    pages = planned()
    fi, sv, en = (
        town(pages, slug, language)
        for language, slug in (("fi", "porvoo"), ("sv", "borga"), ("en", "porvoo"))
    )
    assert (fi.place.name, fi.place.other and fi.place.other.text) == ("Porvoo", "Borgå")
    assert (sv.place.name, sv.place.other and sv.place.other.text) == ("Borgå", "Porvoo")
    assert (en.place.name, en.place.other and en.place.other.lang) == ("Porvoo", "sv")
    assert town(pages, "kuopio").place.other is None


def test_a_swedish_majority_names_the_town_on_english_pages() -> None:
    names = [line.place.name for line in lines(planned(), "en")]
    assert "Närpes" in names
    assert "Närpiö" not in names


def lines(pages: dict[str, Page], language: str) -> list[MunicipalityLine]:
    """Return the lines of the list of municipalities."""
    values = pages[file_of(addresses.municipalities(language))].values
    assert isinstance(values, ListPage)
    return [line for letter in values.letters for line in letter.municipalities]


def test_the_list_holds_every_municipality_in_finnish_order() -> None:
    for language in LANGUAGES:
        names = [line.place.name for line in lines(planned(), language)]
        assert len(names) == 308
        assert names == sorted(names, key=collated)
    assert sorted(["Öja", "Zeta", "Äänekoski", "Åbo"], key=collated) == [
        "Zeta",
        "Åbo",
        "Äänekoski",
        "Öja",
    ]


def test_an_unknown_state_has_nothing_left_to_expire() -> None:
    for page in planned().values():
        if isinstance(page.values, MunicipalityPage):
            mark = page.values.mark
            assert (mark.until is None) == (mark.state == "unknown")


def test_the_picture_expires_with_its_first_area() -> None:
    values = planned()["fi/index.html"].values
    assert isinstance(values, StartPage)
    assert values.map_until == min(line.mark.until for line in values.areas if line.mark.until)


def test_groups_that_serve_the_municipality_are_not_named_again_as_near() -> None:
    pages = planned()
    porvoo = town(pages, "porvoo")
    names = [found.place.name for found in porvoo.near]
    assert names == ["Perho", "Loviisa", "Varkaus", "Myrskylä"]
    assert [card.place.name for card in porvoo.offers if card.place] == ["Porvoo"]


def test_near_is_by_state_and_distance_and_only_the_first_stands_beyond_sixty_kilometres() -> None:
    for page in planned().values():
        if isinstance(page.values, MunicipalityPage):
            near = [(STATES.index(n.mark.state), n.km) for n in page.values.near]
            assert near == sorted(near)
            far = [n.mark.state for n in page.values.near if n.km > nearest.AROUND_KM]
            assert far.count("open") <= 1


def test_a_restricted_group_near_by_says_for_whom_and_does_not_hide_the_open_one() -> None:
    near = town(planned(), "kotka").near
    assert [(n.place.name, n.mark.state, n.mark.restrictions) for n in near][:2] == [
        ("Porvoo", "open", ()),
        ("Loviisa", "limited", ("mothers", "language_sv")),
    ]


def test_sea_between_is_said() -> None:
    near = town(planned(east()), "maarianhamina").near
    assert {found.water for found in near} == {True}
    assert {found.water for found in town(planned(east()), "kotka").near} == {False}


def test_a_remote_group_stands_apart_and_makes_no_place() -> None:
    remote = offer("837", (), "08", format="remote")
    only = known("verkko", ("Verkko", "Nät"), "08", offers=(remote,), codes=())
    page = town(planned(only), "tampere")
    assert [card.format for card in page.remote] == ["remote"]
    assert (page.offers, page.near, page.mark.state) == ((), (), "unknown")


def test_a_planned_group_whose_month_is_past_is_not_coming_any_more() -> None:
    late = offer("638", ("638",), groups=Groups(open=0, coming=1, full=0))
    assert offered(late, date(2027, 1, 31)) == "coming"
    assert offered(late, date(2027, 2, 1)) == "unknown"


def test_distances_are_told_as_people_tell_them() -> None:
    assert [nearest.about(km) for km in (0.2, 7.4, 19.6, 23, 61.3)] == [1, 7, 20, 25, 60]


def test_contacts_of_networks_that_only_offer_are_shown_too() -> None:
    caretaker = known(
        "hoitaja", ("Hoitaja", "Vårdare"), "08", offers=(offer("837", ("837",), "08"),), codes=()
    )
    page = town(planned(caretaker), "tampere")
    assert [card.network.text for card in page.contacts] == ["Hoitaja"]
    assert page.mark.state == "open"


def test_belief_is_carried_to_the_second() -> None:
    mark = town(planned(), "porvoo").mark
    assert mark.until == int((NOW - timedelta(hours=2) + timedelta(days=14)).timestamp())
