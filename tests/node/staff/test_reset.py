"""A lead's link for a new password and second factor: one account, once, nothing else."""

import asyncio
from datetime import timedelta

import pytest

from node.history import record as history
from node.staff import reminders, reset, team
from node.staff.rules import LAST_LEAD
from shared.runtime.accounts import account, session, store
from shared.runtime.accounts.model import RESET_LASTS, Ended, SigningIn
from shared.runtime.accounts.sign_in import TOO_LATE, WRONG, Begun, Visitor
from shared.runtime.accounts.welcome import GONE
from shared.text import Invalid, Text
from tests.node.staff.conftest import OTHER, PASSWORD, Person, Staff

FIELDS = {"password": OTHER, "again": OTHER}


async def made(staff: Staff, lead: Person, person: Person) -> str:
    path = await reset.make(staff.database, person.staff, staff.doer(lead))
    assert isinstance(path, str), path
    return path


async def accept(staff: Staff, path: str, **changes: str) -> object:
    return await reset.accept(
        staff.porter,
        token=path.removeprefix("/reset/"),
        fields=FIELDS | changes,
        visitor=Visitor(address="192.0.2.9"),
        now=staff.now,
    )


async def test_a_link_sets_password_and_factor_anew(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "assistant")
    path = await made(staff, anna, eva)

    begun = await accept(staff, path)

    assert isinstance(begun, Begun)
    someone = await session.find(staff.database, begun.token, staff.now)
    assert isinstance(someone, SigningIn)
    assert someone.stage == "factor"
    offered = await account.offer(staff.porter, someone)
    assert offered.secret != eva.secret
    token = await account.prove(
        staff.porter,
        cookie=begun.token,
        code=staff.code(offered.secret),
        address="192.0.2.9",
        now=staff.now,
    )
    member = await staff.member(str(token))
    assert (member.staff, member.role) == (eva.staff, "assistant")
    assert await staff.password("eva") == WRONG
    assert isinstance(await staff.password("eva", OTHER), Begun)


async def test_from_the_link_on_nothing_else_opens_the_account(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "assistant")
    device = (await staff.enter(eva, trust=True)).device
    half = await staff.password("eva")
    assert isinstance(half, Begun)

    await made(staff, anna, eva)

    assert await session.find(staff.database, eva.token, staff.now) == Ended(staff=eva.staff)
    assert await staff.password("eva") == WRONG
    assert await staff.password("eva", device=device or "") == WRONG
    assert await staff.give(half.token, staff.code(eva.secret)) == TOO_LATE
    assert staff.rows("SELECT * FROM device") == []
    staff.later(hours=RESET_LASTS.total_seconds() / 3600 + 1)
    assert await staff.password("eva") == WRONG


async def test_a_new_password_alone_shows_nothing(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "assistant")
    await accept(staff, await made(staff, anna, eva))

    begun = await staff.password("eva", OTHER)

    assert isinstance(begun, Begun)
    assert begun.stage == "factor"
    assert await staff.give(begun.token, eva.codes[0]) == TOO_LATE
    assert staff.rows(f"SELECT * FROM recovery_code WHERE staff = {eva.staff}") == []  # noqa: S608


async def test_a_link_works_once_and_for_a_day(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "assistant")
    path = await made(staff, anna, eva)
    staff.later(hours=25)
    assert await accept(staff, path) == GONE

    path = await made(staff, anna, eva)
    one, two = await asyncio.gather(accept(staff, path), accept(staff, path))

    assert {type(one), type(two)} == {Begun, Text}
    assert await reset.look(staff.database, path.removeprefix("/reset/"), staff.now) is None


async def test_a_new_link_ends_the_one_before(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "assistant")
    one, two = await made(staff, anna, eva), await made(staff, anna, eva)

    assert await accept(staff, one) == GONE
    assert isinstance(await accept(staff, two), Begun)


async def test_a_withdrawn_link_leaves_everything_as_it_was(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "assistant")
    path = await made(staff, anna, eva)

    assert await reset.withdraw(staff.database, eva.staff, staff.doer(anna))
    assert not await reset.withdraw(staff.database, eva.staff, staff.doer(anna))

    assert await accept(staff, path) == GONE
    await staff.enter(eva)


async def test_nobody_resets_themselves_or_somebody_gone_or_the_only_lead(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "lead")

    assert await reset.make(staff.database, anna.staff, staff.doer(anna)) == reset.OWN
    assert await reset.make(staff.database, 99, staff.doer(anna)) == team.NOBODY
    await made(staff, anna, eva)
    assert await reset.make(staff.database, anna.staff, staff.doer()) == LAST_LEAD
    assert await team.end(staff.database, anna.staff, staff.doer()) == LAST_LEAD
    assert await staff.database.read(reminders.second_lead_missing)


async def test_of_two_leads_who_reset_each_other_at_once_one_can_sign_in(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva")

    answers = await asyncio.gather(
        reset.make(staff.database, eva.staff, staff.doer(anna)),
        reset.make(staff.database, anna.staff, staff.doer(eva)),
    )

    assert LAST_LEAD in answers
    assert sum(isinstance(answer, str) for answer in answers) == 1


async def test_an_ended_account_takes_its_link_along(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "assistant")
    path = await made(staff, anna, eva)
    assert await team.end(staff.database, eva.staff, staff.doer(anna)) is None

    assert await accept(staff, path) == GONE
    assert staff.rows("SELECT * FROM reset") == []


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("password", {"password": "lyhyt", "again": "lyhyt"}),
        ("password", {"password": "Savolax 2026", "again": "Savolax 2026"}),
        ("again", {"again": PASSWORD}),
    ],
)
async def test_a_bad_password_is_refused_and_the_link_stays_good(
    staff: Staff, field: str, changes: dict[str, str]
) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "assistant")
    path = await made(staff, anna, eva)

    refused = await accept(staff, path, **changes)

    assert isinstance(refused, tuple)
    assert isinstance(refused[0], Invalid)
    assert refused[0].field == field
    assert isinstance(await accept(staff, path), Begun)


async def test_guessing_reset_links_is_braked_by_address(staff: Staff) -> None:
    await staff.join("anna")
    answers = {str(await accept(staff, "/reset/" + "A" * 43)) for _ in range(25)}

    assert len(answers) > 1


async def test_a_reset_stands_in_the_history_and_its_link_nowhere(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "assistant")
    path = await made(staff, anna, eva)
    await accept(staff, path)

    entries = await staff.database.read(
        lambda db: history.of_record(db, "staff", str(eva.staff)),
    )

    assert [entry.staff for entry in entries[:2]] == [eva.staff, anna.staff]
    assert {"password_since", "factor_since", "reset_at"} <= set(entries[0].fields)
    assert entries[1].fields == ("reset_at",)
    with staff.database._path.open("rb") as file:
        assert path.removeprefix("/reset/").encode() not in file.read()


async def test_a_reset_is_told_until_it_is_used(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva", "assistant")
    path = await made(staff, anna, eva)
    waiting = await staff.database.read(lambda db: store.find(db, eva.staff))
    assert waiting is not None
    assert waiting.reset_at == staff.now
    found = await reset.look(staff.database, path.removeprefix("/reset/"), staff.now)
    assert found is not None
    assert (found.login, found.until) == ("eva", staff.now + timedelta(hours=24))

    await accept(staff, path)

    used = await staff.database.read(lambda db: store.find(db, eva.staff))
    assert used is not None
    assert (used.reset_at, used.factor_since) == (None, None)
