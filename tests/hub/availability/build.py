"""Builders: what the hub knows of a network, in one line. All ages are in days before NOW."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from hub.availability.compute import picture
from hub.availability.model import Held, Known, Projection, Word
from hub.ingest.model import Reported
from hub.registry.handover.mandate import Mandate
from shared.reference import lookup
from shared.wire.availability import (
    Availability,
    Break,
    Gone,
    Groups,
    NetworkName,
    Offer,
    Start,
    Statement,
)
from shared.wire.opendata import AreaRow, Row
from shared.wire.session import Policy

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
POLICY = Policy()
REFERENCE = lookup.load()

ASKOLA, LOVIISA, PORVOO, SIPOO = "018", "434", "638", "753"
HELSINKI, MARIEHAMN, NARPIO, KORSNAS = "091", "478", "545", "280"
MANTYHARJU, PERTUNMAA = "507", "588"
EAST_UUSIMAA, SOUTH_SAVO, OSTROBOTHNIA, CITY, ALAND = "01", "12", "17", "90", "91"
EVERYWHERE = tuple(area.code for area in REFERENCE.areas)
NOTHING = Gone(ended=0, cancelled=0, withdrawn=0)


def ago(days: float) -> datetime:
    """Return the instant so many days before NOW."""
    return NOW - timedelta(days=days)


def day(days: int) -> date:
    """Return the day so many days before today."""
    return TODAY - timedelta(days=days)


def start(text: str) -> Start:
    """Return a start from a month such as "2026-12", or from the name of its kind."""
    if text[0].isdigit():
        return Start(kind="month", month=text)
    return Start(kind=text, month=None)  # type: ignore[arg-type]


def offer(*serves: str, begins: str = "when_found", **fields: Any) -> Offer:
    """Return an offer of one open group for everybody, in Finnish, in person; say what differs."""
    numbers = {name: fields.pop(name, 0) for name in ("open", "coming", "full")}
    numbers = numbers if any(numbers.values()) else {"open": 1, "coming": 0, "full": 0}
    given = {
        "area": EAST_UUSIMAA,
        "place": None,
        "serves": tuple(sorted(serves)),
        "catchment": "municipalities",
        "audience": "all",
        "languages": ("fi",),
        "interpreter": "not_said",
        "other_mother_tongue": "not_said",
        "format": "in_person",
        "time_of_day": "evening",
        "named": True,
        "social_worker": "yes",
        "peer_instructor": "not_said",
        "travel_costs": "ask",
        "organisers": ("county",),
        "start": start(begins),
        "groups": Groups(**numbers),
    }
    return Offer(**{**given, **fields})


def none(days: int = 5) -> tuple[str, date]:
    """Return the statement *none*, said so many days ago."""
    return ("none", day(days))


def not_known(days: int) -> tuple[str, date]:
    """Return the statement *not known*, since so many days ago."""
    return ("not_known", day(days))


Said = str | tuple[str, date]


def report(
    node: str = "east",
    says: Mapping[str, Said] | None = None,
    offers: tuple[Offer, ...] = (),
    *,
    sequence: int = 1,
    confirmed_at: datetime | None = NOW,
    **fields: Any,
) -> Availability:
    """Return a report; `says` is "groups", "none" with a day, or "not_known" with or without."""
    pairs = {c: s if isinstance(s, tuple) else (s, None) for c, s in (says or {}).items()}
    given = {
        "node": node,
        "sequence": sequence,
        "previous": None if sequence == 1 else "0" * 64,
        "observed_at": confirmed_at or NOW,
        "confirmed_at": confirmed_at,
        "network": NetworkName(fi=f"{node} fi", sv=f"{node} sv"),
        "pause": None,
        "municipalities": tuple(
            Statement(municipality=code, says=pairs[code][0], since=pairs[code][1])  # type: ignore[arg-type]
            for code in sorted(pairs)
        ),
        "offers": offers,
        "activities": (),
        "gone": NOTHING,
    }
    return Availability(**{**given, **fields})


def word(given: Availability, at: datetime, offset_s: int = 0) -> Word:
    """Return the report as the hub received it."""
    return Word(report=given, digest="d" * 64, received_at=at, offset_s=offset_s)


def reported(given: Availability, at: datetime, offset_s: int = 0) -> Reported:
    """Return the report as an event of the ledger."""
    return Reported(node=given.node, at=at, offset_s=offset_s, digest="d" * 64, report=given)


def network(
    node: str = "east",
    says: Mapping[str, Said] | None = None,
    *offers: Offer,
    reach: tuple[str, ...] = (EAST_UUSIMAA,),
    answers: tuple[str, ...] | None = None,
    contact: float = 0.25,
    confirmed: float | None = 1,
    came: float | None = None,
    pause: tuple[date, date] | None = None,
    offset_s: int = 0,
    **fields: Any,
) -> Known:
    """Return an active network, heard of `contact` days ago and confirmed `confirmed` days ago."""
    at = ago(contact if came is None else came)
    shift = timedelta(seconds=offset_s)
    given = report(
        node,
        says,
        offers,
        confirmed_at=None if confirmed is None else ago(confirmed) - shift,
        pause=Break(starts=pause[0], until=pause[1]) if pause else None,
    )
    return Known(
        **{
            "node": node,
            "name": NetworkName(fi=node, sv=node),
            "active": True,
            "suspended_at": None,
            "mandate": Mandate(
                municipalities=tuple(sorted(says or {})) if answers is None else answers,
                reach=reach,
            ),
            "first_report_at": at,
            "last_contact_at": ago(contact),
            "effective": word(given, at, offset_s),
            "held": None,
            **fields,
        }
    )


def unheard(node: str, *answers: str, **fields: Any) -> Known:
    """Return a network that has never reported."""
    empty = {"effective": None, "first_report_at": None, "last_contact_at": None}
    return network(node, dict.fromkeys(answers, "groups"), **{**empty, **fields})


def checked(known: Known, at: datetime) -> Known:
    """Return the network with an empty report held since `at`."""
    lost = report(known.node, sequence=2, confirmed_at=at)
    return replace(known, held=Held(word=word(lost, at), since=at, gone=NOTHING))


def projection(*networks: Known) -> Projection:
    """Return the projection of these networks."""
    return {known.node: known for known in networks}


def row(networks: tuple[Known, ...], municipality: str, now: datetime = NOW) -> Row:
    """Return a municipality's row as these networks make it."""
    rows = picture(projection(*networks), REFERENCE, POLICY, now).rows
    return next(r for r in rows if r.municipality == municipality)


def area_row(networks: tuple[Known, ...], area: str, now: datetime = NOW) -> AreaRow:
    """Return an area's row as these networks make it."""
    areas = picture(projection(*networks), REFERENCE, POLICY, now).areas
    return next(a for a in areas if a.area == area)


class Situation(Struct, frozen=True):
    """What is said, and what a row must then hold: the state, and other fields by name."""

    name: str
    networks: tuple[Known, ...]
    state: str
    fields: dict[str, Any] = {}
    municipality: str = PORVOO
    now: datetime = NOW


def differing(situation: Situation) -> dict[str, Any]:
    """Return the fields of the row that are not as the situation says, as they are."""
    found = row(situation.networks, situation.municipality, situation.now)
    wanted = {"state": situation.state, **situation.fields}
    return {k: getattr(found, k) for k, v in wanted.items() if getattr(found, k) != v}
