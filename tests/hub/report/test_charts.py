"""A chart draws what the table says: bars, ranges, and gaps that are never a zero."""

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from hub.report import charts
from hub.report.charts import Bar, Words, draw

WORDS = Words(title="Enquiries", description="Q1: 5 (1–9)", gap="not known")
BARS = st.builds(
    lambda label, value, below, above: Bar(
        label=label, year="2026", value=value, least=max(0, value - below), most=value + above
    ),
    st.sampled_from(("I", "II", "III", "IV")),
    st.integers(0, 5000),
    st.integers(0, 200),
    st.integers(0, 200),
)
GAPS = st.builds(lambda label: Bar(label=label, year="2026"), st.sampled_from(("I", "II")))


def drawn(*bars: Bar, top: int | None = None) -> ET.Element:
    """Return the chart as a tree: it is well-formed."""
    return ET.fromstring(draw(bars, WORDS, top=top))  # noqa: S314 (our own drawing)


def named(svg: ET.Element, name: str) -> list[ET.Element]:
    """Return the shapes of a class."""
    return [one for one in svg.iter() if one.get("class") == name]


def exact(value: int) -> Bar:
    """Return a bar without a range."""
    return Bar(label="I", year="2026", value=value, least=value, most=value)


def ranged(value: int, least: int, most: int) -> Bar:
    """Return a bar with a range."""
    return Bar(label="I", year="2026", value=value, least=least, most=most)


def test_the_picture_is_for_the_eye_alone_and_says_what_it_shows() -> None:
    svg = drawn(exact(3))
    assert (svg.get("aria-hidden"), svg.get("focusable"), svg.get("role")) == (
        "true",
        "false",
        "none",
    )
    assert [(one.tag, one.text) for one in svg[:2]] == [
        ("title", "Enquiries"),
        ("desc", "Q1: 5 (1–9)"),
    ]


def test_a_missing_quarter_is_a_hatched_gap_with_words_and_no_bar() -> None:
    svg = drawn(exact(3), Bar(label="II", year="2026"))
    (gap,), (words,) = named(svg, "c-gap"), named(svg, "c-none")
    assert gap.get("fill") == "url(#gap)"
    assert words.text == "not known"
    assert len(named(svg, "c-bar")) == len(named(svg, "c-value")) == 1


def test_a_known_zero_is_told_apart_from_a_gap() -> None:
    svg = drawn(exact(0), ranged(0, 0, 4))
    assert named(svg, "c-gap") == named(svg, "c-bar") == []
    assert [one.text for one in named(svg, "c-value")] == ["0", "0"]
    assert len(named(svg, "c-whisker")) == 1


def test_an_exact_figure_has_no_whisker() -> None:
    assert named(drawn(exact(7)), "c-whisker") == []


def test_a_whisker_reaches_from_the_least_to_the_most() -> None:
    svg = drawn(ranged(50, 30, 100))
    path = named(svg, "c-whisker")[0].get("d") or ""
    high, low = (float(n) for n in re.findall(r"^M[\d.]+ ([\d.]+)V([\d.]+)", path)[0])
    assert high == charts._TOP  # 100 is the top of the scale
    assert low == charts._y(30, 100)
    assert float(named(svg, "c-bar")[0].get("y") or 0) == charts._y(50, 100)


def test_charts_beside_each_other_share_one_scale() -> None:
    heights = [named(drawn(exact(value), top=100), "c-bar")[0].get("height") for value in (10, 10)]
    alone = named(drawn(exact(10)), "c-bar")[0].get("height")
    assert heights[0] == heights[1] != alone


def test_a_year_is_named_once_and_only_where_it_has_room() -> None:
    quarters = [("IV", "2024"), *((label, "2025") for label in ("I", "II", "III", "IV"))] * 2
    bars = [Bar(label=label, year=year, value=1, least=1, most=1) for label, year in quarters[:5]]
    crowded = [Bar(label=label, year=f"{2000 + at}") for at, (label, _) in enumerate(quarters)]
    texts = [one.text for one in drawn(*bars).iter("text")]
    assert (texts.count("2024"), texts.count("2025")) == (1, 1)
    assert not [t for t in (one.text for one in drawn(*crowded).iter("text")) if len(t or "") == 4]


def test_words_cannot_become_markup() -> None:
    words = Words(title="<b>&", description='"</svg>', gap="<i>")
    svg = ET.fromstring(draw([Bar(label="<", year="&")], words))  # noqa: S314 (our own drawing)
    assert [svg[0].text, svg[1].text] == ["<b>&", '"</svg>']


@given(st.lists(st.one_of(BARS, GAPS), max_size=12))
def test_everything_stays_inside_the_picture(bars: list[Bar]) -> None:
    svg = drawn(*bars)
    for rect in svg.iter("rect"):
        x, y, width, height = (float(rect.get(k) or 0) for k in ("x", "y", "width", "height"))
        assert 0 <= x <= x + width <= charts.WIDTH
        assert 0 <= y <= y + height <= charts._BASE + 0.1
    known = [bar for bar in bars if bar.value is not None]
    assert len(named(svg, "c-gap")) == len(bars) - len(known)
    assert len(named(svg, "c-value")) == len(known)
    ticks = [one.text for group in named(svg, "c-text") for one in group.iter("text") if one.text]
    assert "0" in ticks


@given(st.integers(1, 10**6))
def test_the_scale_has_few_round_lines(highest: int) -> None:
    step = charts._step(highest)
    assert 1 <= -(-highest // step) <= charts._TICKS
    assert str(step).rstrip("0") in {"1", "2", "5"}
