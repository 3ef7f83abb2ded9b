"""A trend by quarter as one inline SVG: a picture for the eye beside an equal table.

Pure. A bar is the published value, a whisker the range its truth lies in; what was not reported is
a hatched gap with words in it, never a zero. Hidden from the accessibility tree and the tab order.
Classes: `chart`; `c-bar c-whisker c-gap c-grid c-base c-text c-value`. report.css colours them in
every mode; without it the light colours here hold.
"""

from collections.abc import Iterator, Sequence
from html import escape

from msgspec import Struct

WIDTH, HEIGHT = 360, 210
_LEFT, _RIGHT, _TOP, _BASE = 34, 356, 18, 166
_QUARTER_Y, _YEAR_Y = _BASE + 16, _BASE + 34
_YEAR_ROOM = 36  # the width a year's number needs
_CAP = 4  # half a whisker's cap
_STEPS = (1, 2, 5)
_TICKS = 4


class Bar(Struct, frozen=True, kw_only=True):
    """One quarter: its label, its year, and the value with its range; None: nobody reported it."""

    label: str
    year: str
    value: int | None = None
    least: int = 0
    most: int = 0


class Words(Struct, frozen=True, kw_only=True):
    """What a chart says in the reader's language: its title, its description, the gap's words."""

    title: str
    description: str
    gap: str


def draw(bars: Sequence[Bar], words: Words, *, top: int | None = None, key: str = "gap") -> str:
    """Return the SVG.

    `top` is the highest truth to make room for: charts beside each other share one scale. `key`
    names the hatching, once in a page.
    """
    highest = max((bar.most for bar in bars if bar.value is not None), default=0)
    step = _step(max(highest, top or 0, 1))
    ceiling = step * -(-max(highest, top or 0, 1) // step)
    slot = (_RIGHT - _LEFT) / max(len(bars), 1)
    columns = "".join(
        _column(bar, _LEFT + slot * at, slot, ceiling, words.gap, key)
        for at, bar in enumerate(bars)
    )
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="none" aria-hidden="true"'
        f' focusable="false"><title>{escape(words.title)}</title>'
        f"<desc>{escape(words.description)}</desc>{_hatch(key)}{_grid(ceiling, step)}{columns}"
        f"{''.join(_years(bars, slot))}"
        f'<path class="c-base" stroke="#14181f" stroke-width="1.5" d="M{_LEFT} {_BASE}H{_RIGHT}"/>'
        "</svg>"
    )


def _step(highest: int) -> int:
    """Return the distance of the grid's lines: 1, 2 or 5 times a power of ten."""
    scale = 1
    while True:
        for step in _STEPS:
            if step * scale * _TICKS >= highest:
                return step * scale
        scale *= 10


def _y(value: float, ceiling: int) -> float:
    return round(_BASE - (_BASE - _TOP) * value / ceiling, 1)


def _hatch(key: str) -> str:
    return (
        f'<defs><pattern id="{key}" class="c-hatch" width="7" height="7" fill="none"'
        ' stroke="#8b929e" stroke-width="2" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><path d="M3 0v7"/></pattern></defs>'
    )


def _grid(ceiling: int, step: int) -> str:
    """Return the lines and numbers of the scale."""
    values = range(0, ceiling + 1, step)
    lines = "".join(f"M{_LEFT} {_y(value, ceiling)}H{_RIGHT}" for value in values if value)
    numbers = "".join(
        f'<text x="{_LEFT - 5}" y="{_y(value, ceiling) + 4}">{value}</text>' for value in values
    )
    return (
        f'<path class="c-grid" stroke="#ddd6ca" d="{lines}"/>'
        f'<g class="c-text" fill="#555c68" font-size="12" text-anchor="end">{numbers}</g>'
    )


def _column(bar: Bar, x: float, slot: float, ceiling: int, gap: str, key: str) -> str:
    """Return one quarter's bar or gap, with its label below."""
    middle = round(x + slot / 2, 1)
    label = (
        f'<text class="c-text" fill="#555c68" font-size="12" text-anchor="middle" x="{middle}"'
        f' y="{_QUARTER_Y}">{escape(bar.label)}</text>'
    )
    drawn = (
        _gap(x, slot, middle, gap, key)
        if bar.value is None
        else _bar(bar, middle, slot, ceiling, bar.value)
    )
    return drawn + label


def _gap(x: float, slot: float, middle: float, words: str, key: str) -> str:
    """Return the hatched gap of a quarter that nobody reported, with the words along it."""
    low = _BASE - 8
    return (
        f'<rect class="c-gap" fill="url(#{key})" x="{x + 1.5:.1f}" y="{_TOP}"'
        f' width="{slot - 3:.1f}" height="{_BASE - _TOP}"/>'
        f'<text class="c-none" fill="#14181f" stroke="#fdfbf7" stroke-width="8" font-size="13"'
        f' paint-order="stroke" stroke-linejoin="round"'
        f' transform="translate({middle + 4.5:.1f} {low})rotate(-90)">{escape(words)}</text>'
    )


def _bar(bar: Bar, middle: float, slot: float, ceiling: int, value: int) -> str:
    """Return a bar, its whisker where the truth is a range, and its value above both."""
    width = round(min(slot * 0.62, 34), 1)
    top, high, low = _y(value, ceiling), _y(bar.most, ceiling), _y(bar.least, ceiling)
    drawn = ""
    if value:
        drawn = (
            f'<rect class="c-bar" fill="#0b62a0" x="{middle - width / 2:.1f}" y="{top}"'
            f' width="{width}" height="{round(_BASE - top, 1)}"/>'
        )
    if bar.most > bar.least:
        whisker = (
            f"M{middle} {high}V{low}M{middle - _CAP} {high}h{2 * _CAP}"
            f"M{middle - _CAP} {low}h{2 * _CAP}"
        )
        drawn += (
            f'<path class="c-halo" fill="none" stroke="#fdfbf7" stroke-width="5" d="{whisker}"/>'
            f'<path class="c-whisker" fill="none" stroke="#14181f" stroke-width="2" d="{whisker}"/>'
        )
    return drawn + (
        f'<text class="c-value" fill="#14181f" font-size="12" font-weight="600"'
        f' text-anchor="middle" x="{middle}" y="{min(top, high) - 5:.1f}">{value}</text>'
    )


def _years(bars: Sequence[Bar], slot: float) -> Iterator[str]:
    """Yield each year once, under its first quarter, with a line before every further one."""
    for at, bar in enumerate(bars):
        if at and bars[at - 1].year == bar.year:
            continue
        x = round(_LEFT + slot * at, 1)
        if at:
            yield f'<path class="c-grid" stroke="#ddd6ca" d="M{x} {_BASE}V{_YEAR_Y}"/>'
        if slot * sum(other.year == bar.year for other in bars) < _YEAR_ROOM:
            continue
        yield (
            f'<text class="c-text" fill="#555c68" font-size="12" font-weight="600"'
            f' x="{x + 3}" y="{_YEAR_Y}">{escape(bar.year)}</text>'
        )
