"""Arbitrary histories of a few networks: reports, words, silences, handovers, other acts.

Strategies for hypothesis; a history is a list of events in the order of the ledger.
"""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from hub.ingest.model import Acted, Event, Reported
from hub.registry import acts
from shared.period import helsinki_day
from shared.wire.availability import Break, Gone, NetworkName, Offer
from tests.hub.availability.build import (
    ASKOLA,
    CITY,
    EAST_UUSIMAA,
    HELSINKI,
    MANTYHARJU,
    NOW,
    PERTUNMAA,
    PORVOO,
    SOUTH_SAVO,
    offer,
    report,
)

PLACES = (ASKOLA, HELSINKI, MANTYHARJU, PERTUNMAA, PORVOO)
REACH = (EAST_UUSIMAA, SOUTH_SAVO, CITY)
NODES = ("caretaker", "county", "parish")
BEGIN = NOW
Step = tuple[timedelta, Event]

some_places = st.lists(st.sampled_from(PLACES), unique=True, min_size=1).map(sorted)


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    """Draw an offer of any kind."""
    numbers = draw(
        st.dictionaries(st.sampled_from(("open", "coming", "full")), st.integers(1, 3), min_size=1)
    )
    return offer(
        *draw(some_places),
        begins=draw(
            st.sampled_from(
                ("2026-11", "2026-12", "2027-02", "when_found", "on_request", "not_said")
            )
        ),
        audience=draw(st.sampled_from(("all", "all", "fathers"))),
        languages=draw(st.sampled_from((("fi",), ("fi",), ("sv",), ("fi", "sv")))),
        catchment=draw(st.sampled_from(("municipalities", "own_clients", "area"))),
        format=draw(st.sampled_from(("in_person", "hybrid", "remote"))),
        named=draw(st.booleans()),
        **numbers,
    )


@st.composite
def reports(draw: st.DrawFn, node: str, at: datetime, sequence: int) -> Reported:
    """Draw a report by a node whose clock may be wrong and whose lead may have forgotten it."""
    offset = timedelta(seconds=draw(st.sampled_from((0, 3, -86_400, 1_795_000_000))))
    there = at - offset
    nothing = st.integers(0, 70).map(lambda days: ("none", (there - timedelta(days=days)).date()))
    asked = st.one_of(
        nothing,
        nothing,
        st.sampled_from(("groups", "not_known")),
        st.integers(0, 70).map(lambda days: ("not_known", (there - timedelta(days=days)).date())),
    )
    says = draw(st.dictionaries(st.sampled_from(PLACES), asked, min_size=2))
    days_ago = st.one_of(st.just(0), st.just(0), st.integers(0, 80), st.none())
    days = draw(days_ago)
    confirmed = None if days is None else timedelta(days=days)
    fields: dict[str, Any] = {"gone": Gone(ended=draw(st.integers(0, 4)), cancelled=0, withdrawn=0)}
    if draw(st.booleans()):
        begins = (there + timedelta(days=draw(st.integers(-30, 30)))).date()
        lasts = timedelta(days=draw(st.integers(0, 69)))
        fields["pause"] = Break(starts=begins, until=begins + lasts)
    given = report(
        node,
        says,
        tuple(draw(st.lists(offers(), max_size=2))) if draw(st.booleans()) else (),
        sequence=sequence,
        confirmed_at=None if confirmed is None else there - confirmed,
        observed_at=there,
        **fields,
    )
    seconds = int(offset.total_seconds())
    return Reported(node=node, at=at, offset_s=seconds, digest="d" * 64, report=given)


def admission(node: str, at: datetime, *, keyed: bool = True) -> list[Event]:
    """Return the acts that make a network active, or that only invite it.

    The caretaker answers for nobody.
    """
    granted = {"county": (MANTYHARJU, PORVOO), "parish": (ASKOLA, PORVOO)}.get(node, ())
    every: tuple[acts.Act, ...] = (
        acts.Admitted(node=node, name=NetworkName(fi=node, sv=node)),
        acts.Granted(node=node, municipalities=granted, reach=REACH),
        keyed_now(node),
    )
    return [Acted(at=at, act=one) for one in every[: 3 if keyed else 2]]


