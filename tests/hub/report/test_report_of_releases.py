"""From releases as nodes sign them to the page: the same figures, with the same ranges."""

import re
from datetime import UTC, date, datetime
from html import unescape

from hub.registry import acts
from hub.registry.owners.model import Ownership, after
from hub.site import addresses
from hub.site.plan import plan
from hub.site.render import Renderer
from hub.statistics.document import document
from hub.statistics.gathering import Gathered, Published
from shared.wire.openstatistics import Release, StatisticsDocument
from shared.wire.statistics import Instructors, Statistics
from tests.hub.ingest.builders_ingest import NODE, NORTH_SAVO
from tests.hub.report.quarterly import told
from tests.hub.site.scene import FACTS, REFERENCE, snapshot
from tests.hub.statistics.quarters import PLACES, counts, people

MAY = date(2027, 5, 5)
NOON = datetime(2027, 5, 5, 9, 0, tzinfo=UTC)


def published(*reports: Statistics) -> StatisticsDocument:
    """Return what these releases of one network come to in May 2027."""
    granted = acts.Granted(node=NODE, municipalities=PLACES, reach=(NORTH_SAVO,))
    releases = {
        (one.quarter, one.node): Published(
            report=one,
            release=Release(
                period=one.quarter, network=one.node, version=1, digest="d" * 64, entry=9
            ),
        )
        for one in reports
    }
    keyed = acts.Keyed(node=NODE, public_key="a" * 64, first_sequence=1)
    begun = date(2026, 9, 1)
    known = after(Ownership(), [(begun, granted), (begun, keyed)])
    return document(Gathered(releases=releases, ownership=known), REFERENCE, MAY)


def page(statistics: StatisticsDocument) -> str:
    """Return the English report's words."""
    pages = plan(told(statistics, snapshot(now=NOON)), REFERENCE, MAY)
    (found,) = (one for one in pages if one.address == addresses.report("en"))
    html = Renderer(FACTS).render(found).decode()
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_released_figures_stand_on_the_page_as_the_statistics_have_them() -> None:
    first = counts(quarter="2027-Q1", people=people(instructors=Instructors(seen=1, above=20)))
    statistics = published(counts(), first)
    said = page(statistics)
    assert "Active instructors, Q1 2027 21 (17–25) 1 of 1 networks" in said
    for row in statistics.rows:
        if row.level == "nation" and row.period == "2027-Q1" and row.least != row.most:
            assert f"{row.value} ({row.least}–{row.most})" in said, row.measure


def test_a_release_that_never_came_is_not_known() -> None:
    said = page(published(counts()))
    assert "Q1 2027 January–March nobody has reported not known" in said
    assert "Q4 2026 October–December 1 of 1 networks" in said


def test_an_area_whose_network_reported_no_group_has_none_and_is_not_unknown() -> None:
    said = page(published(counts(groups=(), people=people(participants=None))))
    table = said.partition("Groups by area, Q4 2026")[2]
    row = table.partition("1 of 1 networks, ")[2].partition("% of inhabitants ")[2]
    assert row.startswith("0 0 Not known, because no network was to report")


def test_a_network_that_was_to_report_and_did_not_leaves_the_page_without_quarters() -> None:
    assert "No quarter has been reported yet." in page(published())
