from datetime import UTC, datetime, timedelta
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import delivery, signing
from shared.delivery import (
    Adopt,
    Answered,
    Confirmed,
    Delivered,
    Fork,
    Refused,
    Requeued,
    Resend,
    SayHello,
    Settle,
    Stopped,
    Unreachable,
    next_step,
    read_answer,
    reconcile,
)
from shared.signing import SigningKey
from shared.wire.codec import Message
from shared.wire.problem import Code, Problem
from shared.wire.receipt import ContactReceipt, Receipt
from shared.wire.session import Head

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
HUB = SigningKey.from_bytes(bytes(range(32)))
SENT, OTHER = "aa" * 32, "bb" * 32
CHANCES = st.floats(0, 1, exclude_max=True)


def receipt(digest: str = SENT) -> Receipt:
    """Return a receipt of report 7."""
    return Receipt(
        node="esimerkki",
        sequence=7,
        digest=digest,
        received_at=NOW,
        generation="cd" * 32,
        index=41,
    )


def problem(code: Code, *, subject: str | None = SENT, wait: int | None = None) -> Problem:
    """Return a refusal."""
    return Problem(status=422, code=code, detail="", subject=subject, retry_after_s=wait)


def answered(message: Message, key: SigningKey = HUB, wait: int | None = None) -> Answered:
    """Return the message as it comes from the network."""
    return Answered(200, signing.sign(message, key), wait)


def step(answer: Message | Unreachable, *, attempts: int = 1, chance: float = 0.0) -> delivery.Step:
    """Return the next step at NOW."""
    return next_step(answer, attempts=attempts, now=NOW, chance=chance)


def head(sequence: int, digest: str = SENT) -> Head:
    """Return a head."""
    return Head(sequence=sequence, digest=digest)


def test_a_receipt_ends_a_report() -> None:
    assert step(receipt()) == Delivered(receipt())


@pytest.mark.parametrize(
    "code",
    [
        "invalid_report",
        "unknown_schema",
        "not_canonical",
        "outside_grant",
        "unknown_municipality",
        "wrong_node",
        "wrong_sequence",
        "too_large",
        "malformed",
    ],
)
def test_a_refusal_of_these_very_bytes_ends_a_report(code: Code) -> None:
    assert step(problem(code)) == Refused(problem(code))


@pytest.mark.parametrize(
    "code", ["lease_needed", "challenge_stale", "gap", "superseded", "unknown_key"]
)
def test_some_refusals_ask_for_a_hello_at_once_and_then_with_a_pause(code: Code) -> None:
    assert step(problem(code)) == SayHello(NOW, code)
    assert step(problem(code), attempts=2) == SayHello(NOW + timedelta(seconds=1), code)


def test_a_fork_stops_everything() -> None:
    assert step(problem("fork")) == Stopped("fork")


@pytest.mark.parametrize(
    "code",
    ["pending", "suspended", "busy", "internal", "not_found", "bad_signature"],
)
def test_what_may_pass_is_tried_again(code: Code) -> None:
    assert step(problem(code)) == Requeued(NOW + timedelta(seconds=1), code)


def test_a_body_damaged_on_the_way_is_sent_again() -> None:
    answer = problem("malformed", subject=None)
    assert step(answer) == Requeued(NOW + timedelta(seconds=1), "malformed")


@pytest.mark.parametrize("code", get_args(Code))
def test_every_code_has_a_step(code: Code) -> None:
    assert isinstance(step(problem(code)), delivery.Step)


def test_an_answer_that_fits_no_report_is_no_answer() -> None:
    other = ContactReceipt(node="esimerkki", revision=1, digest=SENT, held=False)
    assert step(other) == Requeued(NOW + timedelta(seconds=1), "not_expected")


@given(st.integers(0, 10_000), CHANCES)
def test_the_pause_is_never_under_a_second_nor_over_the_cap(attempts: int, chance: float) -> None:
    assert 1 <= delivery.backoff(attempts, chance) <= delivery.BACKOFF_CAP_S


