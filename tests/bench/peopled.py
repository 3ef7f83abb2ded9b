"""A network's fifteen years on one node: groups, instructors, enquiries, a chain of what was done.

Everything goes in through the acts that pages stand on, so that checks, history and its chain of
digests are those of a lived-in node. Only the transactions are larger than a person's.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from sqlite3 import Connection

from msgspec.structs import replace

from node.desk import Desk
from node.enquiries import edit as enquiries
from node.enquiries import keyring
from node.groups import edit as groups
from node.groups import store as kept_groups
from node.groups.model import Group, Lifecycle, Meeting
from node.history import record as history
from node.history import store as entries
from node.history.model import Doer
from node.instructors import edit as instructors
from node.network import edit as network
from node.network.model import NetworkRecord
from node.organisers import edit as organisers
from node.start import progress
from node.trainings import edit as trainings
from shared.period import helsinki_day, month_of
from shared.reference.lookup import Reference

GROUPS, INSTRUCTORS, ORGANISERS, ENQUIRIES = 5_000, 2_000, 60, 200
ENTRIES = 50_000
BATCH = 500
"""Acts in one transaction."""
YEARS = 15
AREA = "11"
"""Of whose municipalities the groups are: one county."""
OF_NOW: tuple[Lifecycle, ...] = ("open", "running", "planned", "full")
OPEN_STILL = 20
"""One of this many groups has not ended yet."""
RECORD = NetworkRecord(name_fi="Esimerkki", name_sv="Exempel", controller="Esimerkki ry")


class NotTakenError(Exception):
    """An act refused what it was given: the bench measures nothing."""


async def begin(desk: Desk) -> None:
    """Give a new node its network, and one record of each kind."""
    await _settle(desk)
    await _people(desk, organisers_=1, instructors_=1)
    await _groups(desk, 1, staff=1)


async def live(desk: Desk) -> int:
    """Fill a new node with its years; return how many entries its chain has."""
    await _settle(desk)
    await _people(desk, organisers_=ORGANISERS, instructors_=INSTRUCTORS)
    await _groups(desk, GROUPS, staff=INSTRUCTORS)
    await _enquiries(desk)
    return await _changes(desk)


async def _settle(desk: Desk) -> None:
    covers = tuple(m.code for m in desk.reference.municipalities_of(AREA))
    job = partial(network.set_up, network=RECORD, covers=covers, now=desk.now())
    await desk.database.write(job)
    await desk.database.write(partial(progress.leave, now=desk.now()))  # Today is shown from now on


async def _people(desk: Desk, *, organisers_: int, instructors_: int) -> None:
    """Write organisers down, and instructors with their training, before the first group."""
    then = desk.now() - timedelta(days=365 * YEARS)
    for number in range(organisers_):
        form = {"name": f"Järjestö {number + 1}", "kind": "järjestö", "id": _organiser(number)}
        job = partial(organisers.save_form, form=form, reference=desk.reference, now=then)
        _taken(await desk.database.write(job))
    for first in range(0, instructors_, BATCH):
        some = range(first, min(first + BATCH, instructors_))
        await desk.database.write(partial(_train, some=some, now=then))


def _train(db: Connection, *, some: range, now: datetime) -> None:
    for number in some:
        person = {
            "name": f"Ohjaaja {number + 1} Esimerkki",
            "role": "vertainen" if number % 3 else "ammattilainen",
            "was_in_group": "kyllä" if number % 3 else "",
            "keep_until": "31.12.2031",
        }
        _taken(instructors.save_form(db, person, now=now))
        course = {
            "instructor": f"ohjaaja-{number + 1}",
            "kind": "ohjaajakoulutus",
            "day": helsinki_day(now).isoformat(),
            "days": "4" if number % 5 else "2",
            "held_by": "Kasper",
        }
        _taken(trainings.save_form(db, course, now=now))


async def _groups(desk: Desk, many: int, *, staff: int) -> None:
    """Keep groups, the earliest first, as they came over the years."""
    every = list(_written(desk.reference, desk.now(), many, staff))
    for first in range(0, many, BATCH):
        some = every[first : first + BATCH]
        await desk.database.write(partial(_keep, some=some, reference=desk.reference))


def _keep(db: Connection, *, some: list[tuple[Group, datetime]], reference: Reference) -> None:
    for group, at in some:
        groups.keep(db, group, reference=reference, now=at, doer=_doer(at))


def _written(
    reference: Reference, now: datetime, many: int, staff: int
) -> Iterator[tuple[Group, datetime]]:
    """Yield groups and when each was written down: most are over, one in twenty is of now."""
    places = reference.municipalities_of(AREA)
    today = helsinki_day(now)
    for number in range(many):
        place = places[number % len(places)]
        back = YEARS * 365 * (many - number) // many
        of_now = number % OPEN_STILL == 0
        start = today + timedelta(days=number % 90) if of_now else today - timedelta(days=90 + back)
        group = Group(
            id=f"ryhma-{number + 1}",
            lifecycle="draft",
            meets_in=place.code,
            serves=tuple(m.code for m in places[: number % 4]),
            audience=("all", "fathers", "mothers")[number % 3],
            languages=("fi", "sv") if number % 7 == 0 else ("fi",),
            meetings=_weekly(start),
            organisers=(_organiser(number % min(staff, ORGANISERS)),),
            instructors=tuple(
                f"ohjaaja-{n % staff + 1}" for n in {number % staff, number * 7 % staff}
            ),
            place=f"Perhekeskus, huone {number % 30}",
            notes=f"Avain toimistosta {number}" if number % 3 == 0 else None,
        )
        yield _grown(group, number, start, of_now=of_now), now - timedelta(days=back)


def _grown(group: Group, number: int, start: date, *, of_now: bool) -> Group:
    """Return the group in the state its dates have brought it to."""
    month = month_of(start)
    if not of_now:
        ended = group.meetings[-1].day
        return replace(
            group,
            lifecycle="ended",
            start_month=month,
            start_confirmed_on=start,
            end_confirmed_on=ended,
            parents=4 + number % 5,
        )
    state = OF_NOW[number // OPEN_STILL % len(OF_NOW)]
    if state != "running":
        return replace(group, lifecycle=state, start_month=month)
    begun = start - timedelta(days=120)
    return replace(
        group,
        lifecycle=state,
        start_month=month_of(begun),
        start_confirmed_on=begun,
        meetings=_weekly(begun + timedelta(days=90)),
    )


def _weekly(first: date) -> tuple[Meeting, ...]:
    return tuple(
        Meeting(number=n + 1, day=first + timedelta(weeks=n), theme=n + 1, starts_at="17:00")
        for n in range(10)
    )


async def _enquiries(desk: Desk) -> None:
    keys, doer = keyring.load(desk.data), _doer(desk.now())
    for number in range(ENQUIRIES):
        form = {
            "contact": f"040 555 {number:04}",
            "ways": "call",
            "municipality": desk.reference.municipalities_of(AREA)[number % 9].name_fi,
            "language": "suomi",
            "consent": "yes",
        }
        job = partial(enquiries.record, form=form, keys=keys, reference=desk.reference, doer=doer)
        _taken(await desk.database.write(job))


async def _changes(desk: Desk) -> int:
    """Lengthen the chain: groups are changed and changed back; what is old is cleared as ever."""
    missing = ENTRIES - (await desk.read(entries.head))[0]
    for first in range(0, missing, BATCH * 4):
        some = range(first, min(first + BATCH * 4, missing))
        await desk.database.write(partial(_change, some=some, missing=missing, now=desk.now()))
    await desk.database.write(partial(entries.prune, today=desk.today()))
    return (await desk.read(entries.head))[0]


def _change(db: Connection, *, some: range, missing: int, now: datetime) -> None:
    every = sorted(kept_groups.ids(db))
    chosen = {n: every[n // 2 % len(every)] for n in some}
    known = {group.id: group for group in kept_groups.some(db, set(chosen.values()))}
    for number, group in chosen.items():
        at = now - timedelta(days=365 * (missing - number) // missing)
        kept = known[group]
        other = replace(kept, notes="Toinen avain")
        pair = (kept, other) if number % 2 == 0 else (other, kept)
        history.record(db, _doer(at), "group", group, *pair)


def _organiser(number: int) -> str:
    return f"jarjesto-{number + 1}"


def _doer(at: datetime) -> Doer:
    return Doer(at=at.astimezone(UTC), staff=1, via="page")


def _taken(answer: object) -> None:
    """Raise NotTakenError if an act refused."""
    if isinstance(answer, tuple):
        raise NotTakenError(answer)
