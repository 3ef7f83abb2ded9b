"""No history turns into a none that nobody said or a number that nobody sent."""

from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.availability.chronicle import EMPTY, Chronicle, Folded, advance
from hub.availability.compute import Picture, picture
from hub.availability.fold import fold
from hub.availability.history import runs
from hub.availability.horizon import next_change
from hub.availability.model import Known, Projection
from hub.ingest.model import Acted, Event, Reported
from hub.registry import acts
from shared.period import day_end, day_start, helsinki_day
from shared.wire.opendata import GroupNumbers, Row
from tests.hub.availability.answering import MERGING, NEW_YEAR, Lived, lived, path
from tests.hub.availability.build import POLICY
from tests.hub.availability.histories import histories

CONTACT = timedelta(days=14)
later = st.sampled_from((0, 1, 86_399, 5 * 86_400, 14 * 86_400, 40 * 86_400))


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


def pictured(events: list[Event], now: datetime) -> Picture:
    return picture(projected(events), MERGING, POLICY, now)


def current(codes: tuple[str, ...], day: date) -> set[str]:
    return {path(code, day, MERGING)[-1] for code in codes}


def heard(events: list[Event], node: str, now: datetime) -> bool:
    """Tell, from the raw entries, whether the node made contact within fourteen days."""
    contacts = [
        e.at
        for e in events
        if (isinstance(e, Reported) and e.node == node)
        or (isinstance(e, Acted) and isinstance(e.act, acts.Word) and e.act.node == node)
    ]
    return bool(contacts) and now < max(contacts) + CONTACT


def says_none(known: Known, code: str, day: date) -> bool:
    """Tell whether the report says none of the whole municipality, and nothing else of a part."""
    report = known.effective.report if known.effective else None
    of = report.municipalities if report else ()
    said = [s for s in of if path(s.municipality, day, MERGING)[-1] == code]
    whole = [s for s in said if s.municipality == code]
    return bool(whole) and all(s.says == "none" and s.since is not None for s in said)


def speaks(events: list[Event], known: Known, now: datetime) -> bool:
    """Tell whether anything the network says may still be believed."""
    return heard(events, known.node, now) and not known.suspended_at and known.active


def announced(events: list[Event]) -> set[date]:
    """Return the days that any handover or end was ever announced for."""
    told = [e.act for e in events if isinstance(e, Acted)]
    return {one.day for one in told if isinstance(one, acts.HandedOver | acts.Ended)}


def values(numbers: GroupNumbers) -> list[int | None]:
    return [numbers.open, numbers.limited, numbers.coming, numbers.full]


@arbitrary(120)
@given(histories(), later)
def test_none_is_said_by_every_network_that_answers(events: list[Event], seconds: int) -> None:
    now = events[-1].at + timedelta(seconds=seconds)
    projection, country = projected(events), lived(events, now, MERGING)

    for row in pictured(events, now).rows:
        answering = country.answering(row.municipality)
        assert set(row.networks) == answering
        if row.state == "none":
            assert answering
            for node in answering:
                assert says_none(projection[node], row.municipality, country.today)
                assert speaks(events, projection[node], now)


@arbitrary(120)
@given(histories(), later)
def test_every_number_rests_on_a_report_that_is_believed(events: list[Event], seconds: int) -> None:
    now = events[-1].at + timedelta(seconds=seconds)
    projection, country = projected(events), lived(events, now, MERGING)
    shown = pictured(events, now)

    for row in shown.rows:
        numbers = values(row.groups) + values(row.other_groups)
        offering = {offer.rpartition(".")[0] for offer in row.offers}
        assert all(row.area in country.reaches(node) for node in offering)
        if row.state == "unknown":
            assert numbers == [None] * 8
            assert row.reason
            assert row.believed_until is None
        else:
            assert row.reason is None
            assert row.since is None
            assert row.believed_until
            assert now < row.believed_until
            check_zeros(events, projection, country, row, now)
            check_positives(events, projection, country, row, now)


