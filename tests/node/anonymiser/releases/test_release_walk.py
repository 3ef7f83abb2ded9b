"""One quarter's figures, from the records to the hub: due, rounded, in the ledger, in the chain."""

from datetime import timedelta
from functools import partial
from sqlite3 import Connection, IntegrityError

import pytest

from node.anonymiser.releases import asking, todo
from node.enquiries import store as enquiries
from node.enquiries.model import Tally
from node.history.model import Doer
from node.outbox import store as outbox
from shared.signing import decode_envelope
from shared.wire.codec import decode
from shared.wire.problem import Code
from shared.wire.session import Owed
from tests.node.anonymiser.releases.conftest import COVERED, EARLY, QUARTER, Quarterly


async def test_figures_leave_on_the_release_day_and_not_a_minute_before(
    quarterly: Quarterly,
) -> None:
    quarterly.clock.instant = EARLY
    await quarterly.push()
    assert quarterly.hub.figures == []
    (soon,) = await quarterly.database.read(lambda db: tuple(todo.of_figures(db, EARLY)))
    assert "leave on 20.10.2026" in str(soon.text)

    quarterly.clock.advance(minutes=1)
    await quarterly.push()

    (told,) = quarterly.hub.figures
    assert (told.quarter, told.version, told.municipalities) == (QUARTER, 1, COVERED)
    assert [(row.place, row.started) for row in told.groups] == [("297", 3)]
    assert (told.meetings, told.trainings, told.cancelled) == (3, 1, 0)
    assert (told.participation.parents_panel, told.participation.steering_group) == (4, 0)
    assert told.people is not None
    assert [row.area for row in told.people.enquiries.areas] == ["297", "749"]
    assert told.people.participants is not None
    (release,) = await quarterly.ledger()
    assert release.newest is not None
    assert release.newest.state == "delivered"
    assert release.figures.people == told.people


async def test_the_chain_goes_on_with_reports_after_the_figures(quarterly: Quarterly) -> None:
    await quarterly.push()
    await quarterly.push()

    assert len(quarterly.hub.figures) == 1
    assert [one.sequence for one in quarterly.hub.states] == [2]
    assert await quarterly.database.read(outbox.dirty_since) is None


async def test_the_same_quarter_leaves_once_however_often_the_node_starts(
    quarterly: Quarterly,
) -> None:
    for _ in range(3):
        await quarterly.push()
        quarterly.clock.advance(days=1)

    assert len(quarterly.hub.figures) == 1


async def test_the_node_makes_nothing_for_a_quarter_it_does_not_owe(quarterly: Quarterly) -> None:
    quarterly.hub.owed = Owed(quarter=QUARTER, municipalities=())
    await quarterly.push()
    assert quarterly.hub.figures == []

    doer = Doer(at=quarterly.clock.now())
    refused = await quarterly.act(partial(asking.publish_now, quarter=QUARTER, doer=doer))

    assert "takes no figures of 3/2026" in str(refused)


async def test_where_fewer_than_10000_live_no_count_of_people_leaves(quarterly: Quarterly) -> None:
    quarterly.hub.owed = Owed(quarter=QUARTER, municipalities=("686",))  # Rautalampi
    await quarterly.push()

    (told,) = quarterly.hub.figures
    assert (told.people, told.key_lost) == (None, False)
    assert told.meetings == 3


async def test_the_one_revision_has_the_same_rounding_and_a_third_is_refused_in_words(
    quarterly: Quarterly,
) -> None:
    await quarterly.push()
    tally = Tally(quarter=QUARTER, municipality="749", outcome="place")
    for _ in range(20):
        await quarterly.act(partial(enquiries.add_to, tally=tally))
    revise = partial(asking.revise, quarter=QUARTER, reason="late")
    doer = Doer(at=quarterly.clock.now())

    assert await quarterly.act(partial(revise, doer=doer)) is None
    await quarterly.push()

    first, second = quarterly.hub.figures
    assert (first.version, second.version) == (1, 2)
    assert first.people is not None
    assert second.people is not None
    # Twenty more in one cell, a multiple of five: no other cell is drawn anew.
    assert second.people.enquiries.areas[0] == first.people.enquiries.areas[0]
    assert second.people.enquiries.areas[1].met == first.people.enquiries.areas[1].met + 20
    assert "A third version" in str(await quarterly.act(partial(revise, doer=doer)))
    assert [one.reason for one in await quarterly.ledger()] == [None, "late"]


async def test_a_revision_of_nothing_is_not_spent(quarterly: Quarterly) -> None:
    await quarterly.push()
    doer = Doer(at=quarterly.clock.now())
    revise = partial(asking.revise, quarter=QUARTER, reason="mistake", doer=doer)
    await quarterly.act(revise)

    await quarterly.push()

    assert len(quarterly.hub.figures) == 1
    assert await quarterly.act(revise) is None


@pytest.mark.parametrize("code", ["not_owner", "quarter_open", "unprotected"])
async def test_a_refused_release_is_sent_again_only_when_asked_and_with_the_same_values(
    quarterly: Quarterly, code: Code
) -> None:
    quarterly.hub.refuse_figures = [code]
    await quarterly.push()
    refused = await figures_refused(quarterly)
    assert quarterly.hub.figures == []
    quarterly.clock.advance(days=1)
    await quarterly.push()
    assert quarterly.hub.figures == []

    doer = Doer(at=quarterly.clock.now())
    await quarterly.act(partial(asking.publish_now, quarter=QUARTER, doer=doer))
    await quarterly.push()

    (told,) = quarterly.hub.figures
    assert told.people == refused
    (release,) = await quarterly.ledger()
    assert [one.state for one in release.attempts] == ["refused", "delivered"]


async def figures_refused(quarterly: Quarterly) -> object:
    """Return the people in the bytes that were refused."""

    def job(db: Connection) -> object:
        (entry,) = [one for one in outbox.entries(db) if one.schema == "statistics/1"]
        assert entry.state == "refused"
        told = decode(decode_envelope(entry.envelope).payload, "statistics/1")
        return getattr(told, "people", None)

    return await quarterly.database.read(job)


async def test_the_ledger_only_grows(quarterly: Quarterly) -> None:
    await quarterly.push()

    for statement in (
        "DELETE FROM statistics_release",
        "UPDATE statistics_release SET version = 2",
        "DELETE FROM statistics_signed",
        "UPDATE disclosure_key SET how = 'decided'",
    ):
        with pytest.raises(IntegrityError, match="only grows"):
            await quarterly.act(partial(executed, statement=statement))


def executed(db: Connection, statement: str) -> None:
    """Run a statement."""
    db.execute(statement)


async def test_figures_stay_in_the_outbox_for_ever(quarterly: Quarterly) -> None:
    await quarterly.push()
    later = quarterly.clock.now() + timedelta(days=4000)

    await quarterly.act(lambda db: outbox.prune(db, later, least=0))

    (release,) = await quarterly.ledger()
    assert release.newest is not None
