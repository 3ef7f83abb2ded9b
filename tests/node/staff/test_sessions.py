"""Sessions: whose cookie opens what, until when, and how each of them ends."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.runtime.accounts import session, tokens
from shared.runtime.accounts.model import (
    SESSION_IDLE,
    SESSION_LASTS,
    Ended,
    Member,
    Session,
    SigningIn,
)
from shared.runtime.accounts.rules import over_since
from shared.runtime.accounts.sign_in import Begun, Passed
from tests.node.staff.conftest import Staff


async def test_a_token_opens_and_its_stored_digest_does_not(staff: Staff) -> None:
    anna = await staff.join("anna")
    ((stored,),) = staff.rows("SELECT hash FROM staff_session")

    assert stored == hashlib.sha256(anna.token.encode()).hexdigest()
    assert await session.find(staff.database, str(stored), staff.now) is None
    assert isinstance(await session.find(staff.database, anna.token, staff.now), Member)


@pytest.mark.parametrize("planted", ["", "a" * 43, "a" * 64, "'; --", "ä" * 43])
async def test_fault_36_a_value_that_somebody_chose_never_becomes_a_session(
    staff: Staff, planted: str
) -> None:
    await staff.join("anna")

    begun = await staff.password("anna", cookie=planted)

    assert isinstance(begun, Begun)
    assert begun.token != planted
    assert await session.find(staff.database, planted, staff.now) is None


async def test_every_step_of_signing_in_makes_the_token_before_worthless(staff: Staff) -> None:
    anna = await staff.join("anna")
    begun = await staff.password("anna", cookie=anna.token)
    assert isinstance(begun, Begun)
    assert await session.find(staff.database, anna.token, staff.now) is None

    passed = await staff.give(begun.token, staff.code(anna.secret))
    assert isinstance(passed, Passed)

    assert await session.find(staff.database, begun.token, staff.now) is None
    assert isinstance(await staff.member(passed.token), Member)


async def test_half_a_sign_in_is_no_sign_in(staff: Staff) -> None:
    await staff.join("anna")
    begun = await staff.password("anna")
    assert isinstance(begun, Begun)

    someone = await session.find(staff.database, begun.token, staff.now)
    staff.later(minutes=15)

    assert isinstance(someone, SigningIn)
    assert someone.stage == "code"
    assert await session.find(staff.database, begun.token, staff.now) is None


async def test_an_idle_session_ends_and_is_remembered_for_two_days(staff: Staff) -> None:
    anna = await staff.join("anna")
    staff.later(minutes=58)
    await staff.member(anna.token)
    staff.later(minutes=59)
    await staff.member(anna.token)
    staff.later(minutes=60)

    assert await session.find(staff.database, anna.token, staff.now) == Ended(staff=anna.staff)
    staff.later(hours=47)
    assert await session.find(staff.database, anna.token, staff.now) == Ended(staff=anna.staff)
    staff.later(hours=1)
    assert await session.find(staff.database, anna.token, staff.now) is None


async def test_use_does_not_carry_a_session_over_twelve_hours(staff: Staff) -> None:
    anna = await staff.join("anna")
    for _ in range(23):
        staff.later(minutes=31)
        await staff.member(anna.token)
    staff.later(minutes=10)

    assert await session.find(staff.database, anna.token, staff.now) == Ended(staff=anna.staff)


async def test_use_is_written_once_a_minute_at_most(staff: Staff) -> None:
    anna = await staff.join("anna")
    await staff.member(anna.token)
    before = staff.database.commits
    for _ in range(5):
        staff.later(seconds=10)
        await staff.member(anna.token)

    assert staff.database.commits == before
    staff.later(seconds=10)
    await staff.member(anna.token)
    assert staff.database.commits == before + 1


async def test_signing_out_ends_this_session_alone(staff: Staff) -> None:
    anna = await staff.join("anna")
    other = (await staff.enter(anna)).token

    await session.end(staff.database, other, staff.now)

    assert await session.find(staff.database, other, staff.now) == Ended(staff=anna.staff)
    await staff.member(anna.token)


async def test_nobody_ends_a_session_of_somebody_else(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva")
    (own,) = await session.sessions(staff.database, eva.staff, staff.now)

    assert not await session.end_one(staff.database, anna.staff, own.number, staff.now)
    await staff.member(eva.token)
    assert await session.end_one(staff.database, eva.staff, own.number, staff.now)
    assert await session.find(staff.database, eva.token, staff.now) == Ended(staff=eva.staff)


async def test_a_session_left_over_from_an_ended_account_opens_nothing(staff: Staff) -> None:
    anna = await staff.join("anna")
    await staff.database.write(
        lambda db: db.execute(
            "UPDATE staff SET ended_at = made_at, login = NULL, password = NULL, "
            "password_since = NULL, totp = NULL, factor_since = NULL"
        )
    )

    assert await session.find(staff.database, anna.token, staff.now) is None


async def test_signing_out_everywhere_ends_all_and_forgets_devices(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva")
    passed = await staff.enter(anna, trust=True)
    assert passed.device is not None

    await session.end_all(staff.database, anna.staff, staff.now)

    for token in (anna.token, passed.token):
        assert isinstance(await session.find(staff.database, token, staff.now), Ended)
    await staff.member(eva.token)
    begun = await staff.password("anna", device=passed.device)
    assert isinstance(begun, Begun)
    assert begun.stage == "code"


async def test_a_session_is_told_by_coarse_words(staff: Staff) -> None:
    anna = await staff.join("anna")

    (own,) = await session.sessions(staff.database, anna.staff, staff.now)

    assert own.device == "Firefox, Windows"


def test_a_session_of_the_future_is_over(staff_free_session: Session) -> None:
    begun = staff_free_session.begun_at
    assert over_since(staff_free_session, begun - timedelta(days=1)) is not None


@pytest.fixture
def staff_free_session() -> Session:
    noon = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
    return Session(
        number=1,
        hash="0" * 64,
        staff=1,
        stage="full",
        begun_at=noon,
        seen_at=noon,
        stepped_up_at=None,
        device="",
    )


@given(st.lists(st.integers(1, 90), max_size=60))
def test_no_pattern_of_use_outlives_the_limits(gaps: list[int]) -> None:
    begun = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
    seen = now = begun
    alive = True
    for gap in gaps:
        now += timedelta(minutes=gap)
        row = Session(
            number=1,
            hash="0" * 64,
            staff=1,
            stage="full",
            begun_at=begun,
            seen_at=seen,
            stepped_up_at=None,
            device="",
        )
        expected = alive and now - seen < SESSION_IDLE and now - begun < SESSION_LASTS
        if not alive:
            break
        assert (over_since(row, now) is None) == expected
        alive, seen = expected, now


@given(st.text(max_size=60))
def test_only_what_looks_like_a_token_has_a_digest(text: str) -> None:
    assert tokens.digest(text) in ("", hashlib.sha256(text.encode()).hexdigest())
    assert bool(tokens.digest(text)) == (
        len(text) == 43 and all(c.isascii() and (c.isalnum() or c in "-_") for c in text)
    )
