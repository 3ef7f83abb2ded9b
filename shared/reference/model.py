"""Areas, municipalities and themes as frozen values.

Facts about places only, never about people. Every row carries the days it is valid:
`valid_from` None means "before these tables begin", `valid_until` None "still"; both days count in.
"""

from datetime import date
from typing import Literal

from msgspec import Struct

from shared.reference.naming import slug
from shared.wire.words import AreaCode, MunicipalityCode

AreaKind = Literal["wellbeing_county", "city", "aland"]
LanguageStatus = Literal["fi", "sv", "fi_sv", "sv_fi"]
OfficialLanguage = Literal["fi", "sv"]


class Area(Struct, frozen=True, kw_only=True):
    """One of the 23 organisers of social services; Helsinki (90) and Åland (91) are no counties.

    `name` is the whole official name ("Itä-Uudenmaan hyvinvointialue", "Helsingin kaupunki"),
    `short_name` the one for tables and maps ("Itä-Uusimaa", "Helsinki"). Nothing is ever appended
    to either. Any language but sv and en, plain Finnish too, reads the Finnish.
    `municipality_count` is the source's own number, against which tests hold the municipalities.
    """

    code: AreaCode
    name_fi: str
    name_sv: str
    name_en: str
    short_fi: str
    short_sv: str
    short_en: str
    kind: AreaKind
    languages: tuple[OfficialLanguage, ...]
    municipality_count: int
    population: int
    valid_from: date | None = None
    valid_until: date | None = None

    def name(self, language: str) -> str:
        """Return the whole official name."""
        return {"sv": self.name_sv, "en": self.name_en}.get(language, self.name_fi)

    def short_name(self, language: str) -> str:
        """Return the short name used in tables, on maps and in links."""
        return {"sv": self.short_sv, "en": self.short_en}.get(language, self.short_fi)

    def slug(self, language: str) -> str:
        """Return the last part of the area's address: Swedish for sv, Finnish for all others."""
        return slug(self.short_sv if language == "sv" else self.short_fi)


class Municipality(Struct, frozen=True, kw_only=True):
    """One municipality of the newest division, with its point (WGS84) and population."""

    code: MunicipalityCode
    name_fi: str
    name_sv: str
    area: AreaCode
    region: str
    language_status: LanguageStatus
    population: int
    lat: float
    lon: float
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def majority_language(self) -> OfficialLanguage:
        """Return the language of the municipality's majority."""
        return "sv" if self.language_status in {"sv", "sv_fi"} else "fi"

    @property
    def languages(self) -> tuple[OfficialLanguage, ...]:
        """Return the official languages, sorted."""
        match self.language_status:
            case "fi":
                return ("fi",)
            case "sv":
                return ("sv",)
            case _:
                return ("fi", "sv")

    def name(self, language: str) -> str:
        """Return the name; English pages use the one of the majority's language."""
        if language == "en":
            language = self.majority_language
        return self.name_sv if language == "sv" else self.name_fi

    def slug(self, language: str) -> str:
        """Return the last part of the page's address: Swedish for sv, Finnish for all others."""
        return slug(self.name_sv if language == "sv" else self.name_fi)


class Former(Struct, frozen=True, kw_only=True):
    """A municipality that was merged away after `valid_until`, and the code it was merged into."""

    code: MunicipalityCode
    name_fi: str
    name_sv: str
    successor: MunicipalityCode
    valid_until: date
    valid_from: date | None = None


class OtherName(Struct, frozen=True, kw_only=True):
    """A further name or spelling of a municipality, present or former, that people type."""

    municipality: MunicipalityCode
    name: str
    language: OfficialLanguage
    valid_from: date | None = None
    valid_until: date | None = None


class Region(Struct, frozen=True, kw_only=True):
    """One of the 19 regions (maakunta)."""

    code: str
    name_fi: str
    name_sv: str
    name_en: str
    valid_from: date | None = None
    valid_until: date | None = None

    def name(self, language: str) -> str:
        """Return the region's name."""
        return {"sv": self.name_sv, "en": self.name_en}.get(language, self.name_fi)


class Postcode(Struct, frozen=True, kw_only=True):
    """A postcode, the municipality that holds most of it and those that hold the rest.

    The names are those of the postal area, empty where it is called as its municipality; the
    population is that of the end of 2022, 0 if not told.
    """

    postcode: str
    municipality: MunicipalityCode
    also: tuple[MunicipalityCode, ...] = ()
    name_fi: str = ""
    name_sv: str = ""
    population: int = 0
    valid_from: date | None = None
    valid_until: date | None = None


class Theme(Struct, frozen=True, kw_only=True):
    """One of the ten themes of the meetings, in their order (rule 6)."""

    number: int
    fi: str
    sv: str
    en: str
    valid_from: date | None = None
    valid_until: date | None = None

    def name(self, language: str) -> str:
        """Return the theme's words."""
        return {"sv": self.sv, "en": self.en}.get(language, self.fi)
