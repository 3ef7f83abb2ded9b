"""One's own account: each new secret needs the password again, and ends what hung on the old."""

from types import MethodType

import pytest

from node.history import record as history
from shared.runtime.accounts import account, attempts, session
from shared.runtime.accounts.model import RECOVERY_CODES, Ended
from shared.runtime.accounts.rules import fresh
from shared.runtime.accounts.sign_in import TOO_LATE, WRONG, WRONG_CODE, Begun, Passed
from shared.text import Invalid, Text
from tests.node.staff.conftest import OTHER, PASSWORD, Person, Staff


async def change(staff: Staff, person: Person, **changes: str) -> object:
    member = await staff.member(person.token)
    fields = {"current": PASSWORD, "password": OTHER, "again": OTHER} | changes
    return await account.change_password(
        staff.porter, member=member, fields=fields, address="192.0.2.1", now=staff.now
    )


async def step_up(staff: Staff, token: str, password: str = PASSWORD) -> object:
    member = await staff.member(token)
    return await account.step_up(
        staff.porter, member=member, password=password, address="192.0.2.1", now=staff.now
    )


async def test_a_step_up_holds_for_ten_minutes_and_makes_a_new_token(staff: Staff) -> None:
    anna = await staff.join("anna")
    staff.later(minutes=9)
    assert not fresh(await staff.member(anna.token), staff.now)

    token = await step_up(staff, anna.token)

    assert isinstance(token, str)
    assert token != anna.token
    assert await session.find(staff.database, anna.token, staff.now) is None
    member = await staff.member(token)
    assert fresh(member, staff.now)
    staff.later(minutes=10)
    assert not fresh(await staff.member(token), staff.now)


async def test_a_step_up_does_not_prolong_the_twelve_hours(staff: Staff) -> None:
    anna = await staff.join("anna")
    token: object = anna.token
    for _ in range(14):
        staff.later(minutes=50)
        token = await step_up(staff, str(token))
    staff.later(minutes=50)

    assert await session.find(staff.database, str(token), staff.now) == Ended(staff=anna.staff)


async def test_a_step_up_with_a_wrong_password_is_refused_and_braked(staff: Staff) -> None:
    anna = await staff.join("anna")
    answers = [await step_up(staff, anna.token, OTHER) for _ in range(7)]

    assert answers.count(account.WRONG_PASSWORD) == attempts.ACCOUNT_FREE
    assert isinstance(answers[-1], Text)
    assert isinstance(await staff.password("anna"), Begun)  # a session's brake is its own


async def test_strangers_cannot_brake_a_step_up(staff: Staff) -> None:
    anna = await staff.join("anna")
    for n in range(12):
        await staff.password("anna", OTHER, address=f"10.1.{n}.1")

    assert isinstance(await step_up(staff, anna.token), str)


async def test_a_new_password_ends_other_sessions_and_trust(staff: Staff) -> None:
    anna = await staff.join("anna")
    elsewhere = await staff.enter(anna, trust=True)

    token = await change(staff, anna)

    assert isinstance(token, str)
    await staff.member(token)
    assert await session.find(staff.database, anna.token, staff.now) is None
    assert isinstance(await session.find(staff.database, elsewhere.token, staff.now), Ended)
    assert await staff.password("anna", PASSWORD) == WRONG
    begun = await staff.password("anna", OTHER, device=elsewhere.device or "")
    assert isinstance(begun, Begun)
    assert begun.stage == "code"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"current": OTHER}, "current"),
        ({"current": ""}, "current"),
        ({"password": "lyhyt", "again": "lyhyt"}, "password"),
        ({"password": "anna anna anna", "again": "anna anna anna"}, "password"),
        ({"again": PASSWORD}, "again"),
    ],
)
async def test_a_bad_change_of_password_changes_nothing(
    staff: Staff, changes: dict[str, str], field: str
) -> None:
    anna = await staff.join("anna")

    refused = await change(staff, anna, **changes)

    assert isinstance(refused, tuple)
    assert [one.field for one in refused] == [field]
    await staff.member(anna.token)
    assert isinstance(await staff.password("anna"), Begun)


