"""Which step of the first run comes next, whatever was done, put off or left."""

import itertools
from datetime import UTC, datetime
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from node.network import edit
from node.network.model import ContactRecord, NetworkRecord
from node.start import progress, store
from node.start.model import STEPS, Progress, after, before, next_step, number
from shared.runtime.database import Database

NOON = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
RECORD = NetworkRecord(name_fi="Savon verkosto", name_sv="Savolax", controller="Esimerkki ry")
steps = st.frozensets(st.sampled_from(STEPS))


@given(steps, steps, st.booleans())
def test_the_next_step_is_the_first_that_is_neither_done_nor_put_off(
    done: frozenset[str],
    skipped: frozenset[str],
    over: bool,  # noqa: FBT001
) -> None:
    state = Progress(done=done, skipped=skipped, over=over)  # type: ignore[arg-type]

    found = next_step(state)

    if "network" not in done:
        assert found == "network"
    elif over:
        assert found is None
    else:
        open_ones = [step for step in STEPS if step not in done | skipped]
        assert found == (open_ones[0] if open_ones else None)


def test_every_step_but_the_ends_has_a_way_back_and_on() -> None:
    assert [number(step) for step in STEPS] == [1, 2, 3, 4, 5, 6]
    assert before("network") is None
    assert after("enrol") is None
    assert all(after(one) == two for one, two in itertools.pairwise(STEPS))
    assert all(before(two) == one for one, two in itertools.pairwise(STEPS))


async def test_the_records_tell_how_far_it_is(database: Database) -> None:
    found = [await database.read(progress.upcoming)]
    await database.write(partial(edit.set_up, network=RECORD, covers=(), now=NOON))
    found.append(await database.read(progress.upcoming))
    await database.write(partial(edit.cover, codes=("297",), now=NOON))
    found.append(await database.read(progress.upcoming))
    contact = ContactRecord(organisation="Esimerkki ry", telephone="040 000 0000")
    await database.write(partial(edit.set_contact, contact=contact, now=NOON))
    found.append(await database.read(progress.upcoming))

    assert found == ["network", "places", "contact", "group"]


async def test_steps_can_be_put_off_and_the_run_ends_by_itself(database: Database) -> None:
    first = await database.write(partial(progress.put_off, step="network", now=NOON))
    await database.write(partial(edit.set_up, network=RECORD, covers=("297",), now=NOON))
    second = await database.write(partial(progress.put_off, step="contact", now=NOON))
    third = await database.write(partial(progress.put_off, step="group", now=NOON))
    fourth = await database.write(partial(progress.look, now=NOON))
    fifth = await database.write(partial(progress.put_off, step="enrol", now=NOON))

    assert (first, second, third, fourth, fifth) == ("network", "group", "preview", "enrol", None)
    assert (await database.read(store.first_run)).done_at == NOON


async def test_a_run_that_was_left_asks_no_more_once_the_network_is_there(
    database: Database,
) -> None:
    await database.write(partial(progress.leave, now=NOON))
    unnamed = await database.read(progress.upcoming)
    await database.write(partial(edit.set_up, network=RECORD, covers=(), now=NOON))

    assert unnamed == "network"
    assert await database.read(progress.upcoming) is None
