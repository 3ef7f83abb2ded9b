"""The list of groups as a lead reads it; one job, a fixed number of statements."""

from collections.abc import Mapping
from datetime import date, datetime
from sqlite3 import Connection

from msgspec import Struct

from node.groups import edit, store, wording
from node.groups.labels import AUDIENCE
from node.groups.lifecycle import apparent
from node.groups.listing import store as listing
from node.groups.listing.forms import STATES
from node.groups.listing.model import Filter
from node.groups.model import TAKING, Apparent, Group, GroupId
from node.groups.rules import attention
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.runtime.web.form import Choice, Field, choices
from shared.text import Text

ANY = Text.of("all of them")
USUAL = ("fi", "sv", "en")


class Row(Struct, frozen=True, kw_only=True):
    """A group in the list. `cautions`: how many things there are to look at."""

    id: GroupId
    place: str
    state: Apparent
    state_text: Text
    start: Text
    takes_parents: bool | None
    withdrawn: bool
    attention: Text | None
    cautions: int


class Listed(Struct, frozen=True, kw_only=True):
    """One page of the list, and what its filters may ask for."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    any_at_all: bool
    fields: tuple[Field, ...]


def listed(
    db: Connection,
    *,
    wanted: Filter,
    page: int,
    reference: Reference,
    now: datetime,
    language: str,
) -> Listed:
    """Return one page of the groups that fit."""
    today = helsinki_day(now)
    found = listing.find(db, wanted, today=today, page=page)
    groups = {group.id: group for group in store.some(db, found.ids)}
    looks = edit.looks(db, groups.values(), reference=reference, now=now)
    return Listed(
        rows=tuple(
            _row(groups[one], len(looks[one]), today, reference, language) for one in found.ids
        ),
        total=found.total,
        page=found.page,
        pages=found.pages,
        any_at_all=found.total > 0 or listing.number(db) > 0,
        fields=_fields(db, language),
    )


def _row(group: Group, cautions: int, today: date, reference: Reference, language: str) -> Row:
    state = apparent(group, today)
    return Row(
        id=group.id,
        place=wording.place_of(group.meets_in, reference, language),
        state=state,
        state_text=wording.STATES[state],
        start=wording.start_of(group),
        takes_parents=group.takes_parents if state in TAKING and state != "full" else None,
        withdrawn=group.withdrawn_on is not None,
        attention=attention(group, today),
        cautions=cautions,
    )


def _fields(db: Connection, language: str) -> tuple[Field, ...]:
    """Return the fields of the filter, with what there is to choose from."""
    spoken = dict.fromkeys((*USUAL, *listing.languages(db)))
    said = {code: Text("{name}", {"name": wording.language_of(code, language)}) for code in spoken}
    years = {str(year): Text("{year}", {"year": year}) for year in listing.years(db)}
    return (
        Field(name="q", label=Text.of("Search"), longest=100),
        Field(name="state", label=Text.of("State"), kind="select", choices=choices(_states())),
        Field(name="place", label=Text.of("Municipality or area")),
        _select("audience", Text.of("For whom"), AUDIENCE),
        _select("language", Text.of("Language"), said),
        _select("year", Text.of("Year of the start"), years),
        _select(
            "attention", Text.of("To decide"), {"yes": Text.of("only what waits for a decision")}
        ),
    )


def _select(name: str, label: Text, words: Mapping[str, Text]) -> Field:
    offered = (Choice("", ANY), *choices(words))
    return Field(name=name, label=label, kind="select", choices=offered)


def _states() -> Mapping[str, Text]:
    special = {"current": Text.of("those of now"), "all": ANY}
    return {state: special.get(state) or wording.STATES[state] for state in STATES}  # type: ignore[index]
