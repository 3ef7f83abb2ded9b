from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.care import rules
from node.care.model import Chore, ChoreRun

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


async def nothing() -> None:
    """Do nothing."""


def chore(name: str = "erase", every: timedelta = DAY) -> Chore:
    """Return a chore that does nothing."""
    return Chore(name, every, nothing)


def due_at(run: ChoreRun, *, every: timedelta = DAY, started: datetime = NOW - DAY) -> datetime:
    """Return when a chore is due."""
    return rules.due(chore(every=every), run, 0, started=started, now=NOW).at


def ran(ago: timedelta, failures: int = 0) -> ChoreRun:
    """Return a chore that last ran so long ago."""
    return ChoreRun(name="erase", last_started_at=NOW - ago, failures=failures)


def test_a_chore_runs_at_its_distance() -> None:
    assert due_at(ran(HOUR)) == NOW - HOUR + DAY


def test_what_was_missed_comes_soon_after_the_start_one_after_the_other() -> None:
    chores = [chore(name) for name in ("a", "b", "c")]

    found = rules.plan(chores, (), started=NOW, now=NOW)

    assert [one.chore.name for one in found] == ["a", "b", "c"]
    assert found[0].at == NOW + rules.FIRST_AFTER
    assert found[2].at - found[0].at == 2 * rules.SPREAD


def test_a_failed_chore_waits_twice_as_long_each_time() -> None:
    found = [rules.retry_after(n, 7 * DAY) / MINUTE for n in range(1, 9)]

    assert found == [5, 10, 20, 40, 80, 160, 240, 240]


def test_a_failed_chore_never_waits_longer_than_its_own_distance() -> None:
    assert rules.retry_after(9, HOUR) == HOUR


def test_a_chore_that_ended_the_process_is_not_tried_at_once() -> None:
    assert due_at(ran(MINUTE, failures=1), started=NOW) == NOW - MINUTE + rules.FIRST_RETRY


@pytest.mark.parametrize("ahead", [DAY, 3650 * DAY])
def test_a_last_run_in_the_future_counts_as_none(ahead: timedelta) -> None:
    assert due_at(ran(-ahead), started=NOW) == NOW + rules.FIRST_AFTER


@given(
    st.timedeltas(min_value=timedelta(seconds=1), max_value=30 * DAY),
    st.timedeltas(min_value=timedelta(0), max_value=400 * DAY),
    st.integers(0, 50),
)
def test_nothing_is_due_again_at_the_instant_it_ran(
    every: timedelta, ago: timedelta, failures: int
) -> None:
    run = ran(ago, failures)

    found = due_at(run, every=every, started=NOW - 500 * DAY)

    assert found >= NOW - ago + timedelta(seconds=1)
    assert found <= NOW + max(every, rules.LONGEST_RETRY)
