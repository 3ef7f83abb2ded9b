"""The national report as a page of one language: its values, and the words for its codes."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from hub.report import tables
from hub.report import words as report_words
from hub.report.model import Area, Report
from hub.site.cards import Cards
from hub.site.collation import collated
from hub.site.country import Country
from hub.site.model import Phrase, Place
from shared.runtime.i18n import Translator
from shared.text import Text
from shared.wire.words import AreaCode, MunicipalityCode, NodeId


class ReportPage(Struct, frozen=True, kw_only=True):
    """The report with the names of its places and networks; areas by name, white spots by code."""

    report: Report
    ordered: tuple[Area, ...]
    areas: Mapping[AreaCode, Place]
    places: Mapping[MunicipalityCode, Place]
    networks: Mapping[NodeId, Phrase]


def page(country: Country, cards: Cards) -> ReportPage:
    """Return the values of the page."""
    report = country.report
    ordered = sorted(report.areas, key=lambda area: collated(cards.areas[area.row.area].name))
    spots = {spot.municipality for spot in report.white_spots}
    return ReportPage(
        report=report,
        ordered=tuple(ordered),
        areas={area.row.area: cards.areas[area.row.area] for area in ordered},
        places={code: cards.places[code] for code in sorted(spots)},
        networks={node.node: cards.contacts[node.node].network for node in report.networks},
    )


def labels(translator: Translator) -> dict[str, Any]:
    """Return the words for the report's codes, as globals of its template."""
    return {
        "measures_said": _said(report_words.MEASURE, translator),
        "freshness_said": _said(report_words.FRESHNESS, translator),
        "standing_said": _said(report_words.STANDING, translator),
        "beside_said": _said(report_words.BESIDE, translator),
        "tables_said": [
            (tables.path_of(name), translator.say(text)) for name, text in tables.TABLES.items()
        ],
    }


def _said(texts: Mapping[Any, Text | None], translator: Translator) -> dict[str, str]:
    return {code: translator.say(text) if text else "" for code, text in texts.items()}


def _groups_of(area: Area, *states: str) -> int | None:
    """Return the number of an area's groups in these states, named or not; None if not known."""
    counts = [
        getattr(of, state) for of in (area.row.groups, area.row.other_groups) for state in states
    ]
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _municipalities(area: Area) -> int:
    return sum(asdict(area.row.municipalities).values())


FILTERS: Mapping[str, Callable[..., Any]] = {
    "groups_of": _groups_of,
    "municipalities": _municipalities,
}
