"""The fields of the network's forms: what is asked, why, and where it goes."""

from collections.abc import Iterable, Mapping

from node.network.model import ContactRecord, NetworkRecord
from shared.runtime.web.form import Choice, Field
from shared.text import Text
from shared.wire.words import MunicipalityCode

NAMES = (
    Field(
        name="name_fi",
        label=Text.of("The network's name in Finnish"),
        help=Text.of("What the people of your region call the network."),
        leaves=True,
        required=True,
        longest=120,
    ),
    Field(
        name="name_sv",
        label=Text.of("The network's name in Swedish"),
        help=Text.of("Leave it empty if there is none: the Finnish name is used."),
        leaves=True,
        longest=120,
    ),
    Field(
        name="controller",
        label=Text.of("Who is the controller of the personal data kept here"),
        help=Text.of(
            "The organisation that answers for the instructors' data and for enquiries: usually "
            "the one that employs you. Ask your data protection officer if you are not sure."
        ),
        rule=37,
        stays=True,
        required=True,
        longest=200,
    ),
)
_LANGUAGES: Mapping[str, Text] = {
    "fi": Text.of("Finnish"),
    "sv": Text.of("Swedish"),
    "en": Text.of("English"),
    "se": Text.of("Northern Sámi"),
    "ru": Text.of("Russian"),
    "et": Text.of("Estonian"),
    "ar": Text.of("Arabic"),
    "so": Text.of("Somali"),
}
VOUCHED = Field(
    name="vouched",
    label=Text.of("This is the mailbox of a role, and others read it when people change"),
    kind="yes",
    help=Text.of("Your word is kept on the record with today's date."),
    rule=34,
    stays=True,
)


_ORGANISATION = (
    Field(
        name="organisation",
        label=Text.of("Organisation that answers"),
        leaves=True,
        required=True,
        longest=120,
    ),
    Field(
        name="telephone",
        label=Text.of("Telephone of an office"),
        help=Text.of("Such as 040 000 0000. A number that is answered when people change."),
        rule=34,
        leaves=True,
        longest=20,
    ),
    Field(
        name="email",
        label=Text.of("Mailbox of a role"),
        help=Text.of("Such as ryhmat@verkosto.example, never one person's own address."),
        rule=34,
        leaves=True,
        longest=120,
    ),
)
_HOURS = (
    Field(
        name="hours_fi",
        label=Text.of("When it is answered, in Finnish"),
        help=Text.of("Such as “arkisin klo 9–15”."),
        leaves=True,
        longest=160,
    ),
    Field(
        name="hours_sv",
        label=Text.of("When it is answered, in Swedish"),
        leaves=True,
        longest=160,
    ),
    Field(
        name="hours_en",
        label=Text.of("When it is answered, in English"),
        leaves=True,
        longest=160,
    ),
)
_REST = (
    Field(
        name="text_messages",
        label=Text.of("Text messages are answered, too"),
        kind="yes",
        leaves=True,
    ),
    Field(
        name="web",
        label=Text.of("The network's own page"),
        help=Text.of("It begins with https://"),
        leaves=True,
        longest=300,
    ),
)


def contact(*, vouching: bool, known: ContactRecord | None = None) -> tuple[Field, ...]:
    """Return the fields of the public contact; `vouching` adds the box for a person's word (34)."""
    spoken = {code: _LANGUAGES.get(code, Text.of(code)) for code in _spoken(known)}
    languages = Field(
        name="languages",
        label=Text.of("Languages that are spoken"),
        kind="checks",
        choices=tuple(Choice(code, label) for code, label in spoken.items()),
        rule=36,
        leaves=True,
    )
    vouched = (VOUCHED,) if vouching else ()
    return (*_ORGANISATION, *vouched, *_HOURS, languages, *_REST)


BREAK = (
    Field(
        name="starts",
        label=Text.of("First day of the break"),
        kind="day",
        help=Text.of("Such as 20.6.2027."),
        leaves=True,
        required=True,
        longest=12,
    ),
    Field(
        name="until",
        label=Text.of("Last day of the break"),
        kind="day",
        help=Text.of("At most ten weeks later. The break ends by itself."),
        leaves=True,
        required=True,
        longest=12,
    ),
)
INVITATION = (
    Field(
        name="invitation",
        label=Text.of("The invitation: the whole line that the operator sent"),
        kind="text",
        help=Text.of("It begins with “voikukkia-” and works once."),
        required=True,
    ),
)


def places(areas: Iterable[Choice]) -> tuple[Field, ...]:
    """Return the fields that take municipalities into the coverage."""
    return (
        Field(
            name="areas",
            label=Text.of("Whole areas"),
            kind="checks",
            choices=tuple(areas),
            help=Text.of("All municipalities of the area. You can take some out afterwards."),
            leaves=True,
        ),
        Field(
            name="names",
            label=Text.of("Single municipalities"),
            help=Text.of("With commas between them, in Finnish or Swedish: Askola, Borgå."),
            leaves=True,
            longest=2_000,
        ),
    )


def names_of(record: NetworkRecord | None) -> dict[str, str]:
    """Return the names as the form shows them."""
    if record is None:
        return {}
    return {
        "name_fi": record.name_fi,
        "name_sv": record.name_sv,
        "controller": record.controller,
    }


def contact_of(known: ContactRecord | None) -> dict[str, str]:
    """Return the contact as the form shows it."""
    if known is None:
        return {"languages": "fi"}
    plain = ("organisation", "telephone", "email", "hours_fi", "hours_sv", "hours_en", "web")
    values = {name: getattr(known, name) or "" for name in plain}
    values["languages"] = ", ".join(known.languages)
    values["text_messages"] = "yes" if known.text_messages else ""
    return values


def word_field(code: MunicipalityCode) -> str:
    """Return the name of the field that holds the word on a municipality."""
    return f"says-{code}"


def was_field(code: MunicipalityCode) -> str:
    """Return the name of the hidden field that holds the word the form was made from."""
    return f"was-{code}"


def _spoken(known: ContactRecord | None) -> tuple[str, ...]:
    """Return the languages offered, and any other that is stored already."""
    stored = known.languages if known else ()
    return tuple(dict.fromkeys((*_LANGUAGES, *stored)))