async def test_a_new_telephone_needs_the_password_of_the_last_ten_minutes(staff: Staff) -> None:
    anna = await staff.join("anna")
    staff.later(minutes=20)
    member = await staff.member(anna.token)
    offered = await account.offer(staff.porter, member)
    proof = {
        "code": staff.code(offered.secret),
        "address": "192.0.2.1",
        "now": staff.now,
    }

    stale = await account.prove(staff.porter, cookie=anna.token, **proof)  # type: ignore[arg-type]

    assert stale == account.STALE
    begun = await staff.password("anna")
    assert isinstance(begun, Begun)
    assert isinstance(await staff.give(begun.token, staff.code(anna.secret)), Passed)


async def test_a_new_telephone_replaces_the_old_one_and_the_codes(staff: Staff) -> None:
    anna = await staff.join("anna")
    elsewhere = await staff.enter(anna)
    token = await step_up(staff, anna.token)
    assert isinstance(token, str)
    member = await staff.member(token)
    offered = await account.offer(staff.porter, member)
    assert offered.secret != anna.secret
    assert (await account.offer(staff.porter, member)).secret == offered.secret

    new = await account.prove(
        staff.porter,
        cookie=token,
        code=staff.code(offered.secret),
        address="192.0.2.1",
        now=staff.now,
    )

    assert isinstance(new, str)
    assert isinstance(await session.find(staff.database, elsewhere.token, staff.now), Ended)
    codes = await account.recovery_codes(staff.porter, await staff.member(new))
    assert len(set(codes)) == RECOVERY_CODES
    assert not set(codes) & set(anna.codes)
    staff.later(minutes=1)
    for old in (staff.code(anna.secret), anna.codes[0]):
        begun = await staff.password("anna")
        assert isinstance(begun, Begun)
        assert await staff.give(begun.token, old) == WRONG_CODE


async def test_a_telephone_that_was_not_offered_is_not_taken(staff: Staff) -> None:
    anna = await staff.join("anna")
    begun = await staff.password("anna")
    assert isinstance(begun, Begun)

    for cookie in ("", begun.token):
        answer = await account.prove(
            staff.porter, cookie=cookie, code="000000", address="192.0.2.1", now=staff.now
        )
        assert answer == TOO_LATE
    assert anna.secret


async def test_recovery_codes_are_shown_until_they_are_kept(staff: Staff) -> None:
    anna = await staff.join("anna")
    member = await staff.member(anna.token)
    assert await account.recovery_codes(staff.porter, member) == anna.codes

    await account.kept(staff.porter, member)

    assert await account.recovery_codes(staff.porter, member) == ()
    other = await staff.member((await staff.enter(anna)).token)
    await account.new_recovery(staff.porter, other, staff.now)
    assert await account.recovery_codes(staff.porter, member) == ()
    drawn = await account.recovery_codes(staff.porter, other)
    assert len(drawn) == RECOVERY_CODES
    begun = await staff.password("anna")
    assert isinstance(begun, Begun)
    assert await staff.give(begun.token, anna.codes[1]) == WRONG_CODE
    assert isinstance(await staff.give(begun.token, drawn[1]), Passed)


async def test_a_session_that_ended_while_the_password_was_judged_changes_nothing(
    staff: Staff,
) -> None:
    anna = await staff.join("anna")
    real = staff.porter.passwords.fits

    async def signing_out(_self: object, hash_: str | None, password: str) -> bool:
        await session.end(staff.database, anna.token, staff.now)
        return await real(hash_, password)

    fits = MethodType(signing_out, staff.porter.passwords)
    staff.porter.passwords.fits = fits  # type: ignore[method-assign]
    refused = await change(staff, anna)

    assert refused == (Invalid("current", TOO_LATE),)
    staff.porter.passwords.fits = real  # type: ignore[method-assign]
    assert isinstance(await staff.password("anna"), Begun)


async def test_what_a_person_does_to_the_account_stands_in_the_history(staff: Staff) -> None:
    anna = await staff.join("anna")
    begun = await staff.password("anna")
    assert isinstance(begun, Begun)
    assert isinstance(await staff.give(begun.token, anna.codes[0]), Passed)
    token = await change(staff, anna)
    assert isinstance(token, str)
    await account.new_recovery(staff.porter, await staff.member(token), staff.now)

    entries = await staff.database.read(lambda db: history.of_record(db, "staff", str(anna.staff)))

    assert [(entry.verb, entry.fields, entry.staff) for entry in entries[:3]] == [
        ("changed", ("recovery_left",), anna.staff),
        ("changed", ("password_since",), anna.staff),
        ("changed", ("recovery_left",), anna.staff),
    ]
    assert not any(entry.undoable for entry in entries)
