"""An organiser's form read into an `Organiser`; fields carry the names of the struct."""

from collections.abc import Mapping
from functools import partial

from msgspec.structs import replace

from node.groups import fields
from node.groups.reading import Form, Reading
from node.organisers.model import MUNICIPAL, Organiser
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
KINDS: Mapping[str, OrganiserKind] = {
    **dict.fromkeys(("municipality", "kunta", "kaupunki", "kommun", "stad"), "municipality"),
    **dict.fromkeys(("municipalities", "kunnat yhdessä", "kommuner"), "municipalities"),
    **dict.fromkeys(("joint authority", "kuntayhtymä", "samkommun"), "joint_authority"),
    **dict.fromkeys(("county", "hyvinvointialue", "välfärdsområde"), "county"),
    **dict.fromkeys(("ngo", "järjestö", "yhdistys", "förening", "organisation"), "ngo"),
    **dict.fromkeys(("parish", "seurakunta", "församling"), "parish"),
    **dict.fromkeys(("private", "yksityinen", "yritys", "privat", "företag"), "private"),
}


def read(
    form: Form,
    *,
    reference: Reference,
    taken: frozenset[str],
    before: Organiser | None = None,
) -> Organiser | tuple[Invalid, ...]:
    """Read a form into a new organiser, or into the changed `before`; all refusals at once."""
    reading = Reading(form, FIELDS)
    old = before or Organiser(id="new", name="", kind="ngo")
    if before is None and not reading.has("kind"):
        words = ", ".join(dict.fromkeys(KINDS.values()))
        reading.refuse("kind", Text.of("Write the kind, one of: {words}.", words=words))
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
        ethical_principles_on=reading.read(
            "ethical_principles_on", fields.day, old=old.ethical_principles_on, empty=None
        ),
    )
    _whole(reading, organiser)
    if before is None:
        organiser = _identity(reading, organiser, taken)
    return tuple(reading.invalid) or organiser


def _whole(reading: Reading, organiser: Organiser) -> None:
    """Refuse a record that cannot say who organises: without name or place, or ended too early."""
    if not organiser.name:
        reading.refuse("name", Text.of("Write the organiser's name."))
    if organiser.kind == "municipality" and organiser.municipality is None:
        reading.refuse("municipality", Text.of("Write which municipality it is."))
    elif organiser.kind == "county" and organiser.area is None:
        reading.refuse("area", Text.of("Write which wellbeing services county it is."))
    elif organiser.kind in MUNICIPAL and not (organiser.municipality or organiser.area):
        reading.refuse("municipality", Text.of("Write a municipality or the area."))
    since, until = organiser.valid_from, organiser.valid_until
    if since and until and until < since:
        reading.refuse("valid_until", Text.of("The last day is before the first."))


def _identity(reading: Reading, organiser: Organiser, taken: frozenset[str]) -> Organiser:
    """Read the id a person chose, or make one from the name."""
    wanted = reading.read("id", fields.new_id, old="", empty="")
    if wanted in taken:
        reading.refuse("id", Text.of("There is already an organiser with the id {id}.", id=wanted))
    stem = slug(organiser.name)[:50].strip("-") or "organiser"
    free = (i for n in range(1, len(taken) + 2) if (i := stem if n == 1 else f"{stem}-{n}"))
    return replace(organiser, id=wanted or next(i for i in free if i not in taken))
