"""The oracle itself, held to cases whose answers are known by heart or by map."""

from typing import Any, cast

import pytest

from tests.hub.site.oracle import (
    KM,
    MUNICIPALITIES,
    Filters,
    Line,
    PlainOffer,
    Remote,
    haversine,
    majority,
    nearest,
    shown,
)

NOW = 1_763_750_000
MONTH = "2025-11"
HELSINKI, KUOPIO, SIILINJARVI, PORVOO, TURKU = "091", "297", "749", "638", "853"
MARIEHAMN, LOVIISA, SIPOO, LAPINLAHTI, PIEKSAMAKI = "478", "434", "753", "402", "593"


def group(name: str, place: str | None, *serves: str, **changes: Any) -> PlainOffer:
    """Return an open group in Finnish for everybody, changed as asked."""
    plain: dict[str, Any] = {
        "id": name,
        "place": place,
        "area": "01",
        "serves": sorted(serves),
        "catchment": "municipalities",
        "audience": "all",
        "languages": ["fi"],
        "format": "in_person",
        "time": "evening",
        "start": "not_said",
        "month": None,
        "open": 1,
        "coming": 0,
        "full": 0,
        "until": NOW + 1,
        "network": 0,
        "named": 1,
    }
    return cast("PlainOffer", plain | changes)


def coming(name: str, place: str, start: str, month: str | None = None) -> PlainOffer:
    """Return a group that is yet to open, for the place where it meets."""
    return group(name, place, place, open=0, coming=1, start=start, month=month)


def found(
    home: str, *groups: PlainOffer, filters: Filters | None = None
) -> list[tuple[str, str, str]]:
    """Return id, state and place of everything found from home, in order."""
    answer = nearest(groups, home, NOW, MONTH, filters)
    return [(one.id, one.state, one.where) for one in answer.found]


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        (KUOPIO, SIILINJARVI, 20),
        (HELSINKI, PORVOO, 47),
        (HELSINKI, TURKU, 150),
        (HELSINKI, KUOPIO, 335),
        (HELSINKI, MARIEHAMN, 280),
        (HELSINKI, HELSINKI, 0),
    ],
)
def test_towns_lie_as_far_apart_as_on_a_map(a: str, b: str, km: float) -> None:
    assert [KM[a][b], KM[b][a]] == pytest.approx([km, km], rel=0.03)


def test_a_degree_along_a_meridian_is_a_known_length() -> None:
    rows = [{**MUNICIPALITIES[HELSINKI], "lat": lat} for lat in ("60.0", "61.0")]
    assert haversine(*rows) == pytest.approx(111.195, abs=0.001)


def test_every_municipality_is_in_the_table_with_its_majority() -> None:
    every = [majority(code) for code in MUNICIPALITIES]
    assert (every.count("fi"), every.count("sv"), len(KM)) == (277, 31, 308)
    assert [majority(code) for code in (KUOPIO, HELSINKI, PORVOO, MARIEHAMN)] == [
        "fi",
        "fi",
        "fi",
        "sv",
    ]


def test_the_own_group_comes_first_and_lies_in_the_home_itself() -> None:
    answer = nearest(
        [group("far", KUOPIO, KUOPIO), group("own", None, SIPOO, PORVOO)], PORVOO, NOW, MONTH
    )
    assert [(one.id, one.km == 0, one.here) for one in answer.found] == [
        ("own", True, True),
        ("far", False, False),
    ]


def test_the_place_counts_if_it_is_served_or_if_the_home_is() -> None:
    served = group("served", SIILINJARVI, SIILINJARVI, LAPINLAHTI)
    beside = group("beside", SIILINJARVI, LAPINLAHTI, PIEKSAMAKI)
    assert found(KUOPIO, served, beside) == [
        ("served", "open", SIILINJARVI),
        ("beside", "open", LAPINLAHTI),
    ]
    assert found(LAPINLAHTI, beside) == [("beside", "open", SIILINJARVI)]


def test_without_a_place_the_nearest_that_is_served_counts() -> None:
    nowhere = group("nowhere", None, PIEKSAMAKI, SIILINJARVI)
    assert found(KUOPIO, nowhere) == [("nowhere", "open", SIILINJARVI)]
    assert found(PIEKSAMAKI, nowhere) == [("nowhere", "open", PIEKSAMAKI)]


def test_states_come_before_kilometres_and_the_file_decides_last() -> None:
    answer = found(
        KUOPIO,
        group("full", KUOPIO, KUOPIO, open=0, full=1),
        coming("coming", SIILINJARVI, "when_found"),
        group("limited", SIILINJARVI, SIILINJARVI, catchment="own_clients"),
        group("z-first", TURKU, TURKU),
        group("a-second", TURKU, TURKU),
    )
    assert answer == [
        ("z-first", "open", TURKU),
        ("a-second", "open", TURKU),
        ("limited", "limited", SIILINJARVI),
        ("coming", "coming", SIILINJARVI),
        ("full", "full", KUOPIO),
    ]


def test_what_is_no_longer_believed_is_dropped_at_its_very_second() -> None:
    ids = found(KUOPIO, group("past", KUOPIO, KUOPIO, until=NOW), group("still", KUOPIO, KUOPIO))
    assert ids == [("still", "open", KUOPIO)]


