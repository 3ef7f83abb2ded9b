"""A release in words: where it stands, and what each published number may mean. Pure."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from node.anonymiser.bounds import Range, around
from node.anonymiser.count import Counts
from node.anonymiser.releases.model import Figures, Reason
from node.anonymiser.releases.plan import Standing
from node.anonymiser.rounding import LARGEST_GROUP, SMALLEST_GROUP
from node.work.model import ParticipationKind
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.statistics import Outcomes
from shared.wire.words import Quarter

STANDINGS: Mapping[Standing, Text] = {
    "open": Text.of("The quarter is not over."),
    "not_asked": Text.of(
        "The hub has not asked this network for figures of this quarter. At every contact it says "
        "of which quarters of the last two years it waits for figures."
    ),
    "not_owed": Text.of(
        "The hub takes no figures of this quarter from this network: it answered for no "
        "municipality then, another network reports them, or the operator has not settled which "
        "one does."
    ),
    "early": Text.of("The figures leave by themselves from the release day on."),
    "due": Text.of("The figures leave with the next contact with the hub."),
    "queued": Text.of("The figures are signed and wait for the hub's receipt."),
    "published": Text.of("The figures are published."),
    "refused": Text.of("The hub refused the figures."),
    "set_aside": Text.of("The hub lost the figures. The very same ones are sent again."),
}
REASONS: Mapping[Reason, Text] = {
    "late": Text.of("something was recorded late"),
    "mistake": Text.of("something was recorded wrongly"),
    "twice": Text.of("something was counted twice"),
}
FEW = Text.of(
    "Fewer than 10,000 people live in these municipalities together, so no count of people leaves."
)
NO_KEY = Text.of("Without counts of people, because the disclosure key was lost.")
FEW_GROUPS = Text.of("Fewer than three groups started, so nothing is told of their participants.")
OUTCOMES: Mapping[str, Text] = {
    "met": Text.of("{place}: enquiries that led to a group"),
    "waiting": Text.of("{place}: enquiries that wait"),
    "not_met": Text.of("{place}: enquiries without a group to offer"),
}
MEETINGS: Mapping[ParticipationKind, Text] = {
    "steering_group": Text.of("Meetings of steering groups"),
    "parents_panel": Text.of("Meetings of parents' panels"),
    "developer_parents": Text.of("Meetings of developer parents"),
    "volunteer_development": Text.of("Meetings of volunteers who develop the work"),
}


class Line(Struct, frozen=True, kw_only=True):
    """One published number. `range` is what it may stand for; `true` is the count that stays.

    `range` is null for what an organisation decided: that leaves as it is. `true` is null for
    whoever may not see it.
    """

    label: Text
    value: int
    true: int | None
    range: Range | None = None


def short_quarter(quarter: Quarter) -> str:
    """Return the quarter as people write it: 3/2026."""
    return f"{quarter[-1]}/{quarter[:4]}"


def decisions(figures: Figures, counts: Counts) -> tuple[Line, ...]:
    """Return what an organisation decided; it leaves as it is."""
    started = (sum(r.started for r in figures.groups), sum(r.started for r in counts.groups))
    ended = (sum(r.ended for r in figures.groups), sum(r.ended for r in counts.groups))
    found = (
        (Text.of("Groups started"), *started),
        (Text.of("Groups ended"), *ended),
        (Text.of("Groups cancelled"), figures.cancelled, counts.cancelled),
        (Text.of("Meetings held"), figures.meetings, counts.meetings),
        (Text.of("Trainings held"), figures.trainings, counts.trainings),
        *(
            (label, getattr(figures.participation, kind), getattr(counts.participation, kind))
            for kind, label in MEETINGS.items()
        ),
    )
    return tuple(Line(label=label, value=value, true=true) for label, value, true in found)


def people(
    figures: Figures, counts: Counts, reference: Reference, language: str
) -> tuple[Line, ...]:
    """Return every count of people with what it may stand for, beside the true one."""
    return tuple(_people(figures, counts, reference, language))


def _people(
    figures: Figures, counts: Counts, reference: Reference, language: str
) -> Iterator[Line]:
    told = figures.people
    if told is None:
        return
    asked = dict(counts.asked)
    whole = counts.elsewhere + sum(a.met + a.waiting + a.not_met for a in asked.values())
    yield _rounded(Text.of("Enquiries in all"), told.enquiries.total, whole)
    for row in told.enquiries.areas:
        place = area_name(row, reference, language)
        for cell, word in OUTCOMES.items():
            label = Text.of(word.msgid, place=place)
            own = asked.get(row.area)
            yield _rounded(label, getattr(row, cell), getattr(own, cell) if own else 0)
    yield _rounded(Text.of("Enquiries from elsewhere"), told.enquiries.elsewhere, counts.elsewhere)
    if told.participants is not None:
        least = SMALLEST_GROUP * told.participants.groups
        prior = Range(0, (LARGEST_GROUP - SMALLEST_GROUP) * told.participants.groups)
        yield _beyond(
            Text.of("Parents in the groups started"),
            least,
            told.participants.above,
            sum(counts.sizes),
            prior,
        )
    seen, trained = told.instructors, told.trained
    yield _beyond(Text.of("Active instructors"), seen.seen, seen.above, counts.instructors)
    shown = int(figures.trainings > 0)
    yield _beyond(Text.of("People trained"), shown, trained, counts.trained)


def area_name(row: Outcomes, reference: Reference, language: str) -> str:
    """Return the names of a publishing area's municipalities."""
    found = (reference.municipality(code) for code in row.municipalities)
    names = [place.name(language) for place in found if place is not None]
    return ", ".join(sorted(names))


def _rounded(label: Text, value: int, true: int) -> Line:
    return Line(label=label, value=value, true=true, range=around(value))


def _beyond(label: Text, bound: int, above: int, true: int, prior: Range | None = None) -> Line:
    """Return a number of which `bound` is public anyway."""
    possible = around(above).within(prior) if prior else around(above)
    shown = Range(bound + possible.least, bound + possible.most)
    return Line(label=label, value=bound + above, true=true, range=shown)
