"""A node that was away over the end of a quarter: all that is asked for leaves, in order."""

from datetime import timedelta
from functools import partial
from sqlite3 import Connection

import pytest

from node import disclosurekey
from node.anonymiser.releases import asking, plan, publish, store
from node.anonymiser.releases.plan import Facts
from node.anonymiser.releases.words import STANDINGS
from node.enquiries import store as enquiries
from node.enquiries.model import Tally
from node.history.model import Doer
from node.push import store as push
from shared.text import Text
from shared.wire.session import Owed
from tests.node.anonymiser.releases.conftest import COVERED, DUE, QUARTER, Quarterly

BEFORE, NEXT = "2026-Q2", "2026-Q4"
BACK = DUE + timedelta(days=75)
"""The third of January: the fourth quarter is over, and its figures do not leave yet."""


def away(quarterly: Quarterly) -> None:
    """Have the node come back in January; the hub waits for two quarters before the newest."""
    quarterly.clock.instant = BACK
    quarterly.hub.owed = Owed(quarter=NEXT, municipalities=COVERED)
    quarterly.hub.overdue = (
        Owed(quarter=BEFORE, municipalities=("297",)),
        Owed(quarter=QUARTER, municipalities=COVERED),
    )


async def known(quarterly: Quarterly) -> dict[str, plan.Standing]:
    """Return where every known quarter stands."""
    facts, now = await quarterly.database.read(publish.every), quarterly.clock.now()
    return {one.quarter: plan.standing(one, now) for one in facts}


async def test_every_quarter_that_is_overdue_leaves_the_oldest_first(quarterly: Quarterly) -> None:
    away(quarterly)
    await quarterly.push()

    told = quarterly.hub.figures
    assert [(one.quarter, one.version, one.municipalities) for one in told] == [
        (BEFORE, 1, ("297",)),
        (QUARTER, 1, COVERED),
    ]
    assert [one.sequence for one in told] == [1, 2]
    assert await known(quarterly) == {BEFORE: "published", QUARTER: "published", NEXT: "early"}

    quarterly.hub.overdue = ()
    quarterly.clock.advance(days=17, hours=1)  # the 20th, 09:00 in winter
    await quarterly.push()
    assert [one.quarter for one in quarterly.hub.figures] == [BEFORE, QUARTER, NEXT]
    assert await quarterly.database.read(store.troubles) == {}


async def test_a_quarter_that_is_late_has_the_very_rounding_it_would_have_had(
    quarterly: Quarterly,
) -> None:
    in_time = await quarterly.database.read(partial(drafted, quarterly=quarterly))
    away(quarterly)
    await quarterly.push()

    (told,) = [one for one in quarterly.hub.figures if one.quarter == QUARTER]
    assert told.people == in_time


def drafted(db: Connection, quarterly: Quarterly) -> object:
    """Return the people of the third quarter as they would leave on its release day."""
    made = publish.draft(
        db,
        plan.Make(version=plan.FIRST, municipalities=COVERED),
        QUARTER,
        disclosure=disclosurekey.find(quarterly.data),
        reference=quarterly.reference,
    )
    return getattr(made, "people", None)


async def test_late_quarters_have_the_one_revision_each(quarterly: Quarterly) -> None:
    away(quarterly)
    await quarterly.push()
    for _ in range(20):
        tally = Tally(quarter=BEFORE, municipality="297", outcome="place")
        await quarterly.act(partial(enquiries.add_to, tally=tally))
    quarterly.hub.overdue = ()
    doer = Doer(at=quarterly.clock.now())
    revise = partial(asking.revise, quarter=BEFORE, reason="late", doer=doer)

    assert await quarterly.act(revise) is None
    await quarterly.push()

    assert [(one.quarter, one.version) for one in quarterly.hub.figures][-1] == (BEFORE, 2)
    assert "A third version" in str(await quarterly.act(revise))


async def test_what_the_hub_names_no_more_is_forgotten_and_told_as_it_is(
    quarterly: Quarterly,
) -> None:
    def lost(db: Connection) -> None:
        push.keep_owed(db, Owed(quarter="2024-Q1", municipalities=("297",)), DUE)
        push.keep_owed(db, Owed(quarter=BEFORE, municipalities=("297",)), DUE)
        store.set_trouble(db, BEFORE, (Text.of("The quarter is not over."),), DUE)
        store.set_trouble(db, "2024-Q1", (Text.of("The quarter is not over."),), DUE)

    await quarterly.act(lost)
    quarterly.clock.instant = BACK
    quarterly.hub.owed = Owed(quarter=NEXT, municipalities=())
    quarterly.hub.overdue = ()
    await quarterly.push()

    # What is older than the hub looks back stays as it was said, and leaves.
    assert await known(quarterly) == {"2024-Q1": "published", NEXT: "not_owed"}
    assert await quarterly.database.read(store.troubles) == {}
    doer = Doer(at=quarterly.clock.now())
    for quarter, why in (
        (BEFORE, "has not asked this network for figures of 2/2026"),
        (QUARTER, "has not asked this network for figures of 3/2026"),
        (NEXT, "it answered for no municipality then, another network reports them"),
    ):
        refused = await quarterly.act(partial(asking.publish_now, quarter=quarter, doer=doer))
        assert why in str(refused)


async def test_an_older_hub_that_names_one_quarter_takes_nothing_back(
    quarterly: Quarterly,
) -> None:
    quarterly.clock.instant = DUE - timedelta(days=5)
    await quarterly.push()
    quarterly.clock.instant = BACK
    quarterly.hub.owed = Owed(quarter=NEXT, municipalities=COVERED)
    await quarterly.push()

    assert [one.quarter for one in quarterly.hub.figures] == [QUARTER]


@pytest.mark.parametrize(
    ("owed", "standing"), [(None, "not_asked"), ((), "not_owed"), (COVERED, "due")]
)
def test_a_quarter_nobody_asked_for_is_not_said_to_be_anothers(
    owed: tuple[str, ...] | None, standing: plan.Standing
) -> None:
    found = plan.standing(Facts(quarter=QUARTER, owed=owed), DUE)

    assert found == standing
    assert ("another network" in str(STANDINGS[found])) is (standing == "not_owed")
