"""When time alone changes the picture next; the worker sleeps exactly until then."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from hub.availability.horizon import next_change, next_turn
from hub.availability.model import Known
from hub.availability.voice import month_end
from shared.period import day_end, instant_text
from tests.hub.availability.build import (
    NOW,
    POLICY,
    PORVOO,
    TODAY,
    ago,
    checked,
    network,
    none,
    offer,
    projection,
    unheard,
)

HERE = {PORVOO: "groups"}
MIDNIGHT = day_end(TODAY)


@pytest.mark.parametrize(
    ("known", "due"),
    [
        (network("a", HERE, offer(PORVOO)), MIDNIGHT),
        (network("a", HERE, offer(PORVOO), contact=13.9), ago(-0.1)),
        (network("a", HERE, offer(PORVOO), confirmed=59.9), ago(-0.1)),
        (network("a", {PORVOO: none(5)}, contact=0.9), ago(-0.1)),
        (network("a", HERE, contact=6.9), ago(-0.1)),
        (network("a", HERE, contact=14, confirmed=20), MIDNIGHT),
        (network("a", HERE, contact=13.9, suspended_at=ago(1)), MIDNIGHT),
        (checked(network("a", HERE, offer(PORVOO), contact=13.9), ago(1)), ago(-0.1)),
        (unheard("a", PORVOO), MIDNIGHT),
    ],
)
def test_next_change(known: Known, due: object) -> None:
    assert next_change(projection(known), POLICY, NOW) == due


def test_without_networks_the_day_ends() -> None:
    assert next_change({}, POLICY, NOW) == MIDNIGHT
    assert next_change({}, POLICY, MIDNIGHT) == MIDNIGHT + timedelta(days=1)


def test_a_none_ends_by_its_own_date() -> None:
    known = network("a", {PORVOO: none(59)}, confirmed=59, came=58)
    older = network("a", {PORVOO: none(30)}, confirmed=70, came=29)

    assert next_turn(projection(known), POLICY, NOW) == ago(-1)
    assert next_turn(projection(older), POLICY, NOW) == month_end("2026-11")


def test_a_state_may_turn_with_the_month_at_the_latest() -> None:
    assert next_turn({}, POLICY, NOW) == month_end("2026-11")
    assert instant_text(month_end("2026-11")) == "2026-11-30T22:00:00Z"
    assert instant_text(month_end("2026-12")) == "2026-12-31T22:00:00Z"
    assert instant_text(month_end("2027-06")) == "2027-06-30T21:00:00Z"


def test_a_policy_without_end_never_ends() -> None:
    endless = replace(POLICY, contact_s=10**12, confirmation_s=10**12)
    known = network("a", HERE, offer(PORVOO), contact=300, confirmed=300)

    assert next_turn(projection(known), endless, NOW) == month_end("2026-11")
