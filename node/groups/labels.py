"""What a lead reads beside a group's fields, and the words of its closed lists.

One table for forms, for the history and for the page of a group, so that a field has one name.
"""

from collections.abc import Mapping

from node.groups.wording import STARTS, STATES
from shared.text import Text

TRI_STATE: Mapping[str, Text] = {
    "yes": Text.of("yes"),
    "no": Text.of("no"),
    "not_said": Text.of("not said"),
}
YES_NO: Mapping[str, Text] = {"yes": Text.of("yes"), "no": Text.of("no")}
AUDIENCE: Mapping[str, Text] = {
    "all": Text.of("mothers and fathers"),
    "mothers": Text.of("mothers"),
    "fathers": Text.of("fathers"),
}
FORMAT: Mapping[str, Text] = {
    "in_person": Text.of("in person"),
    "hybrid": Text.of("in person, remotely possible"),
    "remote": Text.of("remotely"),
}
TIME_OF_DAY: Mapping[str, Text] = {
    "daytime": Text.of("in the daytime"),
    "evening": Text.of("in the evening"),
    "not_said": Text.of("not said"),
}
CATCHMENT: Mapping[str, Text] = {
    "municipalities": Text.of("parents from the municipalities below"),
    "own_clients": Text.of("only the organiser's own clients"),
    "area": Text.of("the whole wellbeing area"),
    "wider": Text.of("the wellbeing area and others"),
}
TRAVEL_COSTS: Mapping[str, Text] = {
    "paid": Text.of("paid"),
    "not_paid": Text.of("not paid"),
    "ask": Text.of("to be asked"),
}
WORDS: Mapping[str, Mapping[str, Text]] = {
    "lifecycle": {word: STATES[word] for word in STATES if not word.endswith("_unconfirmed")},
    "audience": AUDIENCE,
    "format": FORMAT,
    "time_of_day": TIME_OF_DAY,
    "catchment": CATCHMENT,
    "start": {kind: STARTS[kind] for kind in STARTS},
    "travel_costs": TRAVEL_COSTS,
    "interpreter": TRI_STATE,
    "other_mother_tongue": TRI_STATE,
    "social_worker": TRI_STATE,
}
"""The words of every closed list, by its field."""

LABELS: Mapping[str, Text] = {
    "id": Text.of("Id"),
    "lifecycle": Text.of("State"),
    "takes_parents": Text.of("Takes new parents"),
    "audience": Text.of("For whom"),
    "languages": Text.of("Languages of the group"),
    "material_languages": Text.of("Languages of the material"),
    "interpreter": Text.of("Interpreter"),
    "other_mother_tongue": Text.of("Another mother tongue may be spoken"),
    "format": Text.of("How it meets"),
    "time_of_day": Text.of("Time of day"),
    "meets_in": Text.of("Municipality where it meets"),
    "show_area_only": Text.of("Show the area only"),
    "catchment": Text.of("Who may come"),
    "serves": Text.of("Municipalities whose parents may come"),
    "start": Text.of("How it starts"),
    "start_month": Text.of("Month of the start"),
    "meetings": Text.of("Meetings"),
    "planned_meetings": Text.of("Number of meetings"),
    "minutes": Text.of("Length of a meeting in minutes"),
    "starts_at": Text.of("Hour of the meetings"),
    "organisers": Text.of("Organisers"),
    "instructors": Text.of("Instructors"),
    "social_worker": Text.of("A social worker attends"),
    "tell_peer_instructor": Text.of("Tell that a peer instructor takes part"),
    "travel_costs": Text.of("Travel costs"),
    "wants_name": Text.of("Carry the name VOIKUKKIA"),
    "start_confirmed_on": Text.of("Start confirmed"),
    "end_confirmed_on": Text.of("End confirmed"),
    "withdrawn_on": Text.of("Withdrawn from the public list"),
    "parents": Text.of("Number of parents"),
    "place": Text.of("Place"),
    "notes": Text.of("Notes"),
    "day": Text.of("Day"),
    "theme": Text.of("Theme"),
    "attendance": Text.of("How many came"),
}
WEEKDAYS: tuple[Text, ...] = (
    Text.of("Monday"),
    Text.of("Tuesday"),
    Text.of("Wednesday"),
    Text.of("Thursday"),
    Text.of("Friday"),
    Text.of("Saturday"),
    Text.of("Sunday"),
)
"""Names of the weekdays, for the lead alone."""
