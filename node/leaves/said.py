"""What one report made the parents' pages say of each municipality, in the pages' own words. Pure.

This is the report's own part: where several networks speak for a municipality, the best word wins.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from shared.period import month_of
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.availability import Availability, Offer, Statement
from shared.wire.words import MunicipalityCode, State

STATE: Mapping[State, Text] = {
    "open": Text.of("Takes new parents"),
    "limited": Text.of("For some parents only"),
    "coming": Text.of("Coming"),
    "full": Text.of("Full"),
    "none": Text.of("No group now"),
    "unknown": Text.of("We do not know"),
}
"""The words of the parents' pages; `full` also stands for groups that run."""
LIMIT: Mapping[str, Text] = {
    "fathers": Text.of("for fathers"),
    "mothers": Text.of("for mothers"),
    "own_clients": Text.of("for the organiser's own clients"),
    "fi": Text.of("in Finnish"),
    "sv": Text.of("in Swedish"),
    "en": Text.of("in English"),
}
OTHER_LANGUAGE = Text.of("in another language")


class Shown(Struct, frozen=True, kw_only=True):
    """One municipality on the parents' pages, as far as this report decides.

    `since`: the day of a *none*, or the day knowledge ended. `ours`: the network answers for it.
    `remote`: groups by wire serve it; they are listed apart and never colour the map.
    """

    municipality: MunicipalityCode
    state: State
    since: date | None = None
    limits: tuple[Text, ...] = ()
    ours: bool = True
    remote: bool = False


def shown(report: Availability, reference: Reference, day: date) -> tuple[Shown, ...]:
    """Return what the report makes pages say on a day, by code; unknown only where it is ours."""
    said = {statement.municipality: statement for statement in report.municipalities}
    local = [offer for offer in report.offers if offer.format != "remote"]
    served = {code for offer in local for code in offer.serves}
    remote = {code for offer in report.offers if offer.format == "remote" for code in offer.serves}
    found = []
    for code in sorted(said.keys() | served):
        here = [offer for offer in local if code in offer.serves]
        one = _shown(code, here, said.get(code), _majority(code, reference), day)
        if one.ours or one.state != "unknown":
            found.append(replace(one, remote=code in remote))
    return tuple(found)


def _shown(
    code: MunicipalityCode,
    offers: Iterable[Offer],
    statement: Statement | None,
    majority: str,
    day: date,
) -> Shown:
    """Return the best state that the offers make; without any, what was said."""
    makers: dict[State, list[Offer]] = {}
    for offer in offers:
        for state in _states(offer, majority, day):
            makers.setdefault(state, []).append(offer)
    ours = statement is not None
    best: tuple[State, ...] = ("open", "limited", "coming", "full")
    for state in best:
        if state in makers:
            limits = _told(makers[state], majority) if state == "limited" else ()
            return Shown(municipality=code, state=state, limits=limits, ours=ours)
    if statement is not None and statement.says == "none":
        return Shown(municipality=code, state="none", since=statement.since, ours=True)
    since = statement.since if statement else None
    return Shown(municipality=code, state="unknown", since=since, ours=ours)


def _states(offer: Offer, majority: str, day: date) -> Iterator[State]:
    if offer.groups.open:
        yield "limited" if list(_limits(offer, majority)) else "open"
    if offer.groups.coming and _to_come(offer, day):
        yield "coming"
    if offer.groups.full:
        yield "full"


def _to_come(offer: Offer, day: date) -> bool:
    month = offer.start.month
    return offer.start.kind == "when_found" or (month is not None and month >= month_of(day))


def _limits(offer: Offer, majority: str) -> Iterator[str]:
    if offer.audience != "all":
        yield offer.audience
    if offer.catchment == "own_clients":
        yield "own_clients"
    if majority not in offer.languages:
        yield from offer.languages


def _told(offers: Iterable[Offer], majority: str) -> tuple[Text, ...]:
    words = [LIMIT.get(limit, OTHER_LANGUAGE) for o in offers for limit in _limits(o, majority)]
    return tuple({text.msgid: text for text in words}.values())


def _majority(code: MunicipalityCode, reference: Reference) -> str:
    here = reference.municipality(code)
    return here.majority_language if here else "fi"