@given(st.integers(1, 50), CHANCES)
def test_the_window_only_grows(attempts: int, chance: float) -> None:
    assert delivery.backoff(attempts, chance) <= delivery.backoff(attempts + 1, chance)


def test_after_seven_attempts_the_last_five_minutes_of_a_quarter_of_an_hour_are_used() -> None:
    assert [delivery.backoff(7, chance) for chance in (0.0, 0.5)] == pytest.approx([600, 750])


def test_fault_29_a_hub_that_gives_turns_is_asked_again_in_its_turn() -> None:
    given = Problem(status=429, code="busy", detail="", subject=SENT, retry_after_s=300)
    assert step(given, attempts=40, chance=0.5) == Requeued(NOW + timedelta(seconds=305), "busy")


@given(st.integers(1, 100), CHANCES, st.integers(0, 3600))
def test_retry_after_is_obeyed_and_the_instant_is_whole(
    attempts: int, chance: float, wait: int
) -> None:
    found = step(Unreachable("timeout", wait), attempts=attempts, chance=chance)
    assert isinstance(found, Requeued)
    pause = (found.at - NOW).total_seconds()
    assert wait + 1 <= pause <= wait + delivery.BACKOFF_CAP_S
    assert found.at.microsecond == 0


def test_a_foolish_retry_after_is_cut_to_a_day() -> None:
    found = step(Unreachable("timeout", 10**9))
    assert found == Requeued(NOW + timedelta(seconds=86_401), "timeout")


def test_a_hub_that_is_busy_is_left_alone_for_as_long_as_it_asks() -> None:
    assert step(problem("busy", wait=60)) == Requeued(NOW + timedelta(seconds=61), "busy")


def test_the_hub_s_word_is_read() -> None:
    assert read_answer(answered(receipt()), [HUB.public], sent=SENT) == receipt()
    refusal = problem("invalid_report")
    assert read_answer(answered(refusal), [HUB.public], sent=SENT) == refusal


def test_a_word_without_the_hub_s_signature_counts_as_unreachable() -> None:
    forged = answered(receipt(), SigningKey.generate(), wait=30)
    assert read_answer(forged, [HUB.public]) == Unreachable("not_signed_by_hub", 30)


def test_any_key_that_speaks_for_the_hub_may_sign() -> None:
    other = SigningKey.generate()
    both = (other.public, HUB.public)
    assert read_answer(answered(receipt()), both, sent=SENT) == receipt()
    assert read_answer(answered(receipt(), other), both, sent=SENT) == receipt()
    assert read_answer(answered(receipt()), ()) == Unreachable("not_signed_by_hub")


def test_unreachable_stays_so() -> None:
    assert read_answer(Unreachable("timeout", 3), [HUB.public]) == Unreachable("timeout", 3)


def test_a_message_of_a_node_is_no_answer_even_with_the_hub_s_signature() -> None:
    envelope = signing.sign(receipt(), HUB)
    kind = "application/vnd.voikukkia.hello.v1+json"
    sig = HUB.sign(signing.pae(kind, envelope.payload))
    signature = msgspec.structs.replace(envelope.signatures[0], sig=sig)
    other = msgspec.structs.replace(envelope, payload_type=kind, signatures=(signature,))
    assert read_answer(Answered(200, other), [HUB.public]) == Unreachable("not_understood")


@pytest.mark.parametrize("payload", [b"", b"{}", b"[]", b"\xff", b'{"schema":"problem/1"}'])
def test_an_answer_that_cannot_be_read_counts_as_unreachable(payload: bytes) -> None:
    kind = "application/vnd.voikukkia.receipt.v1+json"
    envelope = signing.sign(receipt(), HUB)
    signature = msgspec.structs.replace(
        envelope.signatures[0], sig=HUB.sign(signing.pae(kind, payload))
    )
    broken = msgspec.structs.replace(envelope, payload=payload, signatures=(signature,))
    assert read_answer(Answered(200, broken), [HUB.public]) == Unreachable("not_understood")


