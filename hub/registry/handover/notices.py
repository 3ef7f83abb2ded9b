"""What a welcome tells a network of handovers and of its end, in Finnish, Swedish and English.

A notice is plain text without a language of its own (rule 11), so each sentence comes three times.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from sqlite3 import Connection

from hub.registry import store
from hub.registry.handover import store as kept
from hub.registry.handover.forms import finnish
from hub.registry.handover.mandate import Mandate, Move
from hub.translations import every
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.availability import NetworkName
from shared.wire.words import NodeId

BEFORE, AFTERWARDS = timedelta(days=30), timedelta(days=7)
Names = Mapping[NodeId, NetworkName]


def notices(db: Connection, node: NodeId, now: datetime, reference: Reference) -> tuple[str, ...]:
    """Return what a network is told at that instant, from 30 days before a day until 7 after it."""
    mandate, today = kept.mandate(db, node) or Mandate(), helsinki_day(now)
    if not _due(mandate, today):
        return ()
    names = {network.node: network.name for network in store.networks(db)}
    return tuple(
        translator.say(sentence)
        for translator in every()
        for sentence in sentences(mandate, names, reference, today, translator.language)
    )


def sentences(
    mandate: Mandate, names: Names, reference: Reference, today: date, language: str
) -> Iterator[Text]:
    """Yield what is to be told on that day, with names in that language."""
    for move in sorted(mandate.moves, key=lambda one: one.day):
        if _near(move.day, today):
            yield _sentence(move, names, reference, today, language)
    if mandate.ends_on is not None and _near(mandate.ends_on, today):
        yield Text.of(
            "On {day} this network ends: from then on nothing of it is published, and its reports "
            "are refused. What it said stays in the history.",
            day=finnish(mandate.ends_on),
        )


def _sentence(move: Move, names: Names, reference: Reference, today: date, language: str) -> Text:
    places = (reference.municipality(code, move.day) for code in move.municipalities)
    name = names.get(move.other)
    values = {
        "day": finnish(move.day),
        "places": ", ".join(sorted({place.name(language) for place in places if place})),
        "other": move.other if name is None else name.sv if language == "sv" else name.fi,
    }
    come = move.day <= today
    if move.gains and come:
        return Text.of(
            "Since {day} this network answers for {places}. Take them into your list and say of "
            "each: groups, none, or not known.",
            **values,
        )
    if move.gains:
        return Text.of(
            "From {day} on this network answers for {places}; until then {other} does. You can "
            "take them into your list already: what you say of them counts from that day on.",
            **values,
        )
    if come:
        return Text.of(
            "Since {day} {other} answers for {places}. Take them off your list: what you say of "
            "them does not count any more.",
            **values,
        )
    return Text.of(
        "From {day} on {other} answers for {places}; until then this network does.", **values
    )


def _near(day: date, today: date) -> bool:
    return day - BEFORE <= today <= day + AFTERWARDS


def _due(mandate: Mandate, today: date) -> bool:
    days = (*(move.day for move in mandate.moves), mandate.ends_on)
    return any(_near(day, today) for day in days if day)
