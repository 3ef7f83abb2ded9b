"""Rules 1 to 25 as far as they speak of a group: what is refused and what is only pointed out."""

from datetime import date, timedelta
from typing import Any, get_args

import pytest
from msgspec import convert

from node.anonymiser.standing import start_of
from node.groups import rules
from node.groups.forms import FIELDS
from node.groups.model import Group, Lifecycle, Meeting
from node.groups.parents import SAYS, read_now
from node.instructors.model import Instructor
from node.organisers.model import Organiser
from node.trainings.model import Training
from shared.reference.lookup import Reference
from shared.wire.words import Audience, Month

TODAY = date(2026, 9, 1)
AUTUMN = tuple(date(2026, 11, 5) + timedelta(weeks=n) for n in range(10))
STAFF = (
    Instructor(id="a", name="Aino Esimerkki", role="professional"),
    Instructor(id="b", name="Bo Exempel", role="professional"),
    Instructor(id="c", name="Cia Esimerkki", role="peer", was_in_group="yes"),
)
TRAINED = tuple(
    Training(instructor=i.id, kind="voikukkia_instructor", day=date(2025, 1, 1), days=4)
    for i in STAFF
)
PORVOO = Organiser(
    id="porvoo",
    name="Porvoo",
    kind="municipality",
    municipality="638",
    ethical_principles_on=date(2020, 1, 1),
)


def group(**changes: Any) -> Group:
    fields: dict[str, Any] = {
        "start": "not_said",
        "meets_in": "638",
        "instructors": ("a", "b", "c"),
        "organisers": ("porvoo",),
    }
    return Group(id="g", **{"lifecycle": "open", **fields, **changes})


def met(days: tuple[date, ...], **facts: Any) -> tuple[Meeting, ...]:
    return tuple(Meeting(number=n, day=day, **facts) for n, day in enumerate(days, start=1))


def cautions(one: Group, reference: Reference, today: date = TODAY, **changes: Any) -> set[int]:
    world: dict[str, Any] = {"staff": STAFF, "trainings": TRAINED, "organisers": (PORVOO,)}
    found = rules.cautions(one, today, reference=reference, **{**world, **changes})
    return {caution.rule for caution in found}


def test_nothing_to_say_of_a_group_that_keeps_the_rules(reference: Reference) -> None:
    assert cautions(group(meetings=met(AUTUMN, minutes=150), parents=6), reference) == set()


def test_rule_1_the_audience_is_parents() -> None:
    assert get_args(Audience) == ("all", "fathers", "mothers")


@pytest.mark.parametrize(
    ("parents", "expected"),
    [(3, {2}), (4, set()), (8, set()), (9, {2}), (None, set()), (0, {2})],
)
def test_rule_2_four_to_eight_parents(
    parents: int | None, expected: set[int], reference: Reference
) -> None:
    assert cautions(group(parents=parents), reference) == expected


@pytest.mark.parametrize(("planned", "refused"), [(7, True), (8, False), (10, False), (11, True)])
def test_rule_3_eight_to_ten_meetings_are_planned(planned: int, refused: bool) -> None:  # noqa: FBT001
    found = [r.field for r in rules.refusals(group(planned_meetings=planned), TODAY)]
    assert found == (["planned_meetings"] if refused else [])


@pytest.mark.parametrize("planned", [7, 11])
def test_rule_3_a_record_of_the_past_is_kept_and_pointed_out(
    planned: int, reference: Reference
) -> None:
    days = tuple(date(2020, 1, 1) + timedelta(weeks=n) for n in range(planned))
    past = group(planned_meetings=planned, meetings=met(days))
    assert list(rules.refusals(past, TODAY)) == []
    assert 3 in cautions(past, reference)


@pytest.mark.parametrize(
    ("minutes", "expected"), [(119, {4}), (120, set()), (150, set()), (180, {4})]
)
def test_rule_4_a_meeting_usually_lasts_two_to_two_and_a_half_hours(
    minutes: int, expected: set[int], reference: Reference
) -> None:
    one = group(meetings=met(AUTUMN, minutes=minutes))
    assert list(rules.refusals(one, TODAY)) == []
    assert cautions(one, reference) == expected


@pytest.mark.parametrize("lifecycle", ["open", "ended"])
def test_rule_4_more_than_three_hours_is_refused_always(lifecycle: str) -> None:
    one = group(lifecycle=lifecycle, meetings=met(AUTUMN, minutes=181))
    assert [r.field for r in rules.refusals(one, TODAY)] == ["minutes"]


def test_rule_10_missing_dates_are_pointed_out(reference: Reference) -> None:
    assert cautions(group(meetings=met(AUTUMN[:9])), reference) == {10}


