"""A person's acts on enquiries, and what is counted of them."""

import sqlite3
from datetime import date, timedelta
from functools import partial

import pytest

from node.enquiries import edit, gathering, store
from node.enquiries.model import Keeping, Kept, Particulars, Proof, Tally
from node.history import store as history
from node.outbox import store as outbox
from shared.text import Invalid, Text
from tests.node.enquiries.conftest import FORM, Office

HERE = ("2026-Q3", "638")


async def test_an_enquiry_from_the_first_call_to_a_place(office: Office) -> None:
    kept = await office.record(times="evening")
    code = kept.enquiry.reference
    assert await office.counts() == {}

    await office.step(code, "contacted", "pre_meeting", "waiting")
    assert await office.counts() == {(*HERE, "waiting"): 1}
    await office.step(code, "pre_meeting")
    assert await office.counts() == {(*HERE, "waiting"): 1}
    done = await office.step(code, "place")
    assert await office.counts() == {(*HERE, "place"): 1}

    opened = await office.database.read(partial(edit.opened, keys=office.keys, reference=code))
    assert opened == done
    assert done.particulars == Particulars(
        channel="phone",
        contact="040 555 0199",
        ways=("call",),
        municipality="638",
        times=("evening",),
        consent_on=date(2026, 9, 1),
        recorded_by="Liisa Lähde",
    )
    assert done.enquiry.revision == 6


async def test_what_is_counted_is_the_quarter_it_came_in(office: Office) -> None:
    office.at(date(2026, 10, 1))
    kept = await office.record(came_on="30.9.2026", consent_on="30.9.2026")
    office.at(date(2026, 10, 2))
    await office.step(kept.enquiry.reference, "closed")

    assert await office.counts() == {("2026-Q3", "638", "closed"): 1}


async def test_a_correction_moves_the_count_and_takes_it_back(office: Office) -> None:
    code = (await office.record()).enquiry.reference
    await office.step(code, "closed")
    await office.step(code, "elsewhere", corrected=True)
    assert await office.counts() == {(*HERE, "elsewhere"): 1}

    await office.step(code, "new", corrected=True)
    assert await office.counts() == {}


async def test_another_municipality_moves_the_count(office: Office) -> None:
    code = (await office.record()).enquiry.reference
    await office.step(code, "closed")
    form = {"municipality": "Sipoo", "message": "any"}
    changed = await office.do(
        partial(edit.change, reference=code, form=form, keys=office.keys, places=office.reference)
    )

    assert isinstance(changed, Kept)
    assert changed.particulars is not None
    assert (changed.particulars.municipality, changed.particulars.message) == ("753", "any")
    assert await office.counts() == {("2026-Q3", "753", "closed"): 1}


async def test_a_step_out_of_order_is_refused_and_counts_nothing(office: Office) -> None:
    code = (await office.record()).enquiry.reference
    refused = await office.do(
        partial(edit.take_step, reference=code, to="place", keys=office.keys, doer=office.doer)
    )

    assert isinstance(refused, Text)
    assert await office.counts() == {}


async def test_two_people_at_one_enquiry(office: Office) -> None:
    kept = await office.record()
    code, seen = kept.enquiry.reference, kept.enquiry.revision
    await office.step(code, "contacted")
    acts = (
        partial(edit.take_step, to="closed", doer=office.doer, corrected=True),
        partial(edit.renew, doer=office.doer),
        partial(edit.change, form={"message": "any"}, places=office.reference),
    )

    for act in acts:
        done = await office.do(partial(act, reference=code, keys=office.keys, seen=seen))
        assert done == edit.MEANWHILE
    assert await office.counts() == {}


async def test_a_waiting_parent_waits_on(office: Office) -> None:
    code = (await office.record()).enquiry.reference
    await office.step(code, "contacted", "waiting")
    office.at(date(2026, 11, 15))
    act = partial(edit.renew, reference=code, keys=office.keys, doer=office.doer)
    done = await office.do(act)

    assert isinstance(done, Kept)
    assert done.enquiry.renewed_on == date(2026, 11, 15)
    assert isinstance(await office.do(act), Text)
    assert await office.counts() == {(*HERE, "waiting"): 1}


