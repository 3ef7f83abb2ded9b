"""Invitations: one link, one account, once; and the first link of all."""

import asyncio
from datetime import timedelta

import pytest

from node.history import record as history
from node.staff import team
from shared.runtime.accounts import session, store, welcome
from shared.runtime.accounts.model import Member, SigningIn
from shared.runtime.accounts.sign_in import Begun, Visitor
from shared.text import Invalid, Text
from tests.node.staff.conftest import OTHER, PASSWORD, Staff

FIELDS = {"name": "Eva", "login": "eva", "password": OTHER, "again": OTHER}


async def accept(staff: Staff, path: str, **changes: str) -> object:
    return await welcome.accept(
        staff.porter,
        token=path.removeprefix("/welcome/"),
        fields=FIELDS | changes,
        visitor=Visitor(address="192.0.2.1"),
        now=staff.now,
    )


async def invited(staff: Staff, role: str = "reader") -> str:
    made = await team.invite(staff.database, role, staff.doer())  # type: ignore[arg-type]
    assert isinstance(made, str)
    return made


async def test_the_first_link_makes_the_first_lead(staff: Staff) -> None:
    path = await welcome.first_link(staff.database, staff.clock)
    assert path is not None
    assert path.startswith("/welcome/")

    begun = await accept(staff, path)

    assert isinstance(begun, Begun)
    someone = await session.find(staff.database, begun.token, staff.now)
    assert isinstance(someone, SigningIn)
    assert someone.stage == "factor"
    (account,) = await staff.database.read(store.accounts)
    assert (account.role, account.login, account.factor_since) == ("lead", "eva", None)


async def test_a_new_first_link_ends_the_one_before(staff: Staff) -> None:
    one = await welcome.first_link(staff.database, staff.clock)
    two = await welcome.first_link(staff.database, staff.clock)
    assert one is not None
    assert two is not None

    assert await accept(staff, one) == welcome.GONE
    assert isinstance(await accept(staff, two), Begun)


async def test_there_is_no_first_link_once_somebody_is_there(staff: Staff) -> None:
    left_over = await welcome.first_link(staff.database, staff.clock)
    assert left_over is not None
    await staff.database.write(
        lambda db: store.add(
            db, name="A", login="anna", role="lead", password="$argon2id$x", now=staff.now
        )
    )

    assert await accept(staff, left_over) == welcome.GONE
    assert await welcome.first_link(staff.database, staff.clock) is None


async def test_an_invitation_works_once(staff: Staff) -> None:
    await staff.join("anna")
    path = await invited(staff)

    assert isinstance(await accept(staff, path), Begun)
    assert await accept(staff, path, login="again") == welcome.GONE


async def test_of_two_who_use_a_link_at_once_one_gets_in(staff: Staff) -> None:
    await staff.join("anna")
    path = await invited(staff)

    answers = await asyncio.gather(*(accept(staff, path, login=f"eva{n}") for n in range(5)))

    assert sum(isinstance(answer, Begun) for answer in answers) == 1
    assert answers.count(welcome.GONE) == 4


async def test_an_invitation_ends_after_seven_days(staff: Staff) -> None:
    await staff.join("anna")
    path = await invited(staff)
    staff.later(days=7)

    assert await accept(staff, path) == welcome.GONE
    assert await welcome.look(staff.database, path.removeprefix("/welcome/"), staff.now) is None


async def test_a_withdrawn_invitation_is_worth_nothing(staff: Staff) -> None:
    await staff.join("anna")
    path = await invited(staff)
    (open_,) = await staff.database.read(lambda db: store.invitations(db, staff.now))

    assert await team.withdraw(staff.database, open_.number, staff.doer())
    assert not await team.withdraw(staff.database, open_.number, staff.doer())
    assert await accept(staff, path) == welcome.GONE


@pytest.mark.parametrize("role", ["lead", "assistant", "reader"])
async def test_the_link_decides_the_role_and_the_form_does_not(staff: Staff, role: str) -> None:
    await staff.join("anna")

    await accept(staff, await invited(staff, role), role="lead")

    accounts = await staff.database.read(store.accounts)
    assert {a.login: a.role for a in accounts}["eva"] == role


async def test_a_login_is_given_once_and_the_link_stays_good(staff: Staff) -> None:
    await staff.join("anna")
    path = await invited(staff)

    refused = await accept(staff, path, login=" ANNA ")

    assert isinstance(refused, tuple)
    assert [one.field for one in refused] == ["login"]
    assert isinstance(await accept(staff, path), Begun)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "<b>Eva"}, "name"),
        ({"login": ""}, "login"),
        ({"login": "e v a"}, "login"),
        ({"login": "<script>"}, "login"),
        ({"password": "lyhyt", "again": "lyhyt"}, "password"),
        ({"again": PASSWORD}, "again"),
        ({"password": "eva eva 2026!", "again": "eva eva 2026!"}, "password"),
        ({"password": "SavonVerkosto1", "again": "SavonVerkosto1"}, "password"),
    ],
)
async def test_a_bad_form_is_refused_at_its_field(
    staff: Staff, changes: dict[str, str], field: str
) -> None:
    path = await welcome.first_link(staff.database, staff.clock)
    assert path is not None

    refused = await accept(staff, path, **changes)

    assert isinstance(refused, tuple)
    assert all(isinstance(one, Invalid) for one in refused)
    assert [one.field for one in refused] == [field]
    assert await staff.database.read(store.accounts) == ()


async def test_guessing_links_is_braked_by_address(staff: Staff) -> None:
    await staff.join("anna")
    answers = [await accept(staff, f"/welcome/{'x' * 42}{n % 10}") for n in range(25)]

    assert answers[0] == welcome.GONE
    assert isinstance(answers[-1], Text)
    assert answers[-1] != welcome.GONE


async def test_a_link_stands_in_no_table(staff: Staff) -> None:
    path = await welcome.first_link(staff.database, staff.clock)
    assert path is not None

    (row,) = staff.rows("SELECT * FROM staff_invitation")

    assert path.removeprefix("/welcome/") not in str(row)


async def test_without_a_second_factor_nothing_opens(staff: Staff) -> None:
    path = await welcome.first_link(staff.database, staff.clock)
    assert path is not None
    await staff.accept(path, "eva")

    begun = await staff.password("eva")

    assert isinstance(begun, Begun)
    assert begun.stage == "factor"
    assert not isinstance(await session.find(staff.database, begun.token, staff.now), Member)


async def test_a_new_account_stands_in_the_history_without_values(staff: Staff) -> None:
    anna = await staff.join("anna")

    entries = await staff.database.read(lambda db: history.of_record(db, "staff", str(anna.staff)))

    assert [entry.verb for entry in entries] == ["changed", "added"]
    assert {"factor_since", "recovery_left"} <= set(entries[0].fields)
    assert all(entry.changes == () for entry in entries)
    assert entries[0].staff == anna.staff
    assert timedelta() <= staff.now - entries[0].at <= timedelta(minutes=2)
