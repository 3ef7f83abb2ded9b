"""The options of `group add` and `group edit`: the form's fields, as a command line writes them."""

from dataclasses import asdict, dataclass
from typing import Annotated

from cyclopts import Parameter

Words = Annotated[str | None, Parameter(show_default=False)]


@Parameter(name="*")
@dataclass(kw_only=True)
class GroupOptions:
    """What may be said of a group; what is left out keeps its value, "" takes it away."""

    lifecycle: Words = None
    """draft, planned, open, full, running, ended, postponed or cancelled (fi, sv and en words)"""
    takes_parents: Words = None
    """yes or no: does the group take new parents? Your decision, never a count"""
    audience: Words = None
    """all, fathers or mothers"""
    languages: Words = None
    """languages of the group, such as "fi, sv" or "suomi ja ruotsi" """
    material_languages: Words = None
    """languages of the material"""
    interpreter: Words = None
    """yes, no or not said"""
    other_mother_tongue: Words = None
    """may a parent speak another mother tongue? yes, no or not said"""
    format: Words = None
    """in_person, hybrid or remote"""
    time_of_day: Words = None
    """daytime or evening; weekday and hour are never public"""
    show_area_only: Words = None
    """yes hides the municipality in public and shows its wellbeing area"""
    catchment: Words = None
    """municipalities, own_clients, area or wider"""
    serves: Words = None
    """municipalities whose parents may come, such as "Askola, Loviisa, Porvoo" """
    start: Words = None
    """month, when_found, on_request, all_year, or the month itself: 11/2026"""
    start_month: Words = None
    """month of the start, such as 11/2026; known dates come first"""
    meetings: Words = None
    """all dates: "5.11.2026; 12.11.2026; 19.11.2026" """
    planned_meetings: Words = None
    """8, 9 or 10"""
    minutes: Words = None
    """length of the meetings in minutes, at most 180"""
    starts_at: Words = None
    """hour of the meetings, such as 17.30; never leaves this computer"""
    organisers: Words = None
    """ids or names of organisers"""
    instructors: Words = None
    """ids or names of instructors; names never leave this computer"""
    social_worker: Words = None
    """does a social worker attend? yes, no or not said"""
    tell_peer_instructor: Words = None
    """yes tells in public that a peer instructor takes part"""
    travel_costs: Words = None
    """paid, not_paid or ask"""
    wants_name: Words = None
    """no lists the group without the name VOIKUKKIA"""
    start_confirmed_on: Words = None
    """for records of the past: the day the start was confirmed"""
    end_confirmed_on: Words = None
    """for records of the past: the day the end was confirmed"""
    parents: Words = None
    """number of parents; leaves only in a rounded count of all groups"""
    place: Words = None
    """where exactly; never leaves this computer"""
    notes: Words = None
    """your own notes; never leave this computer"""

    def form(self, **more: str | None) -> dict[str, str]:
        """Return the form: what was said, and nothing else."""
        return {k: v for k, v in {**asdict(self), **more}.items() if v is not None}
