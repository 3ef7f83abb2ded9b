"""Signing in: one answer for all who fail, delays that grow, codes that work once."""

import asyncio
from datetime import timedelta
from types import MethodType

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.runtime.accounts import attempts, factor, session, sign_in, store, welcome
from shared.runtime.accounts.forms import Newcomer
from shared.runtime.accounts.model import Member, Secrets
from shared.runtime.accounts.passwords import MOST_WAITING, NOBODYS, BusyError, Passwords
from shared.runtime.accounts.rules import delay
from shared.runtime.accounts.sign_in import TOO_LATE, WRONG, WRONG_CODE, Begun, Passed
from shared.runtime.seal import SealError
from shared.text import Text
from tests.node.staff.conftest import BROWSER, OTHER, PASSWORD, Staff


async def test_a_password_and_a_code_sign_in(staff: Staff) -> None:
    anna = await staff.join("anna")

    passed = await staff.enter(anna)

    member = await staff.member(passed.token)
    assert (member.staff, member.role, member.name) == (anna.staff, "lead", "Anna")
    assert passed.device is None


@pytest.mark.parametrize("typed", ["anna", " ANNA ", "Anna", "\uff41nna"])
async def test_capitals_and_spaces_of_a_login_do_not_count(staff: Staff, typed: str) -> None:
    await staff.join("anna")

    assert isinstance(await staff.password(typed), Begun)


async def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(staff: Staff) -> None:
    await staff.join("anna")

    assert await staff.password("anna", OTHER) == WRONG
    assert await staff.password("nobody", OTHER) == WRONG
    assert await staff.password("nobody", "") == WRONG
    assert await staff.password("anna", PASSWORD + "x" * 200) == WRONG


