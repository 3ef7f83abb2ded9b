"""The list of instructors: which of them a lead wants to see, in which order, 50 on a page.

Pure. Names are compared here and not in SQL, which knows no capital Ä.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal, TypeVar, get_args

from msgspec import Struct

from node.instructors.model import InstructorId, Role

PAGE = 50
NEAR = timedelta(days=90)
"""How long before its end the time of keeping is pointed out."""
LONGEST = 100
"""Characters of a search that are looked at."""
DIGITS = 4
"""Digits of a page's number that are looked at."""
_ALPHABET = str.maketrans({"å": "{", "ä": "|", "ö": "}"})

YesNo = Literal["yes", "no"]
Keeping = Literal["near", "over", "open"]
T = TypeVar("T", bound=str)


class Line(Struct, frozen=True, kw_only=True):
    """One instructor in the list. `active`: leads a group that is neither over nor a draft."""

    id: InstructorId
    name: str
    role: Role
    accepted: bool
    keep_until: date | None
    trained: bool
    active: bool


class Filter(Struct, frozen=True, kw_only=True):
    """Whom to list; None asks for everybody. `keeping`: ends within 90 days, past, or not set."""

    words: str = ""
    role: Role | None = None
    trained: YesNo | None = None
    active: YesNo | None = None
    keeping: Keeping | None = None

    def query(self) -> dict[str, str]:
        """Return the filter as it stands in an address."""
        said = {
            "q": self.words,
            "role": self.role,
            "trained": self.trained,
            "active": self.active,
            "keeping": self.keeping,
        }
        return {name: value for name, value in said.items() if value}


OVERDUE = Filter(keeping="over")
"""Whose time of keeping is past."""


class Found(Struct, frozen=True, kw_only=True):
    """One page of the list, the number of all that fit and of all there are."""

    lines: tuple[Line, ...]
    total: int
    everybody: int
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def read(query: Mapping[str, str]) -> Filter:
    """Return the filter of a query string; what is no filter asks for nothing."""
    return Filter(
        words=" ".join(query.get("q", "")[:LONGEST].split()),
        role=_one_of(get_args(Role), query.get("role")),
        trained=_one_of(get_args(YesNo), query.get("trained")),
        active=_one_of(get_args(YesNo), query.get("active")),
        keeping=_one_of(get_args(Keeping), query.get("keeping")),
    )


def page_number(query: Mapping[str, str]) -> int:
    """Return which page is asked for; the first for anything that is no page."""
    text = query.get("page", "")[:DIGITS]
    return max(1, int(text)) if text.isascii() and text.isdigit() else 1


def found(lines: Iterable[Line], wanted: Filter, today: date, page: int = 1) -> Found:
    """Return the page of those who fit, by name; a page past the last is the last."""
    everybody = tuple(lines)
    fit = sorted((one for one in everybody if fits(one, wanted, today)), key=_by_name)
    last = max(1, -(-len(fit) // PAGE))
    shown = min(page, last)
    return Found(
        lines=tuple(fit[(shown - 1) * PAGE : shown * PAGE]),
        total=len(fit),
        everybody=len(everybody),
        page=shown,
    )


def fits(line: Line, wanted: Filter, today: date) -> bool:
    """Tell whether an instructor is among those asked for; all words must be in name or id."""
    text = f"{line.name} {line.id}".casefold()
    return (
        all(word in text for word in wanted.words.casefold().split())
        and wanted.role in {None, line.role}
        and wanted.trained in {None, _word(yes=line.trained)}
        and wanted.active in {None, _word(yes=line.active)}
        and (wanted.keeping is None or wanted.keeping in keeping(line.keep_until, today))
    )


def keeping(until: date | None, today: date) -> frozenset[Keeping]:
    """Return what is to be said of a time of keeping; nothing while its end is far."""
    if until is None:
        return frozenset({"open"})
    if until < today:
        return frozenset({"over", "near"})
    return frozenset({"near"}) if until - today <= NEAR else frozenset()


def _word(*, yes: bool) -> YesNo:
    return "yes" if yes else "no"


def _by_name(line: Line) -> tuple[str, str]:
    return line.name.casefold().translate(_ALPHABET), line.id


def _one_of(allowed: tuple[T, ...], text: str | None) -> T | None:
    return next((word for word in allowed if word == text), None)
