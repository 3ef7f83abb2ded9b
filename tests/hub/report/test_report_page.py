"""The page of the report: valid, whole in every language, and never a zero for unknown."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import html5lib
import pytest

from hub.availability.snapshot import Snapshot
from hub.site import addresses
from hub.site.country import Country
from hub.site.edition import Edition
from hub.site.facts import LANGUAGES
from hub.site.model import Page
from hub.site.render import Renderer
from tests.hub.report.quarterly import reported, told
from tests.hub.site.scene import FACTS, REFERENCE, snapshot

TODAY = date(2026, 11, 21)
UNKNOWN = {"fi": "ei tiedossa", "sv": "inte känt", "en": "not known", "selko": "ei tiedossa"}
CELL = re.compile(r"(?s)<td[^>]*>(.*?)</td>")
ROW = re.compile(r"(?s)<tr[^>]*>(.*?)</tr>")
RENDERER = Renderer(FACTS)


def pages(of: Snapshot, language: str) -> Iterator[Page]:
    """Yield the report's page of one language."""
    address = addresses.report(language)
    for page in Edition(Country(of, REFERENCE, TODAY), language).pages():
        if page.address == address:
            yield page
            return


def html(of: Snapshot, language: str = "fi") -> str:
    """Return the report in one language."""
    (page,) = pages(of, language)
    return RENDERER.render(page).decode()


def text(markup: str) -> str:
    """Return the words between the tags."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


@pytest.fixture(scope="module")
def full() -> dict[str, str]:
    """Return the report of some quarters in every language."""
    return {language: html(told(reported()), language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_valid_and_has_one_heading_in_every_language(
    full: dict[str, str], language: str
) -> None:
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(full[language])
    assert full[language].count("<h1>") == 1
    ids = re.findall(r' id="([^"]+)"', full[language])
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_has_its_figures_in_the_table_beside_it(
    full: dict[str, str], language: str
) -> None:
    parts = full[language].split('<div class="trends">')[1:]
    assert len(parts) == 5
    for part in parts:
        table = text(part.partition("<table")[2].partition("</table>")[0])
        for svg in re.findall(r"(?s)<svg.*?</svg>", part):
            for value in re.findall(r'class="c-value"[^>]*>(\d+)<', svg):
                assert re.search(rf"\b{value}\b", table)
            assert UNKNOWN[language] in svg
        assert UNKNOWN[language] in table


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_of_a_missing_quarter_says_not_known_and_no_number(
    full: dict[str, str], language: str
) -> None:
    missing = "Q1 2026" if language == "en" else "I/2026"
    rows = [row for row in ROW.findall(full[language]) if text(row).startswith(f"{missing} ")]
    assert len(rows) == 8
    for row in rows:
        cells = [text(cell) for cell in CELL.findall(row)]
        assert cells
        assert not any(re.search(r"\d", cell) for cell in cells)


def test_every_protected_figure_stands_with_its_range(full: dict[str, str]) -> None:
    of = told(reported())
    said = text(full["en"])
    for row in of.statistics.rows:
        if row.level == "nation" and row.least != row.most and row.period == "2026-Q3":
            assert f"{row.value:,} ({row.least:,}–{row.most:,})" in said


def test_it_is_told_which_networks_panels_met_and_of_which_that_is_not_known(
    full: dict[str, str],
) -> None:
    of = told(reported())
    met = {
        row.code: str(row.value)
        for row in of.statistics.rows
        if (row.period, row.measure) == ("2026-Q3", "parents_panel_meetings")
    }
    table = full["en"].partition("Panels and groups of the networks")[2].partition("</table>")[0]
    networks, rows = of.networks.networks, ROW.findall(table)[1:]
    for network, row in zip(networks, rows, strict=True):
        assert text(row).startswith(network.name.fi)
        assert text(CELL.findall(row)[0]) == met.get(network.node, "not known")
    assert "kymenlaakso" in {network.node for network in networks} - set(met)


def test_every_figure_stands_with_who_reported(full: dict[str, str]) -> None:
    figures = full["en"].split('<figure class="trend">')[1:]
    assert len(figures) == 9
    for figure in figures:
        assert "4 of 5 networks" in text(figure.partition("</figure>")[0])


def test_before_the_first_quarter_the_page_says_so() -> None:
    said = text(html(snapshot(), "en"))
    assert "No quarter has been reported yet. The figures of a quarter come" in said
    assert "<svg" not in html(snapshot(), "en")
    assert "VOIKUKKIA 3 1 3" in said


def test_without_networks_nothing_is_known() -> None:
    said = text(html(snapshot({}), "en"))
    assert "Groups that take new parents today not known" in said
    assert "There is no network yet." in said
    assert "The whole country not known 100%" in said
    assert "No municipality is known to be without a group within 30 km." in said


def test_one_network_in_one_quarter_is_a_table_without_pictures() -> None:
    one = html(told(reported(("2026-Q3",), ("kainuu",))), "en")
    assert "<svg" not in one
    assert "Q3 2026 July–September 1 of 5 networks, 1% of inhabitants" in text(one)


def test_a_year_says_who_reported_all_of_it() -> None:
    quarters = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4")
    said = text(html(told(reported(quarters)), "en"))
    assert "2025 4 quarters; 4 of 5 networks reported all of them, 9% of inhabitants" in said


def test_figures_of_fewer_networks_say_of_how_many() -> None:
    some = html(told(reported(("2026-Q2", "2026-Q3"), without_people=("kainuu",))), "en")
    assert "from 3 networks" in text(some)


def test_evidence_cost_and_protection_are_told_with_their_caveats(full: dict[str, str]) -> None:
    said = text(full["en"])
    assert "on 15.12.2016. The result was class 0 on a scale from 0 to 3." in said
    assert "has cost 3,555–6,155 euros. The prices are older ones, and their year is not" in said
    assert "5 means between 1 and 9" in said
    assert "“5” tarkoittaa" not in text(full["fi"])
    assert "5 lukua väliltä 1–9" in text(full["fi"])


def test_parents_pages_gain_a_link_and_nothing_else() -> None:
    start = next(iter(Edition(Country(snapshot(), REFERENCE, TODAY), "fi").pages()))
    found = RENDERER.render(start).decode()
    assert found.count(addresses.report("fi")) == 1
    assert "report-" not in found
