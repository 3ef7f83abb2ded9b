"""Situations in which nothing is offered: unknown is not none, and says since when and why."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from shared.wire.opendata import GroupNumbers
from tests.hub.availability.build import (
    ALAND,
    EAST_UUSIMAA,
    EVERYWHERE,
    HELSINKI,
    MANTYHARJU,
    MARIEHAMN,
    NOW,
    PERTUNMAA,
    PORVOO,
    SIPOO,
    SOUTH_SAVO,
    Situation,
    ago,
    checked,
    day,
    differing,
    network,
    none,
    not_known,
    offer,
    unheard,
)

HERE = {PORVOO: "groups"}
ZERO = GroupNumbers(open=0, limited=0, coming=0, full=0)
NULL = GroupNumbers(open=None, limited=None, coming=None, full=None)
UNKNOWN = {"groups": NULL, "other_groups": NULL, "remote": None, "believed_until": None}


def unknown(reason: str, since: object = None, **fields: object) -> dict[str, object]:
    return {**UNKNOWN, "reason": reason, "since": since, **fields}


NONE = [
    Situation(
        "a person says none",
        (network("a", {PORVOO: none(5)}, confirmed=30),),
        "none",
        {
            "reason": None,
            "since": None,
            "groups": ZERO,
            "other_groups": ZERO,
            "remote": 0,
            "confirmed_at": ago(5) - timedelta(hours=14),
        },
    ),
    Situation(
        "two networks say none: believed until the first of them ends",
        (
            network("a", {PORVOO: none(5)}, contact=1),
            network("b", {PORVOO: none(50)}, contact=2, confirmed=50, came=49),
        ),
        "none",
        {"believed_until": ago(-10)},
    ),
    Situation(
        "none was said after the last confirmation: the act confirms itself",
        (network("a", {PORVOO: none(10)}, confirmed=70, came=9),),
        "none",
    ),
    Situation(
        "none of the part merged away and of the rest",
        (network("a", {MANTYHARJU: none(), PERTUNMAA: none()}, reach=(SOUTH_SAVO,)),),
        "none",
        {"networks": ("a",)},
        MANTYHARJU,
    ),
    Situation(
        "a remote group is no group here",
        (network("a", {PORVOO: none()}, offer(PORVOO, format="remote")),),
        "none",
        {"remote": 1, "groups": ZERO},
    ),
    Situation(
        "the caretaker fell silent where a network says none",
        (
            network("a", {PORVOO: none()}),
            network("caretaker", {}, offer(PORVOO), reach=EVERYWHERE, contact=30),
        ),
        "none",
    ),
    Situation(
        "none on Åland",
        (network("aland", {MARIEHAMN: none()}, reach=(ALAND,)),),
        "none",
        {},
        MARIEHAMN,
    ),
]

NEVER = [
    Situation("nobody answers", (), "unknown", unknown("uncovered", networks=())),
    Situation(
        "Helsinki, when only its neighbours answer",
        (network("a", HERE, offer(PORVOO)),),
        "unknown",
        unknown("uncovered"),
        HELSINKI,
    ),
    Situation(
        "an invited network answers for nothing before its key is confirmed",
        (unheard("a", PORVOO, active=False),),
        "unknown",
        unknown("uncovered", networks=()),
    ),
    Situation(
        "a network with a key has never reported",
        (unheard("a", PORVOO),),
        "unknown",
        unknown("never_seen", networks=("a",)),
    ),
    Situation(
        "a network said hello and reported nothing",
        (unheard("a", PORVOO, last_contact_at=ago(1)),),
        "unknown",
        unknown("never_seen"),
    ),
    Situation(
        "the lead does not know",
        (network("a", {PORVOO: "not_known"}),),
        "unknown",
        unknown("not_known"),
    ),
    Situation(
        "the report is silent on a municipality just granted",
        (network("a", {PORVOO: none()}, answers=(PORVOO, SIPOO)),),
        "unknown",
        unknown("not_known", networks=("a",)),
        SIPOO,
    ),
    Situation(
        "a none outside the grant is nobody's word",
        (network("a", {PORVOO: none(), SIPOO: none()}, answers=(PORVOO,)),),
        "unknown",
        unknown("uncovered"),
        SIPOO,
    ),
    Situation(
        "the caretaker cannot say none",
        (network("caretaker", {PORVOO: none()}, answers=(), reach=EVERYWHERE),),
        "unknown",
        unknown("uncovered"),
    ),
    Situation(
        "one network says none, another has never reported",
        (network("a", {PORVOO: none()}), unheard("b", PORVOO)),
        "unknown",
        unknown("never_seen"),
    ),
    Situation(
        "one network says none, another does not know",
        (network("a", {PORVOO: none()}), network("b", {PORVOO: "not_known"})),
        "unknown",
        unknown("not_known"),
    ),
    Situation(
        "nobody ever confirmed the report",
        (network("a", HERE, offer(PORVOO), confirmed=None),),
        "unknown",
        unknown("unconfirmed"),
    ),
    Situation(
        "suspended before its first report",
        (unheard("a", PORVOO, suspended_at=ago(2)),),
        "unknown",
        unknown("suspended"),
    ),
    Situation(
        "only a remote group",
        (network("a", HERE, offer(PORVOO, format="remote")),),
        "unknown",
        unknown("not_known", remote=1),
    ),
    Situation(
        "none of a part that was merged away says nothing of the whole",
        (network("a", {PERTUNMAA: none()}, reach=(SOUTH_SAVO,)),),
        "unknown",
        unknown("not_known", networks=("a",)),
        MANTYHARJU,
    ),
    Situation(
        "a postponed group without a month",
        (network("a", HERE, offer(PORVOO, coming=1, begins="not_said")),),
        "unknown",
        unknown("not_known", offers=()),
    ),
]

NO_LONGER = [
    Situation(
        "silent since the fourteenth day without contact",
        (network("a", HERE, offer(PORVOO), contact=20),),
        "unknown",
        unknown("silent", day(6)),
    ),
    Situation(
        "unconfirmed since the sixtieth day without a person's word",
        (network("a", HERE, offer(PORVOO), confirmed=63),),
        "unknown",
        unknown("unconfirmed", day(3)),
    ),
    Situation(
        "silent and unconfirmed: what ended first is the reason",
        (network("a", HERE, offer(PORVOO), contact=20, confirmed=75),),
        "unknown",
        unknown("unconfirmed", day(15)),
    ),
    Situation(
        "a break that was over before the confirmation extends nothing",
        (network("a", HERE, offer(PORVOO), confirmed=61, pause=(day(100), day(62))),),
        "unknown",
        unknown("unconfirmed", day(1)),
    ),
    Situation(
        "a break does not extend the contact",
        (network("a", HERE, offer(PORVOO), contact=15, confirmed=16, pause=(day(15), day(-20))),),
        "unknown",
        unknown("silent", day(1)),
    ),
    Situation(
        "suspended since the operator's act",
        (network("a", HERE, offer(PORVOO), suspended_at=ago(2)),),
        "unknown",
        unknown("suspended", day(2)),
    ),
    Situation(
        "suspended after it had fallen silent",
        (network("a", HERE, offer(PORVOO), contact=20, suspended_at=ago(2)),),
        "unknown",
        unknown("suspended", day(6)),
    ),
    Situation(
        "a held report has waited until the one before it is no longer believed",
        (checked(network("a", HERE, offer(PORVOO), contact=15), ago(14.5)),),
        "unknown",
        unknown("checking", day(1), checking=True),
    ),
    Situation(
        "the last group ended by date alone",
        (network("a", {PORVOO: not_known(12)}),),
        "unknown",
        unknown("not_known", day(12)),
    ),
    Situation(
        "the last group ended, then the network fell silent",
        (network("a", {PORVOO: not_known(30)}, contact=20, came=30),),
        "unknown",
        unknown("silent", day(30)),
    ),
    Situation(
        "a planned group's month is past and nobody said what became of it",
        (network("a", HERE, offer(PORVOO, coming=1, begins="2026-10"), contact=3),),
        "unknown",
        unknown("not_known", day(20), offers=()),
    ),
    Situation(
        "one of several is silent while the rest say none",
        (network("a", {PORVOO: none()}), network("b", {PORVOO: none()}, contact=18)),
        "unknown",
        unknown("silent", day(4)),
    ),
    Situation(
        "two said none, one fell silent and then the other",
        (
            network("a", {PORVOO: none(30)}, contact=16, confirmed=30, came=29),
            network("b", {PORVOO: none(30)}, contact=18, confirmed=30, came=29),
        ),
        "unknown",
        unknown("silent", day(4)),
    ),
    Situation(
        "two offered; unknown since the last of them fell silent",
        (
            network("a", HERE, offer(PORVOO), contact=16),
            network("b", HERE, offer(PORVOO), contact=19),
        ),
        "unknown",
        unknown("silent", day(2)),
    ),
    Situation(
        "one fell silent with an open group, another says none",
        (network("a", HERE, offer(PORVOO), contact=16), network("b", {PORVOO: none()})),
        "unknown",
        unknown("silent", day(2)),
    ),
    Situation(
        "the caretaker alone had a group here and fell silent",
        (network("caretaker", {}, offer(PORVOO), reach=EVERYWHERE, contact=16),),
        "unknown",
        unknown("silent", day(2)),
    ),
    Situation(
        "a none is silent, too",
        (network("a", {PORVOO: none(20)}, contact=17, confirmed=20),),
        "unknown",
        unknown("silent", day(3)),
    ),
    Situation(
        "a none said 61 days ago and never again",
        (network("a", {PORVOO: none(61)}, confirmed=61, came=60, contact=1),),
        "unknown",
        unknown("unconfirmed", day(1)),
    ),
    Situation(
        "a clock of 1970 named the day knowledge ended",
        (network("a", {PORVOO: ("not_known", day(20_779))}, offset_s=20_775 * 86_400),),
        "unknown",
        unknown("not_known", day(4)),
    ),
    Situation(
        "a clock ten years ahead said none today",
        (network("a", {PORVOO: ("none", day(-3_653))}, offset_s=-3_653 * 86_400, confirmed=50),),
        "none",
        {"reason": None, "confirmed_at": ago(0) - timedelta(hours=14)},
    ),
]


@pytest.mark.parametrize("situation", [*NONE, *NEVER, *NO_LONGER], ids=lambda s: s.name)
def test_situation(situation: Situation) -> None:
    assert differing(situation) == {}


def test_at_the_deadline_a_word_turns_unknown_since_that_day() -> None:
    known = network("a", HERE, offer(PORVOO), contact=0)
    deadline = NOW + timedelta(days=14)

    before = Situation("", (known,), "open", {}, PORVOO, deadline - timedelta(seconds=1))
    after = Situation("", (known,), "unknown", unknown("silent", day(-14)), PORVOO, deadline)

    assert differing(before) == {}
    assert differing(after) == {}


def test_a_resumed_network_is_believed_again() -> None:
    known = network("a", HERE, offer(PORVOO), suspended_at=ago(1))

    resumed = replace(known, suspended_at=None)

    assert differing(Situation("", (resumed,), "open")) == {}


def test_a_report_that_speaks_of_the_end_of_time_stops_nothing() -> None:
    strange = network(
        "a",
        {PORVOO: ("none", day(0).replace(year=1)), SIPOO: ("not_known", day(0).replace(year=9999))},
        offer(PORVOO, coming=1, begins="0000-01"),
        offer(SIPOO, coming=1, begins="9999-12"),
        pause=(day(0).replace(year=1), day(0).replace(year=1)),
        reach=(EAST_UUSIMAA,),
    )

    assert differing(Situation("", (strange,), "none")) == {}
    assert differing(Situation("", (strange,), "coming", {}, SIPOO)) == {}
