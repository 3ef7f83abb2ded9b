"""The wire's types hold the boundary: what has no field cannot leave."""

from typing import Any

import msgspec
import pytest

from shared.wire import codec
from shared.wire.availability import Availability, Break, Offer, Start, Statement

FORBIDDEN = {
    "person",
    "instructor_name",
    "address",
    "street",
    "weekday",
    "hour",
    "time",
    "participants",
    "attendance",
    "places",
    "free_places",
    "head_count",
    "notes",
    "price",
}


def offer(**changes: Any) -> dict[str, Any]:
    """Return an offer as plain data, with changes."""
    base = {
        "area": "13", "place": "297", "serves": ["297"], "catchment": "municipalities",
        "audience": "all", "languages": ["fi"], "interpreter": "no", "other_mother_tongue": "yes",
        "format": "in_person", "time_of_day": "evening", "named": True, "social_worker": "yes",
        "peer_instructor": "not_said", "travel_costs": "ask", "organisers": ["county"],
        "start": {"kind": "month", "month": "2027-01"},
        "groups": {"open": 1, "coming": 0, "full": 0},
    }  # fmt: skip
    return base | changes


def field_names(kind: Any) -> set[str]:
    """Return the names of all fields of a struct and of the structs inside it."""
    schema = msgspec.json.schema(kind)
    names: set[str] = set()
    for part in schema["$defs"].values():
        names |= set(part["properties"])
    return names


def test_no_field_of_a_report_can_hold_what_never_leaves() -> None:
    assert field_names(Availability) & FORBIDDEN == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"place": "Kuopio"},
        {"serves": ["749", "297"]},
        {"serves": ["297", "297"]},
        {"serves": []},
        {"languages": []},
        {"audience": "children"},
        {"time_of_day": "17:00"},
        {"start": {"kind": "month", "month": None}},
        {"start": {"kind": "on_request", "month": "2027-01"}},
        {"start": {"kind": "month", "month": "2027-01-14"}},
        {"groups": {"open": 0, "coming": 0, "full": 0}},
        {"groups": {"open": -1, "coming": 2, "full": 0}},
        {"participants": 5},
        {"weekday": "Thursday"},
    ],
)
def test_an_offer_that_says_too_much_or_nothing_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(offer(**changes), Offer)


def test_an_offer_with_nothing_wrong_is_taken() -> None:
    taken = msgspec.convert(offer(), Offer)
    assert taken.start == Start(kind="month", month="2027-01")


def test_none_needs_the_date_of_a_persons_act() -> None:
    with pytest.raises(msgspec.ValidationError, match="date of the person's act"):
        msgspec.convert({"municipality": "297", "says": "none", "since": None}, Statement)


def test_a_break_lasts_at_most_ten_weeks() -> None:
    with pytest.raises(msgspec.ValidationError, match="ten weeks"):
        msgspec.convert({"starts": "2026-06-01", "until": "2026-08-11"}, Break)


def test_payload_types_name_schema_and_version() -> None:
    assert codec.payload_type("hello/1") == "application/vnd.voikukkia.hello.v1+json"
