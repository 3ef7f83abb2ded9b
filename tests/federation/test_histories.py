"""Random histories of leads, time, silences and restarts, through node, wire and hub.

No history turns into a *none* that nobody said, or into a number that nobody sent.
"""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hub.registry import decide
from node.groups import edit as groups
from node.groups import lifecycle
from node.groups.edit import Saved
from node.outbox import store as outbox
from shared.signing import decode_envelope
from shared.wire.availability import Availability
from shared.wire.codec import decode
from shared.wire.opendata import GroupNumbers, Row
from tests.federation.together import LiveNode, Together, together

HISTORIES = int(os.environ.get("HISTORIES", "12"))
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
PLACES = ("Porvoo", "Loviisa", "Askola")
NODES = {"county": PLACES, "parish": PLACES[:2]}
CONTACT, CONFIRMATION = timedelta(days=14), timedelta(days=60)
STEPS: dict[str, tuple[str, ...]] = {
    "opened": ("Porvoo", "Loviisa"),
    "filled": ("",),
    "ended": ("",),
    "withdrawn": ("",),
    "none": PLACES,
    "not_known": PLACES,
    "confirmed": ("",),
    "pushed": ("",),
    "cut_off": ("",),
    "node_restarted": ("",),
    "hub_restarted": ("",),
    "suspended": ("",),
    "resumed": ("",),
}
HOURS = (0, 0, 1, 30, 24 * 7, 24 * 13, 24 * 15, 24 * 40, 24 * 61)


@dataclass
class Told:
    """What a lead has done, and what was true of it whenever the hub had a report."""

    says: dict[str, str] = field(default_factory=dict)
    told_none: set[str] = field(default_factory=set)
    spoke_at: datetime | None = None
    acted_at: datetime | None = None
    acted_when_sent: datetime | None = None
    sent: list[Availability] = field(default_factory=list)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, str, str, str]]:
    """Draw steps: hours that pass, a network, what happens, and where."""
    steps = []
    for _ in range(draw(st.integers(3, 15))):
        step = draw(st.sampled_from(sorted(STEPS)))
        node, place = draw(st.sampled_from(sorted(NODES))), draw(st.sampled_from(STEPS[step]))
        if place and place not in NODES[node]:
            place = NODES[node][0]
        steps.append((draw(st.sampled_from(HOURS)), node, step, place))
    return steps


LOST_AND_PUSHED = [(0, "county", "cut_off", ""), (0, "county", "opened", "Loviisa")]


