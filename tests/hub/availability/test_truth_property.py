"""No history turns into a none that nobody said or a number that nobody sent."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.availability.chronicle import EMPTY, Chronicle, Folded, advance
from hub.availability.compute import Picture, picture
from hub.availability.fold import fold
from hub.availability.history import runs
from hub.availability.horizon import next_change
from hub.availability.model import Known, Projection
from hub.ingest.model import Event, Reported
from hub.registry import acts
from shared.period import day_end, helsinki_day
from shared.wire.opendata import GroupNumbers, Row
from tests.hub.availability.build import POLICY, REFERENCE
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
    return picture(projected(events), REFERENCE, POLICY, now)


def current(codes: tuple[str, ...]) -> set[str | None]:
    return {REFERENCE.current_code(code) for code in codes}


def heard(events: list[Event], node: str, now: datetime) -> bool:
    """Tell, from the raw entries, whether the node made contact within fourteen days."""
    contacts = [
        e.at
        for e in events
        if (isinstance(e, Reported) and e.node == node)
        or (not isinstance(e, Reported) and isinstance(e.act, acts.Word) and e.act.node == node)
    ]
    return bool(contacts) and now < max(contacts) + CONTACT


def says_none(known: Known, code: str) -> bool:
    report = known.effective.report if known.effective else None
    said = [s for s in report.municipalities if s.municipality == code] if report else []
    return len(said) == 1 and said[0].says == "none" and said[0].since is not None


def speaks(events: list[Event], known: Known, now: datetime) -> bool:
    """Tell whether anything the network says may still be believed."""
    return heard(events, known.node, now) and not known.suspended_at and known.active


def values(numbers: GroupNumbers) -> list[int | None]:
    return [numbers.open, numbers.limited, numbers.coming, numbers.full]


@arbitrary(120)
@given(histories(), later)
def test_none_is_said_by_every_network_that_answers(events: list[Event], seconds: int) -> None:
    now = events[-1].at + timedelta(seconds=seconds)
    projection = projected(events)

    for row in pictured(events, now).rows:
        if row.state == "none":
            answering = [
                k for k in projection.values() if row.municipality in current(k.municipalities)
            ]
            assert answering
            for known in answering:
                assert says_none(known, row.municipality)
                assert speaks(events, known, now)


@arbitrary(120)
@given(histories(), later)
def test_every_number_rests_on_a_report_that_is_believed(events: list[Event], seconds: int) -> None:
    now = events[-1].at + timedelta(seconds=seconds)
    projection = projected(events)
    shown = pictured(events, now)

    for row in shown.rows:
        numbers = values(row.groups) + values(row.other_groups)
        offering = {offer.rpartition(".")[0] for offer in row.offers}
        assert all(row.area in projection[node].reach for node in offering)
        if row.state == "unknown":
            assert numbers == [None] * 8
            assert row.reason
            assert row.believed_until is None
        else:
            assert row.reason is None
            assert row.since is None
            assert row.believed_until
            assert now < row.believed_until
            check_zeros(events, projection, row, now)
            check_positives(events, projection, row, now)


def check_zeros(events: list[Event], projection: Projection, row: Row, now: datetime) -> None:
    if 0 in values(row.groups) + values(row.other_groups) + [row.remote]:
        answering = [
            k for k in projection.values() if row.municipality in current(k.municipalities)
        ]
        assert answering
        assert all(k.effective and speaks(events, k, now) for k in answering)


def check_positives(events: list[Event], projection: Projection, row: Row, now: datetime) -> None:
    """A positive number is at most what believed reports offer here, and made by at least one."""
    sent = 0
    for known in projection.values():
        if not known.effective or not speaks(events, known, now):
            continue
        for offer in known.effective.report.offers:
            if row.area in known.reach and row.municipality in current(offer.serves):
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
        if before[row.municipality].state != "unknown":
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
    just_before = due - timedelta(seconds=1)
    assert picture(projection, REFERENCE, POLICY, now) == picture(
        projection, REFERENCE, POLICY, just_before
    )


@arbitrary(50)
@given(histories())
def test_a_known_state_ends_by_its_own_date_and_never_in_none(events: list[Event]) -> None:
    now = events[-1].at
    projection = projected(events)
    rows = [r for r in picture(projection, REFERENCE, POLICY, now).rows if r.believed_until]

    for row in rows:
        assert row.believed_until
        then = picture(projection, REFERENCE, POLICY, row.believed_until).rows
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

    at_once = advance(EMPTY, entries, REFERENCE, POLICY, today)
    first = advance(EMPTY, entries[:cut], REFERENCE, POLICY, between)
    in_two = advance(first, entries[cut:], REFERENCE, POLICY, today)

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
