"""Names of places as people type them: folding for search, slugs for addresses."""

import re
import unicodedata

_APART = re.compile(r"[^a-z0-9]+")


def fold(name: str) -> str:
    """Return the name without case, accents, punctuation and outer space: "Å bo" is "a bo"."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace(":", ""))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return _APART.sub(" ", letters).strip()


def slug(name: str) -> str:
    """Return the name as one part of an address: small ASCII letters, digits and hyphens."""
    return fold(name).replace(" ", "-")
