"""What no sequence of days and acts may do: speak between Mondays, or say *none* by itself."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from node.anonymiser.plan import Facts, plan
from node.anonymiser.statements import LastWord
from node.groups.model import Group, Lifecycle, Meeting
from node.network.model import Coverage
from shared.period import monday_of
from shared.reference import lookup
from shared.wire.availability import NetworkName
from shared.wire.words import StartKind

REFERENCE = lookup.load()
PLACES = ("297", "749")
FIRST = date(2026, 1, 1)
STATES: tuple[Lifecycle, ...] = (
    "draft",
    "planned",
    "open",
    "full",
    "running",
    "ended",
    "postponed",
    "cancelled",
)
STARTS: tuple[StartKind, ...] = ("month", "when_found", "on_request", "all_year", "not_said")
days = st.integers(0, 400).map(lambda n: FIRST + timedelta(days=n))
months = st.integers(1, 12).map(lambda n: f"2026-{n:02}")


@st.composite
def groups(draw: st.DrawFn) -> Group:
    dates = sorted(draw(st.sets(days, max_size=3)))
    start = draw(st.sampled_from(STARTS))
    return Group(
        id=f"g{draw(st.integers(0, 10_000))}",
        lifecycle=draw(st.sampled_from(STATES)),
        takes_parents=draw(st.booleans()),
        format=draw(st.sampled_from(["in_person", "remote"])),
        meets_in=draw(st.sampled_from(PLACES)),
        start=start,
        start_month=draw(months) if start == "month" else None,
        meetings=tuple(Meeting(number=n, day=day) for n, day in enumerate(dates, start=1)),
        planned_meetings=max(1, len(dates)),
        end_confirmed_on=draw(st.none() | days),
        withdrawn_on=draw(st.none() | st.none() | days),
    )


@st.composite
def words(draw: st.DrawFn, place: str) -> Coverage:
    if draw(st.booleans()):
        return Coverage(municipality=place, says="none", since=draw(days))
    return Coverage(municipality=place, since=draw(st.none() | days))


records = st.builds(
    Facts,
    name=st.just(NetworkName(fi="Esimerkkiverkosto", sv="Exempelnätverket")),
    coverage=st.tuples(*(words(place) for place in PLACES)),
    groups=st.lists(groups(), max_size=4, unique_by=lambda g: g.id).map(tuple),
)


@given(records, days)
def test_for_unchanged_records_the_plan_changes_on_mondays_alone(facts: Facts, day: date) -> None:
    assert plan(facts, REFERENCE, day) == plan(facts, REFERENCE, monday_of(day))


@given(records, st.lists(days, max_size=30), st.integers(0, 7))
def test_time_alone_never_makes_a_none(facts: Facts, when: list[date], lost: int) -> None:
    """Reports follow one another, every eighth is lost; a *none* is on the day of its act."""
    said: dict[str, tuple[str, date]] = {}
    last: LastWord | None = None
    for number, day in enumerate(sorted(when)):
        spoken = tuple(w if w.since and w.since <= day else unsaid(w) for w in facts.coverage)
        state = plan(replace(facts, coverage=spoken, last=last), REFERENCE, day)
        for statement in state.municipalities:
            code = statement.municipality
            before, on = said.get(code, ("none", FIRST))
            if statement.says == "none":
                act = next(w for w in spoken if w.municipality == code)
                assert (act.says, act.since) == ("none", statement.since)
                new = act.since is not None and act.since >= on
                assert before == "none" or new or after_the_last(facts, act)
            said[code] = (statement.says, day)
        if number % 8 != lost:
            last = LastWord(day=day, statements=state.municipalities)


def unsaid(word: Coverage) -> Coverage:
    """Return the municipality before its act."""
    return Coverage(municipality=word.municipality)


def after_the_last(facts: Facts, act: Coverage) -> bool:
    """Tell whether the none was said after every meeting here: then it only waited for Monday."""
    here = [g for g in facts.groups if g.meets_in == act.municipality and g.last_day]
    return act.since is not None and all(
        g.last_day is None or g.last_day <= act.since for g in here if g.lifecycle != "cancelled"
    )


@given(records, days, days)
def test_acts_on_groups_never_make_a_none(facts: Facts, before: date, act: date) -> None:
    """After a report said *groups*, cancelling or losing them all leaves *not known*."""
    reported, acted = sorted((before, act))
    first = plan(facts, REFERENCE, reported)
    grouped = {s.municipality for s in first.municipalities if s.says == "groups"}
    memory = LastWord(day=reported, statements=first.municipalities)
    older = tuple(
        replace(w, since=reported - timedelta(days=8)) if w.says == "none" else w
        for w in facts.coverage
    )
    cancelled = tuple(replace(g, lifecycle="cancelled", withdrawn_on=None) for g in facts.groups)
    for left in (cancelled, ()):
        later = replace(facts, groups=left, coverage=older, last=memory)
        then = plan(later, REFERENCE, acted).municipalities
        assert {s.says for s in then if s.municipality in grouped} <= {"not_known"}


@given(records, days)
def test_every_listed_group_is_counted_once(facts: Facts, day: date) -> None:
    state = plan(facts, REFERENCE, day)
    counts = [o.groups.open + o.groups.coming + o.groups.full for o in state.offers]
    assert sum(counts) == len(state.listed)
