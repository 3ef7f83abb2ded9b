"""What the operator tells every page: address, national contact, crisis lines, wording.

Values only; the defaults name nobody, and every default sentence is true without the operator.
"""

from typing import Annotated

from msgspec import Meta, Struct

from shared.wire.words import Site

PLAIN = "selko"
LANGUAGES = ("fi", "sv", "en", PLAIN)
"""The languages of the site, in the order they are offered in; the last one is plain Finnish."""

TAGS = {language: language for language in LANGUAGES} | {PLAIN: "fi"}
"""The language's tag for the element `html` and the header Content-Language."""

HREFLANG = TAGS | {PLAIN: "fi-simple"}
"""The language's tag for links (BCP 47: the registered variant `simple`)."""

Telephone = Annotated[str, Meta(pattern=r"^\+?[0-9][0-9 ]{1,18}$(?!\n)")]


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text in the languages of the site; a missing one falls back to Finnish."""

    fi: str
    sv: str = ""
    en: str = ""
    selko: str = ""

    def of(self, language: str) -> str:
        """Return the text of a language."""
        return {"sv": self.sv, "en": self.en, PLAIN: self.selko}.get(language) or self.fi

    def lang_of(self, language: str) -> str:
        """Return the tag of the language that `of` answers in."""
        return language if {"sv": self.sv, "en": self.en}.get(language) else "fi"


class CrisisLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number to call at once, and when it answers."""

    name: Words
    telephone: Telephone
    hours: Words | None = None


class SiteFacts(Struct, frozen=True, kw_only=True):
    """The operator's settings of the public site; an empty text is not shown.

    `crisis_lines` are shown after the emergency number 112, which stands on every page.
    `confidential_*` replace the default wording of rule 25. Pages in `unapproved_languages` say
    that nobody has checked their texts yet. `leave_url` is where "leave this page" goes.
    """

    base_url: Site = "http://127.0.0.1:8450"
    national_contact_name: str = ""
    national_contact_email: str = ""
    national_contact_phone: str = ""
    crisis_lines: tuple[CrisisLine, ...] = ()
    confidential_fi: str | None = None
    confidential_sv: str | None = None
    confidential_en: str | None = None
    confidential_selko: str | None = None
    unapproved_languages: tuple[str, ...] = ("sv", "en", PLAIN)
    leave_url: str = "https://www.ilmatieteenlaitos.fi/"

    @property
    def has_contact(self) -> bool:
        """Tell whether there is a national contact to name."""
        return bool(self.national_contact_email or self.national_contact_phone)

    def confidential(self, language: str) -> str | None:
        """Return the operator's wording of "confidential" in a language, or None."""
        wordings = {
            "fi": self.confidential_fi,
            "sv": self.confidential_sv,
            PLAIN: self.confidential_selko or self.confidential_fi,
        }
        return wordings.get(language, self.confidential_en)
