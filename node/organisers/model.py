"""Who organises a group, and what the law made of it on 1.1.2023 (rule 20).

The record is what somebody wrote down; `organiser_on` says who stands in its place on a day.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from shared.reference.lookup import Reference
from shared.wire.words import AreaCode, MunicipalityCode, OrganiserKind

OrganiserId = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]

SUCCESSION = date(2023, 1, 1)
"""Since this day wellbeing services counties organise social services, not municipalities."""
EVE = date(2022, 12, 31)
MUNICIPAL: frozenset[OrganiserKind] = frozenset(
    {"municipality", "municipalities", "joint_authority"}
)


class Organiser(Struct, frozen=True, kw_only=True):
    """An organiser as its network keeps it; both days of validity count in.

    A municipal organiser or a county names its municipality or its area.
    `ethical_principles_on`: the day it accepted the ethical principles (18).
    """

    id: OrganiserId
    name: str
    kind: OrganiserKind
    municipality: MunicipalityCode | None = None
    area: AreaCode | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    ethical_principles_on: date | None = None


def organiser_on(organiser: Organiser, day: date, reference: Reference) -> Organiser:
    """Return who organises on that day: the record itself, or the county that succeeded it.

    A municipal organiser outside Helsinki and Åland is succeeded from 1.1.2023 (rule 20), unless
    its own validity says otherwise: begun in 2023 or later, ended before the end of 2022, or
    still valid on a `day` up to its written end.
    """
    county = _county_of(organiser, reference)
    if day < SUCCESSION or county is None or _says_otherwise(organiser, day):
        return organiser
    area = reference.area(county)
    return replace(
        organiser,
        name=area.name_fi if area else organiser.name,
        kind="county",
        municipality=None,
        area=county,
        valid_from=SUCCESSION,
        valid_until=None,
    )


def is_valid(organiser: Organiser, day: date) -> bool:
    """Tell whether the record's own dates include the day."""
    begun = organiser.valid_from is None or organiser.valid_from <= day
    return begun and (organiser.valid_until is None or day <= organiser.valid_until)


def kinds_on(
    organisers: Iterable[Organiser], day: date, reference: Reference
) -> tuple[OrganiserKind, ...]:
    """Return the kinds of a group's organisers on that day, sorted and without repeats.

    Two or more municipalities together are "municipalities"; who is not valid on the day is left
    out.
    """
    then = [organiser_on(o, day, reference) for o in organisers]
    valid = [o for o in then if is_valid(o, day)]
    kinds: set[OrganiserKind] = {o.kind for o in valid}
    if len({o.municipality or o.id for o in valid if o.kind == "municipality"}) > 1:
        kinds = (kinds - {"municipality"}) | {"municipalities"}
    if "municipalities" in kinds:
        kinds.discard("municipality")
    return tuple(sorted(kinds))


def _says_otherwise(organiser: Organiser, day: date) -> bool:
    """Tell whether the record's own validity keeps the county out."""
    if organiser.valid_from is not None and organiser.valid_from >= SUCCESSION:
        return True
    until = organiser.valid_until
    return until is not None and (until < EVE or day <= until)


def _county_of(organiser: Organiser, reference: Reference) -> AreaCode | None:
    """Return the county a municipal organiser lies in; None for Helsinki, Åland and others."""
    if organiser.kind not in MUNICIPAL:
        return None
    code = organiser.area
    if organiser.municipality is not None:
        here = reference.municipality(organiser.municipality)
        code = here.area if here else code
    area = reference.area(code) if code else None
    return area.code if area and area.kind == "wellbeing_county" else None
