"""Names of villages and parts of towns that people type, taken from the names of postal areas.

A postal area is called "Helsinki keskusta - Etu-Töölö" or "Halikko Asemanseutu"; people type
"Töölö" or "Halikko". Names that are a municipality's, present or former, are left to it.
"""

import re
from collections.abc import Iterator

from shared.reference.lookup import Reference
from shared.reference.model import Former, Municipality, Postcode
from shared.reference.naming import fold
from shared.wire.words import MunicipalityCode

INHABITANTS = 250
"""Areas with fewer (2.4 per cent of the people) are found by postcode only: the file is small."""

_SHORTEST = 4
_PARTS = re.compile(r" - |-(?=[A-ZÅÄÖ])")
_OF_PLACES = re.compile(
    r" (keskus|keskusta|centrum|kk|kb|kby|kirkonkylä|kyrkby|asemanseutu|stationsamhälle"
    r"|pohjoinen|norra|etelä|södra|itäinen|östra)\.?$",
    re.IGNORECASE,
)
_SIDES = re.compile(
    r"^(södra|norra|östra|västra|mellersta|bortre|främre|gamla|nya|uusi|vanha) (?=[A-ZÅÄÖ])",
    re.IGNORECASE,
)
_BARE = frozenset(
    {"ala", "bortre", "etela", "etu", "framre", "gamla", "ita", "keski", "lansi", "mellersta"}
    | {"norra", "nya", "ost", "pohjois", "sodra", "taka", "uusi", "vanha", "vast", "vastra"}
    | {"yli", "yla", "ostra", "keskus", "centrum", "alue", "luoteis", "koillis", "kaakkois"}
)
"""What is left of a name that was only a side of another, folded."""


def villages(reference: Reference) -> dict[str, tuple[MunicipalityCode, ...]]:
    """Return the names with the municipalities they lie in, as written, sorted."""
    taken = _taken(reference)
    found: dict[str, dict[MunicipalityCode, None]] = {}
    for area in reference.postal_areas:
        here = reference.municipality(area.municipality)
        if here is None or area.population < INHABITANTS:
            continue
        for name in _names(area, here):
            if taken.isdisjoint((fold(name), fold(name.split(" ")[0]))):
                found.setdefault(name, {}).setdefault(here.code)
    return {name: tuple(found[name]) for name in sorted(found)}


def _names(area: Postcode, here: Municipality) -> Iterator[str]:
    """Yield the parts of the area's names, Swedish ones where Swedish is spoken."""
    whole = [area.name_fi] if "sv" not in here.languages else [area.name_fi, area.name_sv]
    for name in filter(None, whole):
        for part in _PARTS.split(_OF_PLACES.sub("", name)):
            plain = _SIDES.sub("", _OF_PLACES.sub("", part.strip()))
            whole_name = plain[:1].isupper() and "," not in plain and " ja " not in plain
            if whole_name and len(plain) >= _SHORTEST and fold(plain) not in _BARE:
                yield plain


def _taken(reference: Reference) -> frozenset[str]:
    rows: tuple[Municipality | Former, ...] = (*reference.municipalities, *reference.former)
    own = [name for row in rows for name in (row.name_fi, row.name_sv)]
    return frozenset(fold(name) for name in (*own, *(n.name for n in reference.other_names)))
