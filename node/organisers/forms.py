"""An organiser's form read into an `Organiser`; fields carry the names of the struct."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from msgspec.structs import replace

from node.groups import fields
from node.groups.reading import Form, Reading
from node.organisers.model import MUNICIPAL, SUCCESSION, Organiser
from shared.reference.lookup import Reference
from shared.reference.naming import slug
from shared.text import Invalid, Text
from shared.wire.words import OrganiserKind

FIELDS = (
    "id",
    "name",
    "kind",
    "municipality",
    "area",
    "valid_from",
    "valid_until",
    "ethical_principles_on",
)
NO_COUNTY = Text.of(
    "Helsinki and Åland are not wellbeing services counties. Choose the kind municipality, or"
    " joint authority."
)
TOO_EARLY = Text.of(
    "Wellbeing services counties organise since 1.1.2023. For the time before, write the"
    " municipality or the joint authority as an organiser of its own."
)
KINDS: Mapping[str, OrganiserKind] = {
    **dict.fromkeys(("municipality", "kunta", "kaupunki", "kommun", "stad"), "municipality"),
    **dict.fromkeys(
        (
            "municipalities",
            "kunnat yhdessä",
            "kommuner",
            "kommuner tillsammans",
            "municipalities together",
        ),
        "municipalities",
    ),
    **dict.fromkeys(
        ("joint authority", "kuntayhtymä", "samkommun", "joint municipal authority"),
        "joint_authority",
    ),
    **dict.fromkeys(
        ("county", "hyvinvointialue", "välfärdsområde", "wellbeing services county"), "county"
    ),
    **dict.fromkeys(
        ("ngo", "järjestö", "yhdistys", "förening", "organisation", "association"), "ngo"
    ),
    **dict.fromkeys(("parish", "seurakunta", "församling"), "parish"),
    **dict.fromkeys(
        (
            "private",
            "yksityinen",
            "yksityinen palveluntuottaja",
            "yritys",
            "privat",
            "privat serviceproducent",
            "företag",
            "private provider",
        ),
        "private",
    ),
}


def read(
    form: Form,
    *,
    reference: Reference,
    taken: frozenset[str],
    today: date,
    before: Organiser | None = None,
) -> Organiser | tuple[Invalid, ...]:
    """Read a form into a new organiser, or into the changed `before`; all refusals at once."""
    reading = Reading(form, FIELDS)
    old = before or Organiser(id="new", name="", kind="ngo")
    if before is None and not reading.has("kind"):
        reading.refuse("kind", Text.of("Choose the kind."))
    place = partial(fields.municipality, reference=reference)
    kind = partial(fields.word, words=KINDS)
    read_area = partial(fields.area, reference=reference)
    organiser = replace(
        old,
        name=reading.words("name", old=old.name, most=120) or "",
        kind=reading.read("kind", kind, old=old.kind, empty=old.kind),
        municipality=reading.read("municipality", place, old=old.municipality, empty=None),
        area=reading.read("area", read_area, old=old.area, empty=None),
        valid_from=reading.read("valid_from", fields.day, old=old.valid_from, empty=None),
        valid_until=reading.read("valid_until", fields.day, old=old.valid_until, empty=None),
        ethical_principles_on=reading.past(
            "ethical_principles_on", old=old.ethical_principles_on, today=today
        ),
    )
    _whole(reading, organiser, reference)
    if before is None:
        organiser = _identity(reading, organiser, taken)
    return tuple(reading.invalid) or organiser


def _whole(reading: Reading, organiser: Organiser, reference: Reference) -> None:
    """Refuse a record that cannot say who organises: without name or place, or ended too early."""
    if not organiser.name:
        reading.refuse("name", Text.of("Write the organiser's name."))
    if organiser.kind == "municipality" and organiser.municipality is None:
        reading.refuse("municipality", Text.of("Write which municipality it is."))
    elif organiser.kind == "county" and organiser.area is None:
        reading.refuse("area", Text.of("Write which wellbeing services county it is."))
    elif organiser.kind in MUNICIPAL and not (organiser.municipality or organiser.area):
        reading.refuse("municipality", Text.of("Write a municipality or the area."))
    if organiser.kind == "county":
        _county(reading, organiser, reference)
    since, until = organiser.valid_from, organiser.valid_until
    if since and until and until < since:
        reading.refuse("valid_until", Text.of("The last day is before the first."))


def _county(reading: Reading, organiser: Organiser, reference: Reference) -> None:
    """Refuse a county that is none, as Helsinki and Åland, or before there were any (20)."""
    area = reference.area(organiser.area) if organiser.area else None
    if area is not None and area.kind != "wellbeing_county":
        reading.refuse("area", NO_COUNTY)
    if organiser.valid_from is not None and organiser.valid_from < SUCCESSION:
        reading.refuse("valid_from", TOO_EARLY)


def _identity(reading: Reading, organiser: Organiser, taken: frozenset[str]) -> Organiser:
    """Read the id a person chose, or make one from the name."""
    wanted = reading.read("id", fields.new_id, old="", empty="")
    if wanted in taken:
        reading.refuse("id", Text.of("There is already an organiser with the id {id}.", id=wanted))
    stem = slug(organiser.name)[:50].strip("-") or "organiser"
    free = (i for n in range(1, len(taken) + 2) if (i := stem if n == 1 else f"{stem}-{n}"))
    return replace(organiser, id=wanted or next(i for i in free if i not in taken))