def check_zeros(
    events: list[Event], projection: Projection, country: Lived, row: Row, now: datetime
) -> None:
    if 0 in values(row.groups) + values(row.other_groups) + [row.remote]:
        answering = [projection[node] for node in country.answering(row.municipality)]
        assert answering
        assert all(k.effective and speaks(events, k, now) for k in answering)


def check_positives(
    events: list[Event], projection: Projection, country: Lived, row: Row, now: datetime
) -> None:
    """A positive number is at most what believed reports offer here, and made by at least one."""
    sent = 0
    for known in projection.values():
        if not known.effective or not speaks(events, known, now):
            continue
        for offer in known.effective.report.offers:
            near = row.area in country.reaches(known.node)
            if near and row.municipality in current(offer.serves, country.today):
                sent += offer.groups.open + offer.groups.coming + offer.groups.full
    shown = values(row.groups) + values(row.other_groups)
    assert sum(n or 0 for n in shown) <= sent


@arbitrary(100)
@given(histories())
def test_when_all_fall_silent_all_becomes_unknown_since_a_day(events: list[Event]) -> None:
    last = events[-1].at
    before = {row.municipality: row for row in pictured(events, last).rows}

    after = pictured(events, last + CONTACT + timedelta(seconds=1))

    for row in after.rows:
        assert row.state == "unknown"
        known = row.municipality in before and before[row.municipality].state != "unknown"
        if known and not announced(events):
            assert row.since
            assert helsinki_day(last) <= row.since <= helsinki_day(last + CONTACT)
    assert after.completeness.networks_believed == 0
    assert after.completeness.population_known == 0
    assert after.offers == ()


@arbitrary(50)
@given(histories())
def test_nothing_changes_before_the_next_change(events: list[Event]) -> None:
    now = events[-1].at
    projection = projected(events)

    due = next_change(projection, POLICY, now)

    assert now < due <= day_end(helsinki_day(now))
    assert all(day_start(day) <= now or due <= day_start(day) for day in announced(events))
    just_before = due - timedelta(seconds=1)
    assert picture(projection, MERGING, POLICY, now) == picture(
        projection, MERGING, POLICY, just_before
    )


@arbitrary(50)
@given(histories())
def test_a_known_state_ends_by_its_own_date_and_never_in_none(events: list[Event]) -> None:
    now = events[-1].at
    projection = projected(events)
    rows = [r for r in picture(projection, MERGING, POLICY, now).rows if r.believed_until]

    for row in rows:
        assert row.believed_until
        days = {day_start(day) for day in (*announced(events), NEW_YEAR)}
        if any(now < day <= row.believed_until for day in days):
            continue  # other networks may answer then, or for another municipality
        then = picture(projection, MERGING, POLICY, row.believed_until).rows
        after = next(r for r in then if r.municipality == row.municipality)
        if row.state == "none":
            assert after.state == "unknown"
            assert after.since == helsinki_day(row.believed_until)
        else:
            assert after.state != row.state


@arbitrary(50)
@given(histories(), st.data())
def test_restarts_change_nothing(events: list[Event], data: st.DataObject) -> None:
    today = helsinki_day(events[-1].at + timedelta(days=20))
    entries = [Folded(number=i, head="f" * 64, event=e) for i, e in enumerate(events)]
    cut = data.draw(st.integers(0, len(entries)))
    between = helsinki_day(events[max(cut - 1, 0)].at)

    at_once = advance(EMPTY, entries, MERGING, POLICY, today)
    first = advance(EMPTY, entries[:cut], MERGING, POLICY, between)
    in_two = advance(first, entries[cut:], MERGING, POLICY, today)

    assert in_two == at_once
    assert at_once.projection == projected(events)
    check_days(at_once, events)


def check_days(chronicle: Chronicle, events: list[Event]) -> None:
    """Every closed day is as the picture was at its end."""
    told = runs(chronicle.history)
    day = helsinki_day(events[-1].at)
    if chronicle.history.closed is None or day > chronicle.history.closed:
        return
    end = day_end(day) - timedelta(seconds=1)
    then = {r.municipality: (r.state, r.reason) for r in pictured(events, end).rows}
    on_day = {r.municipality: (r.state, r.reason) for r in told if r.first <= day <= r.last}
    assert on_day == then
