"""The funder's rounded figures are the published ones, where every quarter was published."""

from functools import partial

from node.anonymiser.releases import yearly
from node.exporting import stea
from node.exporting.registry import all_measures
from tests.node.anonymiser.releases.conftest import Quarterly


async def test_a_year_is_the_sum_of_four_published_quarters(quarterly: Quarterly) -> None:
    await quarterly.push()
    (first,) = await quarterly.ledger()

    assert await quarterly.database.read(partial(yearly.measures, year=2026)) == {}

    people = first.figures.people
    assert people is not None
    assert people.participants is not None
    told = dict(yearly.sums([first.figures] * 4))
    assert told["published parents"] == 4 * (12 + people.participants.above)
    assert told["published people_trained"] == 4 * (1 + people.trained)


async def test_the_funders_figure_is_the_published_one_unless_the_exact_is_asked_for(
    quarterly: Quarterly,
) -> None:
    counts = await quarterly.database.read(partial(all_measures, year=2026))
    counts |= {"published parents": 25}

    shown = {
        exact: next(
            one.count
            for one in stea.figures(counts, 2026, exact=exact, language="en")
            if one.label == "Parents in groups that started"
        )
        for exact in (False, True)
    }

    assert shown == {False: 25, True: 18}