def test_an_answer_with_an_unknown_field_is_read() -> None:
    kind = "application/vnd.voikukkia.receipt.v1+json"
    envelope = signing.sign(receipt(), HUB)
    payload = envelope.payload[:-1] + b',"from_the_future":1}'
    signature = msgspec.structs.replace(
        envelope.signatures[0], sig=HUB.sign(signing.pae(kind, payload))
    )
    later = msgspec.structs.replace(envelope, payload=payload, signatures=(signature,))
    assert read_answer(Answered(200, later), [HUB.public], sent=SENT) == receipt()


@pytest.mark.parametrize(
    "old",
    [
        receipt(OTHER),
        problem("invalid_report", subject=OTHER),
        problem("invalid_report", subject=None),
        problem("fork", subject=OTHER),
        ContactReceipt(node="esimerkki", revision=1, digest=OTHER, held=False),
    ],
)
def test_an_old_answer_played_again_counts_as_unreachable(old: Message) -> None:
    assert read_answer(answered(old), [HUB.public], sent=SENT) == Unreachable("not_about_this")


@pytest.mark.parametrize("code", ["busy", "internal", "lease_needed", "too_large", "malformed"])
def test_a_refusal_of_no_report_in_particular_needs_no_digest(code: Code) -> None:
    refusal = problem(code, subject=None)
    assert read_answer(answered(refusal), [HUB.public], sent=SENT) == refusal


def test_equal_heads_are_confirmed() -> None:
    assert reconcile(None, None, None) == Confirmed(None)
    assert reconcile(head(7), head(7), None) == Confirmed(head(7))
    assert reconcile(head(7), head(7), head(8, OTHER)) == Confirmed(head(7))


def test_a_lost_receipt_is_no_disagreement() -> None:
    assert reconcile(head(7), head(8, OTHER), head(8, OTHER)) == Confirmed(head(8, OTHER))
    assert reconcile(None, head(1), head(1)) == Confirmed(head(1))


def test_a_restored_hub_gets_the_reports_again() -> None:
    assert reconcile(head(7), None, None) == Resend(1)
    assert reconcile(head(7), head(4), None, own_there=SENT) == Resend(5)
    assert reconcile(head(7), head(4), head(8), own_there=SENT) == Resend(5)


def test_a_restored_node_takes_its_reports_over() -> None:
    assert reconcile(None, head(7), None) == Adopt(0)
    assert reconcile(head(4), head(7), None) == Adopt(4)


def test_a_queued_number_that_the_hub_has_is_sent_once() -> None:
    assert reconcile(head(4), head(7), head(5, OTHER)) == Settle(5)
    assert reconcile(head(7), head(8, OTHER), head(8)) == Settle(8)
    assert reconcile(None, head(3), head(1)) == Settle(1)


def test_fault_17_a_report_the_hub_lost_is_never_given_up() -> None:
    for code in get_args(Code):
        found = delivery.resend_step(problem(code), attempts=1, now=NOW, chance=0.0)
        assert not isinstance(found, Refused)
    again = delivery.resend_step(problem("outside_grant"), attempts=1, now=NOW, chance=0.0)
    assert again == Requeued(NOW + timedelta(seconds=1), "resend_refused")
    kept = delivery.resend_step(receipt(), attempts=1, now=NOW, chance=0.0)
    assert kept == Delivered(receipt())


def test_a_suspension_says_why() -> None:
    cloned = msgspec.structs.replace(problem("suspended"), why="clone")
    assert step(cloned) == Requeued(NOW + timedelta(seconds=1), "suspended_clone")


def test_two_reports_with_one_number_are_a_fork() -> None:
    assert reconcile(head(7), head(7, OTHER), None) == Fork(7)
    assert reconcile(head(7), head(4, OTHER), None, own_there=SENT) == Fork(4)