async def test_an_unknown_login_costs_a_whole_verification(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    await staff.join("anna")
    asked: list[str | None] = []
    real = Passwords.fits

    async def counted(self: Passwords, hash_: str | None, password: str) -> bool:
        asked.append(hash_)
        return await real(self, hash_, password)

    monkeypatch.setattr(Passwords, "fits", counted)
    await staff.password("nobody", OTHER)
    await staff.password("anna", OTHER)

    assert asked[0] is None
    assert asked[1] is not None


async def test_without_a_hash_the_dummy_is_verified_in_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    verified: list[str] = []

    def fits(hash_: str, _password: str) -> bool:
        verified.append(hash_)
        return True

    monkeypatch.setattr("shared.runtime.accounts.passwords._fits", fits)
    passwords = Passwords()

    assert await passwords.fits(None, OTHER) is False
    assert await passwords.fits("a hash", "x" * 129) is False
    assert verified == [NOBODYS, NOBODYS]
    assert not passwords.outdated(NOBODYS)
    passwords.close()


async def test_too_many_waiting_passwords_are_refused_and_not_queued() -> None:
    passwords = Passwords()
    tasks = [asyncio.create_task(passwords.fits(None, OTHER)) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)

    with pytest.raises(BusyError):
        await passwords.fits(None, OTHER)
    for task in tasks:
        task.cancel()
    passwords.close()


async def test_one_spelling_of_a_password_whatever_the_keyboard(staff: Staff) -> None:
    composed, split = "\u00e4iti hyppää mereen", "a\u0308iti hyppa\u0308a\u0308 mereen"
    passwords = staff.porter.passwords

    assert await passwords.fits(await passwords.hash(composed), split)


async def test_failures_delay_longer_and_longer_and_never_for_good(staff: Staff) -> None:
    await staff.join("anna")
    waits = []
    for n in range(attempts.ACCOUNT_FREE + 12):
        waits.append(0)
        while await staff.password("anna", OTHER, address=f"10.{n}.0.1") != WRONG:
            staff.later(seconds=1)
            waits[-1] += 1

    assert waits[: attempts.ACCOUNT_FREE] == [0] * attempts.ACCOUNT_FREE
    assert waits[attempts.ACCOUNT_FREE :] == [*(2**n for n in range(10)), 900, 900]
    staff.later(minutes=15)
    assert isinstance(await staff.password("anna"), Begun)


async def test_the_right_password_waits_too_while_the_brake_is_on(staff: Staff) -> None:
    await staff.join("anna")
    for _ in range(attempts.ACCOUNT_FREE):
        assert await staff.password("anna", OTHER, address="198.51.100.7") == WRONG

    refused = await staff.password("anna", address="203.0.113.9")

    assert isinstance(refused, Text)
    assert refused.msgid.startswith("Too many attempts")
    staff.later(seconds=2)
    assert isinstance(await staff.password("anna"), Begun)


async def test_an_unknown_login_is_braked_like_a_known_one(staff: Staff) -> None:
    await staff.join("anna")
    said = {
        login: [await staff.password(login, OTHER, address=f"10.0.{n}.1") for n in range(9)]
        for login in ("anna", "nobody")
    }

    assert said["anna"] == said["nobody"]


async def test_many_attempts_at_once_gain_nothing(staff: Staff) -> None:
    await staff.join("anna")
    answers = await asyncio.gather(*(staff.password("anna", OTHER) for _ in range(20)))

    assert sum(answer == WRONG for answer in answers) == attempts.ACCOUNT_FREE


async def test_an_address_is_braked_over_many_logins(staff: Staff) -> None:
    await staff.join("anna")
    for n in range(attempts.ADDRESS_FREE):
        await staff.password(f"nobody-{n}", OTHER, address=f"198.51.100.{n}")

    assert await staff.password("anna", address="198.51.100.250") != WRONG
    assert isinstance(await staff.password("anna", address="198.51.100.250"), Text)
    assert isinstance(await staff.password("anna", address="198.51.101.1"), Begun)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("2001:db8:0:1::1", "2001:db8:0:ff::9", True),
        ("2001:db8:0:100::1", "2001:db8:0:1ff::1", True),
        ("2001:db8:0:100::1", "2001:db8:0:200::1", False),
        ("::ffff:192.0.2.1", "192.0.2.7", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "what", True),
    ],
)
def test_neighbours_share_a_prefix(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert (attempts.prefix(one) == attempts.prefix(other)) == same


async def test_neither_login_nor_address_stands_in_the_table(staff: Staff) -> None:
    await staff.password("salainen tunnus", OTHER, address="198.51.100.77")

    rows = staff.rows("SELECT key, failures, last_at FROM attempt")

    assert len(rows) == 2
    assert all(len(str(key)) == 64 for key, _, _ in rows)


async def test_a_trusted_device_is_not_kept_out_by_strangers(staff: Staff) -> None:
    anna = await staff.join("anna")
    device = (await staff.enter(anna, trust=True)).device
    assert device is not None
    for n in range(12):
        await staff.password("anna", OTHER, address=f"10.1.{n}.1")

    assert isinstance(await staff.password("anna", address="192.0.2.1"), Text)
    begun = await staff.password("anna", address="192.0.2.1", device=device)
    assert isinstance(begun, Begun)
    assert begun.stage == "full"


async def test_a_trusted_device_skips_the_code_and_never_the_password(staff: Staff) -> None:
    anna, eva = await staff.join("anna"), await staff.join("eva")
    device = (await staff.enter(anna, trust=True)).device
    assert device is not None

    assert await staff.password("anna", OTHER, device=device) == WRONG
    begun = await staff.password("anna", device=device)
    assert isinstance(begun, Begun)
    assert isinstance(await staff.member(begun.token), Member)
    others = await staff.password("eva", device=device)
    assert isinstance(others, Begun)
    assert others.stage == "code"
    staff.later(days=30)
    late = await staff.password("anna", device=device)
    assert isinstance(late, Begun)
    assert late.stage == "code"
    assert eva.staff != anna.staff


async def test_a_code_works_once(staff: Staff) -> None:
    anna = await staff.join("anna")
    code = staff.code(anna.secret)
    one, two = await staff.password("anna"), await staff.password("anna")
    assert isinstance(one, Begun)
    assert isinstance(two, Begun)

    assert isinstance(await staff.give(one.token, code), Passed)
    assert await staff.give(two.token, code) == WRONG_CODE


async def test_the_code_that_set_the_factor_up_is_used_up(staff: Staff) -> None:
    anna = await staff.join("anna")
    staff.later(seconds=-60)
    begun = await staff.password("anna")
    assert isinstance(begun, Begun)

    assert await staff.give(begun.token, staff.code(anna.secret)) == WRONG_CODE


@pytest.mark.parametrize("drift_s", [-30, 0, 30])
async def test_a_clock_half_a_minute_off_is_good_enough(staff: Staff, drift_s: int) -> None:
    anna = await staff.join("anna")
    staff.later(minutes=5)
    begun = await staff.password("anna")
    assert isinstance(begun, Begun)
    code = pyotp.TOTP(anna.secret).at(staff.now + timedelta(seconds=drift_s))

    assert isinstance(await staff.give(begun.token, code), Passed)


async def test_a_recovery_code_works_once_however_it_is_typed(staff: Staff) -> None:
    anna = await staff.join("anna")
    code = anna.codes[3]
    one = await staff.password("anna")
    assert isinstance(one, Begun)

    passed = await staff.give(one.token, code.lower().replace("-", " "))

    assert isinstance(passed, Passed)
    assert passed.recovery_left == 9
    two = await staff.password("anna")
    assert isinstance(two, Begun)
    assert await staff.give(two.token, code) == WRONG_CODE
    assert isinstance(await staff.give(two.token, anna.codes[4]), Passed)


async def test_a_recovery_code_of_somebody_else_opens_nothing(staff: Staff) -> None:
    anna = await staff.join("anna")
    await staff.join("eva")
    begun = await staff.password("eva")
    assert isinstance(begun, Begun)

    assert await staff.give(begun.token, anna.codes[0]) == WRONG_CODE


async def test_codes_are_braked_by_person_whatever_the_session(staff: Staff) -> None:
    await staff.join("anna")
    answers = []
    for n in range(8):
        begun = await staff.password("anna", address=f"10.2.{n}.1")
        assert isinstance(begun, Begun)
        answers.append(await staff.give(begun.token, "000000", address=f"10.3.{n}.1"))

    assert answers.count(WRONG_CODE) == attempts.ACCOUNT_FREE
    assert isinstance(answers[-1], Text)


async def test_without_a_password_no_code_is_judged(staff: Staff) -> None:
    anna = await staff.join("anna")

    for token in ("", "x" * 43, anna.token):
        assert await staff.give(token, staff.code(anna.secret)) == TOO_LATE


async def test_a_changed_password_voids_what_was_judged_meanwhile(staff: Staff) -> None:
    anna = await staff.join("anna")
    real = staff.porter.passwords.fits

    async def slow(_self: object, hash_: str | None, password: str) -> bool:
        fitted = await real(hash_, password)
        other = await staff.porter.passwords.hash(OTHER)
        await staff.database.write(lambda db: store.set_password(db, anna.staff, other, staff.now))
        return fitted

    staff.porter.passwords.fits = MethodType(slow, staff.porter.passwords)  # type: ignore[method-assign]
    assert await staff.password("anna") == WRONG


async def test_no_secret_stands_readable_in_the_database(staff: Staff) -> None:
    anna = await staff.join("anna")
    await staff.enter(anna, trust=True)
    await session.sessions(staff.database, anna.staff, staff.now)
    dumped = "\n".join(
        str(row)
        for table in ("staff", "staff_session", "device", "recovery_code", "history_image")
        for row in staff.rows(f"SELECT * FROM {table}")  # noqa: S608 (names of this line)
    )

    for secret in (PASSWORD, anna.secret, anna.token, anna.codes[0], BROWSER):
        assert secret not in dumped
        assert secret.replace("-", "") not in dumped


@given(st.integers(0, 200), st.integers(0, 10))
def test_delays_grow_and_end(failures: int, free: int) -> None:
    most = timedelta(minutes=15)
    now, then = (delay(n, free=free, most=most) for n in (failures, failures + 1))

    assert timedelta() <= now <= then <= most
    assert (now == timedelta()) == (failures < free)


def test_a_seal_opens_for_its_person_alone(staff: Staff) -> None:
    keys = staff.porter.keys
    sealed = factor.seal_for(keys, 1, "SECRET")
    assert factor.unseal_for(keys, 1, sealed) == "SECRET"
    for staff_, what in ((2, "totp"), (1, "codes")):
        with pytest.raises(SealError):
            factor.unseal_for(keys, staff_, sealed, what)


def test_values_that_hold_secrets_do_not_print_them() -> None:
    secrets = Secrets(staff=1, login="anna", name="A", password="$hash", totp=b"t", totp_step=1)
    newcomer = Newcomer(name="A", login="anna", password=PASSWORD)

    assert "$hash" not in repr(secrets)
    assert PASSWORD not in repr(newcomer)
    assert sign_in.WRONG.values == {}


def test_a_step_that_was_used_is_none(staff: Staff) -> None:
    secret = factor.draw()
    code = staff.code(secret)
    step = factor.step_of(secret, code, now=staff.now, after=0)

    assert step is not None
    assert factor.step_of(secret, f"{code[:3]} {code[3:]}", now=staff.now, after=step - 1) == step
    assert factor.step_of(secret, code, now=staff.now, after=step) is None
    assert factor.step_of(secret, code, now=staff.now, after=step + 1) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "\u0661\u0662\u0663456"])
def test_what_is_no_code_fits_no_step(staff: Staff, typed: str) -> None:
    assert factor.step_of(factor.draw(), typed, now=staff.now, after=0) is None


async def test_a_step_is_used_up_in_the_database_too(staff: Staff) -> None:
    anna = await staff.join("anna")
    ((used,),) = staff.rows("SELECT totp_step FROM staff")
    assert isinstance(used, int)

    for step, good in ((used, False), (used + 1, True), (used + 1, False), (used, False)):
        done = await staff.database.write(
            lambda db, step=step: store.use_step(db, anna.staff, step)  # type: ignore[misc]
        )
        assert done is good


async def test_a_code_is_no_way_past_setting_the_factor_up(staff: Staff) -> None:
    path = await welcome.first_link(staff.database, staff.clock)
    assert path is not None
    token = await staff.accept(path, "eva")

    assert await staff.give(token, "000000") == TOO_LATE


async def test_a_clock_that_was_set_back_locks_nobody_out(staff: Staff) -> None:
    await staff.join("anna")
    for _ in range(attempts.ACCOUNT_FREE):
        await staff.password("anna", OTHER)
    staff.later(days=-1)

    refused = await staff.password("anna")

    assert isinstance(refused, Text)
    assert refused.values == {"n": 1}
