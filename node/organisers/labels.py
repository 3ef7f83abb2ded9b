"""An organiser's form: names of its fields, words of its kinds, its values as text."""

from collections.abc import Mapping
from functools import partial

from node.groups.fields import day_text
from node.organisers.model import Organiser
from shared.reference.lookup import Reference
from shared.runtime.web.form import Field, choices
from shared.text import Text

KINDS: Mapping[str, Text] = {
    "municipality": Text.of("municipality"),
    "municipalities": Text.of("municipalities together"),
    "joint_authority": Text.of("joint municipal authority"),
    "county": Text.of("wellbeing services county"),
    "ngo": Text.of("association"),
    "parish": Text.of("parish"),
    "private": Text.of("private provider"),
}
_own = partial(Field, stays=True)
"""A field that never leaves this node; of an organiser the kind alone is public."""
FIELDS: tuple[Field, ...] = (
    _own(
        name="name",
        label=Text.of("Name"),
        required=True,
        longest=120,
        help=Text.of("Such as Porvoon kaupunki. Only the kind is public."),
    ),
    Field(
        name="kind",
        label=Text.of("Kind"),
        kind="radio",
        choices=choices(KINDS),
        rule=20,
        leaves=True,
        required=True,
    ),
    _own(
        name="municipality",
        label=Text.of("Municipality"),
        help=Text.of("For a municipality: which one. For others: where it lies, if you like."),
    ),
    _own(
        name="area",
        label=Text.of("Area"),
        help=Text.of("For a wellbeing services county: which one."),
    ),
    _own(
        name="valid_from",
        label=Text.of("Organises since"),
        kind="day",
        rule=20,
        help=Text.of("As 1.1.2023. Empty means: always has."),
    ),
    _own(
        name="valid_until",
        label=Text.of("Organises until"),
        kind="day",
        rule=20,
        help=Text.of("The last day. Empty means: still does."),
    ),
    _own(
        name="ethical_principles_on",
        label=Text.of("Accepted the ethical principles"),
        kind="day",
        rule=18,
        help=Text.of("The day on which it did."),
    ),
)
"""The form of an organiser."""


def texts(organiser: Organiser, reference: Reference, language: str) -> Mapping[str, str]:
    """Return an organiser's values as the text of its form."""
    here = reference.municipality(organiser.municipality) if organiser.municipality else None
    area = reference.area(organiser.area) if organiser.area else None
    days = {
        field: day_text(day) if (day := getattr(organiser, field)) else ""
        for field in ("valid_from", "valid_until", "ethical_principles_on")
    }
    return {
        "name": organiser.name,
        "kind": organiser.kind,
        "municipality": here.name(language) if here else organiser.municipality or "",
        "area": area.short_name(language) if area else organiser.area or "",
        **days,
    }
