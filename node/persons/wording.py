"""A person's dossier in words: sections of facts, for the page and for the table alike."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from node.groups.wording import STATES, place_of
from node.history.wording import VERBS, WHO, field_name
from node.instructors.model import Instructor
from node.instructors.wording import ROLES, SAID
from node.persons.model import Act, Dossier, Led
from node.trainings.model import Training
from node.trainings.wording import KINDS
from shared.reference.lookup import Reference
from shared.runtime.web.dates import day_words, instant_words
from shared.text import Text

NOTHING = Text.of("nothing")
RECORD = Text.of("The record")
HEADINGS = (Text.of("Part"), Text.of("What"), Text.of("Kept"))
NAMES: Mapping[str, Text] = {
    "id": Text.of("Id"),
    "instructor": Text.of("Whose it is"),
    "held_by": Text.of("Held by"),
    "proof": Text.of("Where the certificate is kept"),
    "day": Text.of("Last day of the training"),
    "days": Text.of("Number of days"),
}
"""Names of fields that mean something of their own here."""
_WORDS: Mapping[str, Mapping[str, Text]] = {
    "role": {str(role): text for role, text in ROLES.items()},
    "was_in_group": {str(said): text for said, text in SAID.items()},
    "kind": {str(kind): text for kind, text in KINDS.items()},
}


class Fact(Struct, frozen=True, kw_only=True):
    """One thing that is kept, and its name."""

    name: str
    value: str


class Section(Struct, frozen=True, kw_only=True):
    """Facts that belong together."""

    title: str
    facts: tuple[Fact, ...]


class Reader(Struct, frozen=True, kw_only=True):
    """Whom it is told: the language with its sentences, and the names of places."""

    language: str
    say: Callable[[Text], str]
    reference: Reference


def sections(dossier: Dossier, reader: Reader) -> Iterator[Section]:
    """Yield everything a dossier holds, in the reader's language."""
    say = reader.say
    yield Section(title=say(RECORD), facts=_facts(dossier.instructor, reader))
    for training in dossier.trainings:
        title = say(Text.of("Training {n}", n=training.id))
        yield Section(title=title, facts=_facts(training, reader))
    groups = tuple(_led(led, reader) for led in dossier.groups)
    yield Section(title=say(Text.of("Groups led")), facts=groups or (_none(reader),))
    acts = tuple(_act(act, reader) for act in dossier.acts)
    yield Section(title=say(Text.of("History")), facts=acts or (_none(reader),))
    for number, image in enumerate(dossier.images, start=1):
        earlier = Text.of("Earlier state {n}, kept for undo at most 30 days", n=number)
        yield Section(title=say(earlier), facts=_facts(image, reader))


def _facts(record: Instructor | Training, reader: Reader) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            name=reader.say(_name(field)),
            value=_value(field, getattr(record, field), reader),
        )
        for field in record.__struct_fields__
    )


def _name(field: str) -> Text:
    return NAMES.get(field) or field_name(field)


def _value(field: str, value: object, reader: Reader) -> str:
    say = reader.say
    match value:
        case None:
            return say(NOTHING)
        case date():
            return day_words(value, reader.language)
        case str() if field in _WORDS:
            return say(_WORDS[field][value])
        case _:
            return str(value)


def _led(led: Led, reader: Reader) -> Fact:
    language = reader.language
    days = [day_words(day, language) for day in (led.first_day, led.last_day) if day]
    facts = (
        place_of(led.meets_in, reader.reference, language),
        reader.say(STATES[led.lifecycle]),
        " – ".join(days),
    )
    return Fact(name=led.group, value=", ".join(fact for fact in facts if fact))


def _act(act: Act, reader: Reader) -> Fact:
    say = reader.say
    fields = ", ".join(say(_name(field)) for field in act.fields)
    what = say(RECORD if act.kind == "instructor" else Text.of("Training {n}", n=act.record))
    words = (what, say(VERBS[act.verb]), say(WHO[act.via]), fields)
    return Fact(
        name=instant_words(act.at, reader.language),
        value=" · ".join(word for word in words if word),
    )


def _none(reader: Reader) -> Fact:
    return Fact(name="–", value=reader.say(NOTHING))