def keyed_now(node: str) -> acts.Keyed:
    """Return the act that confirms a key."""
    return acts.Keyed(node=node, public_key="a" * 64, first_sequence=1)


@st.composite
def announcements(draw: st.DrawFn, node: str, at: datetime, earlier: list[Event]) -> acts.Act:
    """Draw a handover, an end, or that one of those told earlier is called off."""
    day = helsinki_day(at) + timedelta(days=draw(st.integers(0, 40)))
    told = [e.act for e in earlier if isinstance(e, Acted)]
    announced = [one for one in told if isinstance(one, acts.HandedOver | acts.Ended)]
    kind = draw(st.sampled_from(("hand over",) * 4 + ("end",) + ("call off",) * 2))
    if kind == "call off" and announced:
        one = draw(st.sampled_from(announced))
        return acts.CalledOff(node=one.node, to=getattr(one, "to", None), day=one.day)
    if kind == "end":
        return acts.Ended(node=node, day=day)
    to = draw(st.sampled_from([other for other in NODES if other != node]))
    return acts.HandedOver(node=node, to=to, municipalities=tuple(draw(some_places)), day=day)


@st.composite
def events(draw: st.DrawFn, node: str, at: datetime, sequence: int, earlier: list[Event]) -> Event:
    """Draw what happens next to a network whose next report has this number."""
    kind = draw(
        st.sampled_from(
            ("report",) * 8
            + ("word",) * 4
            + ("announce",) * 3
            + ("suspend", "resume", "resume", "grant", "release", "key")
        )
    )
    match kind:
        case "announce":
            return Acted(at=at, act=draw(announcements(node, at, earlier)))
        case "report":
            return draw(reports(node, at, sequence))
        case "word":
            act: acts.Act = acts.Word(node=node)
        case "key":
            act = keyed_now(node)
        case "suspend":
            act = acts.Suspended(node=node)
        case "resume":
            act = acts.Resumed(node=node)
        case "grant":
            codes = () if node == "caretaker" else tuple(draw(some_places))
            reach = tuple(draw(st.lists(st.sampled_from(REACH), unique=True)))
            act = acts.Granted(node=node, municipalities=codes, reach=reach)
        case _:
            act = acts.Released(node=node, sequence=max(sequence - 1, 1))
    return Acted(at=at, act=act)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Draw a history of three networks, from their admission on; one may only be invited."""
    now = BEGIN
    invited = draw(st.sampled_from((None, None, *NODES)))
    told = [event for node in NODES for event in admission(node, now, keyed=node != invited)]
    sequences = dict.fromkeys(NODES, 1)
    for _ in range(draw(st.integers(1, 14))):
        now += timedelta(
            seconds=draw(st.sampled_from((1, 3_600, 3_600, 86_400, 7 * 86_400, 16 * 86_400)))
        )
        node = draw(st.sampled_from(NODES))
        event = draw(events(node, now, sequences[node], told))
        sequences[node] += isinstance(event, Reported)
        told.append(event)
    return told


@st.composite
def decisions(draw: st.DrawFn) -> list[Event]:
    """Draw what an operator may decide of three networks, day by day, and nothing else."""
    now = BEGIN
    invited = draw(st.sampled_from((None, None, *NODES)))
    told = [event for node in NODES for event in admission(node, now, keyed=node != invited)]
    for _ in range(draw(st.integers(1, 12))):
        now += timedelta(days=draw(st.sampled_from((0, 0, 1, 5, 20))))
        node = draw(st.sampled_from(NODES))
        kind = draw(st.sampled_from(("announce",) * 3 + ("grant", "key")))
        act: acts.Act
        if kind == "announce":
            act = draw(announcements(node, now, told))
        elif kind == "key":
            act = keyed_now(node)
        else:
            act = acts.Granted(
                node=node,
                municipalities=tuple(draw(some_places)),
                reach=tuple(draw(st.lists(st.sampled_from(REACH), unique=True))),
            )
        told.append(Acted(at=now, act=act))
    return told