@settings(max_examples=HISTORIES, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
@example([*LOST_AND_PUSHED])
@example([*LOST_AND_PUSHED, (24 * 7, "county", "pushed", ""), (24 * 13, "parish", "pushed", "")])
def test_fault_27_no_history_makes_a_none_or_a_number_of_its_own(
    steps: list[tuple[int, str, str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(Path(folder), steps))


async def live(folder: Path, steps: list[tuple[int, str, str, str]]) -> None:
    """Live through a history, and check what would be published after every step."""
    async with together(folder, NOW) as federation:
        told = {name: Told() for name in NODES}
        for name, places in NODES.items():
            await federation.join(name, *places)
            await push(federation, name, told[name])
        for hours, name, step, place in steps:
            federation.clock.turn(hours=hours)
            await happen(federation, name, step, place, told[name])
            await check(federation, told)


async def happen(federation: Together, name: str, step: str, place: str, told: Told) -> None:
    """Let one thing happen; an act of the lead is sent at once unless the wire is cut."""
    hub, node, now = federation.hub, federation.nodes[name], federation.clock.now()
    match step:
        case "hub_restarted":
            await federation.stop_hub()
            await federation.start_hub()
        case "node_restarted":
            await federation.stop_node(name)
            await federation.start_node(name)
        case "cut_off":
            federation.wire.lose_answers = 2
        case "suspended":
            await hub.desk.decide(lambda db: decide.suspend(db, name, now))
        case "resumed":
            await hub.desk.decide(lambda db: decide.resume(db, name, now))
        case "pushed":
            await push(federation, name, told)
        case _:
            await act(node, step, place, told, now)
            if now.hour % 2:  # half of the acts stay on the node for now
                await push(federation, name, told)


async def act(node: LiveNode, step: str, place: str, told: Told, now: datetime) -> None:
    """Let the lead do something."""
    match step:
        case "confirmed":
            await node.confirm()
            told.acted_at = now
        case "none" | "not_known":
            await node.say(step, place)
            told.says[node.codes(place)[0]] = step
            told.acted_at = told.acted_at or now
        case "opened":
            form = {"meets_in": place, "lifecycle": "open", "start": "1/2027", "serves": place}
            saved = await groups.save(
                node.desk.database, node.desk.clock, node.desk.reference, form
            )
            if isinstance(saved, Saved):
                told.acted_at = told.acted_at or now
        case _:
            await change_a_group(node, step)


async def change_a_group(node: LiveNode, step: str) -> None:
    """Change the first group there is, as far as the rules let it be changed."""
    desk = node.desk
    known = await desk.read(lambda db: groups.roster(db).groups)
    steps: dict[str, Any] = {
        "filled": partial(lifecycle.move, to="full"),
        "ended": partial(lifecycle.correct, to="ended"),
        "withdrawn": lifecycle.withdraw,
    }
    for group in sorted(known)[:1]:
        await groups.change(
            desk.database, desk.clock, desk.reference, group, reordered(steps[step])
        )


def reordered(step: Any) -> groups.Step:
    """Return a step of the core that takes its day last."""
    return lambda group, today: step(group=group, today=today)


async def push(federation: Together, name: str, told: Told) -> None:
    """Push, and note what the hub has of the lead from then on, even if its answer was lost."""
    node, taken = federation.nodes[name], federation.wire.taken
    before = len(taken)
    await node.push()
    heard = [path for path in taken[before:] if path.startswith(f"/v1/nodes/{name}/")]
    if heard:
        told.spoke_at = federation.clock.now()
    for entry in reversed(await node.desk.read(outbox.entries)):
        if f"/v1/nodes/{name}/reports/{entry.sequence}" in heard:
            note(told, decode(decode_envelope(entry.envelope).payload, "availability/1"))


def note(told: Told, report: object) -> None:
    """Note a report that the hub has, with what the lead had said by then."""
    assert isinstance(report, Availability)
    told.sent.append(report)
    told.acted_when_sent = report.confirmed_at
    told.told_none |= {code for code, says in told.says.items() if says == "none"}


async def check(federation: Together, told: dict[str, Told]) -> None:
    """Require that every row rests on what somebody said."""
    shown = await federation.hub.snapshot()
    now = federation.clock.now()
    for row in shown.availability.municipalities:
        granted = [told[name] for name, places in NODES.items() if row.name_fi in places]
        check_row(row, granted, list(told.values()), now)


def check_row(row: Row, granted: list[Told], everybody: list[Told], now: datetime) -> None:
    """Require that a row says nothing that nobody said."""
    check_none(row, granted, now)
    check_numbers(row, granted, everybody, now)


def check_none(row: Row, granted: list[Told], now: datetime) -> None:
    """Require that a *none* was said by everybody who answers, and is young enough."""
    if row.state == "none":
        assert granted
        assert all(row.municipality in one.told_none for one in granted), row
        assert all(may_be_believed(one, now) for one in granted), row


def check_numbers(row: Row, granted: list[Told], everybody: list[Told], now: datetime) -> None:
    """Require that a zero was said by all who answer, and more than zero by a report."""
    numbers = [n for n in (*counts(row.groups), *counts(row.other_groups)) if n is not None]
    if row.state == "unknown":
        assert numbers == [], row
        assert row.remote is None
        return
    assert all(may_be_believed(one, now) for one in granted) or sum(numbers) > 0, row
    if 0 in numbers:
        assert all(one.sent for one in granted), row
    sent = [
        sum(
            offer.groups.open + offer.groups.coming + offer.groups.full
            for offer in report.offers
            if row.municipality in offer.serves
        )
        for one in everybody
        if may_be_believed(one, now)
        for report in one.sent
    ]
    assert sum(numbers) <= sum(sent), row


def counts(numbers: GroupNumbers) -> Iterator[int | None]:
    """Yield the four numbers."""
    yield from (numbers.open, numbers.limited, numbers.coming, numbers.full)


def may_be_believed(told: Told, now: datetime) -> bool:
    """Tell whether contact and a person's word are young enough; a *none* has a day of its own."""
    if told.spoke_at is None or now >= told.spoke_at + CONTACT:
        return False
    days = [said.since for one in told.sent for said in one.municipalities if said.since]
    none = max((datetime(d.year, d.month, d.day, tzinfo=UTC) for d in days), default=None)
    spoken = [at for at in (told.acted_when_sent, none) if at is not None]
    return bool(spoken) and now < max(spoken) + CONFIRMATION


async def test_the_checks_find_what_nobody_said(tmp_path: Path) -> None:
    async with together(tmp_path, NOW) as federation:
        told = Told()
        await federation.join("county", "Porvoo")
        await push(federation, "county", told)
        shown = await federation.hub.snapshot()
    row = next(row for row in shown.availability.municipalities if row.name_fi == "Porvoo")
    zero = GroupNumbers(open=0, limited=0, coming=0, full=0)

    check_row(row, [told], [told], NOW)
    for said in (
        replace(row, state="none", groups=zero, other_groups=zero),
        replace(row, groups=zero),
        replace(row, state="open", groups=replace(zero, open=1), other_groups=zero),
    ):
        with pytest.raises(AssertionError):
            check_row(said, [told], [told], NOW)
