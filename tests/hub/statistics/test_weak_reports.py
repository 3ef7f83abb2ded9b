"""Counts made with a weaker protection or none: each is put to the real hub, and refused.

Every one is signed by the right key, in the right session, as the next of its chain: what is wrong
with it is its protection alone.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from hub.ingest import ledger, store
from shared.signing import SigningKey
from shared.wire import codec
from shared.wire.problem import FINAL, Problem
from shared.wire.receipt import Receipt
from shared.wire.session import Head, Welcome
from shared.wire.statistics import Statistics
from tests.hub.ingest.builders_ingest import (
    KUOPIO,
    NODE,
    SIILINJARVI,
    HandClock,
    SimNode,
    Stand,
    hub_in,
    sealed,
    sealed_bytes,
)
from tests.hub.statistics.quarters import (
    RELEASE_DAY,
    counts,
    enquiries,
    following,
    outcomes,
    people,
)

KAAVI, RAUTAVAARA, IISALMI, LEPPAVIRTA = "204", "687", "140", "420"
PLACES = (KAAVI, KUOPIO, RAUTAVAARA, SIILINJARVI)
"""Two municipalities large enough for rows of their own, and two that join the smaller of them."""

_KEY = SigningKey.from_bytes(b"k" * 32)
KIND = codec.payload_type("statistics/1")
Fields = dict[str, Any]


class Weak(Struct, frozen=True, kw_only=True):
    """One kind of weakness: how the counts are spoilt, and the code of the refusal.

    `who`: the network that sends it. `after`: how many versions the hub has of its quarter.
    """

    name: str
    spoil: Callable[[Fields], object]
    code: str
    who: str = NODE
    after: int = 0


def put(path: str, value: object) -> Callable[[Fields], None]:
    """Return what puts a value where the dotted path leads."""

    def spoil(fields: Fields) -> None:
        *way, last = path.split(".")
        at: Any = fields
        for step in way:
            at = at[int(step)] if step.isdigit() else at[step]
        at[last] = value

    return spoil


def both(*spoils: Callable[[Fields], object]) -> Callable[[Fields], None]:
    """Return what does one after the other."""

    def spoil(fields: Fields) -> None:
        for one in spoils:
            one(fields)

    return spoil


def rows(change: Callable[[list[Fields]], list[Fields]]) -> Callable[[Fields], None]:
    """Return what changes the rows of the grid; the total still is their sum."""

    def spoil(fields: Fields) -> None:
        asked = fields["people"]["enquiries"]
        asked["areas"] = change(asked["areas"])
        cells = (row["met"] + row["waiting"] + row["not_met"] for row in asked["areas"])
        asked["total"] = sum(cells) + asked["elsewhere"]

    return spoil


def row(code: str, *places: str) -> Fields:
    """Return a row of the grid as JSON."""
    return {"area": code, "municipalities": [*places], "met": 5, "waiting": 0, "not_met": 0}


def smaller(fields: Fields) -> None:
    """Report for one municipality less, over its own whole grid."""
    fields["municipalities"] = [KUOPIO, SIILINJARVI]
    fields["people"]["enquiries"] = raw(enquiries(outcomes((KUOPIO, SIILINJARVI))))


def raw(value: object) -> Any:
    """Return a struct as JSON sees it."""
    return msgspec.json.decode(msgspec.json.encode(value))


MET = "people.enquiries.areas.0.met"
WEAK = (
    Weak(name="a raw total", spoil=put("people.enquiries.total", 21), code="invalid_report"),
    Weak(name="a raw cell", spoil=put(MET, 11), code="invalid_report"),
    Weak(
        name="a raw number from elsewhere",
        spoil=put("people.enquiries.elsewhere", 4),
        code="invalid_report",
    ),
    Weak(name="raw participants", spoil=put("people.participants.above", 7), code="invalid_report"),
    Weak(name="raw instructors", spoil=put("people.instructors.above", 3), code="invalid_report"),
    Weak(name="raw people trained", spoil=put("people.trained", 8), code="invalid_report"),
    Weak(
        name="nearest rounding beside a true total",
        spoil=put("people.enquiries.total", 25),
        code="invalid_report",
    ),
    Weak(
        name="a total less than its parts",
        spoil=put("people.enquiries.total", 15),
        code="invalid_report",
    ),
    Weak(name="a missing row", spoil=rows(lambda found: found[1:]), code="unprotected"),
    Weak(name="zero rows left out", spoil=rows(lambda found: found[:1]), code="unprotected"),
    Weak(
        name="an additional row",
        spoil=rows(lambda found: [*found, row(IISALMI, IISALMI)]),
        code="unprotected",
    ),
    Weak(name="a row twice", spoil=rows(lambda found: [*found, found[0]]), code="unprotected"),
    Weak(name="rows in another order", spoil=rows(lambda found: found[::-1]), code="unprotected"),
    Weak(
        name="other borders",
        spoil=rows(
            lambda _: [row(KUOPIO, KAAVI, KUOPIO), row(SIILINJARVI, RAUTAVAARA, SIILINJARVI)]
        ),
        code="unprotected",
    ),
    Weak(
        name="a small municipality alone",
        spoil=rows(
            lambda found: [row(KAAVI, KAAVI), found[0], row(SIILINJARVI, RAUTAVAARA, SIILINJARVI)]
        ),
        code="unprotected",
    ),
    Weak(
        name="small municipalities together below the limit",
        spoil=rows(
            lambda found: [found[0], row(SIILINJARVI, SIILINJARVI), row("r13", KAAVI, RAUTAVAARA)]
        ),
        code="unprotected",
    ),
    Weak(
        name="people of a network below the limit",
        spoil=lambda _: None,
        code="unprotected",
        who="pieni",
    ),
    Weak(name="a quarter that is open", spoil=put("quarter", "2027-Q1"), code="quarter_open"),
    Weak(name="a quarter of long ago", spoil=put("quarter", "2000-Q1"), code="not_owner"),
    Weak(
        name="a quarter of no calendar",
        spoil=put("quarter", "0000-Q1"),
        code="invalid_report",
    ),
    Weak(
        name="tables of another year",
        spoil=put("vintage", "2025-01-01/2023-12-31"),
        code="other_tables",
    ),
    Weak(
        name="the municipality of another owner",
        spoil=put("municipalities", [IISALMI, KUOPIO]),
        code="not_owner",
    ),
    Weak(
        name="a municipality of two networks",
        spoil=put("municipalities", [KUOPIO, LEPPAVIRTA]),
        code="not_owner",
    ),
    Weak(
        name="a municipality twice",
        spoil=put("municipalities", [KUOPIO, KUOPIO]),
        code="invalid_report",
    ),
    Weak(
        name="participants of two groups",
        spoil=both(put("groups.1.started", 1), put("people.participants.groups", 2)),
        code="invalid_report",
    ),
    Weak(
        name="no participants though three groups",
        spoil=put("people.participants", None),
        code="invalid_report",
    ),
    Weak(
        name="participants above eight a group",
        spoil=put("people.participants.above", 15),
        code="invalid_report",
    ),
    Weak(
        name="another base than four a group",
        spoil=put("people.participants.groups", 4),
        code="invalid_report",
    ),
    Weak(
        name="instructors from 0 beside meetings",
        spoil=put("people.instructors.seen", 0),
        code="invalid_report",
    ),
    Weak(
        name="two instructors seen", spoil=put("people.instructors.seen", 2), code="invalid_report"
    ),
    Weak(name="peers apart", spoil=put("people.instructors.peers", 5), code="invalid_report"),
    Weak(name="professionals apart", spoil=put("people.professionals", 5), code="invalid_report"),
    Weak(
        name="an exact field in a row",
        spoil=put("people.enquiries.areas.0.exact", 11),
        code="invalid_report",
    ),
    Weak(
        name="a waiting list as a stock of its own",
        spoil=put("people.waiting_list", 5),
        code="invalid_report",
    ),
    Weak(name="free places", spoil=put("groups.1.free", 2), code="invalid_report"),
    Weak(name="feedback", spoil=put("feedback", 4), code="invalid_report"),
    Weak(name="enquiries by week", spoil=put("weeks", [5, 0]), code="invalid_report"),
    Weak(name="a negative value", spoil=put(MET, -5), code="invalid_report"),
    Weak(name="a fraction", spoil=put(MET, 2.5), code="invalid_report"),
    Weak(name="a number as text", spoil=put(MET, "10"), code="invalid_report"),
    Weak(
        name="people though the key is lost",
        spoil=put("key_lost", value=True),
        code="invalid_report",
    ),
    Weak(name="people left out where many live", spoil=put("people", None), code="unprotected"),
    Weak(name="trained without a training", spoil=put("trainings", 0), code="invalid_report"),
    Weak(
        name="a group in the wrong area",
        spoil=put("groups.1.area", "14"),
        code="unknown_municipality",
    ),
    Weak(
        name="a group in no municipality",
        spoil=put("groups.1.place", "999"),
        code="unknown_municipality",
    ),
    Weak(
        name="a revision without a first version", spoil=put("version", 2), code="released_before"
    ),
    Weak(name="a third version", spoil=put("version", 3), code="invalid_report"),
    Weak(
        name="a second release, drawn afresh",
        spoil=put("cancelled", 2),
        code="released_before",
        after=1,
    ),
    Weak(name="the same release again", spoil=lambda _: None, code="released_before", after=1),
    Weak(
        name="a revision of another grid",
        spoil=both(put("version", 2), smaller),
        code="unprotected",
        after=1,
    ),
    Weak(
        name="a revision that hides people",
        spoil=both(put("version", 2), put("people", None), put("key_lost", value=True)),
        code="unprotected",
        after=1,
    ),
    Weak(name="a second revision", spoil=put("version", 2), code="released_before", after=2),
    Weak(
        name="a first version after the revision",
        spoil=lambda _: None,
        code="released_before",
        after=2,
    ),
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Problem | Receipt]:
    """Put all of them to one hub, and return what it answers."""
    return asyncio.run(_all(tmp_path_factory.mktemp("hub")))


async def _all(folder: Any) -> dict[str, Problem | Receipt]:
    clock, found = HandClock(), dict[str, Problem | Receipt]()
    async with hub_in(folder, clock) as stand:
        nodes = {
            NODE: await stand.active_node(NODE, *PLACES, LEPPAVIRTA),
            "toinen": await stand.active_node("toinen", IISALMI, LEPPAVIRTA),
            "pieni": await stand.active_node("pieni", "595", "762"),
        }
        clock.turn(seconds=(RELEASE_DAY - clock.now()).total_seconds())
        for node in nodes.values():
            assert isinstance(await node.hello(), Welcome)
        for version in (0, 1, 2):
            if version:
                told = good(nodes[NODE].head, version=version)
                assert isinstance(await sent(stand, nodes[NODE], codec.encode(told)), Receipt)
            for weak in WEAK:
                if weak.after == version:
                    node = nodes[weak.who]
                    found[weak.name] = await sent(stand, node, spoilt(weak, node))
        await _left_behind(stand, found)
    return found


async def _left_behind(stand: Stand, found: dict[str, Problem | Receipt]) -> None:
    """Look that nothing but the two good ones is in the ledger, and no refused byte is kept."""
    kinds = [entry.kind for entry in await stand.desk.read(ledger.entries)]
    assert kinds.count("statistics") == 2
    kept = await stand.desk.read(store.refusals)
    assert {one.digest for one in kept} == {
        p.subject for p in found.values() if isinstance(p, Problem)
    }
    sizes = await stand.desk.read(
        lambda db: db.execute("SELECT MAX(length(envelope)) FROM refusal").fetchone()[0]
    )
    assert sizes == 0


def good(head: Head | None, **changes: Any) -> Statistics:
    """Return counts as they should be."""
    asked = people(enquiries=enquiries(outcomes(PLACES)))
    return following(head, **{"municipalities": PLACES, "people": asked, **changes})


def spoilt(weak: Weak, node: SimNode) -> bytes:
    """Return the counts of a network with its weakness, in the one spelling."""
    places = ("595", "762") if weak.who == "pieni" else PLACES
    fields = raw(good(node.head, node=node.node, municipalities=places))
    weak.spoil(fields)
    return msgspec.json.encode(fields)


async def sent(stand: Stand, node: SimNode, payload: bytes) -> Problem | Receipt:
    """Sign a payload with the network's own key, send it, and keep the head of a receipt."""
    sequence = 1 if node.head is None else node.head.sequence + 1
    path = f"/v1/nodes/{node.node}/reports/{sequence}"
    said = stand.said(await stand.put(path, sealed_bytes(payload, KIND, node.key), node.lease))
    assert isinstance(said, Receipt | Problem)
    if isinstance(said, Receipt):
        node.head = Head(sequence=said.sequence, digest=said.digest)
    return said


@pytest.mark.parametrize("weak", WEAK, ids=lambda weak: weak.name)
def test_fault_35_weakly_protected_counts_are_refused(
    weak: Weak, answers: dict[str, Problem | Receipt]
) -> None:
    answer = answers[weak.name]
    assert isinstance(answer, Problem), "it was taken"
    assert answer.code == weak.code, answer.detail
    assert answer.code in FINAL


def test_the_table_is_long_enough() -> None:
    assert len({weak.name for weak in WEAK}) == len(WEAK) >= 20


def test_unspoilt_they_are_what_a_node_sends() -> None:
    told = counts()
    assert codec.decode(msgspec.json.encode(raw(told)), "statistics/1") == told
    assert sealed(told, _KEY) == sealed_bytes(codec.encode(told), KIND, _KEY)
