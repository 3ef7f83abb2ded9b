"""What a person says of each municipality at once, read from a form. Pure.

*None* is never a default: it is asked for once more, with the sentence that parents will read.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from msgspec import Struct

from node.network.asked import was_field, word_field
from node.network.model import Coverage
from shared.wire.words import MunicipalityCode

Word = Literal["none", "unknown", "not_ours"]


class Spoken(Struct, frozen=True, kw_only=True):
    """What changes: municipalities newly *none*, newly *not known*, no longer ours.

    `clashing`: somebody else changed them since the form was made, so they stay as they are.
    """

    none: tuple[MunicipalityCode, ...] = ()
    unknown: tuple[MunicipalityCode, ...] = ()
    not_ours: tuple[MunicipalityCode, ...] = ()
    clashing: tuple[MunicipalityCode, ...] = ()


def spoken(fields: Mapping[str, str], coverage: Iterable[Coverage]) -> Spoken:
    """Return what a form changes; a municipality that the form does not name stays as it is."""
    found: dict[str, list[MunicipalityCode]] = {}
    for word in coverage:
        code = word.municipality
        now = current(word)
        was, says = fields.get(was_field(code), now), fields.get(word_field(code), now)
        if says == was:
            continue
        if was != now:
            found.setdefault("clashing", []).append(code)
        elif says in get_args(Word):
            found.setdefault(says, []).append(code)
    return Spoken(**{kind: tuple(codes) for kind, codes in found.items()})


def current(word: Coverage) -> Word:
    """Return the word that stands, as the form calls it."""
    return "none" if word.says == "none" else "unknown"
