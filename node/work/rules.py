"""What follows from the records: which agreement ends soon, what a group costs, what to look at."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from msgspec import Struct

from node.groups.caution import Caution
from node.work.model import Agreement, Commitment, Cost, Participation, Workshop
from node.work.persons import look_like_persons
from shared.text import Text

SOON_DAYS = 60
"""How long before its end an agreement is brought up (ours)."""
NO_NAMES = Text.of(
    "This looks like a person's name. Write the name of a body or an organisation here; who takes "
    "part is kept as a number only."
)


class Sum(Struct, frozen=True, kw_only=True):
    """What a group costs in all; None where nothing of the kind is written down."""

    group: str
    planned_cents: int | None
    actual_cents: int | None


def ending(agreements: Iterable[Agreement], today: date) -> tuple[Agreement, ...]:
    """Return the agreements that end within 60 days and that none of the same party follows."""
    every = tuple(agreements)
    return tuple(
        one
        for one in every
        if one.ends is not None
        and today <= one.ends <= today + timedelta(days=SOON_DAYS)
        and not any(_follows(other, one.party, one.ends) for other in every)
    )


def partners(agreements: Iterable[Agreement], year: int) -> int:
    """Return with how many parties an agreement was in force on any day of the year (29)."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return len(
        {
            one.party.casefold()
            for one in agreements
            if one.starts <= last and (one.ends is None or first <= one.ends)
        }
    )


def in_force(commitments: Iterable[Commitment], today: date) -> tuple[Commitment, ...]:
    """Return what organisers are committed to on that day."""
    return tuple(
        one
        for one in commitments
        if one.valid_from <= today and (one.valid_until is None or today <= one.valid_until)
    )


def sums(costs: Iterable[Cost]) -> tuple[Sum, ...]:
    """Return the sum of each group's costs, by group."""
    groups: dict[str, list[Cost]] = {}
    for cost in costs:
        groups.setdefault(cost.group, []).append(cost)
    return tuple(
        Sum(
            group=group,
            planned_cents=_total(one.planned_cents for one in groups[group]),
            actual_cents=_total(one.actual_cents for one in groups[group]),
        )
        for group in sorted(groups)
    )


def workshop_cautions(workshop: Workshop) -> tuple[Caution, ...]:
    """Return what to look at in a workshop."""
    return _no_names(21, {"held_by": workshop.held_by, "theme": workshop.theme})


def participation_cautions(participation: Participation) -> tuple[Caution, ...]:
    """Return what to look at in a participation: no line may name a parent (30)."""
    return _no_names(30, {"name": participation.name})


def commitment_cautions(commitment: Commitment) -> tuple[Caution, ...]:
    """Return what to look at in a commitment."""
    return _no_names(30, {"note": commitment.note})


def agreement_cautions(agreement: Agreement) -> tuple[Caution, ...]:
    """Return what to look at in an agreement."""
    return _no_names(30, {"party": agreement.party, "note": agreement.note})


def cost_cautions(cost: Cost) -> tuple[Caution, ...]:
    """Return what to look at in a cost."""
    return _no_names(30, {"note": cost.note})


def _no_names(rule: int, lines: Mapping[str, str | None]) -> tuple[Caution, ...]:
    return tuple(
        Caution(rule, field, NO_NAMES)
        for field, line in lines.items()
        if line is not None and look_like_persons(line)
    )


def _follows(other: Agreement, party: str, ends: date) -> bool:
    """Tell whether an agreement of the same party goes on after that day."""
    later = other.ends is None or other.ends > ends
    return later and other.party.casefold() == party.casefold()


def _total(amounts: Iterable[int | None]) -> int | None:
    known = [one for one in amounts if one is not None]
    return sum(known) if known else None
