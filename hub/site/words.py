"""The words for every code a page can show: closed lists, one sentence or label for each.

A test holds every list against its closed type, so that no code is ever printed bare.
"""

from collections.abc import Mapping

from shared.text import Text
from shared.wire.words import (
    ActivityKind,
    Audience,
    Catchment,
    Format,
    OrganiserKind,
    Reason,
    StartKind,
    State,
    TimeOfDay,
    TravelCosts,
    TriState,
)

STATE: Mapping[State, Text] = {
    "open": Text.of("Takes new parents"),
    "limited": Text.of("For some parents only"),
    "coming": Text.of("Coming"),
    "full": Text.of("Full"),
    "none": Text.of("No group now"),
    "unknown": Text.of("We do not know"),
}
NUMBER: Mapping[State, Text] = {
    "open": Text.of("{n} taking new parents"),
    "limited": Text.of("{n} for some parents only"),
    "coming": Text.of("{n} coming"),
    "full": Text.of("{n} full"),
    "none": Text.of("{n} with no group"),
    "unknown": Text.of("{n} not known"),
}
MEANING: Mapping[State, Text] = {
    "open": Text.of("A group takes new parents."),
    "limited": Text.of("A group takes new parents, but not everyone: see for whom."),
    "coming": Text.of("A group is planned. You can ask about it already."),
    "full": Text.of("The groups are full or have begun. Ask about the next one."),
    "none": Text.of("The network has said that there is no group now."),
    "unknown": Text.of("Nobody has told us, or the information is too old. There may be a group."),
}
RESTRICTION: Mapping[str, Text] = {
    "fathers": Text.of("for fathers"),
    "mothers": Text.of("for mothers"),
    "own_clients": Text.of("for the organiser's own clients"),
    "language_fi": Text.of("in Finnish"),
    "language_sv": Text.of("in Swedish"),
    "language_en": Text.of("in English"),
}
REASON: Mapping[Reason, Text] = {
    "uncovered": Text.of("No network has told us about this municipality yet."),
    "never_seen": Text.of("The network of this municipality has not told us anything yet."),
    "not_known": Text.of("The network does not know the situation right now."),
    "silent": Text.of("We have not heard from the network for a while."),
    "unconfirmed": Text.of("Nobody has confirmed the information for a while."),
    "suspended": Text.of("The network's information is not in use right now."),
    "checking": Text.of("The information is being checked."),
}
AUDIENCE: Mapping[Audience, Text] = {
    "all": Text.of("mothers and fathers"),
    "fathers": Text.of("fathers"),
    "mothers": Text.of("mothers"),
}
FORMAT: Mapping[Format, Text] = {
    "in_person": Text.of("meets in person"),
    "hybrid": Text.of("meets in person, you can also join from home"),
    "remote": Text.of("meets online"),
}
TIME_OF_DAY: Mapping[TimeOfDay, Text | None] = {
    "daytime": Text.of("in the daytime"),
    "evening": Text.of("in the evening"),
    "not_said": None,
}
START: Mapping[StartKind, Text | None] = {
    "month": None,
    "when_found": Text.of("when four parents have been found"),
    "on_request": Text.of("on request"),
    "all_year": Text.of("all year round"),
    "not_said": None,
}
TRAVEL_COSTS: Mapping[TravelCosts, Text] = {
    "paid": Text.of("are paid to you"),
    "not_paid": Text.of("are not paid"),
    "ask": Text.of("ask the organiser"),
}
ORGANISER: Mapping[OrganiserKind, Text] = {
    "municipality": Text.of("the municipality"),
    "municipalities": Text.of("several municipalities together"),
    "joint_authority": Text.of("a joint municipal authority"),
    "county": Text.of("the wellbeing services county"),
    "ngo": Text.of("an association"),
    "parish": Text.of("a parish"),
    "private": Text.of("a private service provider"),
}
CATCHMENT: Mapping[Catchment, Text | None] = {
    "municipalities": None,
    "own_clients": Text.of("only for the organiser's own clients"),
    "area": Text.of("for parents of the whole area"),
    "wider": Text.of("for parents from elsewhere as well"),
}
SOCIAL_WORKER: Mapping[TriState, Text | None] = {
    "yes": Text.of("A social worker takes part."),
    "no": Text.of("No social worker takes part."),
    "not_said": None,
}
PEER_INSTRUCTOR: Mapping[TriState, Text | None] = {
    "yes": Text.of("One of the instructors is a parent who has been in the same situation."),
    "no": None,
    "not_said": None,
}
INTERPRETER: Mapping[TriState, Text | None] = {
    "yes": Text.of("You can have an interpreter."),
    "no": Text.of("There is no interpreter."),
    "not_said": None,
}
OTHER_MOTHER_TONGUE: Mapping[TriState, Text | None] = {
    "yes": Text.of("You can take part even if your mother tongue is another one."),
    "no": None,
    "not_said": None,
}
ACTIVITY: Mapping[ActivityKind, Text] = {
    "cafe": Text.of("Open café for parents"),
    "support_person": Text.of("Support persons for parents"),
    "weekend": Text.of("Weekend for parents and children"),
}
