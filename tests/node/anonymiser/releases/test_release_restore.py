"""A node that lost its database takes its own figures back before it makes any."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from sqlite3 import Connection

import pytest

from node import disclosurekey, masterkey
from node.anonymiser.releases import asking, keeping, store
from node.history.model import Doer
from node.network import edit
from node.network import store as network
from node.network.model import NetworkRecord
from shared.runtime.database import Database
from shared.wire.session import Owed
from tests.node.anonymiser.releases.conftest import COVERED, DUE, QUARTER, Quarterly, recorded
from tests.node.push.simulated_hub import HUB_URL, NODE

MIGRATIONS = Path(__file__).parents[4] / "node" / "migrations"
RECORD = NetworkRecord(name_fi="Esimerkki", name_sv="Exempel", controller="Esimerkki ry")
NEXT = "2026-Q4"
Open = Callable[[Path], Awaitable[Quarterly]]


@pytest.fixture
async def opened(quarterly: Quarterly) -> AsyncIterator[Open]:
    """Return what opens the same node's database in another directory."""
    async with AsyncExitStack() as stack:

        async def open_(data: Path) -> Quarterly:
            database = await Database.open(data / "node.db", MIGRATIONS, clock=quarterly.clock)
            return replace(quarterly, database=await stack.enter_async_context(database), data=data)

        yield open_


def typed_again(db: Connection, quarterly: Quarterly, data: Path) -> None:
    """Set the node up anew, without its backup: the records are typed in once more."""
    now = quarterly.clock.now()
    edit.set_up(db, RECORD, COVERED, now)
    network.join(db, node=NODE, hub=HUB_URL, hub_key=quarterly.hub.key.public)
    keeping.begin(db, data, now)
    recorded(db)


async def test_a_restored_node_adopts_what_it_published_and_makes_it_no_second_time(
    quarterly: Quarterly, opened: Open, tmp_path: Path
) -> None:
    await quarterly.act(partial(edit.confirm, now=quarterly.clock.now()))
    quarterly.clock.advance(days=-1)
    await quarterly.push()  # a report is in the backup, the figures are not
    copy = tmp_path / "copy"
    copy.mkdir()
    await quarterly.database.backup(copy / "node.db")
    for name in (disclosurekey.FILE_NAME, masterkey.FILE_NAME):
        shutil.copy(quarterly.data / name, copy / name)
    quarterly.clock.advance(days=1)
    await quarterly.push()
    (left,) = quarterly.hub.figures

    restored = await opened(copy)
    await restored.push()

    (release,) = await restored.ledger()
    assert release.adopted
    assert release.figures.people == left.people
    assert quarterly.hub.figures == [left]
    assert await restored.database.read(store.troubles) == {}
    key = disclosurekey.find(copy)
    assert await restored.database.read(partial(keeping.usable, key=key)) == key
    doer = Doer(at=restored.clock.now())
    await restored.act(partial(asking.revise, quarter=QUARTER, reason="late", doer=doer))
    await restored.push()
    assert quarterly.hub.figures == [left]  # nothing changed, so nothing is revised


async def test_a_node_set_up_anew_without_its_backup_publishes_no_people_until_decided(
    quarterly: Quarterly, opened: Open, tmp_path: Path
) -> None:
    await quarterly.push()
    quarterly.clock.instant = DUE + timedelta(days=95)
    quarterly.hub.owed = Owed(quarter=NEXT, municipalities=COVERED)
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    anew = await opened(fresh)
    await anew.act(partial(typed_again, quarterly=anew, data=fresh))

    await anew.push()

    assert [one.quarter for one in quarterly.hub.figures] == [QUARTER]
    assert await anew.database.read(store.troubles) == {NEXT: (keeping.LOST,)}
    assert quarterly.hub.states  # the reports go on

    doer = Doer(at=anew.clock.now())
    assert await anew.act(partial(keeping.decide, data=fresh, doer=doer)) is None
    await anew.push()
    assert [one.quarter for one in quarterly.hub.figures] == [QUARTER, NEXT]


async def test_a_clock_that_was_wrong_does_not_make_a_strange_key_its_own(
    quarterly: Quarterly, opened: Open, tmp_path: Path
) -> None:
    await quarterly.push()
    late = quarterly.clock.instant
    quarterly.clock.instant = late - timedelta(days=20_000)
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    anew = await opened(fresh)
    await anew.act(partial(typed_again, quarterly=anew, data=fresh))
    quarterly.clock.instant = late + timedelta(days=95)
    quarterly.hub.owed = Owed(quarter=NEXT, municipalities=COVERED)

    await anew.push()

    assert [one.quarter for one in quarterly.hub.figures] == [QUARTER]


async def test_figures_the_hub_lost_are_given_back_as_they_were(quarterly: Quarterly) -> None:
    await quarterly.push()
    whole = list(quarterly.hub.reports_kept)
    assert len(whole) == 2
    del quarterly.hub.reports_kept[:]

    await quarterly.push()

    assert quarterly.hub.reports_kept == whole
    assert len(await quarterly.ledger()) == 1
