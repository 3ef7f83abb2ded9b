"""The way of an enquiry, tried whole: every step, every day on which something changes."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from node.enquiries import pipeline
from node.enquiries.model import OUTCOMES, STATES, TOLD, Enquiry, State, Tally, quarter_of, told_of
from node.enquiries.pipeline import STEPS
from shared.text import Text

CAME = date(2026, 9, 1)
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def enquiry(state: State = "new", **changes: date | None) -> Enquiry:
    base = Enquiry(reference="K7F3-9QXM", state=state, came_on=CAME, since=CAME)
    return replace(base, **changes)


@pytest.mark.parametrize(("before", "after"), list(product(STATES, STATES)))
def test_every_pair_of_states_is_a_step_or_refused(before: State, after: State) -> None:
    today = CAME + timedelta(days=5)
    done = pipeline.step(enquiry(before), after, today)

    if after in STEPS[before]:
        assert done == replace(enquiry(after), since=today, revision=2)
    else:
        assert isinstance(done, Text)


@pytest.mark.parametrize(("before", "after"), list(product(STATES, STATES)))
def test_every_state_can_be_corrected_into_every_other(before: State, after: State) -> None:
    done = pipeline.correct(enquiry(before), after, CAME)

    if before == after:
        assert isinstance(done, Text)
    else:
        assert isinstance(done, Enquiry)
        assert done.state == after


def test_a_place_is_given_after_a_pre_meeting_only() -> None:
    assert {state for state, steps in STEPS.items() if "place" in steps} == {
        "pre_meeting",
        "waiting",
    }
    assert all(STEPS[state] == () for state in ("place", "elsewhere", "closed"))


def test_every_state_is_reached_and_none_is_new_again() -> None:
    assert {to for steps in STEPS.values() for to in steps} == set(STATES) - {"new"}


@pytest.mark.parametrize("state", ["new", "contacted", "pre_meeting", "waiting"])
def test_an_open_enquiry_is_due_90_days_after_it_came(state: State) -> None:
    one = enquiry(state)
    last = CAME + timedelta(days=89)

    assert pipeline.due_on(one) == date(2026, 11, 30)
    assert not pipeline.is_due(one, last)
    assert pipeline.is_due(one, last + timedelta(days=1))


@pytest.mark.parametrize("state", ["place", "elsewhere", "closed"])
def test_a_finished_one_is_due_30_days_after_and_never_later_than_90(state: State) -> None:
    early = enquiry(state, since=CAME + timedelta(days=10))
    late = enquiry(state, since=CAME + timedelta(days=80))

    assert pipeline.due_on(early) == CAME + timedelta(days=40)
    assert pipeline.due_on(late) == CAME + timedelta(days=90)


def test_a_waiting_parent_is_asked_on_day_75_and_kept_90_days_from_each_answer() -> None:
    one = enquiry("waiting")
    asked = CAME + timedelta(days=75)
    assert pipeline.ask_on(one) == asked
    assert not pipeline.is_to_ask(one, asked - timedelta(days=1))
    assert pipeline.is_to_ask(one, asked)

    renewed = pipeline.renew(one, asked)
    assert isinstance(renewed, Enquiry)
    assert pipeline.due_on(renewed) == asked + timedelta(days=90)
    assert pipeline.ask_on(renewed) == asked + timedelta(days=75)


def test_nobody_waits_longer_than_twelve_months() -> None:
    one, today = enquiry("waiting"), CAME
    for _ in range(20):
        today = min(today + timedelta(days=75), pipeline.due_on(one) - timedelta(days=1))
        renewed = pipeline.renew(one, today)
        if isinstance(renewed, Text):
            break
        one = renewed

    assert pipeline.due_on(one) == date(2027, 9, 1)
    assert isinstance(pipeline.renew(one, today), Text)
    assert pipeline.ask_on(one) is None


@pytest.mark.parametrize("state", [s for s in STATES if s != "waiting"])
def test_only_a_waiting_parent_renews(state: State) -> None:
    assert isinstance(pipeline.renew(enquiry(state), CAME), Text)
    assert pipeline.ask_on(enquiry(state)) is None


@given(DAYS, st.lists(st.integers(0, 120), max_size=12), st.sampled_from(STATES))
def test_no_enquiry_is_ever_kept_longer_than_twelve_months(
    came: date, waits: list[int], end: State
) -> None:
    one, today = Enquiry(reference="K7F3-9QXM", state="waiting", came_on=came, since=came), came
    for wait in waits:
        today += timedelta(days=wait)
        if pipeline.is_due(one, today):
            break
        renewed = pipeline.renew(one, today)
        one = one if isinstance(renewed, Text) else renewed
    moved = pipeline.correct(one, end, today)
    one = one if isinstance(moved, Text) else moved

    assert pipeline.due_on(one) <= pipeline.months_after(came, 12)
    assert pipeline.due_on(one) <= (one.renewed_on or came) + timedelta(days=90)


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2026, 12, 31), date(2027, 12, 31)),
        (date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_twelve_months_later(day: date, after: date) -> None:
    assert pipeline.months_after(day, 12) == after


@given(DAYS, st.integers(0, 40))
def test_months_later_are_counted_by_the_calendar(day: date, months: int) -> None:
    after = pipeline.months_after(day, months)

    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after + timedelta(days=1)).day == 1


def test_a_step_counts_its_outcome_and_a_pre_meeting_leaves_a_waiting_parent_counted() -> None:
    waiting = Tally(quarter="2026-Q3", municipality="638", outcome="waiting")

    assert pipeline.tally_after(enquiry("waiting"), "638", None) == waiting
    assert pipeline.tally_after(enquiry("pre_meeting"), "638", waiting) == waiting
    assert pipeline.tally_after(enquiry("pre_meeting"), "638", waiting, corrected=True) is None
    assert pipeline.tally_after(enquiry("contacted"), "638", None) is None
    placed = pipeline.tally_after(enquiry("place"), "638", waiting)
    assert placed == replace(waiting, outcome="place")


def test_what_waits_for_a_person() -> None:
    found = (
        enquiry("new"),
        enquiry("waiting"),
        enquiry("contacted"),
        enquiry("place", since=CAME + timedelta(days=60)),
    )

    assert pipeline.summary(found, CAME + timedelta(days=2)).late == 0
    assert pipeline.summary(found, CAME + timedelta(days=3)).late == 1
    late = pipeline.summary(found, CAME + timedelta(days=83))
    assert (late.stored, late.late, late.to_ask, late.uncounted, late.soon) == (4, 1, 1, 2, 4)
    assert pipeline.summary((), CAME) == pipeline.Summary()


def test_a_clock_that_was_set_back_breaks_nothing() -> None:
    moved = pipeline.step(enquiry(), "contacted", CAME - timedelta(days=400))

    assert isinstance(moved, Enquiry)
    assert moved.since == CAME


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), "2026-Q1"),
        (date(2026, 3, 31), "2026-Q1"),
        (date(2026, 4, 1), "2026-Q2"),
        (date(2026, 9, 30), "2026-Q3"),
        (date(2026, 12, 31), "2026-Q4"),
    ],
)
def test_quarters(day: date, quarter: str) -> None:
    assert quarter_of(day) == quarter


def test_every_outcome_is_one_of_the_three_that_are_told() -> None:
    assert {told_of(outcome) for outcome in OUTCOMES} == set(TOLD)
    assert (told_of("elsewhere"), told_of("closed")) == ("not_met", "not_met")
