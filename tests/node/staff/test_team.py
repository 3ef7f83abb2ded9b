"""Roles and the end of accounts: a lead always remains, and what ended is over at once."""

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from node.staff import reminders, team
from node.staff.model import MOST_INVITATIONS, Role
from node.staff.rules import LAST_LEAD, can_lead, leaves_a_lead
from shared.runtime.accounts import session, store
from shared.runtime.accounts.model import Account, Ended
from shared.runtime.accounts.sign_in import WRONG
from shared.text import Text
from tests.node.staff.conftest import Staff


async def test_the_last_lead_cannot_be_ended_or_demoted(staff: Staff) -> None:
    anna = await staff.join("anna")
    await staff.join("eva", "assistant")

    assert await team.end(staff.database, anna.staff, staff.doer(anna)) == LAST_LEAD
    lower: tuple[Role, ...] = ("assistant", "reader")
    for role in lower:
        refused = await team.change_role(staff.database, anna.staff, role, staff.doer(anna))
        assert refused == LAST_LEAD
    await staff.member(anna.token)


async def test_a_lead_without_a_second_factor_does_not_count(staff: Staff) -> None:
    anna = await staff.join("anna")
    path = await team.invite(staff.database, "lead", staff.doer(anna))
    assert isinstance(path, str)
    await staff.accept(path, "eva")

    assert await team.end(staff.database, anna.staff, staff.doer(anna)) == LAST_LEAD


async def test_of_two_leads_who_end_each_other_at_once_one_remains(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva")

    answers = await asyncio.gather(
        team.end(staff.database, eva.staff, staff.doer(anna)),
        team.end(staff.database, anna.staff, staff.doer(eva)),
    )

    assert sorted(answers, key=str) == sorted([None, LAST_LEAD], key=str)


async def test_an_ended_account_is_out_at_once_and_keeps_its_name_alone(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "assistant")
    device = (await staff.enter(eva, trust=True)).device

    assert await team.end(staff.database, eva.staff, staff.doer(anna)) is None

    assert await session.find(staff.database, eva.token, staff.now) is None
    assert await staff.password("eva", device=device or "") == WRONG
    (row,) = staff.rows(
        f"SELECT name, login, password, totp FROM staff WHERE id = {eva.staff}"  # noqa: S608
    )
    assert row == ("Eva", None, None, None)
    for table in ("staff_session", "device", "recovery_code"):
        assert staff.rows(f"SELECT * FROM {table} WHERE staff = {eva.staff}") == []  # noqa: S608
    assert staff.rows("SELECT * FROM history_image WHERE kind = 'staff'") == []
    assert staff.rows("SELECT * FROM history_value") == []
    assert await staff.database.read(store.names) == {anna.staff: "Anna", eva.staff: "Eva"}


async def test_a_login_is_free_again_after_the_end(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "reader")
    await team.end(staff.database, eva.staff, staff.doer(anna))

    again = await staff.join("eva", "reader")

    assert again.staff != eva.staff
    assert await team.end(staff.database, eva.staff, staff.doer(anna)) == team.NOBODY


async def test_a_role_holds_from_the_next_page(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "lead")

    assert await team.change_role(staff.database, eva.staff, "reader", staff.doer(anna)) is None

    assert (await staff.member(eva.token)).role == "reader"


async def test_a_lead_signs_somebody_out(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "reader")

    assert await team.sign_out(staff.database, eva.staff, staff.doer(anna)) is None

    assert await session.find(staff.database, eva.token, staff.now) == Ended(staff=eva.staff)


async def test_invitations_have_a_limit(staff: Staff) -> None:
    anna = await staff.join("anna")
    for _ in range(MOST_INVITATIONS):
        assert isinstance(await team.invite(staff.database, "reader", staff.doer(anna)), str)

    assert isinstance(await team.invite(staff.database, "reader", staff.doer(anna)), Text)


async def test_a_second_lead_is_urged(staff: Staff) -> None:
    anna = await staff.join("anna")
    assert await staff.database.read(reminders.second_lead_missing)
    asked = await staff.database.read(lambda db: tuple(reminders.of_staff(db, staff.now)))
    assert [one.href for one in asked] == ["/staff/invite"]

    eva = await staff.join("eva", "lead")
    assert not await staff.database.read(reminders.second_lead_missing)
    await team.change_role(staff.database, eva.staff, "reader", staff.doer(anna))
    assert await staff.database.read(reminders.second_lead_missing)


ACCOUNTS = st.lists(
    st.builds(
        lambda role, factor, ended: (role, factor, ended),
        st.sampled_from(["lead", "assistant", "reader"]),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("role", [None, "lead", "assistant", "reader"])
@given(rows=ACCOUNTS)
def test_no_allowed_change_takes_the_last_lead_away(
    rows: list[tuple[Role, bool, bool]], role: Role | None
) -> None:
    noon = datetime(2026, 9, 1, tzinfo=UTC)
    accounts = tuple(
        Account(
            id=number,
            name="A",
            login=None if ended else f"a{number}",
            role=own,
            made_at=noon,
            factor_since=noon if factor and not ended else None,
            ended_at=noon if ended else None,
        )
        for number, (own, factor, ended) in enumerate(rows)
    )
    leads = sum(map(can_lead, accounts))
    for changed in accounts:
        if not leaves_a_lead(accounts, changed.id, role):
            continue
        after = [
            (replace(a, role=role) if role else replace(a, ended_at=noon))
            if a.id == changed.id
            else a
            for a in accounts
        ]
        assert leads == 0 or any(map(can_lead, after))