def test_rule_11_a_group_that_does_not_serve_its_own_place(reference: Reference) -> None:
    assert cautions(group(serves=("018",)), reference) == {11}
    assert cautions(group(serves=("018",), format="remote"), reference) == set()


@pytest.mark.parametrize("day", [date(2026, 11, 6), date(2027, 1, 8)])
def test_rule_13_what_time_alone_changed_asks_for_a_person(day: date, reference: Reference) -> None:
    assert cautions(group(meetings=met(AUTUMN)), reference, day) == {13}


@pytest.mark.parametrize(
    ("staff", "expected"),
    [(STAFF, set()), (STAFF[:2], {14}), (STAFF[1:], {14}), ((), {14})],
)
def test_rule_14_two_professionals_and_a_peer(
    staff: tuple[Instructor, ...], expected: set[int], reference: Reference
) -> None:
    one = group(instructors=tuple(i.id for i in staff), wants_name=False)
    assert cautions(one, reference, staff=staff) == expected


def test_rule_14_a_group_that_starts_soon_without_instructors(reference: Reference) -> None:
    bare = group(instructors=(), meetings=met(AUTUMN), wants_name=False)
    soon = rules.cautions(
        bare,
        date(2026, 10, 22),
        staff=(),
        trainings=(),
        organisers=(PORVOO,),
        reference=reference,
    )
    said = [str(caution.text) for caution in soon]
    assert said == ["The group starts in 14 days and has no instructors."]


def test_rule_16_a_group_that_cannot_carry_the_name_it_wants(reference: Reference) -> None:
    assert cautions(group(), reference, trainings=TRAINED[:2]) == {16}
    assert cautions(group(wants_name=False), reference, trainings=()) == set()


def test_rules_18_and_20_organisers(reference: Reference) -> None:
    assert cautions(group(organisers=()), reference) == {20}
    unasked = Organiser(id="porvoo", name="Porvoo", kind="municipality", municipality="638")
    assert cautions(group(), reference, organisers=(unasked,)) == {18}


def test_rule_22_there_is_no_field_for_a_price() -> None:
    names = {*FIELDS, *Group.__struct_fields__}
    assert [n for n in names if "price" in n or "fee" in n or n == "cost"] == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, set()),
        ({"audience": "fathers"}, {25}),
        ({"languages": ("fi", "so")}, {25}),
        ({"languages": ("sv",)}, {25}),
        ({"tell_peer_instructor": True}, {25}),
        ({"audience": "mothers", "show_area_only": True}, set()),
    ],
)
def test_rule_25_small_municipalities(
    changes: dict[str, Any], expected: set[int], reference: Reference
) -> None:
    small = reference.find("Askola")
    assert small is not None
    assert small.population < rules.SMALL_PLACE
    assert cautions(group(meets_in=small.code, **changes), reference) == expected
    assert cautions(group(**changes), reference) == set()


def test_a_month_that_has_passed_is_pointed_out(reference: Reference) -> None:
    late = group(lifecycle="open", start="month", start_month="2020-09", meetings=())

    assert 10 in cautions(late, reference)


@pytest.mark.parametrize(
    ("today", "passed"),
    [
        (date(2026, 9, 30), False),
        (date(2026, 10, 1), False),  # a Thursday: the report still says what it said on Monday
        (date(2026, 10, 4), False),
        (date(2026, 10, 5), True),
    ],
)
@pytest.mark.parametrize("lifecycle", ["open", "planned", "postponed"])
def test_a_month_has_passed_when_parents_read_that_it_has(
    lifecycle: Lifecycle,
    today: date,
    passed: bool,  # noqa: FBT001 (a row)
    reference: Reference,
) -> None:
    one = group(lifecycle=lifecycle, start="month", start_month="2026-09", wants_name=False)

    found = rules.cautions(
        one, today, staff=STAFF, trainings=TRAINED, organisers=(PORVOO,), reference=reference
    )
    read = read_now(
        one,
        today,
        organisers=(PORVOO,),
        instructors=STAFF,
        trainings=TRAINED,
        reference=reference,
        language="fi",
        heard=True,
    )

    assert (rules.MONTH_PASSED in [look.text for look in found]) == passed
    says_so = read.says == SAYS["full"] if lifecycle == "open" else not read.public
    assert says_so == passed


@pytest.mark.parametrize(
    ("year", "right"), [(1999, False), (2000, True), (2099, True), (2100, False)]
)
def test_a_meeting_is_of_a_century_whose_months_can_be_told(year: int, right: bool) -> None:  # noqa: FBT001 (a row)
    one = group(meetings=met((date(year, 1, 1),)))

    refused = {wrong.field for wrong in rules.refusals(one, date(1998, 1, 1))}

    assert ("meetings" not in refused) == right
    if right:
        told = start_of(one).month
        assert convert(told, Month) == told
