"""Which field a column's heading names, in Finnish, Swedish or English, per kind of list.

`example.csv` beside this file shows the usual ones, with the real group of Porvoo 2022-23.
"""

import difflib
from collections.abc import Mapping, Sequence

from node.importing.headings import HEADINGS
from node.importing.model import Kind
from shared.reference.naming import fold

LANGUAGES = ("fi", "sv", "en")
_NEAR = 0.84
"""How alike (difflib's ratio) a misspelt heading must be to be suggested to a person."""

_FIELD_OF: Mapping[Kind, Mapping[str, str]] = {
    kind: {
        **{fold(field): field for field in fields},
        **{fold(heading): field for field, said in fields.items() for heading in said},
    }
    for kind, fields in HEADINGS.items()
}


def fields_of(kind: Kind) -> tuple[str, ...]:
    """Return the fields that a list of this kind may have, in their usual order."""
    return tuple(HEADINGS[kind])


def field_of(heading: str, kind: Kind = "groups") -> str | None:
    """Return the field a heading names; case, accents, punctuation and outer space do not matter.

    The field's own name, as the forms and the command line write it, is a heading, too.
    """
    return _FIELD_OF[kind].get(fold(heading))


def usual_heading(field: str, kind: Kind = "groups", language: str = "fi") -> str:
    """Return the heading as the node itself writes it. Raises KeyError for no field."""
    return HEADINGS[kind][field][LANGUAGES.index(language) if language in LANGUAGES else 0]


def suggested(headings: Sequence[str], kind: Kind) -> Mapping[int, str]:
    """Return the fields to propose for the columns, by column; each field at most once.

    A misspelt heading is proposed, too: a person confirms it before anything is read.
    """
    found: dict[int, str] = {}
    for at, heading in enumerate(headings):
        field = field_of(heading, kind)
        if field is not None and field not in found.values():
            found[at] = field
    for at, heading in enumerate(headings):
        if at in found or not heading:
            continue
        near = difflib.get_close_matches(fold(heading), _FIELD_OF[kind], n=1, cutoff=_NEAR)
        if near and _FIELD_OF[kind][near[0]] not in found.values():
            found[at] = _FIELD_OF[kind][near[0]]
    return found
