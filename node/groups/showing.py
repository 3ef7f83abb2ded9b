"""What the pages of one group show, read in one view of the database; each function is one job."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from sqlite3 import Connection
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace

from node.anonymiser.words import PEER
from node.groups import edit, store, wording
from node.groups.caution import Caution
from node.groups.lifecycle import apparent
from node.groups.model import TAKING, Apparent, Group, GroupId, Lifecycle
from node.groups.parents import Read, consequence, read_now
from node.groups.rules import attention
from node.groups.sections import SECTIONS, People, Section, asked
from node.groups.steps import Button, buttons, correction, new_parents
from node.groups.telling_changes import Line, Say, describe, label, lines
from node.history import record as history
from node.history.model import TELLS_ROLES, UNDO_DAYS, Entry, without_roles
from node.instructors import store as instructors
from node.instructors.model import Instructor
from node.organisers import store as organisers
from node.organisers.model import Organiser
from node.outbox import store as outbox
from node.trainings import store as trainings
from node.trainings.courses import Listed
from node.trainings.model import Training
from node.trainings.name import Carries, counts, doubt, name_of
from shared.period import helsinki_day
from shared.reference.lookup import Reference
from shared.text import Text

HISTORY_MOST = 20
"""Entries on a group's page; the history page has all."""


class Fact(Struct, frozen=True):
    """One field of a group in words, with what to look at."""

    label: str
    value: str
    cautions: tuple[Caution, ...] = ()


class Part(Struct, frozen=True, kw_only=True):
    """A section of the page, with its facts."""

    section: Section
    facts: tuple[Fact, ...]


class Naming(Struct, frozen=True, kw_only=True):
    """What the name rule makes of a group (16), and whose training is missing."""

    carries: bool
    why: Text | None = None
    missing: tuple[str, ...] = ()
    doubt: Caution | None = None


class Shown(Struct, frozen=True, kw_only=True):
    """One group's page.

    `may_take`: what the other answer to "takes new parents" means; None where it is no question.
    """

    group: Group
    place: str
    state: Apparent
    state_text: Text
    start: Text
    read: Read
    may_take: Text | None
    attention: Text | None
    cautions: tuple[Caution, ...]
    parts: tuple[Part, ...]
    naming: Naming
    buttons: tuple[Button, ...]
    corrections: tuple[Lifecycle, ...]
    history: tuple[Line, ...]
    version: int
    can_undo: bool


class Kept(Struct, frozen=True, kw_only=True):
    """What the node keeps beside a group: those it names, and their trainings."""

    organisers: tuple[Organiser, ...]
    instructors: tuple[Instructor, ...]
    trainings: tuple[Training, ...]


def show(
    db: Connection,
    *,
    group: GroupId,
    reference: Reference,
    now: datetime,
    language: str,
    say: Say,
    roles: bool,
) -> Shown | None:
    """Return a group's page, or None where there is no such group.

    `roles`: whether who looks may know of an instructor that it is a peer. Readers may not, and
    they see the names: of one instructor alone the group's own word on peers would tell it (19).
    """
    found = store.find(db, group)
    if found is None:
        return None
    today, kept = helsinki_day(now), _kept(db, found)
    looks = edit.cautions(db, found, reference=reference, now=now)
    entries = history.of_record(db, "group", group)
    read, seen = _read(db, found, kept, today, reference, language), entries[:HISTORY_MOST]
    if not roles:  # in a small place the caution would tell what the hidden field says
        looks = tuple(look for look in looks if look.field != "show_area_only")
        read = replace(read, lines=tuple(line for line in read.lines if line.text not in PEER))
        seen = tuple(map(without_roles, seen))
    parts = _parts(found, kept, looks, reference, language, say, roles=roles)
    return Shown(
        group=found,
        state=apparent(found, today),
        state_text=wording.state_of(found, today),
        start=wording.start_of(found),
        may_take=_may_take(found, today),
        place=describe("meets_in", found.meets_in, reference, language, say),
        read=read,
        attention=attention(found, today),
        cautions=tuple(look for look in looks if look.field in {"lifecycle", "meetings"}),
        parts=tuple(parts),
        naming=_naming(found, kept, trainings.courses(db), today),
        buttons=tuple(buttons(found, today)),
        corrections=tuple(to for to in get_args(Lifecycle) if _can(found, to, today)),
        history=lines(seen, reference, language, say, edit.organisers(db)),
        version=entries[0].number if entries else 0,
        can_undo=can_undo(entries, now),
    )


