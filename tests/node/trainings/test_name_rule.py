"""Rule 16: the name is carried by groups whose every instructor has done the training."""

from datetime import date
from typing import Any

import pytest

from node.groups.model import Group, Meeting
from node.trainings.model import Training
from node.trainings.name import Carries, Lacks, name_of

TODAY = date(2026, 9, 1)


def group(*instructors: str, first: date | None = None, **changes: Any) -> Group:
    met = (Meeting(number=1, day=first),) if first else ()
    fields: dict[str, Any] = {"lifecycle": "open", "meets_in": "638", "start": "not_said"}
    return Group(id="g", instructors=instructors, meetings=met, **{**fields, **changes})


def trained(instructor: str, **changes: Any) -> Training:
    fields: dict[str, Any] = {"kind": "voikukkia_instructor", "day": date(2025, 1, 1), "days": 4}
    return Training(instructor=instructor, **{**fields, **changes})


@pytest.mark.parametrize(
    ("one", "trainings", "carries"),
    [
        (group("a"), [trained("a")], True),
        (group("a", "b"), [trained("a"), trained("b")], True),
        (group("a", "b"), [trained("a")], False),
        (group(), [trained("a")], False),
        (group("a"), [], False),
        (group("a"), [trained("a", days=3)], False),
        (group("a"), [trained("a", days=5)], True),
        (group("a"), [trained("a", kind="peer_instructor")], False),
        (group("a"), [trained("a", kind="other")], False),
        (group("a"), [trained("a", day=TODAY)], True),
        (group("a"), [trained("a", day=date(2026, 9, 2))], False),
        (group("a", first=date(2026, 11, 5)), [trained("a", day=date(2026, 10, 1))], False),
        (group("a", first=date(2026, 5, 5)), [trained("a", day=date(2026, 5, 5))], True),
        (group("a", first=date(2026, 5, 5)), [trained("a", day=date(2026, 5, 6))], False),
        (group("a", social_worker="yes"), [trained("a")], True),
        (group("a", wants_name=False), [trained("a")], False),
    ],
)
def test_rule_16(one: Group, trainings: list[Training], *, carries: bool) -> None:
    assert isinstance(name_of(one, trainings, TODAY), Carries) is carries


def test_rule_16_says_why_not() -> None:
    judged = name_of(group("a", "b", "c"), [trained("a"), trained("c")], TODAY)
    assert isinstance(judged, Lacks)
    assert str(judged.why).startswith("2 of 3 instructors have done")
