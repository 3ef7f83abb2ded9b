"""Whatever a network counts: the truth lies within every range that the hub publishes of it."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.statistics.document import document
from hub.statistics.gathering import Gathered, Published
from node.anonymiser.count import Asked, Counts
from node.anonymiser.releases import compose
from node.anonymiser.releases.model import report
from node.work.model import ParticipationKind
from shared.reference.lookup import load
from shared.reference.publishing import publishing_areas
from shared.wire.openstatistics import Release
from shared.wire.statistics import GroupsOf, Participation

REFERENCE = load()
PLACES = {"savo": ("204", "297", "687", "749"), "uusi": ("091", "638"), "pieni": ("140", "420")}
QUARTERS = ("2026-Q3", "2026-Q4", "2027-Q1")
NOW = datetime(2027, 4, 20, 8, 0, tzinfo=UTC)
few = st.integers(min_value=0, max_value=12)
met = st.builds(Participation, **dict.fromkeys(get_args(ParticipationKind), few))


@st.composite
def counted(draw: st.DrawFn, node: str) -> Counts:
    """Return what a network truly counted in a quarter."""
    areas = publishing_areas(PLACES[node], REFERENCE)
    sizes = draw(st.lists(st.integers(min_value=4, max_value=8), max_size=5))
    trainings = draw(st.integers(min_value=0, max_value=2))
    asked = [(a.code, Asked(met=draw(few), waiting=draw(few), not_met=draw(few))) for a in areas]
    groups = (GroupsOf(area=areas[0].area, place=None, started=len(sizes), ended=0),)
    return Counts(
        groups=groups if sizes else (),
        cancelled=0,
        meetings=len(sizes) * 3,
        trainings=trainings,
        participation=draw(met),
        asked=tuple(asked),
        elsewhere=draw(few),
        sizes=tuple(sizes),
        instructors=draw(st.integers(min_value=1, max_value=20)),
        instructors_shown=1,
        trained=draw(st.integers(min_value=1, max_value=20)) if trainings else 0,
        trained_shown=int(trainings > 0),
    )


@st.composite
def country(draw: st.DrawFn) -> dict[tuple[str, str], Counts]:
    """Return the quarters that some of the networks report."""
    found = {}
    for quarter in QUARTERS:
        for node in PLACES:
            if draw(st.booleans()):
                found[quarter, node] = draw(counted(node))
    return found


def truths(told: dict[tuple[str, str], Counts]) -> Counter[tuple[str, str, str, str]]:
    """Return the true figure of every row, by period, level, code and measure."""
    true: Counter[tuple[str, str, str, str]] = Counter()
    newest = {
        (q[:4], node): max(p for p, n in told if (p[:4], n) == (q[:4], node)) for q, node in told
    }

    def add(quarter: str, node: str, measure: str, count: int, *places: tuple[str, str]) -> None:
        last = measure != "instructors" or newest[quarter[:4], node] == quarter
        for period in (quarter, quarter[:4]) if last else (quarter,):
            for level, code in places or (("network", node), ("nation", "FI")):
                true[period, level, code, measure] += count

    for (quarter, node), counts in told.items():
        add(quarter, node, "enquiries_elsewhere", counts.elsewhere)
        add(quarter, node, "enquiries", counts.elsewhere)
        add(quarter, node, "instructors", counts.instructors)
        add(quarter, node, "trained", counts.trained)
        for kind in get_args(ParticipationKind):
            add(quarter, node, f"{kind}_meetings", getattr(counts.participation, kind))
        if len(counts.sizes) >= 3:
            add(quarter, node, "participants", sum(counts.sizes))
        for code, asked in counts.asked:
            municipality = REFERENCE.municipality(code)
            area = code[1:] if municipality is None else municipality.area
            everywhere = (("network", node), ("nation", "FI"), ("area", area), ("place", code))
            for cell in ("met", "waiting", "not_met"):
                count = getattr(asked, cell)
                add(quarter, node, f"enquiries_{cell}", count, *everywhere)
                add(quarter, node, "enquiries", count, *everywhere)
    return true


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(country(), st.binary(min_size=32, max_size=32))
def test_the_truth_lies_within_every_published_range(
    told: dict[tuple[str, str], Counts], secret: bytes
) -> None:
    releases = {}
    for (quarter, node), counts in told.items():
        figures = compose.figures(
            counts,
            quarter=quarter,
            version=1,
            municipalities=PLACES[node],
            secret=secret,
            reference=REFERENCE,
        )
        released = report(figures, node=node, head=None, now=NOW)
        place = Release(period=quarter, network=node, version=1, digest="0" * 64, entry=0)
        releases[quarter, node] = Published(report=released, release=place)

    made = document(Gathered(releases=releases), REFERENCE, date(2027, 4, 20))

    true = truths(told)
    counted_rows = 0
    for row in made.rows:
        key = (row.period, row.level, row.code, row.measure)
        if key in true or row.measure.startswith(("enquiries", "participants")):
            counted_rows += 1
            assert row.least <= true[key] <= row.most, key
        assert row.least <= row.value <= row.most
    assert counted_rows >= len(true)
