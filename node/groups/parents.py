"""What parents read of a group: told from the same plan that decides what leaves.

Nothing here is sent anywhere; it shows a lead what an act means before it is done.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from msgspec import Struct

from node.anonymiser import words
from node.anonymiser.plan import Facts, offer_of
from node.anonymiser.standing import Standing, lapse_of, standing, start_of
from node.anonymiser.words import Line
from node.groups.model import Group
from node.instructors.model import Instructor
from node.organisers.model import Organiser
from node.trainings.model import Training
from shared.period import monday_of
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.availability import Availability, Gone, NetworkName

SAYS: dict[Standing, Text] = {
    "open": Text.of("Parents read: the group takes new parents."),
    "coming": Text.of("Parents read: a group is coming."),
    "full": Text.of("Parents read: the group is full or has started."),
}
WOULD_SAY: dict[Standing, Text] = {
    "open": Text.of("Parents would read: the group takes new parents."),
    "coming": Text.of("Parents would read: a group is coming."),
    "full": Text.of("Parents would read: the group is full or has started."),
}
WILL_SAY: dict[Standing, Text] = {
    "open": Text.of("Parents will read that the group takes new parents."),
    "coming": Text.of("Parents will read that a group is coming."),
    "full": Text.of("Parents will read that the group is full or has started."),
}
NO_CHANGE = Text.of("Nothing changes for parents.")
GONE = Text.of("Parents will not find the group any more.")


class Read(Struct, frozen=True, kw_only=True):
    """What parents read now: a headline and its lines; without lines, why there is nothing.

    `heard`: a hub has taken a report of this node; before that parents read nothing of it.
    """

    says: Text
    heard: bool
    lines: tuple[Line, ...] = ()
    public: bool = False


def read_now(
    group: Group,
    today: date,
    *,
    organisers: Iterable[Organiser],
    instructors: Iterable[Instructor],
    trainings: Iterable[Training],
    reference: Reference,
    language: str,
    heard: bool,
) -> Read:
    """Return what parents read of a group this week, or why they read nothing of it."""
    monday = monday_of(today)
    stands = standing(group, monday)
    if stands is None or reference.municipality(group.meets_in) is None:
        return Read(says=why_not(group, monday), heard=heard)
    facts = Facts(
        name=NetworkName(fi="-", sv="-"),
        organisers=tuple(organisers),
        instructors=tuple(instructors),
        trainings=tuple(trainings),
    )
    offer = offer_of(group, stands, facts, reference, monday)
    alone = Availability(
        node="00000000000000000000000000000000",
        sequence=1,
        previous=None,
        observed_at=datetime(1970, 1, 1, tzinfo=UTC),
        confirmed_at=None,
        network=facts.name,
        pause=None,
        municipalities=(),
        offers=(offer,),
        activities=(),
        gone=Gone(ended=0, cancelled=0, withdrawn=0),
    )
    told = [line for line in words.leaves(alone, reference, language) if line.level]
    says = SAYS[stands] if heard else WOULD_SAY[stands]
    return Read(says=says, lines=tuple(told[1:]), public=True, heard=heard)


def consequence(before: Group, after: Group, today: date) -> Text:
    """Return what a change of a group means for parents."""
    monday = monday_of(today)
    then, now = standing(after, monday), standing(before, monday)
    if then is None:
        return NO_CHANGE if now is None else GONE
    if then == now and start_of(after) == start_of(before):
        return NO_CHANGE
    return WILL_SAY[then]


def why_not(group: Group, monday: date) -> Text:
    """Say why a group is not public."""
    if group.withdrawn_on is not None:
        return Text.of("Not public: it was withdrawn from the public list.")
    match group.lifecycle:
        case "draft":
            return Text.of("Not public: it is a draft. Plan it or open it when it is ready.")
        case "cancelled":
            return Text.of("Not public: it was cancelled.")
        case "ended":
            return Text.of("Not public: it has ended.")
        case "planned" | "postponed":
            month = start_of(group).month
            if month is not None and lapse_of(month) <= monday:
                return Text.of("Not public: the month of its start has passed.")
            return Text.of("Not public: its month is not known yet.")
        case _:
            return Text.of("Not public: its last meeting has passed.")
