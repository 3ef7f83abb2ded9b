"""The fields of an instructor's form, each with the rule behind it and what it is for."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from node.groups.fields import day_text
from node.instructors.wording import ROLES, SAID
from shared.runtime.web.form import Choice, Field
from shared.text import Text

KEPT_YEARS = 2
"""How long a new record is kept unless the lead says otherwise: to the end of that year."""

_own = partial(Field, stays=True)
"""No field of an instructor ever leaves this node."""

FIELDS = (
    _own(
        name="name",
        label=Text.of("Name"),
        help=Text.of("As the person uses it. Names of instructors never leave this node."),
        rule=19,
        required=True,
        longest=120,
    ),
    _own(
        name="role",
        label=Text.of("Role"),
        kind="radio",
        choices=tuple(Choice(role, text) for role, text in ROLES.items()),
        help=Text.of(
            "A peer instructor is known to be the parent of a placed child. Public is at most that"
            " a peer instructor takes part in a group, and only if you say so there."
        ),
        rule=19,
        required=True,
    ),
    _own(
        name="was_in_group",
        label=Text.of("Has been in a group"),
        kind="radio",
        choices=tuple(Choice(said, text) for said, text in SAID.items()),
        help=Text.of(
            "Only asked of peer instructors: they have been in a group first, and were trained"
            " after it."
        ),
        rule=17,
    ),
    _own(
        name="ethical_principles_on",
        label=Text.of("Ethical principles accepted"),
        kind="day",
        help=Text.of(
            "The day the instructor accepted the ethical principles, as 1.9.2026. Leave it empty"
            " until then."
        ),
        rule=18,
    ),
    _own(
        name="phone",
        label=Text.of("Telephone"),
        help=Text.of("For the network's own contact with the instructor, if it is needed."),
        longest=40,
    ),
    _own(
        name="email",
        label=Text.of("E-mail"),
        help=Text.of("For the network's own contact with the instructor, if it is needed."),
        longest=254,
    ),
    _own(
        name="purpose",
        label=Text.of("Purpose"),
        help=Text.of(
            "Why this record is kept, in a few words, such as: to arrange groups and keep in touch."
            " The instructor may ask to read it."
        ),
        rule=33,
        longest=500,
    ),
    _own(
        name="keep_until",
        label=Text.of("Kept until"),
        kind="day",
        help=Text.of(
            "Agree on a day with the instructor. When it is past, the first page asks you to erase"
            " the record or to agree on a new day. Nothing is erased by itself."
        ),
        rule=33,
    ),
)


def fresh(today: date) -> Mapping[str, str]:
    """Return what stands in a new form: a day until which the record is kept."""
    until = date(today.year + KEPT_YEARS, 12, 31)
    return {"was_in_group": "not_said", "keep_until": day_text(until)}
