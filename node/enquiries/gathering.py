"""What the pages of enquiries show, read in one view of the database."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from sqlite3 import Connection

from babel import Locale
from msgspec import Struct

from node.enquiries import edit, pipeline, store, wording
from node.enquiries.chore import is_overdue
from node.enquiries.keyring import Keyring
from node.enquiries.model import (
    OUTCOMES,
    STATES,
    TOLD,
    Counted,
    Enquiry,
    Kept,
    Outcome,
    ReferenceCode,
    State,
    Told,
    told_of,
)
from node.enquiries.pipeline import Summary
from node.groups.wording import place_of
from node.network import store as network
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.text import Text

PAGE_ROWS = 50
PROVED_DAYS = timedelta(days=365)


class Row(Struct, frozen=True, kw_only=True):
    """One enquiry in the list; how to reach the parent stands on its own page alone."""

    enquiry: Enquiry
    state: Text
    place: str
    language: str
    days: int
    due: date
    looks: tuple[Text, ...]


class Listing(Struct, frozen=True, kw_only=True):
    """The list; `counts` are the enquiries in each state, `erased` those of the last year."""

    rows: tuple[Row, ...]
    counts: Mapping[State, int]
    chosen: State | None
    page: int
    pages: int
    tally_only: bool
    last_run: datetime | None
    overdue: bool
    erased: int


class Sheet(Struct, frozen=True, kw_only=True):
    """One enquiry on its own page."""

    row: Row
    kept: Kept
    safety: tuple[Text, ...]
    times: tuple[Text, ...]
    audience: Text | None
    steps: tuple[tuple[State, Text], ...]
    ask_on: date | None
    may_renew: bool
    uncounted: bool

    @property
    def version(self) -> int:
        """Return what every form of the enquiry carries."""
        return self.kept.enquiry.revision


class Line(Struct, frozen=True, kw_only=True):
    """What came of the enquiries of one municipality in a quarter."""

    place: str
    counts: Mapping[Outcome, int]
    told: Mapping[Told, int]


class Quarterly(Struct, frozen=True, kw_only=True):
    """A quarter's tallies, its sum last."""

    quarter: Text
    lines: tuple[Line, ...]
    sums: Line


def waiting(db: Connection, now: datetime) -> Summary:
    """Return what waits for a person, as counts; no key is asked for."""
    return pipeline.summary(store.all_enquiries(db), helsinki_day(now))


def listing(
    db: Connection,
    *,
    keys: Keyring,
    now: datetime,
    reference: Reference,
    language: str,
    chosen: str = "",
    page: int = 1,
    rows: int = PAGE_ROWS,
) -> Listing:
    """Return a page of the list: all enquiries, or those of one state; the oldest first."""
    every = store.all_enquiries(db)
    state = next((s for s in STATES if s == chosen), None)
    found = [one for one in every if state is None or one.state == state]
    pages = max(1, -(-len(found) // rows))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * rows : page * rows]
    counts = Counter(one.state for one in every)
    kept = (edit.opened(db, keys, one.reference) for one in shown)
    today = helsinki_day(now)
    return Listing(
        rows=tuple(_row(one, today, reference, language) for one in kept if one is not None),
        counts={s: counts[s] for s in STATES},
        chosen=state,
        page=page,
        pages=pages,
        tally_only=store.keeping(db).tally_only,
        last_run=store.last_run(db),
        overdue=is_overdue(db, now),
        erased=store.erased_since(db, now - PROVED_DAYS),
    )


def sheet(
    db: Connection,
    code: ReferenceCode,
    *,
    keys: Keyring,
    today: date,
    reference: Reference,
    language: str,
) -> Sheet | None:
    """Return one enquiry for its page, or None."""
    kept = edit.opened(db, keys, code)
    if kept is None:
        return None
    said, enquiry = kept.particulars, kept.enquiry
    return Sheet(
        row=_row(kept, today, reference, language),
        kept=kept,
        safety=wording.safety(said) if said else (),
        times=tuple(wording.TIMES[time] for time in said.times) if said else (),
        audience=wording.AUDIENCES[said.audience] if said else None,
        steps=tuple((to, wording.STEPS[to]) for to in pipeline.STEPS[enquiry.state]),
        ask_on=pipeline.ask_on(enquiry),
        may_renew=not isinstance(pipeline.renew(enquiry, today), Text),
        uncounted=pipeline.is_uncounted(enquiry, today),
    )


def quarters(db: Connection, *, reference: Reference, language: str) -> tuple[Quarterly, ...]:
    """Return what was counted, by quarter and municipality, the newest quarter first."""
    return tuple(
        _quarterly(quarter, tuple(rows), reference, language)
        for quarter, rows in groupby(store.tallies(db), key=lambda one: one.tally.quarter)
    )


def to_suggest(
    db: Connection, *, reference: Reference, language: str
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the groups to choose from, named, and the municipalities of the network."""
    groups = {
        own: f"{place_of(code, reference, language)} · {own}"
        for own, code in store.groups_to_choose(db).items()
    }
    places = (place_of(c.municipality, reference, language) for c in network.coverage(db))
    return groups, tuple(sorted(places))


def language_name(code: str, language: str) -> str:
    """Return what a language is called."""
    return str(Locale(language).languages.get(code, code))


def quarter_words(quarter: str) -> Text:
    """Return a quarter in words."""
    year, number = quarter.split("-Q")
    months = {
        "1": Text.of("January–March {year}", year=year),
        "2": Text.of("April–June {year}", year=year),
        "3": Text.of("July–September {year}", year=year),
        "4": Text.of("October–December {year}", year=year),
    }
    return months[number]


def _row(kept: Kept, today: date, reference: Reference, language: str) -> Row:
    enquiry, said = kept.enquiry, kept.particulars
    return Row(
        enquiry=enquiry,
        state=wording.STATES[enquiry.state],
        place=place_of(said.municipality, reference, language) if said else "–",
        language=language_name(said.language, language) if said else "–",
        days=max((today - enquiry.since).days, 0),
        due=pipeline.due_on(enquiry),
        looks=tuple(_looks(kept, today)),
    )


def _looks(kept: Kept, today: date) -> Iterable[Text]:
    enquiry = kept.enquiry
    if kept.particulars is None:
        yield edit.UNREADABLE
    if pipeline.is_late(enquiry, today):
        yield Text.of("Nobody has contacted the parent yet.")
    if pipeline.is_to_ask(enquiry, today):
        yield Text.of("Ask whether the parent waits on; otherwise the enquiry is erased.")
    if pipeline.is_uncounted(enquiry, today):
        yield Text.of("Erased soon: say what came of it, or it is counted nowhere.")


def _quarterly(
    quarter: str, rows: tuple[Counted, ...], reference: Reference, language: str
) -> Quarterly:
    lines = tuple(
        _line(place_of(code, reference, language), tuple(some))
        for code, some in groupby(rows, key=lambda one: one.tally.municipality)
    )
    return Quarterly(quarter=quarter_words(quarter), lines=lines, sums=_line("", rows))


def _line(place: str, rows: tuple[Counted, ...]) -> Line:
    counts: Counter[Outcome] = Counter()
    told: Counter[Told] = Counter()
    for row in rows:
        counts[row.tally.outcome] += row.count
        told[told_of(row.tally.outcome)] += row.count
    return Line(
        place=place,
        counts={outcome: counts[outcome] for outcome in OUTCOMES},
        told={one: told[one] for one in TOLD},
    )
