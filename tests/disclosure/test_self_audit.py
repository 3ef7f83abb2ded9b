"""The node's own audit: it passes what the node makes, and nothing weaker leaves."""

from collections.abc import Callable

import pytest
from msgspec import structs

from node.anonymiser.protection import Plain, Released, weaknesses
from node.anonymiser.releases.model import Figures
from shared.wire.statistics import Instructors, Outcomes, Participants, People
from tests.disclosure.countries import BUSY, KINDS, Kind, Network, country, ledger

Weaken = Callable[[People], People]


def judged(network: Network, made: Figures, before: list[Released]) -> tuple[str, ...]:
    """Return what the self-audit says of figures after others."""
    assert made.people is not None
    plain = Plain(meetings=made.meetings, trainings=made.trainings)
    found = weaknesses(made.people, made.quarter, network.areas, before, plain)
    return tuple(map(str, found))


def first() -> tuple[Network, Figures]:
    """Return a network with participants, and its first release."""
    network = country(BUSY, quarters=1, networks=1)[0]
    return network, next(made for _, made in ledger(network))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_the_node_makes_passes_in_every_quarter_and_revision(kind: Kind) -> None:
    for network in country(kind):
        before: list[Released] = []
        for _, made in ledger(network):
            assert judged(network, made, before) == ()
            assert made.people is not None
            one = Released(quarter=made.quarter, version=made.version, people=made.people)
            before.append(one)


def rows(people: People, change: Callable[[tuple[Outcomes, ...]], tuple[Outcomes, ...]]) -> People:
    """Return the counts with other rows, and the total that belongs to them."""
    areas = change(people.enquiries.areas)
    total = sum(row.met + row.waiting + row.not_met for row in areas) + people.enquiries.elsewhere
    counts = structs.replace(people.enquiries, areas=areas, total=total)
    return structs.replace(people, enquiries=counts)


def sparse(people: People) -> People:
    return rows(people, lambda areas: areas[1:])


def raw(people: People) -> People:
    return rows(people, lambda areas: (structs.replace(areas[0], met=3), *areas[1:]))


def exact_participants(people: People) -> People:
    assert people.participants is not None
    parents = Participants(groups=people.participants.groups, above=7)
    return structs.replace(people, participants=parents)


def nobody_seen(people: People) -> People:
    return structs.replace(people, instructors=Instructors(seen=0, above=0))


@pytest.mark.parametrize(
    "weaken",
    [sparse, raw, exact_participants, nobody_seen],
    ids=lambda f: f.__name__,
)
def test_a_weaker_release_is_held_back(weaken: Weaken) -> None:
    network, made = first()
    assert made.people is not None

    weaker = structs.replace(made, people=weaken(made.people))

    assert judged(network, made, []) == ()
    assert judged(network, weaker, []) != ()


def test_people_trained_without_a_training_are_held_back() -> None:
    network, made = first()
    assert made.people is not None
    weaker = structs.replace(made, trainings=0, people=structs.replace(made.people, trained=5))

    assert judged(network, weaker, []) != ()


def test_a_third_version_and_other_places_are_held_back() -> None:
    network, made = first()
    assert made.people is not None
    one = Released(quarter=made.quarter, version=1, people=made.people)
    fewer = Released(quarter=made.quarter, version=1, people=sparse(made.people))

    assert judged(network, made, [one]) == ()
    assert judged(network, made, [one, one]) != ()
    assert judged(network, made, [fewer]) != ()