async def test_erasing_one_at_once_leaves_its_count_and_a_proof(office: Office) -> None:
    code = (await office.record()).enquiry.reference
    await office.step(code, "closed")
    act = partial(edit.erase, reference=code, keys=office.keys, doer=office.doer)

    assert await office.do(act) == Proof(cause="person", erased=1)
    assert await office.do(act) == edit.missing(code)
    assert await office.database.read(store.all_enquiries) == ()
    assert office.keys.find(code) is None
    assert await office.counts() == {(*HERE, "closed"): 1}


async def test_an_enquiry_without_its_key_can_be_erased_and_nothing_else(office: Office) -> None:
    code = (await office.record()).enquiry.reference
    office.keys.erase(code)

    opened = await office.database.read(partial(edit.opened, keys=office.keys, reference=code))
    assert opened is not None
    assert opened.particulars is None
    for act in (
        partial(edit.take_step, to="contacted", doer=office.doer),
        partial(edit.renew, doer=office.doer),
        partial(edit.change, form={}, places=office.reference),
    ):
        assert await office.do(partial(act, reference=code, keys=office.keys)) == edit.UNREADABLE
    erase = partial(edit.erase, reference=code, keys=office.keys, doer=office.doer)
    assert isinstance(await office.do(erase), Proof)


async def test_a_sealed_value_opens_in_its_own_row_and_column_only(office: Office) -> None:
    one, other = await office.record(), await office.record(contact="040 555 0200")
    mine, theirs = one.enquiry.reference, other.enquiry.reference
    for statement in (
        """UPDATE enquiry SET contact = (SELECT contact FROM enquiry WHERE reference = :theirs)
        WHERE reference = :mine""",
        "UPDATE enquiry SET line = language, language = line WHERE reference = :theirs",
    ):
        values = {"mine": mine, "theirs": theirs}
        await office.do(lambda db, s=statement, v=values: db.execute(s, v))  # type: ignore[misc]

    for code in (mine, theirs):
        found = await office.database.read(partial(edit.opened, keys=office.keys, reference=code))
        assert found is not None
        assert found.particulars is None


async def test_every_sealed_value_has_one_length(office: Office) -> None:
    await office.record()
    await office.record(
        audience="fathers", introduce="line", line="x" * 60, times="morning, weekend"
    )

    def lengths(db: object) -> set[int]:
        found = set()
        for one in store.all_enquiries(db):  # type: ignore[arg-type]
            row = store.find(db, one.reference)  # type: ignore[arg-type]
            assert row is not None
            found |= {len(value) for value in row.sealed.values()}
        return found

    assert await office.database.read(lengths) == {284}


async def test_history_knows_nothing_of_enquiries(office: Office) -> None:
    code = (await office.record()).enquiry.reference
    await office.step(code, "contacted", "waiting")
    await office.do(partial(edit.erase, reference=code, keys=office.keys, doer=office.doer))

    assert await office.database.read(history.head) == (0, "0" * 64)


async def test_only_counting(office: Office) -> None:
    assert await _keep(office, tally_only=True) is None
    refused = await office.try_record()
    assert isinstance(refused[0] if isinstance(refused, tuple) else None, Invalid)

    form = {"municipality": "Porvoo", "outcome": "waiting"}
    count = partial(edit.count, form=form, reference=office.reference, doer=office.doer)
    assert await office.do(count) == Tally(quarter="2026-Q3", municipality="638", outcome="waiting")
    await office.do(count)
    assert await office.counts() == {(*HERE, "waiting"): 2}
    await office.do(partial(count, back=True))
    await office.do(partial(count, back=True))
    assert await office.counts() == {}
    assert isinstance(await office.do(partial(count, back=True)), tuple)
    assert (await office.database.read(history.head))[0] == 1


