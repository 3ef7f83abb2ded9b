"""What a form shows of a group is read back as the same group; changes are told in words."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from node.app import translator
from node.groups import forms
from node.groups.forms import Roster
from node.groups.labels import LABELS, WORDS
from node.groups.meetings import set_days
from node.groups.model import Group, Meeting
from node.groups.telling_changes import NOTHING, Told, describe, told
from node.groups.texts import PLAIN, changed, texts
from node.history.model import Change, changes_between
from node.instructors.model import Instructor
from node.organisers.model import Organiser
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.words import Audience, Catchment, Format, TimeOfDay, TravelCosts, TriState

TODAY = date(2026, 9, 1)
ROSTER = Roster(
    organisers=(Organiser(id="porvoo", name="Porvoo", kind="ngo"),),
    instructors=(Instructor(id="ohjaaja-1", name="Aino", role="professional"),),
)


def groups() -> Iterator[Group]:
    """Yield groups with every word of every list, many languages and places."""
    draw = random.Random(4)
    for n in range(60):
        plain = Group(
            id=f"a-{n}",
            lifecycle=draw.choice(("draft", "planned", "open")),
            takes_parents=draw.random() < 0.5,
            audience=draw.choice(get_args(Audience)),
            languages=tuple(sorted(draw.sample(("fi", "sv", "se", "ckb", "prs", "fse"), 3))),
            material_languages=("en", "fi"),
            interpreter=draw.choice(get_args(TriState)),
            other_mother_tongue=draw.choice(get_args(TriState)),
            format=draw.choice(get_args(Format)),
            time_of_day=draw.choice(get_args(TimeOfDay)),
            meets_in=draw.choice(("638", "091", "049", "297")),
            show_area_only=draw.random() < 0.5,
            catchment=draw.choice(get_args(Catchment)),
            serves=tuple(sorted(draw.sample(("018", "091", "297", "434", "638"), 2))),
            start=draw.choice(("when_found", "on_request", "all_year", "not_said")),
            organisers=draw.choice(((), ("porvoo",))),
            instructors=draw.choice(((), ("ohjaaja-1",))),
            social_worker=draw.choice(get_args(TriState)),
            tell_peer_instructor=draw.random() < 0.5,
            travel_costs=draw.choice(get_args(TravelCosts)),
            wants_name=draw.random() < 0.5,
            parents=draw.choice((None, 0, 8)),
            place=draw.choice((None, "Kuja 1, 2. krs")),
            notes=draw.choice((None, "Kaksi\nriviä; ja pilkku, tässä")),
        )
        dated = set_days(plain, [date(2026, 11, 5) + timedelta(weeks=i) for i in range(10)])
        yield draw.choice((plain, dated, replace(plain, start="month", start_month="2026-11")))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_what_is_shown_is_what_is_read(reference: Reference, language: str) -> None:
    for group in groups():
        form = {k: v for k, v in texts(group, reference, language).items() if k != "id"}
        if group.start != "month":
            form["start_month"] = ""

        read = forms.read(form, reference=reference, roster=ROSTER, today=TODAY, before=group)

        assert read == group
        assert changed(form, group, reference) == {}


def test_every_field_has_a_name_in_words() -> None:
    assert set(Group.__struct_fields__) <= set(LABELS)
    assert set(WORDS) <= set(PLAIN)


def told_in(language: str, change: Change, reference: Reference) -> list[Told]:
    """Return the lines of a change."""
    return list(told(change, reference, language, translator(language).say))


def test_a_change_is_told_in_words(reference: Reference) -> None:
    before = Group(id="a", lifecycle="draft", meets_in="638", start="not_said")
    after = replace(
        before,
        lifecycle="open",
        languages=("fi", "sv"),
        serves=("018", "638"),
        start="month",
        start_month="2026-11",
        withdrawn_on=date(2026, 9, 1),
        wants_name=False,
    )

    lines = [
        (line.before, line.after)
        for change in changes_between(before, after)
        for line in told_in("fi", change, reference)
    ]

    assert lines == [
        ("luonnos", "avoin"),
        ("suomi", "suomi, ruotsi"),
        (NOTHING, "Askola, Porvoo"),
        ("alku ei tiedossa", "tietyssä kuussa"),
        (NOTHING, "11/2026"),
        ("kyllä", "ei"),
        (NOTHING, "1.9.2026"),
    ]


def test_of_meetings_only_those_that_changed(reference: Reference) -> None:
    days = [date(2026, 11, 5) + timedelta(weeks=n) for n in range(10)]
    before = set_days(Group(id="a", lifecycle="open", meets_in="638"), days)
    third = replace(before.meetings[2], day=date(2026, 11, 20), attendance=5, minutes=150)
    after = replace(before, meetings=(*before.meetings[:2], third, *before.meetings[3:9]))
    (change,) = changes_between(before, after)

    assert told_in("en", change, reference) == [
        Told("Meeting 3", "19.11.2026, theme 3", "20.11.2026, 150 min, theme 3, 5 came"),
        Told("Meeting 10", "7.1.2027, theme 10", NOTHING),
    ]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("format", "in_person", "paikan päällä"),
        ("format", "on_the_moon", "on_the_moon"),
        ("meets_in", "999", "999"),
        ("start_month", "soon", "soon"),
        ("withdrawn_on", "2026-13-45", "2026-13-45"),
        ("parents", 0, "0"),
        ("takes_parents", False, "ei"),
        ("new_field", {"a": 1}, "{'a': 1}"),
        ("notes", "", NOTHING),
    ],
)
def test_what_is_not_known_is_shown_as_it_is(
    reference: Reference, field: str, value: Any, words: str
) -> None:
    say = translator("fi").say

    assert describe(field, value, reference, "fi", say) == words
    assert describe(field, [value], reference, "fi", say) == words


def test_meetings_on_one_line(reference: Reference) -> None:
    value = [{"number": 1, "day": "2026-11-05", "theme": 1}, {"number": 2, "day": "2026-11-12"}]

    line = describe("meetings", value, reference, "en", str)

    assert line == "5.11.2026, theme 1; 12.11.2026"


def test_an_unknown_meeting_field_is_no_fault(reference: Reference) -> None:
    change = Change(field="meetings", before=None, after=[{"number": 1}])

    assert told_in("en", change, reference) == [Told("Meeting 1", NOTHING, NOTHING)]


def test_the_words_of_a_meeting(reference: Reference) -> None:
    meeting = Meeting(number=1, day=date(2026, 11, 5), starts_at="17:00", attendance=0)
    value = [{"number": 1, "day": "2026-11-05", "starts_at": "17:00", "attendance": 0}]

    assert describe("meetings", value, reference, "en", str) == "5.11.2026, 17:00, 0 came"
    assert str(Text.of("{n}", n=meeting.number)) == "1"
