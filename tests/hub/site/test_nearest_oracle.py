"""What a municipality's published page shows of other places is what the oracle shows.

1,000 random states, in each all 308 home municipalities; a quarter of them in `make test`, all by
`make soak`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import pytest

from hub.site.nearest import Found, near, neighbours, spots
from shared.period import helsinki_day
from tests.hub.site.oracle import Filters, Line, arranged, majority, shown, standing
from tests.hub.site.scene import REFERENCE
from tests.hub.site.states import CODES, RandomState, chunks, document, random_state

pytestmark = pytest.mark.whole

STATES, CHUNK = 1_000, 125
NEIGHBOURS = neighbours(REFERENCE)
TOLERANCE_KM = 1e-6


def by_pages(state: RandomState, homes: Sequence[str]) -> Iterator[list[Line]]:
    """Yield the lines of each home's page, as the site is published."""
    published = document(state)
    today = helsinki_day(datetime.fromtimestamp(state.now, UTC))
    found = {language: spots(published, REFERENCE, today, language) for language in ("fi", "sv")}
    rows = {row.municipality: row for row in published.municipalities}
    for home in homes:
        lines = near(rows[home], NEIGHBOURS[home], found[majority(home)])
        yield [_line(line) for line in lines]


def _line(line: Found) -> Line:
    return Line(line.neighbour.code, line.mark.state, line.ids, line.neighbour.km)


def by_oracle(state: RandomState, homes: Sequence[str]) -> Iterator[list[Line]]:
    """Yield the lines of each home's page by the rule."""
    left = {
        language: standing(state.groups, language, state.now, state.month, Filters())
        for language in ("fi", "sv")
    }
    for home in homes:
        yield shown(arranged(left[majority(home)], home).found)


def same(got: list[Line], wanted: list[Line]) -> bool:
    """Tell whether two lists agree: places, states and ids, and kilometres to a millimetre."""
    if [line[:3] for line in got] != [line[:3] for line in wanted]:
        return False
    return all(abs(a.km - b.km) <= TOLERANCE_KM for a, b in zip(got, wanted, strict=True))


@pytest.mark.parametrize("first", chunks(STATES, CHUNK))
def test_the_pages_show_what_the_oracle_shows(
    first: int, record_property: Callable[[str, object], None]
) -> None:
    compared, different = 0, []
    for seed in range(first, first + CHUNK):
        state = random_state(seed)
        pairs = zip(CODES, by_pages(state, CODES), by_oracle(state, CODES), strict=True)
        for home, got, wanted in pairs:
            compared += 1
            if not same(got, wanted):
                different.append((seed, home, got, wanted))
    record_property(f"pages' lists equal to the oracle, states from {first}", compared)
    assert (compared, different[:3]) == (CHUNK * len(CODES), [])
