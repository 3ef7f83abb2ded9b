"""Situations in which some network offers something: what a parent there may read."""

import pytest

from shared.wire.opendata import GroupNumbers
from tests.hub.availability.build import (
    ALAND,
    ASKOLA,
    CITY,
    EAST_UUSIMAA,
    EVERYWHERE,
    HELSINKI,
    KORSNAS,
    LOVIISA,
    MANTYHARJU,
    MARIEHAMN,
    NARPIO,
    OSTROBOTHNIA,
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
NOTHING_KNOWN = GroupNumbers(open=None, limited=None, coming=None, full=None)


def numbers(**given: int) -> GroupNumbers:
    return GroupNumbers(**{"open": 0, "limited": 0, "coming": 0, "full": 0, **given})


def some(**given: int) -> GroupNumbers:
    return GroupNumbers(**{"open": None, "limited": None, "coming": None, "full": None, **given})


OPEN = [
    Situation("a group for everybody takes parents", (network("a", HERE, offer(PORVOO)),), "open"),
    Situation(
        "its numbers are known, its zeros too",
        (network("a", HERE, offer(PORVOO, open=2, full=1)),),
        "open",
        {"groups": numbers(open=2, full=1), "other_groups": numbers(), "remote": 0},
    ),
    Situation(
        "a group without the name counts apart and makes the state, too",
        (network("a", HERE, offer(PORVOO, named=False)),),
        "open",
        {"groups": numbers(), "other_groups": numbers(open=1)},
    ),
    Situation(
        "a group in Porvoo serves Askola",
        (network("a", {ASKOLA: "groups"}, offer(ASKOLA, PORVOO, place=PORVOO)),),
        "open",
        {},
        ASKOLA,
    ),
    Situation(
        "a standing offer on request",
        (network("a", HERE, offer(PORVOO, begins="on_request")),),
        "open",
        {"next_start": None},
    ),
    Situation(
        "a standing offer all year round",
        (network("a", HERE, offer(PORVOO, begins="all_year")),),
        "open",
    ),
    Situation(
        "a group that takes enquiries and starts when four are found",
        (network("a", HERE, offer(PORVOO, begins="when_found", open=1)),),
        "open",
    ),
    Situation(
        "the next start is the first month from this one on",
        (
            network(
                "a",
                HERE,
                offer(PORVOO, begins="2027-02"),
                offer(PORVOO, begins="2026-11", coming=1),
                offer(PORVOO, begins="2026-10"),
            ),
        ),
        "open",
        {"next_start": "2026-11"},
    ),
    Situation(
        "an open group stays open when its month is past: its lead says when it starts",
        (network("a", HERE, offer(PORVOO, begins="2026-10")),),
        "open",
        {"next_start": None},
    ),
    Situation(
        "a group for the whole area",
        (network("a", HERE, offer(ASKOLA, LOVIISA, PORVOO, SIPOO, catchment="area")),),
        "open",
        {},
        SIPOO,
    ),
    Situation(
        "a hybrid group counts as one in person",
        (network("a", HERE, offer(PORVOO, format="hybrid")),),
        "open",
        {"remote": 0},
    ),
    Situation(
        "a group in both languages in a town with a Finnish majority",
        (network("a", HERE, offer(PORVOO, languages=("fi", "sv"))),),
        "open",
        {"languages": ("fi", "sv")},
    ),
    Situation(
        "the better of two networks wins",
        (
            network("county", HERE, offer(PORVOO, full=1)),
            network("parish", HERE, offer(PORVOO)),
        ),
        "open",
        {"networks": ("county", "parish"), "groups": numbers(open=1, full=1)},
    ),
    Situation(
        "one network says none, another offers",
        (network("county", {PORVOO: none()}), network("parish", HERE, offer(PORVOO))),
        "open",
    ),
    Situation(
        "one network is silent, another offers: zeros are not known",
        (
            network("county", HERE, offer(PORVOO, full=1), contact=20),
            network("parish", HERE, offer(PORVOO)),
        ),
        "open",
        {"groups": some(open=1), "remote": None},
    ),
    Situation(
        "one network has never reported, another offers",
        (unheard("county", PORVOO), network("parish", HERE, offer(PORVOO))),
        "open",
        {"groups": some(open=1)},
    ),
    Situation(
        "the caretaker, who answers for nobody, offers where nobody answers",
        (network("caretaker", {}, offer(PORVOO), reach=EVERYWHERE),),
        "open",
        {"networks": (), "groups": some(open=1), "other_groups": NOTHING_KNOWN},
    ),
    Situation(
        "the caretaker offers where a network says none",
        (
            network("a", {PORVOO: none()}),
            network("caretaker", {}, offer(PORVOO), reach=EVERYWHERE),
        ),
        "open",
    ),
    Situation(
        "an offer across the border of the coverage, within reach",
        (network("a", HERE, offer(ASKOLA, PORVOO)),),
        "open",
        {"networks": (), "groups": some(open=1)},
        ASKOLA,
    ),
    Situation(
        "Helsinki with a group of its own",
        (network("city", {HELSINKI: "groups"}, offer(HELSINKI, area=CITY), reach=(CITY,)),),
        "open",
        {},
        HELSINKI,
    ),
    Situation(
        "Åland with a group in Swedish",
        (
            network(
                "aland",
                {MARIEHAMN: "groups"},
                offer(MARIEHAMN, area=ALAND, languages=("sv",)),
                reach=(ALAND,),
            ),
        ),
        "open",
        {},
        MARIEHAMN,
    ),
    Situation(
        "a group in Swedish in a bilingual municipality with a Swedish majority",
        (
            network(
                "coast", {NARPIO: "groups"}, offer(NARPIO, languages=("sv",)), reach=(OSTROBOTHNIA,)
            ),
        ),
        "open",
        {},
        NARPIO,
    ),
    Situation(
        "a group that serves a municipality merged away is read as serving its successor",
        (
            network(
                "savo",
                {PERTUNMAA: "groups"},
                offer(PERTUNMAA, place=PERTUNMAA, area=SOUTH_SAVO),
                reach=(SOUTH_SAVO,),
            ),
        ),
        "open",
        {"networks": ("savo",)},
        MANTYHARJU,
    ),
    Situation(
        "a break extends a person's confirmation",
        (network("a", HERE, offer(PORVOO), confirmed=80, pause=(day(60), day(31))),),
        "open",
        {"believed_until": ago(80 - 60 - 30)},
    ),
    Situation(
        "a node whose clock says 1970",
        (network("a", HERE, offer(PORVOO), offset_s=1_795_000_000),),
        "open",
        {"confirmed_at": ago(1)},
    ),
    Situation(
        "while a loss is checked, the report before stays",
        (checked(network("a", HERE, offer(PORVOO)), ago(0.1)),),
        "open",
        {"checking": True},
    ),
    Situation(
        "believed until the last of the words that make the state",
        (
            network("a", HERE, offer(PORVOO), contact=3),
            network("b", HERE, offer(PORVOO), contact=1, confirmed=2),
        ),
        "open",
        {"believed_until": ago(-13), "confirmed_at": ago(2)},
    ),
]

LIMITED = [
    Situation(
        "a group for fathers",
        (network("a", HERE, offer(PORVOO, audience="fathers")),),
        "limited",
        {"restrictions": ("fathers",), "groups": numbers(limited=1), "audiences": ("fathers",)},
    ),
    Situation(
        "a group for mothers only for the organiser's own clients",
        (network("a", HERE, offer(PORVOO, audience="mothers", catchment="own_clients")),),
        "limited",
        {"restrictions": ("mothers", "own_clients")},
    ),
    Situation(
        "a group in Swedish where the majority speaks Finnish",
        (network("a", HERE, offer(PORVOO, languages=("sv",))),),
        "limited",
        {"restrictions": ("language_sv",)},
    ),
    Situation(
        "another mother tongue is welcome, but the group speaks another language",
        (network("a", HERE, offer(PORVOO, languages=("ru",), other_mother_tongue="yes")),),
        "limited",
        {"restrictions": ("language_ru",)},
    ),
    Situation(
        "a group in Finnish on Åland",
        (network("aland", {MARIEHAMN: "groups"}, offer(MARIEHAMN), reach=(ALAND,)),),
        "limited",
        {"restrictions": ("language_fi",)},
        MARIEHAMN,
    ),
    Situation(
        "a group in Finnish where nearly all speak Swedish",
        (network("coast", {KORSNAS: "groups"}, offer(KORSNAS), reach=(OSTROBOTHNIA,)),),
        "limited",
        {"restrictions": ("language_fi",)},
        KORSNAS,
    ),
    Situation(
        "a restricted group that takes parents is better than one to come for all",
        (
            network(
                "a",
                HERE,
                offer(PORVOO, audience="fathers"),
                offer(PORVOO, coming=1, begins="2027-01"),
            ),
        ),
        "limited",
        {"groups": numbers(limited=1, coming=1), "next_start": "2027-01"},
    ),
]

LATER = [
    Situation(
        "a planned group with a month to come",
        (network("a", HERE, offer(PORVOO, coming=1, begins="2027-01")),),
        "coming",
        {"next_start": "2027-01", "groups": numbers(coming=1), "restrictions": ()},
    ),
    Situation(
        "a planned group in the month that goes on; the state ends with it at the latest",
        (network("a", HERE, offer(PORVOO, coming=1, begins="2026-11"), contact=1),),
        "coming",
        {"believed_until": ago(-9.0 - 10 / 24)},
    ),
    Situation(
        "a planned group that starts when four parents are found",
        (network("a", HERE, offer(PORVOO, coming=1, begins="when_found")),),
        "coming",
        {"next_start": None},
    ),
    Situation(
        "a group postponed to a later month",
        (network("a", HERE, offer(PORVOO, coming=1, begins="2027-03"), offer(PORVOO, full=1)),),
        "coming",
    ),
    Situation(
        "one group to come, and one whose month is past and counts no longer",
        (
            network(
                "a",
                HERE,
                offer(PORVOO, coming=1, begins="2026-12"),
                offer(PORVOO, coming=3, begins="2026-10"),
            ),
        ),
        "coming",
        {"groups": numbers(coming=1)},
    ),
    Situation(
        "a full group, or a running one: the wire does not tell them apart",
        (network("a", HERE, offer(PORVOO, full=1, begins="not_said")),),
        "full",
        {"groups": numbers(full=1)},
    ),
    Situation(
        "a full group is better than another network's none",
        (
            network("a", HERE, offer(PORVOO, full=1, begins="not_said")),
            network("b", {PORVOO: none()}),
        ),
        "full",
    ),
    Situation(
        "a full group beside one whose month is past",
        (network("a", HERE, offer(PORVOO, coming=1, full=1, begins="2026-10")),),
        "full",
        {"groups": numbers(full=1)},
    ),
    Situation(
        "full for the one network, not known for the other",
        (
            network("a", HERE, offer(PORVOO, full=1, begins="not_said")),
            network("b", {PORVOO: not_known(3)}),
        ),
        "full",
        {"groups": some(full=1)},
    ),
    Situation(
        "an open group in the report of a network whose reach lies elsewhere",
        (network("a", HERE, offer(PORVOO), reach=(CITY,)),),
        "unknown",
        {"reason": "not_known", "offers": ()},
    ),
]


@pytest.mark.parametrize("situation", [*OPEN, *LIMITED, *LATER], ids=lambda s: s.name)
def test_situation(situation: Situation) -> None:
    assert differing(situation) == {}


def test_no_offer_counts_beyond_the_granted_reach() -> None:
    beyond = network("a", {PORVOO: "groups"}, offer(HELSINKI, PORVOO), reach=(EAST_UUSIMAA,))
    situation = Situation("", (beyond,), "unknown", {"reason": "uncovered"}, HELSINKI)

    assert differing(situation) == {}
