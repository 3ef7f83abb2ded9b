"""What releases add up to: quarters and years, places that merge, and what is not reported."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from hub.ingest.model import Acted, Counted
from hub.registry import acts
from hub.registry.owners.model import Ownership, after
from hub.statistics.document import document
from hub.statistics.gathering import Gathered, Published, Told, gathered
from shared.reference.lookup import Reference
from shared.reference.model import Former
from shared.reference.tables import tables
from shared.wire.openstatistics import PEOPLE, Release, ReportingRow, StatisticsDocument
from shared.wire.statistics import GroupsOf, Instructors, Statistics
from tests.hub.ingest.builders_ingest import KUOPIO, NODE, NORTH_SAVO, SIILINJARVI
from tests.hub.statistics.quarters import PLACES, REFERENCE, counts, enquiries, outcomes, people

MAY = date(2027, 5, 5)
GRANTED = acts.Granted(node=NODE, municipalities=PLACES, reach=(NORTH_SAVO,))
KEYED = acts.Keyed(node=NODE, public_key="a" * 64, first_sequence=1)


def made(*reports: Statistics, owners: Ownership | None = None) -> StatisticsDocument:
    """Return what these releases come to in May 2027."""
    return document(of(*reports, owners=owners), REFERENCE, MAY)


def of(*reports: Statistics, owners: Ownership | None = None) -> Gathered:
    """Return these releases as they stand in a ledger."""
    begun = date(2026, 9, 1)
    known = owners or after(Ownership(), [(begun, GRANTED), (begun, KEYED)])
    releases = {(one.quarter, one.node): published(one) for one in reports}
    return Gathered(releases=releases, ownership=known)


def published(one: Statistics) -> Published:
    release = Release(
        period=one.quarter, network=one.node, version=one.version, digest="d" * 64, entry=9
    )
    return Published(report=one, release=release)


def figure(
    told: StatisticsDocument, period: str, level: str, code: str, measure: str
) -> tuple[int, int, int] | None:
    """Return value, least and most of a figure, None if it has no row."""
    found = [
        (row.value, row.least, row.most)
        for row in told.rows
        if (row.period, row.level, row.code, row.measure) == (period, level, code, measure)
    ]
    assert len(found) <= 1
    return found[0] if found else None


def reporting(told: StatisticsDocument, period: str, code: str = "FI") -> ReportingRow:
    (row,) = (one for one in told.reporting if (one.period, one.code) == (period, code))
    return row


def test_a_year_adds_its_quarters_and_shows_the_last_of_a_stock() -> None:
    first = counts(quarter="2027-Q1", people=people(instructors=Instructors(seen=1, above=20)))
    told = made(counts(), first, counts(quarter="2027-Q2", meetings=3))

    assert figure(told, "2027", "nation", "FI", "meetings") == (20, 20, 20)
    assert figure(told, "2027", "nation", "FI", "enquiries") == (40, 32, 48)
    assert figure(told, "2027", "nation", "FI", "participants") == (34, 26, 42)
    assert figure(told, "2027", "nation", "FI", "instructors") == (6, 2, 10)
    assert figure(told, "2026", "nation", "FI", "instructors") == (6, 2, 10)
    assert figure(told, "2027-Q1", "nation", "FI", "instructors") == (21, 17, 25)


def test_the_range_of_participants_ends_where_everybody_knows_it_ends() -> None:
    assert figure(made(counts()), "2026-Q4", "network", NODE, "participants") == (17, 13, 21)
    few = counts(groups=(), meetings=0, people=people(participants=None))
    assert figure(made(few), "2026-Q4", "network", NODE, "participants") is None


def test_elsewhere_is_told_of_networks_and_the_nation_alone() -> None:
    levels = {r.level for r in made(counts()).rows if r.measure == "enquiries_elsewhere"}
    assert levels == {"network", "nation"}


def test_groups_without_a_place_are_counted_in_their_area() -> None:
    told = made(counts())
    assert figure(told, "2026-Q4", "place", KUOPIO, "groups_started") == (2, 2, 2)
    assert figure(told, "2026-Q4", "area", NORTH_SAVO, "groups_started") == (3, 3, 3)


def test_an_area_that_was_reported_for_has_a_reported_none() -> None:
    kuusi = ("091", "638")
    groups = (GroupsOf(area="01", place="638", started=1, ended=0),)
    told = made(counts(node="kuusi", municipalities=kuusi, groups=groups, people=None))
    for measure, started in (("groups_started", 1), ("groups_ended", 0)):
        assert figure(told, "2026-Q4", "area", "01", measure) == (started,) * 3
        assert figure(told, "2026-Q4", "area", "90", measure) == (0, 0, 0)
        assert figure(told, "2026", "area", "90", measure) == (0, 0, 0)
        assert figure(told, "2026-Q4", "area", NORTH_SAVO, measure) is None
        assert figure(told, "2027-Q1", "area", "90", measure) is None


def test_no_part_reaches_above_what_its_published_total_may_stand_for() -> None:
    quiet = people(
        enquiries=enquiries(outcomes(met=0, waiting=0), elsewhere=0), participants=None, trained=0
    )
    told = made(counts(people=quiet, groups=(), meetings=0, trainings=0))
    for level, code in (("network", NODE), ("nation", "FI"), ("area", NORTH_SAVO)):
        for measure in ("enquiries", "enquiries_met", "enquiries_waiting", "enquiries_not_met"):
            assert figure(told, "2026-Q4", level, code, measure) == (0, 0, 4)


def test_an_area_is_the_sum_of_its_publishing_areas() -> None:
    kuusi = ("091", "638")
    asked = people(enquiries=enquiries(outcomes(kuusi), elsewhere=0), participants=None, trained=0)
    groups = (GroupsOf(area="01", place="638", started=1, ended=0),)
    told = made(
        counts(),
        counts(node="kuusi", municipalities=kuusi, people=asked, groups=groups, trainings=0),
    )
    rows = [r for r in told.rows if (r.period, r.measure) == ("2026-Q4", "enquiries")]
    places = {r.code: r.value for r in rows if r.level == "place"}
    areas = {r.code: r.value for r in rows if r.level == "area"}
    assert places == {"297": 15, "749": 0, "638": 15, "091": 0}
    assert areas == {"13": 15, "01": 15, "90": 0}
    assert figure(told, "2026-Q4", "nation", "FI", "trained") == (11, 7, 15)


def test_a_network_without_counts_of_people_has_no_rows_of_them() -> None:
    told = made(counts(people=None, key_lost=True))
    assert not {row.measure for row in told.rows} & PEOPLE
    assert figure(told, "2026-Q4", "nation", "FI", "meetings") == (17, 17, 17)
    assert reporting(told, "2026-Q4").without_people == 1


def merging(last: date) -> Reference:
    """Return the tables with a merger to come: Siilinjärvi ends with that day, in Kuopio."""
    rows = tables()
    gone = next(place for place in rows.municipalities if place.code == SIILINJARVI)
    former = Former(
        code=gone.code,
        name_fi=gone.name_fi,
        name_sv=gone.name_sv,
        successor=KUOPIO,
        valid_until=last,
    )
    places = tuple(
        replace(place, valid_until=last) if place is gone else place
        for place in rows.municipalities
    )
    return Reference(replace(rows, municipalities=places, former=(*rows.former, former)))


def test_a_merged_municipality_is_the_sum_of_what_it_was() -> None:
    first = date(2028, 1, 1)
    reference = merging(first - timedelta(days=1))
    asked = people(enquiries=enquiries(outcomes(met=20)))
    groups = (
        GroupsOf(area=NORTH_SAVO, place=KUOPIO, started=2, ended=0),
        GroupsOf(area=NORTH_SAVO, place=SIILINJARVI, started=1, ended=0),
    )
    told = of(counts(people=asked, groups=groups))

    before = document(told, reference, MAY)
    assert figure(before, "2026-Q4", "place", SIILINJARVI, "enquiries") == (0, 0, 4)
    after_it = document(told, reference, first)
    assert figure(after_it, "2026-Q4", "place", SIILINJARVI, "enquiries") is None
    assert figure(after_it, "2026-Q4", "place", KUOPIO, "enquiries") == (25, 21, 33)
    assert figure(after_it, "2026-Q4", "place", KUOPIO, "groups_started") == (3, 3, 3)
    (row,) = (
        r
        for r in after_it.rows
        if (r.period, r.level, r.code, r.measure) == ("2026-Q4", "place", KUOPIO, "enquiries")
    )
    assert row.municipalities == PLACES
    assert figure(after_it, "2026-Q4", "nation", "FI", "enquiries") == figure(
        before, "2026-Q4", "nation", "FI", "enquiries"
    )


def test_what_was_not_reported_has_no_row_and_is_expected() -> None:
    told = made(counts())
    assert {row.period for row in told.rows} == {"2026", "2026-Q4"}
    silent = reporting(told, "2027-Q1")
    assert (silent.networks, silent.networks_expected, silent.population_reported) == (0, 1, 0)
    heard = reporting(told, "2026-Q4", NORTH_SAVO)
    assert (heard.networks, heard.networks_expected) == (1, 1)
    assert 0 < heard.population_reported < heard.population


def test_a_year_is_complete_only_if_every_quarter_is() -> None:
    begun = date(2026, 2, 1)
    early = after(Ownership(), [(begun, GRANTED), (begun, KEYED)])
    told = made(counts(quarter="2026-Q1"), counts(quarter="2026-Q2"), owners=early)
    year = reporting(told, "2026")
    assert (year.quarters, year.networks, year.networks_expected) == (4, 0, 1)
    assert year.population_reported == 0


def test_an_empty_ledger_says_nothing_and_no_zero() -> None:
    told = document(Gathered(), REFERENCE, MAY)
    assert (told.rows, told.reporting, told.releases) == ((), (), ())
    assert told.made_at == datetime(2027, 3, 31, 21, 0, tzinfo=UTC)


def test_only_entries_that_matter_are_gathered() -> None:
    at = datetime(2027, 1, 20, 8, 0, tzinfo=UTC)

    def entry(number: int, event: Any) -> Told:
        return Told(number=number, head=f"{number:064}", event=event)

    first, second = counts(), counts(2, "a" * 64, version=2, meetings=18)
    found = gathered(
        [
            entry(0, Acted(at=at, act=GRANTED)),
            entry(1, Counted(node=NODE, at=at, digest="1" * 64, report=first)),
            entry(2, Counted(node=NODE, at=at, digest="2" * 64, report=second)),
            entry(3, Acted(at=at, act=acts.Word(node=NODE))),
        ]
    )
    assert found.head == f"{2:064}"
    assert found.releases["2026-Q4", NODE].release.version == 2
    assert figure(document(found, REFERENCE, MAY), "2026", "nation", "FI", "meetings") == (
        18,
        18,
        18,
    )
