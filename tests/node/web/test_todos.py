from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from node.groups.model import Group, Meeting
from node.network.model import Coverage, NetworkRecord
from node.web.today import Records, todos
from shared.period import helsinki_day
from shared.wire.availability import Break
from shared.wire.session import Policy

NOON = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
QUIET = Records(
    network=NetworkRecord(name_fi="x", name_sv="x", controller="x", node="savo", confirmed_at=NOON),
    coverage=(Coverage(municipality="297"),),
    groups=(),
    has_contact=True,
    policy=Policy(),
)


def group(first: date, **facts: Any) -> Group:
    meetings = tuple(Meeting(number=n + 1, day=first + timedelta(weeks=n)) for n in range(10))
    plain = Group(id="kuopio-1", lifecycle="open", meets_in="297", start="not_said")
    return replace(plain, meetings=meetings, **facts)


def told(records: Records, now: datetime = NOON) -> list[str]:
    return [todo.command or str(todo.text) for todo in todos(records, now, helsinki_day(now))]


def test_a_quiet_week_needs_nothing() -> None:
    assert told(QUIET) == []


@pytest.mark.parametrize(("days", "asked"), [(29, False), (30, True), (59, True)])
def test_a_confirmation_is_asked_for_from_day_thirty(days: int, asked: bool) -> None:  # noqa: FBT001
    assert bool(told(QUIET, NOON + timedelta(days=days))) is asked


def test_nobody_is_asked_during_a_break() -> None:
    pause = Break(starts=date(2026, 9, 20), until=date(2026, 10, 20))
    records = replace(QUIET, network=replace(QUIET.network, pause=pause))

    assert told(records, NOON + timedelta(days=40)) == []
    assert told(records, NOON + timedelta(days=60)) != []


@pytest.mark.parametrize(
    ("in_days", "facts", "expected"),
    [
        (5, {}, ["group edit kuopio-1 --instructors …"]),
        (5, {"instructors": ("esimerkki",)}, []),
        (60, {}, []),
        (-1, {}, ["group start kuopio-1"]),
        (-1, {"lifecycle": "cancelled"}, []),
        (-1, {"withdrawn_on": date(2026, 8, 1)}, []),
        (-80, {}, ["group end kuopio-1"]),
        (-80, {"lifecycle": "ended"}, []),
    ],
)
def test_groups_that_need_a_persons_word(
    in_days: int, facts: dict[str, Any], expected: list[str]
) -> None:
    one = group(helsinki_day(NOON) + timedelta(days=in_days), **facts)

    assert told(replace(QUIET, groups=(one,))) == expected


def test_a_new_node_is_told_what_is_missing() -> None:
    new = replace(
        QUIET,
        network=replace(QUIET.network, node=None, confirmed_at=None),
        coverage=(),
        has_contact=False,
    )

    assert [todo.split()[0] for todo in told(new)] == ["Nobody", "enrol", "contact", "coverage"]
