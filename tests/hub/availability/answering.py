"""Who answered for what on a day, lived through act by act: the oracle of handovers.

Written apart from hub/registry/handover/mandate.py, and the other way round: it keeps no plan of
days to come but what each network holds, and changes it when a day has come. Beside it stands a
division in which municipalities merge on the next 1 January.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from hub.ingest.model import Acted, Event
from hub.registry import acts
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.reference.model import Former, Municipality
from shared.reference.tables import Tables, tables
from tests.hub.availability.build import ASKOLA, CITY, EAST_UUSIMAA, MANTYHARJU, PORVOO, SOUTH_SAVO

NEW_YEAR = date(2027, 1, 1)
"""Askola becomes part of Porvoo; Mäntyharju and Hirvensalmi become a new municipality."""

HIRVENSALMI, NEW = "097", "999"


def merging() -> Reference:
    """Return a reference of three areas with both mergers to come."""
    rows = tables()
    near = [m for m in rows.municipalities if m.area in {EAST_UUSIMAA, SOUTH_SAVO, CITY}]
    last = NEW_YEAR - timedelta(days=1)
    gone = {ASKOLA: PORVOO, MANTYHARJU: NEW, HIRVENSALMI: NEW}
    places: list[Municipality] = [
        replace(m, valid_until=last) if m.code in gone else m for m in near
    ]
    mantyharju = next(m for m in near if m.code == MANTYHARJU)
    places.append(replace(mantyharju, code=NEW, name_fi="Uusi", name_sv="Nya", valid_from=NEW_YEAR))
    ended = tuple(
        Former(code=m.code, name_fi=m.name_fi, name_sv=m.name_sv, successor=to, valid_until=last)
        for m in near
        if (to := gone.get(m.code))
    )
    kept = {m.code for m in places}
    former = [f for f in rows.former if f.successor in kept]
    return Reference(
        Tables(
            areas=rows.areas,
            municipalities=tuple(sorted(places, key=lambda m: m.code)),
            former=tuple(sorted((*former, *ended), key=lambda f: f.code)),
            other_names=(),
            postcodes=(),
            regions=rows.regions,
            themes=rows.themes,
        )
    )


MERGING = merging()


def path(code: str, day: date, reference: Reference) -> list[str]:
    """Return the code and what it had become by that day, in order."""
    steps = [code]
    while True:
        gone = [f for f in reference.former if f.code == steps[-1] and f.valid_until < day]
        if not gone:
            return steps
        steps.append(gone[0].successor)


@dataclass
class Holding:
    """What one network holds now; `until` is the day it ends, `keyed`: its word counts at all."""

    codes: set[str] = field(default_factory=set)
    reach: set[str] = field(default_factory=set)
    until: date | None = None
    keyed: bool = False


@dataclass
class Lived:
    """The country on one day."""

    reference: Reference
    today: date
    holding: dict[str, Holding] = field(default_factory=dict)
    waiting: list[acts.HandedOver] = field(default_factory=list)

    def turn(self, day: date) -> None:
        """Live on to a day: what was announced up to it happens, in the order of days."""
        for each in sorted(self.waiting, key=lambda act: act.day):
            if each.day <= day:
                self.waiting.remove(each)
                self._happens(each)
        self.today = max(self.today, day)

    def see(self, act: acts.Act) -> None:
        """Take an act of today."""
        held = self.holding.setdefault(act.node, Holding())
        match act:
            case acts.Keyed():
                held.keyed = True
            case acts.Granted():
                held.codes, held.reach = set(act.municipalities), set(act.reach)
            case acts.HandedOver():
                self.waiting.append(replace(act, day=max(act.day, self.today)))
                self.turn(self.today)
            case acts.CalledOff(to=None):
                held.until = None if held.until == act.day else held.until
            case acts.CalledOff():
                pair = (act.node, act.to, act.day)
                self.waiting = [w for w in self.waiting if (w.node, w.to, w.day) != pair]
            case acts.Ended():
                held.until = act.day

    def answering(self, code: str) -> set[str]:
        """Return the networks that answer for a municipality of today."""
        return {node for node in self.holding if code in self.answers_for(node)}

    def answers_for(self, node: str) -> set[str]:
        """Return what a network answers for, in the codes of today."""
        return set() if self.gone(node) else {self._now(c) for c in self.holding[node].codes}

    def reaches(self, node: str) -> set[str]:
        """Return the areas in which a network's offers count."""
        return set() if self.gone(node) else self.holding[node].reach

    def gone(self, node: str) -> bool:
        """Tell whether a network is not there: it has ended, or no key of it was ever confirmed."""
        held = self.holding[node]
        return not held.keyed or (held.until is not None and held.until <= self.today)

    def _happens(self, act: acts.HandedOver) -> None:
        giver = self.holding.setdefault(act.node, Holding())
        taker = self.holding.setdefault(act.to, Holding())
        named = set(act.municipalities)
        giver.codes = {c for c in giver.codes if not named & set(path(c, act.day, self.reference))}
        taker.codes |= named
        for code in named:
            now = path(code, act.day, self.reference)[-1]
            place = self.reference.municipality(now, act.day)
            if place is not None:
                taker.reach.add(place.area)

    def _now(self, code: str) -> str:
        return path(code, self.today, self.reference)[-1]


def lived(events: list[Event], now: datetime, reference: Reference) -> Lived:
    """Return the country at an instant, after these events."""
    country = Lived(reference=reference, today=helsinki_day(events[0].at))
    for event in events:
        country.turn(helsinki_day(event.at))
        if isinstance(event, Acted):
            country.see(event.act)
    country.turn(helsinki_day(now))
    return country
