"""A network counts from its first confirmed key on: an invitation changes nothing that is read."""

from datetime import timedelta

from hub.availability.chronicle import EMPTY, Folded, advance
from hub.availability.compute import Picture, picture
from hub.availability.fold import fold
from hub.availability.history import runs
from hub.availability.model import Projection
from hub.ingest.model import Event
from hub.registry import acts
from shared.period import helsinki_day
from tests.hub.availability.build import (
    EAST_UUSIMAA,
    NOW,
    POLICY,
    PORVOO,
    REFERENCE,
    SIPOO,
    Said,
    ago,
    none,
    offer,
    report,
    reported,
)
from tests.hub.availability.test_fold_of_acts import ADMITTED, KEYED, NAME, act


def granted(node: str, *codes: str, days: float = 8) -> Event:
    """Return a grant."""
    given = acts.Granted(node=node, municipalities=codes, reach=(EAST_UUSIMAA,))
    return act(given, days)


ACTIVE = (ADMITTED, granted("east", PORVOO, SIPOO), KEYED)
SAYS: dict[str, Said] = {PORVOO: "groups", SIPOO: none()}
TOLD = reported(report("east", SAYS, (offer(PORVOO, open=2),), confirmed_at=ago(3)), ago(3))
INVITED = (
    act(acts.Admitted(node="new", name=NAME), 2),
    granted("new", PORVOO, SIPOO, "018", days=2),
)
NEWLY_KEYED = act(acts.Keyed(node="new", public_key="b" * 64, first_sequence=1), 1)


def shown(*events: Event) -> Picture:
    """Return the picture after these events."""
    projection: Projection = {}
    for event in events:
        projection = fold(projection, event)
    return picture(projection, REFERENCE, POLICY, NOW)


def states(found: Picture) -> dict[str, tuple[str, str | None]]:
    """Return state and reason by municipality."""
    return {row.municipality: (row.state, row.reason) for row in found.rows}


def test_an_invitation_changes_nothing_that_anybody_reads() -> None:
    assert shown(*ACTIVE, TOLD, *INVITED) == shown(*ACTIVE, TOLD)


def test_a_municipality_of_an_invited_network_alone_is_one_that_nobody_answers_for() -> None:
    found = shown(*INVITED)

    assert set(states(found).values()) == {("unknown", "uncovered")}
    assert (found.networks, found.completeness.networks) == ((), 0)


def test_with_its_first_key_the_network_counts() -> None:
    found = states(shown(*ACTIVE, TOLD, *INVITED, NEWLY_KEYED))

    assert found[SIPOO] == ("unknown", "never_seen")
    assert found["018"] == ("unknown", "never_seen")


def test_the_history_begins_with_the_key_and_not_with_the_invitation() -> None:
    events = [*ACTIVE, TOLD, *INVITED, NEWLY_KEYED]
    entries = [Folded(number=n, head="f" * 64, event=event) for n, event in enumerate(events)]

    told = runs(advance(EMPTY, entries, REFERENCE, POLICY, helsinki_day(NOW)).history)

    sipoo = [(run.first, run.state) for run in told if run.municipality == SIPOO]
    assert sipoo[-2:] == [
        (helsinki_day(ago(3)), "none"),
        (helsinki_day(NEWLY_KEYED.at), "unknown"),
    ]
    assert helsinki_day(NEWLY_KEYED.at) - helsinki_day(INVITED[0].at) == timedelta(days=1)
