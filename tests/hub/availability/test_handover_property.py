"""Grants, handovers, ends, mergers and reports in any order: one answer a day, no day lost."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.availability.chronicle import EMPTY, Chronicle, Folded, advance
from hub.availability.compute import picture
from hub.availability.division import division
from hub.availability.fold import fold
from hub.availability.history import ONE_DAY, runs
from hub.availability.model import Projection
from hub.ingest.model import Acted, Event
from hub.registry import acts
from hub.registry.handover.mandate import may_name, speaks
from hub.registry.model import Grant
from shared.period import day_end, helsinki_day
from tests.hub.availability.answering import MERGING, NEW_YEAR, lived
from tests.hub.availability.build import POLICY
from tests.hub.availability.histories import decisions, histories

NOTHING = Grant(municipalities=(), reach=())
SECOND = timedelta(seconds=1)
AHEAD = timedelta(days=45)


def arbitrary(examples: int) -> settings:
    """Return settings that a slow machine cannot break."""
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )


def projected(events: list[Event]) -> Projection:
    projection: Projection = {}
    for event in events:
        projection = fold(projection, event)
    return projection


def chronicled(events: list[Event], today: date) -> Chronicle:
    entries = [Folded(number=i, head="f" * 64, event=e) for i, e in enumerate(events)]
    return advance(EMPTY, entries, MERGING, POLICY, today)


@arbitrary(400)
@given(decisions(), st.integers(0, 60))
def test_every_day_the_networks_answer_that_held_the_municipality(
    events: list[Event], days: int
) -> None:
    now = events[-1].at + timedelta(days=days)
    country, today = lived(events, now, MERGING), helsinki_day(now)
    here = division(MERGING, today)

    for node, known in projected(events).items():
        granted = speaks(known.mandate, MERGING, today) if known.active else NOTHING
        assert set(here.current_codes(granted.municipalities)) == country.answers_for(node)
        assert set(granted.reach) == country.reaches(node)


@arbitrary(30)
@given(histories())
def test_every_day_of_every_municipality_is_told_once_and_as_it_was(events: list[Event]) -> None:
    first, last = helsinki_day(events[0].at), helsinki_day(events[-1].at) + AHEAD
    told = runs(chronicled(events, last).history)

    day = first
    while day < last:
        end = day_end(day) - SECOND
        then = [e for e in events if e.at <= end]
        shown = picture(projected(then), MERGING, POLICY, end).rows
        on_day = [r for r in told if r.first <= day <= r.last]
        assert [r.municipality for r in on_day] == [row.municipality for row in shown]
        assert [(r.state, r.reason) for r in on_day] == [(r.state, r.reason) for r in shown]
        day += ONE_DAY


@arbitrary(60)
@given(histories())
def test_a_merged_municipality_goes_on_where_its_parts_end(events: list[Event]) -> None:
    last = max(helsinki_day(events[-1].at), NEW_YEAR) + AHEAD
    told = runs(chronicled(events, last).history)

    for former in MERGING.former:
        parts = [run for run in told if run.municipality == former.code]
        whole = [run for run in told if run.municipality == former.successor]
        if former.valid_until < NEW_YEAR - ONE_DAY:
            assert parts == []
        else:
            assert max(run.last for run in parts) == NEW_YEAR - ONE_DAY
            assert any(run.first <= NEW_YEAR <= run.last for run in whole)


@arbitrary(200)
@given(decisions())
def test_no_report_is_refused_for_what_was_or_will_be_handed_over(events: list[Event]) -> None:
    for node, known in projected(events).items():
        named = set(may_name(known.mandate))
        for days in (0, 1, 20, AHEAD.days):
            assert lived_codes(events, node, days) <= named
        for event in events:
            act = event.act if isinstance(event, Acted) else None
            if isinstance(act, acts.HandedOver) and act.node == node:
                assert set(act.municipalities) <= named


def lived_codes(events: list[Event], node: str, days: int) -> set[str]:
    """Return what a network holds so many days after the last event, in the codes it was given."""
    return lived(events, events[-1].at + timedelta(days=days), MERGING).holding[node].codes


@arbitrary(40)
@given(histories(), st.data())
def test_a_day_without_an_event_looks_the_same_whoever_asks(
    events: list[Event], data: st.DataObject
) -> None:
    """Closing the days one by one, with a restart each, tells what one go tells."""
    today = helsinki_day(events[-1].at)
    last = today + timedelta(days=data.draw(st.integers(1, 45)))

    day_by_day = chronicled(events, today)
    day = today
    while day < last:
        day += ONE_DAY
        day_by_day = advance(day_by_day, [], MERGING, POLICY, day)

    assert runs(day_by_day.history) == runs(chronicled(events, last).history)
