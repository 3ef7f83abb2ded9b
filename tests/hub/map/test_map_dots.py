import re
from itertools import combinations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.site.map.dots import draw_dots
from hub.site.map.mark import STATES, Mark
from hub.site.map.scatter import RADIUS, Town, scatter
from shared.reference.lookup import load

brotli = pytest.importorskip("brotli")
AREAS = [area.code for area in load().areas]


def _marks(area: str) -> dict[str, Mark]:
    here = load().municipalities_of(area)
    return {m.code: Mark(STATES[i % 6], "023RT?"[i % 6]) for i, m in enumerate(here)}


@pytest.mark.parametrize("area", AREAS)
def test_every_municipality_is_a_dot_with_its_sign_in_a_small_picture(area: str) -> None:
    marks = _marks(area)

    svg = draw_dots(area, marks, language="fi")

    assert svg.count("<circle") == len(marks)
    signs = svg.partition('class="m-signs"')[2]
    assert sorted(re.findall(r">([^<>]+)</text>", signs)) == sorted(m.sign for m in marks.values())
    assert len(brotli.compress(svg.encode(), quality=11)) <= 2_000
    assert len(svg) <= 6_500
    assert 'aria-hidden="true" focusable="false"' in svg
    assert "tabindex" not in svg


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_dot_covers_another_and_the_largest_town_is_named(area: str, language: str) -> None:
    svg = draw_dots(area, {}, language=language)

    dots = [(int(x), int(y)) for x, y in re.findall(r'cx="(\d+)" cy="(\d+)"', svg)]
    for a, b in combinations(dots, 2):
        assert hypot(a[0] - b[0], a[1] - b[1]) >= 2 * RADIUS - 0.5
    largest = max(load().municipalities_of(area), key=lambda m: m.population)
    assert f">{largest.name(language)}</text>" in svg


def test_a_municipality_without_a_mark_is_unknown() -> None:
    svg = draw_dots("04", {"092": Mark("open", "1")}, language="sv")

    assert re.findall(r'class="s-(\w+)"', svg) == ["open", "unknown"]
    assert ">Vanda</text>" in svg
    assert ">?</text>" in svg


def test_a_code_that_is_no_area_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        draw_dots("55", {}, language="fi")


PLACES = st.tuples(st.floats(10, 370), st.floats(10, 290))


@given(st.lists(PLACES, min_size=1, max_size=30))
def test_wherever_towns_are_the_largest_stays_and_no_two_names_meet(
    places: list[tuple[float, float]],
) -> None:
    towns = [Town(name="Kylä", population=i, x=x, y=y) for i, (x, y) in enumerate(places)]

    placed = scatter(towns, 380, 300)

    assert len(placed.dots) == len(towns)
    assert placed.dots[-1] == (round(places[-1][0]), round(places[-1][1]))
    assert not any(a.meets(b) for a, b in combinations(placed.names, 2))
