"""A restored node explains no loss twice: what it never knew of does not vanish (faults 16, 38)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection

import msgspec
import pytest

from node.groups import store as groups
from node.outbox import store as outbox
from tests.federation.restoring import back_up_node, calm, restore_node
from tests.federation.together import LiveNode, Together, together

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
NAME, PLACE = "savo", "Kuopio"


@pytest.fixture
async def federation(tmp_path: Path) -> AsyncIterator[Together]:
    async with together(tmp_path, NOW) as made:
        await made.join(NAME, PLACE, "Siilinjärvi")
        yield made


async def open_groups(node: LiveNode, *months: str) -> None:
    """Open a group a month and report them."""
    lines = [f"{PLACE};{PLACE};kaikki;suomi;avoin;{month}" for month in months]
    text = "\n".join(("kunta;palvelee;kohderyhmä;kieli;tila;alkaa", *lines)) + "\n"
    assert (await node.take_in(text.encode())).accepted
    assert await node.push() == "confirmed"


async def cancel(node: LiveNode, month: str) -> None:
    """Cancel the group of this month."""
    now = node.desk.now()

    def job(db: Connection) -> None:
        (one,) = (group for group in groups.all_groups(db) if group.start_month == month)
        groups.put(db, msgspec.structs.replace(one, lifecycle="cancelled"))
        outbox.mark_dirty(db, now)

    await node.desk.commit(job)


async def shown(federation: Together) -> tuple[object, bool]:
    """Return how many groups parents read of, and whether that is being checked."""
    await calm(federation, NAME)
    rows = (await federation.hub.snapshot()).availability.municipalities
    row = next(row for row in rows if row.name_fi == PLACE)
    return row.other_groups.open, row.checking


async def test_fault_38_a_group_opened_after_the_backup_does_not_vanish_by_an_act_told_before(
    federation: Together,
) -> None:
    node, old = federation.nodes[NAME], federation.folder / "backups" / "old.backup"
    await open_groups(node, "1/2027", "2/2027", "3/2027")
    await back_up_node(federation, NAME, old)
    await cancel(node, "2027-01")
    assert await shown(federation) == (2, False)
    await open_groups(node, "4/2027")
    assert await shown(federation) == (3, False)

    node = await restore_node(federation, NAME, old)
    await cancel(node, "2027-01")  # the lead does once more what was lost

    assert await shown(federation) == (3, True)  # the group of April is not explained away
    await cancel(node, "2027-02")
    assert await shown(federation) == (3, True)  # nor does a new act explain more than itself
    await open_groups(node, "4/2027")  # the lead enters it again; one group was cancelled since
    assert await shown(federation) == (2, False)


async def test_fault_38_what_is_done_again_after_a_restore_needs_nobody_to_look(
    federation: Together,
) -> None:
    node, old = federation.nodes[NAME], federation.folder / "backups" / "old.backup"
    await open_groups(node, "1/2027", "2/2027", "3/2027")
    await back_up_node(federation, NAME, old)
    await cancel(node, "2027-01")
    assert await shown(federation) == (2, False)

    node = await restore_node(federation, NAME, old)
    await cancel(node, "2027-01")
    assert await shown(federation) == (2, False)
    await cancel(node, "2027-02")

    assert await shown(federation) == (1, False)
