"""What the network says of every municipality it answers for: groups, none, or not known.

A *none* is a person's dated act and stands only while it is the last word: a group that was listed
after it takes its place, and when that group ends nobody knows until a person speaks again. Nothing
in this module makes a *none*.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from node.anonymiser.catchment import place_of
from node.anonymiser.standing import Left
from node.network.model import Coverage
from shared.reference.lookup import Reference
from shared.wire.availability import Statement
from shared.wire.words import MunicipalityCode


class LastWord(Struct, frozen=True, kw_only=True):
    """What the last acknowledged report said of the municipalities, and on which Helsinki day."""

    day: date
    statements: tuple[Statement, ...]


def merged(
    coverage: Iterable[Coverage], reference: Reference, monday: date
) -> tuple[Coverage, ...]:
    """Return the coverage by today's municipalities.

    Where several became one, it is *none* only if all of them are, since the last day.
    """
    by_code: dict[MunicipalityCode, list[Coverage]] = {}
    for word in coverage:
        code = place_of(word.municipality, reference, monday).code
        by_code.setdefault(code, []).append(word)
    return tuple(_one(code, words) for code, words in sorted(by_code.items()))


def statement(
    word: Coverage, *, has_group: bool, former: Iterable[Left], last: LastWord | None, monday: date
) -> Statement:
    """Return what is said of one municipality.

    `former`: when each group that served it left the list. `last`: what was said before.
    """
    code = word.municipality
    if has_group:
        return Statement(municipality=code, says="groups", since=None)
    gone = tuple(former)
    before = _said(code, last)
    ended = _knowledge_ended(before, last, gone, word, monday)
    if word.says == "none" and word.since is not None:
        since = word.since
        later = [left.ceased for left in gone] + ([ended] if ended else [])
        if all(day <= since for day in later):
            return Statement(municipality=code, says="none", since=since)
    days = [left.since for left in gone] + ([ended] if ended else [])
    if word.says == "not_known" and word.since is not None:
        days.append(word.since)
    return Statement(municipality=code, says="not_known", since=max(days, default=None))


def _knowledge_ended(
    before: Statement | None,
    last: LastWord | None,
    gone: tuple[Left, ...],
    word: Coverage,
    monday: date,
) -> date | None:
    """Return when the last report's word ended, as far as no date of a group or act tells it.

    A cancelled group carries no date; then the last report that listed it stands for one.
    """
    if before is None or last is None:
        return None
    match before.says:
        case "not_known":
            return before.since
        case "none":
            told = word.since is not None and (before.since is None or word.since >= before.since)
            return None if told else max(last.day, monday)
        case "groups" if any(left.since > last.day for left in gone):
            return None
        case "groups":
            said_after = word.since is not None and word.since >= last.day
            return last.day if said_after else max(last.day, monday)


def _said(code: MunicipalityCode, last: LastWord | None) -> Statement | None:
    words: Mapping[MunicipalityCode, Statement] = (
        {said.municipality: said for said in last.statements} if last else {}
    )
    return words.get(code)


def _one(code: MunicipalityCode, words: list[Coverage]) -> Coverage:
    days = [word.since for word in words if word.since is not None]
    nothing = all(word.says == "none" for word in words)
    return Coverage(
        municipality=code,
        says="none" if nothing else "not_known",
        since=max(days, default=None),
    )
