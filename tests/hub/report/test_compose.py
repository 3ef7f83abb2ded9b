"""The report says what was published, adds nothing up again, and never turns unknown into zero."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from hub.availability.snapshot import Snapshot
from hub.report.compose import compose
from hub.report.model import Report
from shared.wire.availability import Groups, Start
from shared.wire.openstatistics import PEOPLE
from tests.hub.report.quarterly import EMPTY, QUARTERS, WHERE, reported, told
from tests.hub.site.scene import NOW, REFERENCE, known, offer, projection, snapshot

TODAY = date(2026, 11, 21)


def report(of: Snapshot, today: date = TODAY) -> Report:
    """Return the report of a snapshot."""
    return compose(of.availability, of.networks, of.statistics, REFERENCE, today)


def test_before_the_first_quarter_there_are_no_quarters_but_the_groups_of_today() -> None:
    found = report(told(EMPTY))
    assert (found.quarters, found.years, found.newest) == ((), (), None)
    assert found.now.named.open == 3
    assert len(found.areas) == 23
    assert [network.figures for network in found.networks] == [{}] * 5


def test_a_country_without_networks() -> None:
    found = report(snapshot({}))
    assert (found.networks, found.now.groups, found.white_spots) == ((), 0, ())
    assert all(row.unknown == row.population for row in found.coverage)


def test_every_figure_is_the_published_row_itself() -> None:
    statistics = reported()
    found = report(told(statistics))
    rows = {(r.period, r.level, r.code, r.measure): r for r in statistics.rows}
    for line in (*found.quarters, *found.years):
        for measure, row in line.figures.items():
            assert row is rows[line.period, "nation", "FI", measure]
    for area in found.areas:
        for measure, row in area.figures.items():
            assert row is rows["2026-Q3", "area", area.row.area, measure]
    for network in found.networks:
        for measure, row in network.figures.items():
            assert row is rows["2026-Q3", "network", network.node, measure]


def test_a_quarter_that_nobody_reported_stands_empty_between_the_others() -> None:
    found = report(told(reported()))
    assert [line.period for line in found.quarters] == [
        "2025-Q3",
        "2025-Q4",
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
    ]
    assert [bool(line.figures) for line in found.quarters] == [True, True, False, True, True]
    assert found.newest == QUARTERS[-1]
    assert [line.period for line in found.years] == ["2025", "2026"]


def test_a_quarter_that_is_due_and_missing_is_shown_as_missing() -> None:
    found = report(told(reported()), date(2027, 1, 20))
    assert [line.period for line in found.quarters][-1] == "2026-Q4"
    assert (found.quarters[-1].figures, found.newest) == ({}, "2026-Q3")


def test_one_network_without_counts_of_people() -> None:
    found = report(told(reported(("2026-Q3",), ("kainuu",), without_people=("kainuu",))))
    (line,) = found.quarters
    assert "groups_started" in line.figures
    assert PEOPLE.isdisjoint(line.figures)
    assert line.reporting is not None
    assert (line.reporting.networks, line.reporting.networks_expected) == (1, 5)
    assert line.reporting.without_people == 1


def test_a_suspended_network_is_named_so_and_its_groups_do_not_count() -> None:
    every = projection()
    every["pohjois-savo"] = replace(every["pohjois-savo"], suspended_at=NOW - timedelta(days=1))
    found = report(told(reported(), snapshot(every)))
    standing = {network.node: network.standing for network in found.networks}
    assert standing["pohjois-savo"] == "suspended"
    assert found.now.named.full == 1


def test_a_group_counts_once_however_many_municipalities_it_serves() -> None:
    wide = offer("638", tuple(m.code for m in REFERENCE.municipalities_of("01")))
    found = report(snapshot({"a": known("a", ("A", "A"), "01", offers=(wide,))}))
    assert found.now.named == Groups(open=1, coming=0, full=0)
    assert (found.now.peers, found.now.groups) == (1, 1)


def test_remote_groups_stand_apart_and_a_month_that_is_over_brings_no_group() -> None:
    late = offer(
        "638",
        ("638",),
        start=Start(kind="month", month="2027-01"),
        groups=Groups(open=1, coming=2, full=0),
    )
    far = offer("638", (), format="remote", groups=Groups(open=0, coming=0, full=4))
    both = snapshot({"a": known("a", ("A", "A"), "01", offers=(late, far))})
    assert report(both).now.named == Groups(open=1, coming=2, full=0)
    assert report(both).now.remote == Groups(open=0, coming=0, full=4)
    assert report(both, date(2027, 2, 1)).now.named == Groups(open=1, coming=0, full=0)


def test_the_groups_with_a_peer_instructor_are_of_all_that_the_table_has() -> None:
    here = offer("638", ("638",), groups=Groups(open=1, coming=2, full=0), peer_instructor="no")
    far = offer(
        "638", (), format="remote", groups=Groups(open=0, coming=0, full=4), peer_instructor="yes"
    )
    now = report(snapshot({"a": known("a", ("A", "A"), "01", offers=(here, far))})).now
    table = (now.named, now.other, now.remote)
    assert (now.peers, now.groups) == (4, 7)
    assert now.groups == sum(of.open + of.coming + of.full for of in table)


def test_activities_are_counted_by_network() -> None:
    found = {network.node: network.activities for network in report(snapshot()).networks}
    assert found["ita-uusimaa"] == {"cafe": 1}
    assert found["kainuu"] == {}


@pytest.mark.parametrize("most", [1, 3])
def test_the_page_shows_the_last_quarters(most: int) -> None:
    of = told(reported())
    found = compose(of.availability, of.networks, of.statistics, REFERENCE, TODAY, most)
    assert len(found.quarters) == most
    assert found.line("2026-Q3") == found.quarters[-1]
    assert found.line(None) is None


def test_the_fixture_has_every_area_it_speaks_of() -> None:
    assert set(WHERE.values()) <= {area.code for area in REFERENCE.areas}
