"""The fields of a training's form. Where the hub told a list of courses, one is chosen from it."""

from node.trainings.courses import Listed
from node.trainings.wording import KINDS, course_line
from shared.runtime.web.form import Choice, Field
from shared.text import Text

TYPED = (
    Field(
        name="kind",
        label=Text.of("Kind"),
        kind="select",
        choices=tuple(Choice(kind, text) for kind, text in KINDS.items()),
        help=Text.of("Only the four-day VOIKUKKIA instructor training gives a group the name."),
        rule=16,
        stays=True,
    ),
    Field(
        name="day",
        label=Text.of("Last day of the training"),
        kind="day",
        help=Text.of("As 1.9.2026. The training counts from this day on."),
        stays=True,
    ),
    Field(
        name="days",
        label=Text.of("Number of days"),
        kind="number",
        help=Text.of("The VOIKUKKIA instructor training lasts four days."),
        rule=16,
        stays=True,
    ),
    Field(name="place", label=Text.of("Place"), stays=True, longest=120),
    Field(
        name="held_by",
        label=Text.of("Held by"),
        help=Text.of("Kasper with Sininauhaliitto organises the instructor training."),
        rule=17,
        stays=True,
        longest=120,
    ),
)
PROOF = Field(
    name="proof",
    label=Text.of("Where the certificate is kept"),
    help=Text.of("Such as: a folder in the office. The certificate itself is not copied here."),
    stays=True,
    longest=500,
)
UNLISTED = Text.of("Not on the list: I write it below")


def new_fields(courses: tuple[Listed, ...]) -> tuple[Field, ...]:
    """Return the fields of a new training; the list stands first, if there is one."""
    if not courses:
        return (*TYPED, PROOF)
    chosen = Field(
        name="course",
        label=Text.of("Course"),
        kind="select",
        choices=(Choice("", UNLISTED), *(Choice(one.key, course_line(one)) for one in courses)),
        help=Text.of(
            "The courses Kasper has held, as the hub lists them: the best proof there is. If you"
            " choose one, leave the fields below empty."
        ),
        rule=16,
        stays=True,
    )
    return (chosen, *TYPED, PROOF)


EDITED = (*TYPED, PROOF)
"""The fields of a training that is there already."""
