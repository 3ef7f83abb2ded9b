"""From the true counts of a quarter to the figures that leave: SCR5 on every count of people. Pure.

What an organisation decided goes as it is. The self-audit judges the very figures; it never
repairs, it only says why they may not leave (DISCLOSURE.md, SCR5).
"""

from collections.abc import Iterable, Sequence

from node.anonymiser import protection, rounding
from node.anonymiser.catchment import UnknownPlaceError
from node.anonymiser.count import Counts, Records, count
from node.anonymiser.protection import CELLS, Plain, Released
from node.anonymiser.releases.model import Figures, Release
from node.anonymiser.rounding import draws
from shared.reference.lookup import Reference
from shared.reference.publishing import PublishingArea, publishing_areas
from shared.reference.tables import VINTAGE
from shared.text import Text
from shared.wire.statistics import (
    ENOUGH_GROUPS,
    Enquiries,
    Instructors,
    Outcomes,
    Participants,
    People,
)
from shared.wire.words import AreaCode, MunicipalityCode, Quarter

NO_RECORDS = Records(groups=(), trainings=(), enquiries=(), listed=frozenset())


def truth(
    records: Records,
    quarter: Quarter,
    municipalities: Sequence[MunicipalityCode],
    reference: Reference,
) -> Counts:
    """Return the true counts; they stay here. Raises UnknownPlaceError."""

    def area_of(code: MunicipalityCode) -> AreaCode:
        place = reference.municipality(code)
        if place is None:
            raise UnknownPlaceError(code)
        return place.area

    return count(records, quarter, publishing_areas(municipalities, reference), area_of)


def figures(
    counts: Counts,
    *,
    quarter: Quarter,
    version: int,
    municipalities: Sequence[MunicipalityCode],
    secret: bytes | None,
    reference: Reference,
) -> Figures:
    """Return the figures of a quarter. Without the disclosure key no count of people is in them.

    Where fewer than 10,000 live in the municipalities, there is no grid and no count of people.
    """
    areas = publishing_areas(municipalities, reference)
    people = _people(counts, areas, secret, quarter) if areas and secret is not None else None
    return Figures(
        quarter=quarter,
        version=version,
        vintage=VINTAGE,
        municipalities=tuple(sorted(municipalities)),
        groups=counts.groups,
        cancelled=counts.cancelled,
        meetings=counts.meetings,
        trainings=counts.trainings,
        participation=counts.participation,
        people=people,
        key_lost=secret is None,
    )


def weaknesses(made: Figures, before: Iterable[Release], reference: Reference) -> tuple[Text, ...]:
    """Return everything that forbids publishing these figures after those; none: they may leave."""
    if made.people is None:
        return ()
    earlier = [
        Released(
            quarter=one.figures.quarter, version=one.figures.version, people=one.figures.people
        )
        for one in before
        if one.figures.people is not None
    ]
    plain = Plain(meetings=made.meetings, trainings=made.trainings)
    areas = publishing_areas(made.municipalities, reference)
    return protection.weaknesses(made.people, made.quarter, areas, earlier, plain)


def _people(
    counts: Counts, areas: Sequence[PublishingArea], secret: bytes, quarter: Quarter
) -> People:
    def above(bound: int, number: int, measure: str, salt: Quarter | None) -> int:
        return rounding.above(bound, number, draws(secret, measure, salt)) - bound

    seen, shown = counts.instructors_shown, counts.trained_shown
    return People(
        enquiries=_enquiries(counts, areas, secret, quarter),
        participants=_participants(counts, secret, quarter),
        instructors=Instructors(
            seen=seen, above=above(seen, counts.instructors, "instructors", None)
        ),
        trained=above(shown, counts.trained, "trained", quarter),
    )


def _enquiries(
    counts: Counts, areas: Sequence[PublishingArea], secret: bytes, quarter: Quarter
) -> Enquiries:
    asked = dict(counts.asked)
    rows = [
        (area.code, tuple((cell, getattr(asked[area.code], cell)) for cell in CELLS))
        for area in areas
    ]
    root = rounding.tree([*rows, ("elsewhere", (("elsewhere", counts.elsewhere),))])
    values = rounding.release(root, draws(secret, "enquiries", quarter))
    return Enquiries(
        total=values[root.path],
        areas=tuple(
            Outcomes(
                area=area.code,
                municipalities=area.municipalities,
                **{cell: values[f"{area.code}/{cell}"] for cell in CELLS},
            )
            for area in areas
        ),
        elsewhere=values["elsewhere"],
    )


def _participants(counts: Counts, secret: bytes, quarter: Quarter) -> Participants | None:
    groups = len(counts.sizes)
    if groups < ENOUGH_GROUPS:
        return None
    shown = rounding.participants(counts.sizes, draws(secret, "participants", quarter))
    return Participants(groups=groups, above=shown - rounding.SMALLEST_GROUP * groups)
