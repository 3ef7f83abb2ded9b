"""The figures of each quarter as they leave or left, every one beside the true one that stays.

What is shown of a release is read from the ledger, a preview from the very bytes that would be
signed at this instant. Each function is one job of a reading connection.
"""

from datetime import date, datetime
from sqlite3 import Connection

from msgspec import Struct
from msgspec.structs import replace

from node.anonymiser.catchment import UnknownPlaceError
from node.anonymiser.releases import compose, keeping, plan, publish, store, words
from node.anonymiser.releases.model import (
    Figures,
    Release,
    due_at,
    last_closed,
    report,
)
from node.anonymiser.releases.plan import FIRST, Facts, Make, Standing
from node.anonymiser.releases.words import Line
from node.disclosurekey import DisclosureKey
from node.enquiries.model import quarter_of
from node.leaves import refusals
from node.network import store as network
from node.outbox import store as outbox
from node.preview.compose import NOT_ENROLLED
from node.push.words import cause_text
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.signing import decode_envelope
from shared.text import Text
from shared.wire import codec
from shared.wire.problem import Problem
from shared.wire.session import QUARTERS_OWED
from shared.wire.words import Quarter

SHOWN = QUARTERS_OWED + 1
"""Every quarter the hub may ask for, and the one that runs."""


class Version(Struct, frozen=True, kw_only=True):
    """One release, or a preview of one (no `digest`). `without` says why no people stand in it."""

    version: int
    decided: tuple[Line, ...]
    people: tuple[Line, ...]
    without: Text | None
    few_groups: bool
    reason: Text | None = None
    digest: str | None = None
    size: int = 0
    at: datetime | None = None
    adopted: bool = False


class Shown(Struct, frozen=True, kw_only=True):
    """A quarter. `preview` is what would leave, `troubles` why nothing does."""

    quarter: Quarter
    name: str
    standing: Standing
    told: Text
    due_on: date
    places: str
    versions: tuple[Version, ...]
    preview: Version | None
    troubles: tuple[Text, ...]
    problem: Text | None
    advice: Text | None
    may_publish: bool
    may_revise: bool
    asked: bool


class Looking(Struct, frozen=True, kw_only=True):
    """What a look needs. `key` is the disclosure key at hand, `true`: the person may see counts."""

    now: datetime
    reference: Reference
    language: str
    key: DisclosureKey | None
    true: bool


class Page(Struct, frozen=True, kw_only=True):
    """All quarters, the newest first; `key_lost`: the lead has to decide."""

    quarters: tuple[Shown, ...]
    key_lost: bool


def shown(db: Connection, look: Looking) -> Page:
    """Return every quarter that is known, and the ones that are closing."""
    known = {facts.quarter: facts for facts in publish.every(db)}
    for quarter in (last_closed(look.now), quarter_of(helsinki_day(look.now))):
        known.setdefault(quarter, Facts(quarter=quarter))
    newest = sorted(known, reverse=True)[:SHOWN]
    usable = keeping.usable(db, look.key)
    telling = _Telling(db, replace(look, key=usable))
    return Page(
        quarters=tuple(telling.quarter(known[quarter]) for quarter in newest),
        key_lost=usable is None,
    )


def next_bytes(db: Connection, quarter: Quarter, look: Looking) -> bytes | None:
    """Return exactly the bytes of a quarter that would be signed at this instant, if any would."""
    facts = next((one for one in publish.every(db) if one.quarter == quarter), None)
    made = _drafted(db, facts, replace(look, key=keeping.usable(db, look.key))) if facts else None
    return _payload(db, made, look.now) if isinstance(made, Figures) else None


class _Telling:
    """Tells quarters; the records are read once."""

    def __init__(self, db: Connection, look: Looking) -> None:
        self._db = db
        self._look = look
        self._troubles = store.troubles(db)
        try:
            self._records = publish.records(db, look.reference)
        except UnknownPlaceError:
            self._records = compose.NO_RECORDS

    def quarter(self, facts: Facts) -> Shown:
        look = self._look
        standing = plan.standing(facts, look.now)
        drafted = _drafted(self._db, facts, look)
        problem = _problem(facts) if standing == "refused" else None
        troubles = self._troubles.get(facts.quarter, ())
        return Shown(
            quarter=facts.quarter,
            name=words.short_quarter(facts.quarter),
            standing=standing,
            told=words.STANDINGS[standing],
            due_on=helsinki_day(due_at(facts.quarter)),
            places=_places(facts, look),
            versions=tuple(map(self._left, facts.releases)),
            preview=self._preview(drafted) if isinstance(drafted, Figures) else None,
            troubles=troubles or (drafted if isinstance(drafted, tuple) else ()),
            problem=cause_text(problem.code) if problem else None,
            advice=refusals.advice(problem.code) if problem else None,
            may_publish=facts.asked is None and standing in {"due", "refused", "set_aside"},
            may_revise=facts.asked is None and plan.may_revise(facts, look.now),
            asked=facts.asked is not None,
        )

    def _preview(self, drafted: Figures) -> Version:
        size = len(_payload(self._db, drafted, self._look.now))
        return replace(self._version(drafted), size=size)

    def _left(self, release: Release) -> Version:
        newest = release.newest
        return replace(
            self._version(release.figures),
            reason=words.REASONS[release.reason] if release.reason else None,
            digest=newest.digest if newest else None,
            at=release.made_at,
            adopted=release.adopted,
        )

    def _version(self, figures: Figures) -> Version:
        """Tell figures beside the true ones, by the records of now."""
        look = self._look
        counts = compose.truth(
            self._records, figures.quarter, figures.municipalities, look.reference
        )
        decided = words.decisions(figures, counts)
        people = words.people(figures, counts, look.reference, look.language)
        return Version(
            version=figures.version,
            decided=decided if look.true else tuple(map(_hidden, decided)),
            people=people if look.true else tuple(map(_hidden, people)),
            without=_without(figures),
            few_groups=figures.people is not None and figures.people.participants is None,
        )


def _drafted(db: Connection, facts: Facts, look: Looking) -> Figures | tuple[Text, ...] | None:
    """Return the first release as it would be made now, once the quarter is over."""
    if plan.standing(facts, look.now) not in {"early", "due"}:
        return None
    wish = facts.asked.wish if facts.asked else None
    make = Make(
        version=FIRST,
        municipalities=facts.owed or (),
        without_people=wish == "without_people",
    )
    return publish.draft(db, make, facts.quarter, disclosure=look.key, reference=look.reference)


def _payload(db: Connection, made: Figures, now: datetime) -> bytes:
    record = network.record(db)
    node = (record.node if record else None) or NOT_ENROLLED
    return codec.encode(report(made, node=node, head=outbox.head(db), now=now))


def _hidden(line: Line) -> Line:
    return replace(line, true=None)


def _without(figures: Figures) -> Text | None:
    if figures.people is not None:
        return None
    return words.NO_KEY if figures.key_lost else words.FEW


def _places(facts: Facts, look: Looking) -> str:
    codes = facts.releases[-1].figures.municipalities if facts.releases else facts.owed or ()
    found = (look.reference.municipality(code) for code in codes)
    return ", ".join(sorted(one.name(look.language) for one in found if one is not None))


def _problem(facts: Facts) -> Problem | None:
    newest = facts.releases[-1].newest
    if newest is None or newest.problem is None:
        return None
    told = codec.decode_answer(decode_envelope(newest.problem).payload, "problem/1")
    return told if isinstance(told, Problem) else None
