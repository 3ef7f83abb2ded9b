"""What the report's templates need beside the site's: quarters and shares in words, charts.

One set for each language; every function is pure.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

from hub.report import charts, quarters
from hub.report.model import Line
from shared.wire.openstatistics import Measure

_ALL = 100


def filters(language: str, locale: str) -> dict[str, Callable[..., Any]]:
    """Return the filters of the report's template in a language."""
    short, period = _quarters(english=language == "en")

    def chart(
        lines: Sequence[Line], measure: Measure, title: str, gap: str, top: int | None
    ) -> Markup:
        bars = [_bar(line, measure, short(line.period)) for line in lines]
        told = ", ".join(f"{period(of.period)}: {_told(of, measure, gap)}" for of in lines)
        words = charts.Words(title=title, description=told, gap=gap)
        drawn = charts.draw(bars, words, top=top, key=f"h-{measure}")
        return Markup(drawn)  # noqa: S704 (our own drawing, its words escaped)

    return {"chart": chart, "highest": highest, "period": period, **_numbers(locale)}


def _quarters(*, english: bool) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Return how a quarter is told: alone ("III"), and with its year ("III/2026")."""

    def short(quarter: str) -> str:
        number = int(quarter[-1])
        return f"Q{number}" if english else quarters.ROMAN[number - 1]

    def period(of: str) -> str:
        if not quarters.is_quarter(of):
            return of
        return f"{short(of)} {of[:4]}" if english else f"{short(of)}/{of[:4]}"

    return short, period


def _numbers(locale: str) -> dict[str, Callable[..., str]]:
    """Return how months, shares and ranges are told."""

    @lru_cache(64)
    def months(quarter: str) -> str:
        return "–".join(str(format_date(day, "LLLL", locale)) for day in quarters.months(quarter))

    @lru_cache(2048)
    def share(part: int, whole: int) -> str:
        if not whole:
            return "–"
        edge, percent = _whole(part, whole)
        return f"{edge}{format_percent(percent / 100, locale=locale)}"

    def per_cent(part: int, whole: int) -> str:
        return "0" if not whole else "".join(map(str, _whole(part, whole)))

    @lru_cache(2048)
    def range_of(least: int, most: int) -> str:
        return "–".join(format_decimal(end, locale=locale) for end in (least, most))

    return {"months": months, "range": range_of, "share": share, "per_cent": per_cent}


def _whole(part: int, whole: int) -> tuple[str, int]:
    """Return a share in whole per cent, halves rounded up, and the sign that goes before it.

    More than none is never told as 0, and less than all never as 100.
    """
    percent = (200 * part + whole) // (2 * whole)
    if part and not percent:
        return "<", 1
    if part < whole and percent == _ALL:
        return ">", 99
    return "", percent


def highest(lines: Iterable[Line], measures: Sequence[Measure]) -> int | None:
    """Return the highest truth that any of the measures may have; None if none was reported."""
    rows = (line.figures.get(measure) for line in lines for measure in measures)
    return max((row.most for row in rows if row is not None), default=None)


def _bar(line: Line, measure: Measure, label: str) -> charts.Bar:
    year = line.period[:4]
    row = line.figures.get(measure)
    if row is None:
        return charts.Bar(label=label, year=year)
    return charts.Bar(label=label, year=year, value=row.value, least=row.least, most=row.most)


def _told(line: Line, measure: Measure, gap: str) -> str:
    row = line.figures.get(measure)
    if row is None:
        return gap
    return str(row.value) if row.least == row.most else f"{row.value} ({row.least}–{row.most})"