def _read(
    db: Connection, group: Group, kept: Kept, today: date, reference: Reference, language: str
) -> Read:
    return read_now(
        group,
        today,
        organisers=kept.organisers,
        instructors=kept.instructors,
        trainings=kept.trainings,
        reference=reference,
        language=language,
        heard=outbox.newest_report(db) is not None,
    )


def can_undo(entries: tuple[Entry, ...], now: datetime) -> bool:
    """Tell whether the last change can be taken back: its image is kept for 30 days.

    The entry that made a record is no change to take back: for that there is "remove".
    """
    if not entries or not entries[0].undoable or entries[0].verb == "added":
        return False
    return now - entries[0].at < timedelta(days=UNDO_DAYS)


def people(db: Connection, today: date) -> People:
    """Return whom a group's form may name, those without a training marked (16)."""
    trained = {t.instructor for t in trainings.all_trainings(db) if counts(t, today)}
    staff, held = instructors.all_instructors(db), organisers.all_organisers(db)
    return People(
        labels={
            "organisers": {o.id: Text("{name}", {"name": o.name}) for o in held},
            "instructors": {i.id: _introduced(i, trained=i.id in trained) for i in staff},
        },
        names={
            "organisers": tuple(sorted({o.name for o in held})),
            "instructors": tuple(sorted({i.name for i in staff})),
        },
    )


def _introduced(instructor: Instructor, *, trained: bool) -> Text:
    name = instructor.name
    match instructor.role, trained:
        case "peer", True:
            return Text.of("{name}, peer instructor", name=name)
        case "peer", False:
            return Text.of("{name}, peer instructor, no instructor training yet", name=name)
        case _, False:
            return Text.of("{name}, no instructor training yet", name=name)
    return Text("{name}", {"name": name})


def _kept(db: Connection, group: Group) -> Kept:
    held = (organisers.find(db, one) for one in group.organisers)
    staff = (instructors.find(db, one) for one in group.instructors)
    return Kept(
        organisers=tuple(one for one in held if one is not None),
        instructors=tuple(one for one in staff if one is not None),
        trainings=trainings.of_instructors(db, group.instructors),
    )


def _parts(
    group: Group,
    kept: Kept,
    looks: tuple[Caution, ...],
    reference: Reference,
    language: str,
    say: Say,
    *,
    roles: bool,
) -> Iterable[Part]:
    names: Mapping[str, tuple[str, ...]] = {
        "organisers": tuple(one.name for one in kept.organisers),
        "instructors": tuple(one.name for one in kept.instructors),
    }
    for section in SECTIONS:
        facts = tuple(
            Fact(
                label(field, say),
                ", ".join(names[field])
                if names.get(field)
                else describe(field, _plain(group, field), reference, language, say),
                tuple(look for look in looks if look.field == field != "wants_name"),
            )
            for field in asked(section, group)
            if roles or field not in TELLS_ROLES
        )
        if facts:
            yield Part(section=section, facts=facts)


def _plain(group: Group, field: str) -> object:
    value = getattr(group, field)
    if field == "serves" and not value and group.catchment == "municipalities":
        return [group.meets_in]  # as parents read it (11)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _naming(group: Group, kept: Kept, courses: tuple[Listed, ...], today: date) -> Naming:
    judged = name_of(group, kept.trainings, today)
    doubtful = doubt(group, kept.trainings, courses)
    if isinstance(judged, Carries):
        return Naming(carries=True, doubt=doubtful)
    by = min(today, group.first_day or today)
    trained = {t.instructor for t in kept.trainings if counts(t, by)}
    missing = tuple(i.name for i in kept.instructors if i.id not in trained)
    missing = missing if group.wants_name else ()
    return Naming(carries=False, why=judged.why, missing=missing, doubt=doubtful)


def _may_take(group: Group, today: date) -> Text | None:
    """Return what the opposite decision on new parents means, if it can be made (8)."""
    state = apparent(group, today)
    if state not in TAKING or state == "full":  # a full group asks again once it has room
        return None
    after = new_parents(yes=not group.takes_parents)(group, today)
    return consequence(group, after, today) if isinstance(after, Group) else None


def _can(group: Group, to: Lifecycle, today: date) -> bool:
    """Tell whether a state can be put right to another one, or a withdrawal taken back."""
    news = to != group.lifecycle or group.withdrawn_on is not None
    return news and isinstance(correction(to)(group, today), Group)
