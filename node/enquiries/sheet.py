"""The fields of an enquiry's forms as a page shows them, with what explains each.

None is for a reason, a name or a child; a field that could carry one says so beside it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from node.enquiries import wording
from node.enquiries.model import LINE_MOST, OUTCOMES, Particulars
from node.groups.fields import day_text
from shared.runtime.web.form import Choice, Field
from shared.text import Text

W = TypeVar("W", bound=str)

LANGUAGES = ("suomi", "svenska", "English", "русский", "العربية", "soomaali")


def new_fields(groups: Mapping[str, str], places: Iterable[str]) -> tuple[Field, ...]:
    """Return the fields of a new enquiry; `groups` are names by id, `places` what is suggested."""
    return (*said_fields(groups, places), *_WHEN)


def said_fields(groups: Mapping[str, str], places: Iterable[str]) -> tuple[Field, ...]:
    """Return the fields of what a parent said."""
    return (*_REACHED, *_wishes(groups, tuple(places)))


def count_fields(places: Iterable[str]) -> tuple[Field, ...]:
    """Return the fields of an outcome that is only counted."""
    return (
        _municipality(tuple(places)),
        Field(
            name="outcome",
            label=Text.of("What came of it"),
            kind="radio",
            choices=_choices({outcome: wording.STATES[outcome] for outcome in OUTCOMES}),
            required=True,
        ),
    )


def state_field(present: str) -> tuple[Field, ...]:
    """Return the field that puts a wrong step right."""
    others = {state: words for state, words in wording.STATES.items() if state != present}
    return (
        Field(
            name="state",
            label=Text.of("The right state"),
            kind="select",
            choices=_choices(others),
            help=Text.of("What was counted is put right with it."),
        ),
    )


def fresh(today: date, language: str) -> dict[str, str]:
    """Return what a new form holds: the careful choices, and today."""
    return {
        "message": "none",
        "introduce": "first_name",
        "audience": "all",
        "language": {"sv": "svenska", "en": "English"}.get(language, "suomi"),
        "came_on": day_text(today),
        "consent_on": day_text(today),
    }


def values(said: Particulars, place: str, language: str) -> dict[str, str]:
    """Return what was said as the form shows it; `place` and `language` are names."""
    return {
        "contact": said.contact,
        "ways": ", ".join(said.ways),
        "message": said.message,
        "introduce": said.introduce,
        "line": said.line or "",
        "municipality": place,
        "language": language,
        "audience": said.audience,
        "times": ", ".join(said.times),
        "peer_group": said.peer_group or "",
    }


def _choices(words: Mapping[W, Text]) -> tuple[Choice, ...]:
    """Return the choices of a closed list, in its order."""
    return tuple(Choice(value, label) for value, label in words.items())


_REACHED = (
    Field(
        name="contact",
        label=Text.of("Telephone number or e-mail address"),
        help=Text.of("Only what the parent gave for this. No name."),
        rule=31,
        stays=True,
        required=True,
        longest=120,
    ),
    Field(
        name="ways",
        label=Text.of("On the telephone"),
        kind="checks",
        choices=_choices(wording.WAYS),
        help=Text.of("Ask which is safe. Somebody else may see or hear the telephone."),
        rule=31,
    ),
    Field(
        name="message",
        label=Text.of("If the parent does not answer"),
        kind="radio",
        choices=_choices(wording.MESSAGES),
    ),
    Field(
        name="introduce",
        label=Text.of("How we introduce ourselves"),
        kind="radio",
        choices=_choices(wording.INTRODUCTIONS),
    ),
    Field(
        name="line",
        label=Text.of("The words"),
        help=Text.of("For “In these words” only. One line, no names of the family, no reasons."),
        stays=True,
        longest=LINE_MOST,
    ),
)
_WHEN = (
    Field(
        name="came_on",
        label=Text.of("The day the enquiry came"),
        kind="day",
        help=Text.of("Its time begins on this day: 90 days later it is erased."),
        rule=31,
        required=True,
    ),
    Field(
        name="consent",
        label=Text.of("The parent was asked and agrees that this is kept"),
        kind="yes",
        help=Text.of(
            "Say what is kept, for how long, and that it is erased at once if the parent wishes."
        ),
        rule=31,
        required=True,
    ),
    Field(
        name="consent_on",
        label=Text.of("The day the parent agreed"),
        kind="day",
        required=True,
    ),
)


def _municipality(places: tuple[str, ...]) -> Field:
    return Field(
        name="municipality",
        label=Text.of("Municipality"),
        help=Text.of("Where the parent lives; it is counted by this."),
        suggest=places,
        required=True,
    )


def _wishes(groups: Mapping[str, str], places: tuple[str, ...]) -> tuple[Field, ...]:
    about = (
        Choice("", Text.of("no certain group")),
        *(Choice(own, Text(name)) for own, name in groups.items()),
    )
    return (
        _municipality(places),
        Field(
            name="language",
            label=Text.of("The parent's language"),
            suggest=LANGUAGES,
        ),
        Field(
            name="audience",
            label=Text.of("Which group suits"),
            kind="radio",
            choices=_choices(wording.AUDIENCES),
        ),
        Field(
            name="times",
            label=Text.of("Good times"),
            kind="checks",
            choices=_choices(wording.TIMES),
        ),
        Field(
            name="peer_group",
            label=Text.of("About which group"),
            kind="select",
            choices=about,
            help=Text.of("May be left open."),
        ),
    )
