"""The calendar file of a group, as a calendar program reads it; and the days that are proposed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from msgspec.structs import replace

from node.groups import meetings, store
from node.groups.dates import calendar, rhythm
from node.groups.dates.rhythm import Rhythm
from node.groups.model import Group, Meeting
from shared.reference.lookup import Reference
from shared.text import Text

NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
GROUP = meetings.set_days(
    Group(
        id="porvoo-2026-1",
        lifecycle="open",
        meets_in="638",
        start_month="2026-11",
        place="Perhekeskus, Kuja 1; ovi B",
        notes="Aino Esimerkki tulee",
        minutes=150,
        starts_at="17:00",
    ),
    [date(2026, 11, 5) + timedelta(weeks=n) for n in range(10)],
)


def say(text: Text) -> str:
    """Say a text in English."""
    return str(text)


def events(group: Group, reference: Reference, **more: Any) -> list[Any]:
    """Return the entries of the file, read by another program than the one that wrote it."""
    body = calendar.written(group, reference, say, language="fi", now=NOW, **more)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    return list(Calendar.from_ical(body).walk("VEVENT"))


def test_a_meeting_has_its_hours_and_nothing_else(reference: Reference) -> None:
    read = events(GROUP, reference, version=7)

    assert len(read) == 10
    first = read[0]
    assert first.decoded("dtstart") == datetime(2026, 11, 5, 15, 0, tzinfo=UTC)
    assert first.decoded("dtend") == datetime(2026, 11, 5, 17, 30, tzinfo=UTC)
    assert str(first["summary"]) == "Group"
    assert (first["sequence"], first["class"]) == (7, "PRIVATE")
    assert {key.lower() for key in first} == {
        *("uid", "dtstamp", "sequence", "summary", "dtstart", "dtend", "class"),
    }


def test_winter_time_is_kept(reference: Reference) -> None:
    summer = replace(
        GROUP,
        meetings=(Meeting(number=1, day=date(2026, 10, 22), starts_at="17:00", minutes=120),),
    )

    (read,) = events(summer, reference)

    assert read.decoded("dtstart") == datetime(2026, 10, 22, 14, 0, tzinfo=UTC)


def test_without_an_hour_it_is_a_day(reference: Reference) -> None:
    plain = replace(GROUP, meetings=(Meeting(number=1, day=date(2026, 11, 5)),))

    (read,) = events(plain, reference)

    assert read.decoded("dtstart") == date(2026, 11, 5)
    assert "dtend" not in read


def test_place_and_themes_are_asked_for(reference: Reference) -> None:
    first = events(GROUP, reference, place=True, themes=True)[0]

    assert str(first["location"]) == "Perhekeskus, Kuja 1; ovi B"
    assert str(first["description"]).startswith("ryhmäprosessin aloitus")


def test_an_entry_keeps_its_name_when_it_moves(reference: Reference) -> None:
    moved = meetings.redated(GROUP, {m.number: m.day + timedelta(days=1) for m in GROUP.meetings})

    before, after = events(GROUP, reference), events(moved, reference)

    assert [e["uid"] for e in before] == [e["uid"] for e in after]
    assert len({str(e["uid"]) for e in before}) == 10
    assert "porvoo" not in str(before[0]["uid"])


async def test_the_file_is_for_the_staff(house: Any) -> None:
    await house.desk.commit(lambda db: store.put(db, GROUP))

    plain = await house.reader.get(f"/groups/{GROUP.id}/calendar", "fi")
    chosen = await house.reader.get(f"/groups/{GROUP.id}/calendar?place=yes&themes=yes", "fi")
    nobody = await house.nobody.get(f"/groups/{GROUP.id}/calendar", "fi")

    assert plain.headers["content-type"].startswith("text/calendar")
    assert "attachment" in plain.headers["content-disposition"]
    assert "calendar.ics" in plain.headers["content-disposition"]
    for word in ("Porvoo", "porvoo", "Perhekeskus", "Aino", "VOIKUKKIA"):
        assert word not in plain.text
    assert "SUMMARY:Ryhmä" in plain.text
    assert "Perhekeskus" in chosen.text
    assert nobody.status_code == 401


def test_ten_thursdays_with_two_weeks_skipped() -> None:
    read = rhythm.read({"first": "5.11.2026", "times": "10", "every": "1", "skip": "52, 1"})
    assert isinstance(read, Rhythm)

    days = rhythm.proposed(read)

    assert [d.isoformat() for d in days] == [
        *("2026-11-05", "2026-11-12", "2026-11-19", "2026-11-26", "2026-12-03", "2026-12-10"),
        *("2026-12-17", "2026-12-31", "2027-01-14", "2027-01-21"),
    ]
    assert rhythm.skipped(days, read) == (52, 1)
    assert {d.weekday() for d in days} == {3}


def test_every_second_week() -> None:
    days = rhythm.proposed(Rhythm(first=date(2026, 11, 5), times=4, every=2, skip=frozenset({47})))

    assert [d.isoformat() for d in days] == ["2026-11-05", "2026-11-26", "2026-12-10", "2026-12-24"]


def test_the_first_day_is_never_skipped() -> None:
    days = rhythm.proposed(Rhythm(first=date(2026, 12, 24), times=2, skip=frozenset({52})))

    assert days[0] == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("first", ""),
        ("first", "31.2.2027"),
        ("times", "0"),
        ("times", "41"),
        ("times", "ten"),
        ("every", "5"),
        ("skip", "54"),
        ("skip", "joulu"),
        ("skip", ",".join(str(n) for n in range(1, 40))),
    ],
)
def test_a_rhythm_that_cannot_be(field: str, said: str) -> None:
    read = rhythm.read({"first": "5.11.2026", field: said})

    assert isinstance(read, tuple)
    assert [one.field for one in read] == [field]


def test_a_meeting_that_moves_takes_along_what_is_known_of_it() -> None:
    noted = meetings.attended(GROUP, {date(2026, 11, 5): 6})
    assert isinstance(noted, Group)
    days = {m.number: m.day for m in noted.meetings}

    moved = meetings.redated(noted, {**days, 1: date(2026, 11, 4)})
    swapped = meetings.redated(noted, {**days, 1: days[2], 2: days[1]})
    fewer = meetings.redated(noted, {n: day for n, day in days.items() if n != 10})

    assert (moved.meetings[0].day, moved.meetings[0].attendance) == (date(2026, 11, 4), 6)
    assert [m.theme for m in moved.meetings] == list(range(1, 11))
    assert swapped == noted
    assert (len(fewer.meetings), fewer.planned_meetings) == (9, 9)


def test_a_meeting_written_anew() -> None:
    second = GROUP.meetings[1]
    moved = meetings.rewritten(GROUP, second.day, replace(second, day=date(2027, 2, 4)))
    other = meetings.rewritten(GROUP, second.day, replace(second, theme=7, minutes=None))

    assert isinstance(moved, Group)
    assert isinstance(other, Group)
    assert [m.theme for m in moved.meetings] == list(range(1, 11))
    assert moved.meetings[-1].day == date(2027, 2, 4)
    assert (other.meetings[1].theme, other.meetings[1].minutes) == (7, None)
    assert [m.theme for m in other.meetings[2:]] == list(range(3, 11))
