"""Every published range holds the truth, and no part is above its whole, whatever was counted.

From the real rounding to the figures of the hub, on every level, also after a merger.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hub.statistics.tabulate import parts
from node.anonymiser import rounding
from node.anonymiser.protection import CELLS
from shared.reference.lookup import Reference
from shared.reference.model import Former
from shared.reference.publishing import publishing_areas
from shared.reference.tables import tables
from shared.wire.openstatistics import Measure
from shared.wire.statistics import Enquiries, Outcomes, Statistics
from tests.hub.statistics.quarters import REFERENCE, counts, people

PLACES = ("049", "091", "092", "235", "257", "297", "749")
"""Three of West Uusimaa (one of them small), Vantaa, Helsinki, and two of North Savo."""

AREAS = publishing_areas(PLACES, REFERENCE)
COUNT = st.one_of(st.integers(0, 4), st.integers(0, 40))
ROWS = st.lists(st.tuples(COUNT, COUNT, COUNT), min_size=len(AREAS), max_size=len(AREAS))
Row = tuple[int, int, int]
MEASURES: tuple[Measure, ...] = ("enquiries_met", "enquiries_waiting", "enquiries_not_met")


def merged() -> Reference:
    """Return the tables after a merger: Siilinjärvi has become a part of Kuopio."""
    rows, last = tables(), date(2027, 12, 31)
    gone = next(place for place in rows.municipalities if place.code == "749")
    former = Former(
        code="749",
        name_fi=gone.name_fi,
        name_sv=gone.name_sv,
        successor="297",
        valid_until=last,
    )
    places = tuple(replace(m, valid_until=last) if m is gone else m for m in rows.municipalities)
    whole = Reference(replace(rows, municipalities=places, former=(*rows.former, former)))
    return whole.on(last + timedelta(days=1))


MERGED = merged()


def released(rows: list[Row], elsewhere: int, key: bytes) -> Statistics:
    """Return these true counts as a node releases them."""
    named = [
        (area.code, tuple(zip(CELLS, row, strict=True)))
        for area, row in zip(AREAS, rows, strict=True)
    ]
    root = rounding.tree([*named, ("elsewhere", (("elsewhere", elsewhere),))])
    values = rounding.release(root, rounding.draws(key, "enquiries", "2026-Q4"))
    asked = Enquiries(
        total=values[root.path],
        areas=tuple(
            Outcomes(
                area=area.code,
                municipalities=area.municipalities,
                **{cell: values[f"{area.code}/{cell}"] for cell in CELLS},
            )
            for area in AREAS
        ),
        elsewhere=values["elsewhere"],
    )
    return counts(municipalities=PLACES, people=people(enquiries=asked))


def truths(rows: list[Row], elsewhere: int, of: Reference) -> Iterator[tuple[str, str, str, int]]:
    """Yield what is true of every place and measure, a little at a time."""
    for area, row in zip(AREAS, rows, strict=True):
        place = of.municipality(area.code)
        assert place is not None
        where = (
            ("place", place.code),
            ("area", area.area),
            ("network", "pohjois-savo"),
            ("nation", "FI"),
        )
        for level, code in where:
            yield level, code, "enquiries", sum(row)
            for measure, count in zip(MEASURES, row, strict=True):
                yield level, code, measure, count
    for level, code in (("network", "pohjois-savo"), ("nation", "FI")):
        yield level, code, "enquiries", elsewhere
        yield level, code, "enquiries_elsewhere", elsewhere


@settings(max_examples=150, deadline=None)
@given(ROWS, COUNT, st.binary(min_size=32, max_size=32), st.sampled_from((REFERENCE, MERGED)))
def test_every_range_holds_the_truth_and_no_part_exceeds_its_whole(
    rows: list[Row], elsewhere: int, key: bytes, of: Reference
) -> None:
    report = released(rows, elsewhere, key)
    found = {part.place: part.figure for part in parts(report, of) if "enq" in part.place.measure}
    true: dict[tuple[str, str, str], int] = {}
    for level, code, measure, count in truths(rows, elsewhere, of):
        true[level, code, measure] = true.get((level, code, measure), 0) + count

    assert {tuple(place) for place in found} == set(true)
    most: dict[tuple[str, str], int] = {
        (level, code): one.most
        for (level, code, measure), one in found.items()
        if measure == "enquiries"
    }
    for (level, code, measure), one in found.items():
        assert one.least <= true[level, code, measure] <= one.most
        assert one.least <= one.value <= one.most
        assert one.most - one.least >= rounding.BASE - 1
        assert one.most <= most[level, code] <= most["network", "pohjois-savo"]
