"""What a person is asked for, as a function of the records and the hub's last word."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from node.groups.model import Group, Meeting
from node.network.model import ContactRecord, NetworkRecord
from node.today import asks
from node.today.asks import HubState
from node.today.model import Todo, Weight
from shared.period import helsinki_day
from shared.wire.availability import Break, Statement
from shared.wire.session import Policy

NOON = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
NETWORK = NetworkRecord(name_fi="x", name_sv="x", controller="x", node="savo", confirmed_at=NOON)
CONTACT = ContactRecord(organisation="x", telephone="040 000 0000", changed_at=NOON)


def group(first: date, **facts: Any) -> Group:
    meetings = tuple(Meeting(number=n + 1, day=first + timedelta(weeks=n)) for n in range(10))
    plain = Group(id="kuopio-1", lifecycle="open", meets_in="297", start="not_said")
    return replace(plain, meetings=meetings, **facts)


def asked_of(one: Group) -> list[str]:
    return [todo.command for todo in asks.groups((one,), helsinki_day(NOON))]


def confirmation(network: NetworkRecord, now: datetime) -> list[Todo]:
    return list(asks.confirmation(network, Policy(), now, helsinki_day(now)))


@pytest.mark.parametrize(("days", "asked"), [(29, False), (30, True), (59, True)])
def test_a_confirmation_is_asked_for_from_day_thirty(days: int, asked: bool) -> None:  # noqa: FBT001
    found = confirmation(NETWORK, NOON + timedelta(days=days))

    assert bool(found) is asked
    assert all(todo.presses == (asks.STILL_RIGHT,) for todo in found)


def test_nobody_is_asked_during_a_break() -> None:
    pause = Break(starts=date(2026, 9, 20), until=date(2026, 10, 20))
    network = replace(NETWORK, pause=pause)

    assert confirmation(network, NOON + timedelta(days=40)) == []
    assert confirmation(network, NOON + timedelta(days=60)) != []


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
    assert asked_of(group(helsinki_day(NOON) + timedelta(days=in_days), **facts)) == expected


def test_no_mail_names_a_group() -> None:
    today = helsinki_day(NOON)
    near, past = group(today + timedelta(days=5)), group(today - timedelta(days=1))

    mails = [todo.mail for todo in asks.groups((near, past), today)]

    assert len(mails) == 2
    assert all(mail is not None and "kuopio" not in str(mail) for mail in mails)


@pytest.mark.parametrize(
    ("changed", "checked", "asked"),
    [(0, None, False), (89, None, False), (90, None, True), (200, 89, False), (200, 90, True)],
)
def test_the_contact_is_tried_every_ninety_days(
    changed: int,
    checked: int | None,
    asked: bool,  # noqa: FBT001
) -> None:
    contact = replace(
        CONTACT,
        changed_at=NOON - timedelta(days=changed),
        checked_at=None if checked is None else NOON - timedelta(days=checked),
    )

    found = list(asks.contact(contact, NOON))

    assert bool(found) is asked
    assert all(todo.mail is not None and "040" not in str(todo.mail) for todo in found)


def test_a_missing_contact_and_municipalities_are_part_of_setting_up() -> None:
    found = [*asks.contact(None, NOON), *asks.places(0, ())]

    assert [todo.weight for todo in found] == [Weight.SETTING_UP, Weight.SETTING_UP]


def test_municipalities_of_which_parents_read_not_known_are_counted() -> None:
    said = (
        Statement(municipality="297", says="not_known", since=None),
        Statement(municipality="749", says="groups", since=None),
    )

    assert "Of 1 of your" in str(next(asks.places(2, said)).text)
    assert list(asks.places(1, said[1:])) == []


@pytest.mark.parametrize(
    ("state", "weight", "word"),
    [
        (HubState(stopped="fork", heard_at=NOON), Weight.ALARM, "two copies"),
        (HubState(refused="outside_grant", heard_at=NOON), Weight.ALARM, "refused the last"),
        (HubState(contact_refused=True, heard_at=NOON), Weight.ALARM, "public contact"),
        (HubState(trouble="pending"), Weight.SETTING_UP, "telephone"),
        (HubState(heard_at=NOON - timedelta(hours=30)), Weight.ALARM, "30 hours"),
    ],
)
def test_what_the_talk_with_the_hub_needs(state: HubState, weight: Weight, word: str) -> None:
    (todo,) = asks.hub(NETWORK, state, Policy(), NOON)

    assert todo.weight == weight
    assert word in str(todo.text)


def test_in_touch_with_the_hub_nothing_is_asked() -> None:
    state = HubState(heard_at=NOON - timedelta(hours=5))

    assert list(asks.hub(NETWORK, state, Policy(), NOON)) == []
    assert list(asks.retention(0)) == []
    assert len(list(asks.retention(3))) == 1
