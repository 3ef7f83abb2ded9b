"""The one word on a municipality: whose act it is, and since when."""

from datetime import date

import pytest

from node.anonymiser.standing import Left
from node.anonymiser.statements import LastWord, statement
from node.network.model import Coverage
from shared.wire.availability import Statement
from shared.wire.words import Says

PLACE = "297"
MONDAY = date(2026, 11, 16)
TUESDAY, WEDNESDAY = date(2026, 11, 17), date(2026, 11, 18)


def word(says: str = "not_known", since: date | None = None) -> Coverage:
    return Coverage(municipality=PLACE, says="none" if says == "none" else "not_known", since=since)


def told(says: Says, since: date | None, on: date) -> LastWord:
    return LastWord(day=on, statements=(Statement(municipality=PLACE, says=says, since=since),))


def say(
    own: Coverage, *former: Left, last: LastWord | None = None, has_group: bool = False
) -> tuple[str, date | None]:
    found = statement(own, has_group=has_group, former=former, last=last, monday=MONDAY)
    return found.says, found.since


def test_nothing_was_ever_known() -> None:
    assert say(word()) == ("not_known", None)


def test_a_group_is_stronger_than_any_word() -> None:
    assert say(word("none", TUESDAY), has_group=True) == ("groups", None)


def test_a_none_is_said_since_the_day_of_the_act() -> None:
    assert say(word("none", TUESDAY)) == ("none", TUESDAY)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (date(2026, 11, 12), ("not_known", MONDAY)),
        (date(2026, 11, 13), ("none", date(2026, 11, 13))),
    ],
)
def test_a_none_must_be_later_than_the_last_meeting(
    since: date, expected: tuple[str, date]
) -> None:
    ended = Left(ceased=date(2026, 11, 13), since=MONDAY)
    assert say(word("none", since), ended) == expected


def test_knowledge_ended_with_the_last_of_several() -> None:
    early = Left(ceased=date(2026, 3, 1), since=date(2026, 3, 2))
    late = Left(ceased=date(2026, 9, 1), since=date(2026, 9, 7))
    assert say(word(since=date(2026, 1, 1)), late, early) == ("not_known", date(2026, 9, 7))


def test_a_person_who_no_longer_knows_says_since_when() -> None:
    assert say(word(since=WEDNESDAY), last=told("none", TUESDAY, TUESDAY)) == (
        "not_known",
        WEDNESDAY,
    )


def test_a_cancelled_group_leaves_no_date_but_the_last_report_does() -> None:
    assert say(word(), last=told("groups", None, TUESDAY)) == ("not_known", TUESDAY)
    assert say(word(), last=told("groups", None, date(2026, 10, 1))) == ("not_known", MONDAY)


def test_a_none_from_before_the_cancelled_group_does_not_come_back() -> None:
    old = word("none", date(2026, 9, 1))
    assert say(old, last=told("groups", None, TUESDAY)) == ("not_known", TUESDAY)
    assert say(old, last=told("not_known", TUESDAY, TUESDAY)) == ("not_known", TUESDAY)


def test_a_none_said_after_the_cancelled_group_holds() -> None:
    new = word("none", WEDNESDAY)
    assert say(new, last=told("groups", None, TUESDAY)) == ("none", WEDNESDAY)
    assert say(new, last=told("groups", None, WEDNESDAY)) == ("none", WEDNESDAY)
    assert say(new, last=told("not_known", WEDNESDAY, WEDNESDAY)) == ("none", WEDNESDAY)
    assert say(new, last=told("none", WEDNESDAY, WEDNESDAY)) == ("none", WEDNESDAY)


def test_a_restored_older_none_is_not_taken_for_a_new_word() -> None:
    old = word("none", date(2026, 9, 1))
    assert say(old, last=told("none", TUESDAY, TUESDAY))[0] == "not_known"


def test_a_day_once_said_is_never_taken_back() -> None:
    assert say(word(), last=told("not_known", date(2026, 2, 2), TUESDAY)) == (
        "not_known",
        date(2026, 2, 2),
    )
