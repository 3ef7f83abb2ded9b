"""What one report makes the parents' pages say of each municipality."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from node.leaves.said import STATE, shown
from shared.reference import lookup
from shared.wire.availability import (
    Availability,
    Gone,
    Groups,
    NetworkName,
    Offer,
    Start,
    Statement,
)

REFERENCE = lookup.load()
DAY = date(2026, 11, 18)
OFFER = Offer(
    area="11",
    place="297",
    serves=("297",),
    catchment="municipalities",
    audience="all",
    languages=("fi",),
    interpreter="not_said",
    other_mother_tongue="not_said",
    format="in_person",
    time_of_day="evening",
    named=False,
    social_worker="not_said",
    peer_instructor="not_said",
    travel_costs="ask",
    organisers=(),
    start=Start(kind="month", month="2026-12"),
    groups=Groups(open=1, coming=0, full=0),
)
REPORT = Availability(
    node="savo",
    sequence=1,
    previous=None,
    observed_at=datetime(2026, 11, 18, 9, tzinfo=UTC),
    confirmed_at=datetime(2026, 11, 18, 9, tzinfo=UTC),
    network=NetworkName(fi="Savo", sv="Savolax"),
    pause=None,
    municipalities=(Statement(municipality="297", says="groups", since=None),),
    offers=(OFFER,),
    activities=(),
    gone=Gone(ended=0, cancelled=0, withdrawn=0),
)


def state_of(*offers: Offer, code: str = "297") -> tuple[str, tuple[str, ...]]:
    found = shown(replace(REPORT, offers=offers), REFERENCE, DAY)
    one = next(row for row in found if row.municipality == code)
    return one.state, tuple(str(limit) for limit in one.limits)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, ("open", ())),
        ({"audience": "fathers"}, ("limited", ("for fathers",))),
        ({"catchment": "own_clients"}, ("limited", ("for the organiser's own clients",))),
        ({"languages": ("sv",)}, ("limited", ("in Swedish",))),
        ({"languages": ("fse",)}, ("limited", ("in another language",))),
        ({"groups": Groups(open=0, coming=1, full=1)}, ("coming", ())),
        (
            {
                "groups": Groups(open=0, coming=1, full=1),
                "start": Start(kind="month", month="2026-10"),
            },
            ("full", ()),
        ),
        (
            {
                "groups": Groups(open=0, coming=1, full=0),
                "start": Start(kind="when_found", month=None),
            },
            ("coming", ()),
        ),
        ({"format": "remote"}, ("unknown", ())),
    ],
)
def test_the_best_offer_makes_the_state(facts: dict[str, Any], expected: tuple[str, Any]) -> None:
    assert state_of(replace(OFFER, **facts)) == expected


def test_an_open_group_for_all_beats_one_for_some() -> None:
    assert state_of(replace(OFFER, audience="fathers"), OFFER) == ("open", ())


def test_what_was_said_stands_where_no_offer_does() -> None:
    said = (
        Statement(municipality="297", says="none", since=date(2026, 9, 1)),
        Statement(municipality="749", says="not_known", since=date(2026, 10, 1)),
    )

    found = shown(replace(REPORT, offers=(), municipalities=said), REFERENCE, DAY)

    assert [(row.state, row.since) for row in found] == [
        ("none", date(2026, 9, 1)),
        ("unknown", date(2026, 10, 1)),
    ]


def test_a_municipality_outside_the_coverage_is_shown_while_a_group_serves_it() -> None:
    found = shown(replace(REPORT, offers=(replace(OFFER, serves=("297", "749")),)), REFERENCE, DAY)

    assert [(row.municipality, row.state, row.ours) for row in found] == [
        ("297", "open", True),
        ("749", "open", False),
    ]


def test_every_state_has_its_words() -> None:
    assert set(STATE) == {"open", "limited", "coming", "full", "none", "unknown"}