async def test_only_counting_waits_until_nothing_is_stored(office: Office) -> None:
    code = (await office.record()).enquiry.reference
    refused = await _keep(office, tally_only=True)
    assert refused is not None
    assert refused.values == {"count": 1}
    assert await office.database.read(store.keeping) == Keeping()

    await office.do(partial(edit.erase, reference=code, keys=office.keys, doer=office.doer))
    assert await _keep(office, tally_only=True) is None
    assert await _keep(office, tally_only=False) is None
    await office.record()


async def test_the_schema_itself_stores_nothing_where_enquiries_are_only_counted(
    office: Office,
) -> None:
    code = (await office.record()).enquiry.reference
    with pytest.raises(sqlite3.IntegrityError, match="stored here"):
        await office.do(lambda db: store.set_keeping(db, Keeping(tally_only=True)))
    row = await office.database.read(partial(store.find, reference=code))
    assert row is not None
    await office.do(partial(edit.erase, reference=code, keys=office.keys, doer=office.doer))
    await _keep(office, tally_only=True)

    with pytest.raises(sqlite3.IntegrityError, match="only counted"):
        await office.do(lambda db: store.put(db, row.enquiry, row.sealed))


async def test_no_count_goes_below_zero(office: Office) -> None:
    tally = Tally(quarter="2026-Q3", municipality="638", outcome="place")

    assert not await office.do(partial(store.take_from, tally=tally))
    await office.do(partial(store.add_to, tally=tally))
    with pytest.raises(sqlite3.IntegrityError):
        await office.do(lambda db: db.execute("UPDATE enquiry_tally SET count = count - 2"))


async def test_nothing_of_an_enquiry_is_to_be_told_to_the_hub(office: Office) -> None:
    code = (await office.record()).enquiry.reference
    await office.step(code, "contacted", "waiting")
    await office.do(partial(edit.erase, reference=code, keys=office.keys, doer=office.doer))

    assert await office.database.read(outbox.dirty_since) is None


async def test_where_enquiries_are_stored_nothing_is_counted_by_hand(office: Office) -> None:
    form = {"municipality": "Porvoo", "outcome": "waiting"}
    done = await office.do(
        partial(edit.count, form=form, reference=office.reference, doer=office.doer)
    )

    assert isinstance(done, tuple)
    assert await office.counts() == {}


async def test_no_more_are_kept_than_a_person_can_look_after(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LIMIT", 2)
    await office.record()
    await office.record()

    assert isinstance(await office.try_record(), tuple)


async def test_a_refused_form_writes_neither_key_nor_row(office: Office) -> None:
    refused = await office.try_record(consent="")

    assert isinstance(refused, tuple)
    assert office.keys.ages() == {}
    assert await office.database.read(store.all_enquiries) == ()


async def test_a_group_that_takes_no_enquiries_cannot_be_asked_about(office: Office) -> None:
    assert await office.database.read(store.groups_to_choose) == {}
    refused = await office.try_record(peer_group="porvoo-2026-1")

    assert isinstance(refused, tuple)
    assert [one.field for one in refused if isinstance(one, Invalid)] == ["peer_group"]


async def test_what_waits_is_counted_without_any_key(office: Office) -> None:
    await office.record()
    for code in office.keys.ages():
        office.keys.erase(code)
    now = office.clock.instant + timedelta(days=3)

    summary = await office.database.read(partial(gathering.waiting, now=now))
    assert (summary.stored, summary.late) == (1, 1)


def test_the_form_of_these_tests_names_nobody() -> None:
    assert set(FORM) == {"contact", "ways", "municipality", "language", "consent"}


async def _keep(office: Office, *, tally_only: bool) -> Text | None:
    wanted = Keeping(tally_only=tally_only)
    return await office.do(partial(edit.set_keeping, wanted=wanted, doer=office.doer))
