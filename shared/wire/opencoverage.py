"""The published coverage (/data/v1/coverage): who lives near a group, and where a new one reaches.

Everything is town to town, as the crow flies. What nobody knows stays apart: *reached*, *without*
and *unknown* add up to all inhabitants, and a white spot is only what is known to be without.
"""

from typing import Literal

from msgspec import Struct

from shared.wire.words import AreaCode, Digest, Instant, MunicipalityCode

CoverageLevel = Literal["area", "nation"]


class CoverageRow(Struct, frozen=True, kw_only=True):
    """Inhabitants of an area or the nation ("FI") by what is within the radius of their town."""

    radius_km: int
    level: CoverageLevel
    code: str
    population: int
    reached: int
    without: int
    unknown: int


class WhiteSpotRow(Struct, frozen=True, kw_only=True):
    """A municipality known to be without a group within the radius, and its place in the list.

    `newly_reached` counts the inhabitants known to be without whom a group there would be near to.
    """

    radius_km: int
    rank: int
    municipality: MunicipalityCode
    name_fi: str
    name_sv: str
    area: AreaCode
    newly_reached: int


class CoverageDocument(
    Struct, frozen=True, kw_only=True, tag_field="schema", tag="open-coverage/1"
):
    """/data/v1/coverage.json."""

    made_at: Instant
    ledger_head: Digest
    licence: str
    description: str
    coverage: tuple[CoverageRow, ...]
    white_spots: tuple[WhiteSpotRow, ...]
