"""An activity's form read into an `Activity`; fields carry the names of the struct."""

from collections.abc import Mapping
from functools import partial

from msgspec.structs import replace

from node.activities.model import Activity
from node.groups import fields, vocabulary
from node.groups.reading import Form, Reading
from shared.reference.lookup import Reference
from shared.text import Invalid, Text
from shared.wire.words import ActivityKind

FIELDS = (
    "id",
    "kind",
    "meets_in",
    "show_area_only",
    "serves",
    "audience",
    "languages",
    "format",
    "link",
    "until",
    "name",
)
KINDS: Mapping[str, ActivityKind] = {
    **dict.fromkeys(("cafe", "kahvila", "café", "vertaiskahvila", "kamratcafé"), "cafe"),
    **dict.fromkeys(("support person", "tukihenkilö", "stödperson"), "support_person"),
    **dict.fromkeys(("weekend", "viikonloppu", "isä-lapsi-viikonloppu", "veckoslut"), "weekend"),
}


def read(
    form: Form,
    *,
    reference: Reference,
    taken: frozenset[str],
    before: Activity | None = None,
) -> Activity | tuple[Invalid, ...]:
    """Read a form into a new activity, or into the changed `before`; all refusals at once."""
    reading = Reading(form, FIELDS)
    old = before or Activity(id="new", kind="cafe", meets_in="000", link="https://")
    if before is None:
        _require(reading)
    kinds = partial(fields.word, words=KINDS)
    one = partial(fields.municipality, reference=reference)
    several = partial(fields.municipalities, reference=reference)
    audience = partial(fields.word, words=vocabulary.AUDIENCE)
    meets = partial(fields.word, words=vocabulary.FORMAT)
    activity = replace(
        old,
        kind=reading.read("kind", kinds, old=old.kind, empty=old.kind),
        meets_in=reading.read("meets_in", one, old=old.meets_in, empty=old.meets_in),
        show_area_only=reading.read(
            "show_area_only", fields.yes_no, old=old.show_area_only, empty=False
        ),
        serves=reading.read("serves", several, old=old.serves, empty=()),
        audience=reading.read("audience", audience, old=old.audience, empty="all"),
        languages=reading.read("languages", fields.languages, old=old.languages, empty=("fi",)),
        format=reading.read("format", meets, old=old.format, empty="in_person"),
        link=reading.read("link", fields.link, old=old.link, empty=old.link),
        until=reading.read("until", fields.day, old=old.until, empty=None),
        name=reading.words("name", old=old.name, most=120),
    )
    if before is None:
        activity = _identity(reading, activity, taken, reference)
    return tuple(reading.invalid) or activity


def _require(reading: Reading) -> None:
    for field, text in (
        ("kind", Text.of("Choose the kind.")),
        ("meets_in", Text.of("Write the municipality of the activity.")),
        ("link", Text.of("Write the address of the organiser's own page.")),
    ):
        if not reading.has(field):
            reading.refuse(field, text)


def _identity(
    reading: Reading, activity: Activity, taken: frozenset[str], reference: Reference
) -> Activity:
    """Read the id a person chose, or make one: municipality, kind, number."""
    wanted = reading.read("id", fields.new_id, old="", empty="")
    if wanted in taken:
        reading.refuse("id", Text.of("There is already an activity with the id {id}.", id=wanted))
    here = reference.municipality(activity.meets_in)
    stem = f"{here.slug('fi') if here else 'new'}-{activity.kind.replace('_', '-')}"
    free = (i for n in range(1, len(taken) + 2) if (i := f"{stem}-{n}") not in taken)
    return replace(activity, id=wanted or next(free))
