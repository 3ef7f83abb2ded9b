"""Changes of every kind of record in a person's words: which record, which field, what it was.

Reads the plain values the history keeps, also those of older versions of the program: what it does
not know it shows as it is. Loaded by the pages alone.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from node.activities.noun import KINDS as ACTIVITIES
from node.groups import telling_changes
from node.groups.labels import AUDIENCE, FORMAT
from node.groups.telling_changes import NO_NAMES, Names, Told
from node.groups.wording import language_of, place_of
from node.history.model import Change, Entry, Kind
from node.history.wording import field_name, plain
from node.organisers.labels import KINDS as ORGANISERS
from node.work.fields import euros_text, place_text
from node.work.vocabulary import (
    AGREEMENT_WORDS,
    COMMITMENT_WORDS,
    COST_WORDS,
    PARTICIPATION_WORDS,
)
from shared.reference.lookup import Reference
from shared.runtime.i18n import Translator
from shared.text import Text

WORDS: Mapping[tuple[Kind, str], Mapping[str, Text]] = {
    ("organiser", "kind"): ORGANISERS,
    ("activity", "kind"): ACTIVITIES,
    ("activity", "audience"): AUDIENCE,
    ("activity", "format"): FORMAT,
    ("participation", "kind"): PARTICIPATION_WORDS,
    ("commitment", "kind"): COMMITMENT_WORDS,
    ("agreement", "kind"): AGREEMENT_WORDS,
    ("cost", "kind"): COST_WORDS,
    ("coverage", "says"): {
        "none": Text.of("No group now"),
        "not_known": Text.of("We do not know"),
    },
}
"""The words of closed lists, by kind of record and field."""

PAPERS: Mapping[str, Text] = {
    "round": Text.of("group asked, no. {n}"),
    "sheet": Text.of("answers of a paper, no. {n}"),
    "remark": Text.of("free text, no. {n}"),
    "own": Text.of("questionnaire no. {n}"),
    "forms": Text.of("printed forms of no. {n}"),
}
UNNAMED: Final[frozenset[Kind]] = frozenset(
    {"instructor", "training", "staff", "network", "contact", "settings", "backup"}
)
"""Kinds whose record is a person under a pseudonym, the only one of its kind, or of no use."""

_NAMES: Mapping[str, Callable[[str, Reference, str], str]] = {
    "municipality": place_of,
    "meets_in": place_of,
    "serves": place_of,
    "place": place_text,
    "area": place_text,
    "languages": lambda code, _reference, language: language_of(code, language),
}


def record_name(
    entry: Entry, reference: Reference, translator: Translator, organisers: Names = NO_NAMES
) -> str:
    """Return what a line of the history calls its record beside its kind; it may be empty."""
    if entry.kind in UNNAMED:
        return ""
    if entry.kind == "coverage":
        return place_of(entry.record, reference, translator.language)
    shape, _, number = entry.record.partition("-")
    if entry.kind == "feedback" and shape in PAPERS:
        return translator.say(Text(PAPERS[shape].msgid, {"n": number}))
    if entry.kind == "organiser":
        return organisers.get(entry.record) or _once_called(entry) or entry.record
    return entry.record


def _once_called(entry: Entry) -> str | None:
    """Return the name that stands in a line itself, as in that of a removed record."""
    for change in entry.changes:
        if change.field == "name" and (said := change.after or change.before):
            return str(said)
    return None


def changes(
    entry: Entry, reference: Reference, translator: Translator, organisers: Names = NO_NAMES
) -> tuple[Told, ...]:
    """Return the changes of a line of the history in words; `organisers`: their names by id."""
    language, say = translator.language, translator.say
    if entry.kind == "group":
        (line,) = telling_changes.lines((entry,), reference, language, say, organisers)
        return line.told
    return tuple(
        _told(entry.kind, change, reference, translator, organisers) for change in entry.changes
    )


def _told(
    kind: Kind, change: Change, reference: Reference, translator: Translator, organisers: Names
) -> Told:
    def words(value: Any) -> str:  # noqa: ANN401 (whatever JSON holds)
        if isinstance(value, list) and value:
            return ", ".join(words(one) for one in value)
        if isinstance(value, str) and change.field == "organiser" and value in organisers:
            return organisers[value]
        if isinstance(value, str) and value:
            return _word(kind, change.field, value, reference, translator)
        match value:
            case int() if change.field.endswith("_cents"):
                return euros_text(value)
            case {"starts": first, "until": last}:
                return f"{plain(first, translator)}–{plain(last, translator)}"
            case _:
                return plain(value, translator)

    return Told(translator.say(field_name(change.field)), words(change.before), words(change.after))


def _word(kind: Kind, field: str, value: str, reference: Reference, translator: Translator) -> str:
    if known := WORDS.get((kind, field), {}).get(value):
        return translator.say(known)
    if name := _NAMES.get(field):
        return name(value, reference, translator.language)
    return plain(value, translator)