def test_coming_is_this_month_or_later_or_when_parents_are_found() -> None:
    ids = found(
        KUOPIO,
        coming("last-month", KUOPIO, "month", "2025-10"),
        coming("this-month", KUOPIO, "month", "2025-11"),
        coming("next-year", KUOPIO, "month", "2026-01"),
        coming("when-found", KUOPIO, "when_found"),
        coming("on-request", KUOPIO, "on_request"),
        coming("all-year", KUOPIO, "all_year"),
    )
    assert [one[0] for one in ids] == ["this-month", "next-year", "when-found"]


def test_a_coming_group_whose_month_is_past_may_still_be_a_full_one() -> None:
    late = group("late", KUOPIO, KUOPIO, open=0, coming=1, full=1, start="month", month="2025-10")
    assert found(KUOPIO, late) == [("late", "full", KUOPIO)]


def test_limits_are_named_in_order() -> None:
    narrow = group(
        "narrow", None, KUOPIO, audience="mothers", catchment="own_clients", languages=["en", "sv"]
    )
    (one,) = nearest([narrow], KUOPIO, NOW, MONTH).found
    assert (one.state, one.limits) == (
        "limited",
        ("mothers", "own_clients", "language_en", "language_sv"),
    )


def test_the_language_of_the_majority_is_wanted_unless_another_is_asked_for() -> None:
    swedish = group("swedish", None, PORVOO, MARIEHAMN, languages=["sv"])
    assert found(PORVOO, swedish) == [("swedish", "limited", PORVOO)]
    assert found(MARIEHAMN, swedish) == [("swedish", "open", MARIEHAMN)]
    assert found(PORVOO, swedish, filters=Filters(language="sv")) == [("swedish", "open", PORVOO)]
    assert found(MARIEHAMN, swedish, filters=Filters(language="fi")) == []


def test_the_audience_that_was_asked_for_limits_nothing_and_the_other_is_dropped() -> None:
    both = [
        group("fathers", None, KUOPIO, audience="fathers"),
        group("mothers", None, KUOPIO, audience="mothers"),
        group("all", None, KUOPIO),
    ]
    assert found(KUOPIO, *both, filters=Filters(audience="fathers")) == [
        ("fathers", "open", KUOPIO),
        ("all", "open", KUOPIO),
    ]


def test_remote_groups_stand_apart_and_serve_the_home_or_anybody() -> None:
    groups = [
        group("full", None, format="remote", open=0, full=1),
        group("others", None, PORVOO, format="remote"),
        group("own", PORVOO, KUOPIO, format="remote", audience="fathers"),
        group("hybrid", KUOPIO, KUOPIO, format="hybrid"),
        group("anybody", None, format="remote"),
    ]
    answer = nearest(groups, KUOPIO, NOW, MONTH)
    assert [one.id for one in answer.found] == ["hybrid"]
    assert answer.remote == [
        Remote("anybody", "open", ()),
        Remote("own", "limited", ("fathers",)),
        Remote("full", "full", ()),
    ]


def lines(home: str, *groups: PlainOffer) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return the lines of the published page of home, without the kilometres."""
    return [line[:3] for line in shown(nearest(groups, home, NOW, MONTH).found)]


def test_a_page_puts_groups_at_one_place_into_one_line_and_leaves_its_own_out() -> None:
    assert lines(
        KUOPIO,
        group("own", KUOPIO, KUOPIO),
        group("b", SIILINJARVI, SIILINJARVI),
        group("a", None, SIILINJARVI),
        group("full", SIILINJARVI, SIILINJARVI, open=0, full=1),
    ) == [(SIILINJARVI, "open", ("a", "b"))]


def test_a_page_shows_the_three_nearest_open_within_sixty_kilometres() -> None:
    within = [group(code, code, code) for code in (PORVOO, SIPOO, "186", "543", "858")]
    assert [line[0] for line in lines(HELSINKI, *within)] == sorted(
        (PORVOO, SIPOO, "186", "543", "858"), key=KM[HELSINKI].__getitem__
    )[:3]


def test_a_page_shows_one_open_group_if_all_are_far_and_limited_ones_before_it() -> None:
    limits = {"catchment": "own_clients"}
    assert lines(
        HELSINKI,
        group("t", TURKU, TURKU),
        group("k", KUOPIO, KUOPIO),
        group("as-far", TURKU, TURKU, **limits),
        group("before", LOVIISA, LOVIISA, **limits),
        group("beyond", KUOPIO, KUOPIO, **limits),
        coming("too-far", LOVIISA, "when_found"),
    ) == [(TURKU, "open", ("t",)), (LOVIISA, "limited", ("before",))]


def test_a_page_shows_the_limited_anywhere_if_none_is_open_and_the_coming_if_neither_is() -> None:
    limited = [group(c, c, c, audience="mothers") for c in (PIEKSAMAKI, TURKU, KUOPIO)]
    later = coming("later", LAPINLAHTI, "when_found")
    assert [line[:2] for line in lines(HELSINKI, *limited, later)] == [
        (TURKU, "limited"),
        (PIEKSAMAKI, "limited"),
    ]
    assert lines(HELSINKI, later) == [(LAPINLAHTI, "coming", ("later",))]


def test_kilometres_of_a_line_are_those_of_its_place() -> None:
    answer = shown(nearest([group("one", SIILINJARVI, SIILINJARVI)], KUOPIO, NOW, MONTH).found)
    assert answer == [Line(SIILINJARVI, "open", ("one",), KM[KUOPIO][SIILINJARVI])]
