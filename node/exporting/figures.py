"""What the node can count of a year from its groups, instructors and trainings (29).

A group belongs to the year of its first meeting when it started, of its last one when it ended.
Only confirmed starts and ends count (13), and only meetings whose day is past.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from sqlite3 import Connection

from node.activities import store as activities
from node.groups import store as groups
from node.groups.listing import store as listing
from node.groups.model import Group, GroupId
from node.instructors import store as instructors
from node.instructors.model import Instructor
from node.persons import store as persons
from node.trainings import store as trainings
from node.trainings.model import Training
from node.trainings.name import Carries, name_of


def measures(db: Connection, year: int) -> dict[str, int]:
    """Return the counts by the names that `stea.toml` uses."""
    kept = groups.some(db, listing.touching(db, year))
    people = instructors.all_instructors(db)
    courses = trainings.all_trainings(db)
    running = activities.all_activities(db)
    first = date(year, 1, 1)
    return {
        **of_groups(kept, courses, year),
        **of_people(kept, people, courses, year, former=persons.former_staff(db)),
        "activities": sum(one.until is None or one.until >= first for one in running),
    }


def of_groups(kept: Iterable[Group], courses: Iterable[Training], year: int) -> dict[str, int]:
    """Count groups, their meetings and those who came."""
    kept, courses = tuple(kept), tuple(courses)
    started = [one for one in kept if _started(one, year)]
    held = [
        meeting
        for one in kept
        if one.start_confirmed_on is not None
        for meeting in one.meetings
        if meeting.day.year == year
    ]
    named = (_named(one, courses) for one in started)
    return {
        "groups_started": len(started),
        "groups_started_named": sum(named),
        "groups_finished": sum(_finished(one, year) for one in kept),
        "groups_cancelled": sum(_cancelled(one, year) for one in kept),
        "meetings": len(held),
        "meetings_uncounted": sum(one.attendance is None for one in held),
        "parents": sum(one.parents or 0 for one in started),
        "groups_uncounted": sum(one.parents is None for one in started),
        "visits": sum(one.attendance or 0 for one in held),
        "organisers": len({body for one in started for body in one.organisers}),
        "municipalities": len({place for one in started for place in (one.meets_in, *one.serves)}),
    }


def of_people(
    kept: Iterable[Group],
    people: Iterable[Instructor],
    courses: Iterable[Training],
    year: int,
    *,
    former: Mapping[GroupId, int] | None = None,
) -> dict[str, int]:
    """Count those who led a group of the year, and those who were trained in it.

    `former`: how many instructors of a group were erased. Nothing tells any more whether one of
    them led several groups, or in which role: each counts once for every group, and in no role.
    """
    roles = {one.id: one.role for one in people}
    of_year = [one for one in kept if _of_year(one, year)]
    led = {person for one in of_year for person in one.instructors}
    gone = sum((former or {}).get(one.id, 0) for one in of_year)
    done = [one for one in courses if one.day.year == year]
    return {
        "instructors": len(led) + gone,
        "professionals": sum(roles.get(person) == "professional" for person in led),
        "peers": sum(roles.get(person) == "peer" for person in led),
        "trainings": len({(one.kind, one.day, one.place) for one in done}),
        "people_trained": len({one.instructor for one in done}),
        "peers_trained": len({one.instructor for one in done if one.kind == "peer_instructor"}),
    }


def _started(group: Group, year: int) -> bool:
    begun = group.start_confirmed_on
    return begun is not None and (group.first_day or begun).year == year


def _finished(group: Group, year: int) -> bool:
    ended = group.end_confirmed_on
    return ended is not None and (group.last_day or ended).year == year


def _cancelled(group: Group, year: int) -> bool:
    """Tell whether a group that was to start in the year was cancelled."""
    if group.lifecycle != "cancelled":
        return False
    begun = group.first_day or group.start_confirmed_on
    month = begun.isoformat() if begun else group.start_month
    return month is not None and month.startswith(f"{year:04}")


def _of_year(group: Group, year: int) -> bool:
    """Tell whether a group that started met, began or ended in the year."""
    met = any(meeting.day.year == year for meeting in group.meetings)
    begun = group.start_confirmed_on is not None
    return _started(group, year) or _finished(group, year) or (begun and met)


def _named(group: Group, courses: tuple[Training, ...]) -> bool:
    """Tell whether a group carried the name when it started (16)."""
    day = group.first_day or group.start_confirmed_on
    return day is not None and isinstance(name_of(group, courses, day), Carries)
