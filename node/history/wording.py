"""The history in words: verbs, who acted, the names of fields, values as a person reads them."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from node.history.model import Verb, Via
from shared.runtime.i18n import Translator
from shared.runtime.web.dates import day_words
from shared.text import Text

VERBS: Mapping[Verb, Text] = {
    "added": Text.of("added"),
    "changed": Text.of("was changed"),
    "removed": Text.of("removed"),
    "undone": Text.of("change undone"),
    "restored": Text.of("restored"),
    "erased": Text.of("erased"),
    "confirmed": Text.of("confirmed"),
    "noted": Text.of("done"),
}
KINDS: Mapping[str, Text] = {
    "group": Text.of("Group"),
    "organiser": Text.of("Organiser"),
    "instructor": Text.of("Instructor"),
    "training": Text.of("Training"),
    "activity": Text.of("Activity"),
    "workshop": Text.of("Workshop"),
    "participation": Text.of("Participation"),
    "commitment": Text.of("Commitment"),
    "agreement": Text.of("Agreement"),
    "feedback": Text.of("Feedback"),
    "cost": Text.of("Cost"),
    "network": Text.of("Network"),
    "coverage": Text.of("Municipality"),
    "contact": Text.of("Public contact"),
    "staff": Text.of("Staff"),
    "settings": Text.of("Setting"),
    "import": Text.of("Import"),
    "backup": Text.of("Backup"),
    "statistics": Text.of("Counts of people"),
}
WHO: Mapping[Via, Text] = {
    "page": Text.of("somebody"),
    "command": Text.of("on the node's own computer"),
    "import": Text.of("import"),
    "chore": Text.of("the program"),
}
STAFF_GONE = Text.of("a former member of the staff")
FIELDS: Mapping[str, Text] = {
    "lifecycle": Text.of("State"),
    "takes_parents": Text.of("Takes new parents"),
    "audience": Text.of("For whom"),
    "languages": Text.of("Languages"),
    "material_languages": Text.of("Languages of the material"),
    "interpreter": Text.of("Interpreter"),
    "other_mother_tongue": Text.of("Another mother tongue may be spoken"),
    "format": Text.of("Form"),
    "time_of_day": Text.of("Time of day"),
    "meets_in": Text.of("Meets in"),
    "show_area_only": Text.of("Show the area only"),
    "catchment": Text.of("Whose parents may come"),
    "serves": Text.of("Serves"),
    "start": Text.of("Start"),
    "start_month": Text.of("Month of the start"),
    "meetings": Text.of("Meetings"),
    "planned_meetings": Text.of("Number of meetings"),
    "minutes": Text.of("Minutes"),
    "starts_at": Text.of("Hour"),
    "organisers": Text.of("Organisers"),
    "instructors": Text.of("Instructors"),
    "social_worker": Text.of("A social worker attends"),
    "tell_peer_instructor": Text.of("Tell that a peer instructor takes part"),
    "travel_costs": Text.of("Travel costs"),
    "wants_name": Text.of("Carries the name VOIKUKKIA"),
    "start_confirmed_on": Text.of("Start confirmed"),
    "end_confirmed_on": Text.of("End confirmed"),
    "withdrawn_on": Text.of("Withdrawn"),
    "parents": Text.of("Number of parents"),
    "place": Text.of("Place"),
    "notes": Text.of("Notes"),
    "name": Text.of("Name"),
    "kind": Text.of("Kind"),
    "municipality": Text.of("Municipality"),
    "area": Text.of("Area"),
    "valid_from": Text.of("Valid from"),
    "valid_until": Text.of("Valid until"),
    "ethical_principles_on": Text.of("Ethical principles accepted"),
    "role": Text.of("Role"),
    "password_since": Text.of("Password"),
    "factor_since": Text.of("Second factor"),
    "recovery_left": Text.of("Recovery codes"),
    "reset_at": Text.of("Link for a new password"),
    "phone": Text.of("Telephone"),
    "email": Text.of("E-mail"),
    "purpose": Text.of("Purpose"),
    "keep_until": Text.of("Kept until"),
    "was_in_group": Text.of("Has been in a group"),
    "day": Text.of("Day"),
    "days": Text.of("Days"),
    "organisation": Text.of("Organisation"),
    "telephone": Text.of("Telephone"),
    "says": Text.of("What is said"),
    "since": Text.of("Since"),
    "until": Text.of("Until"),
    "link": Text.of("Address of the page"),
    "took_part": Text.of("How many took part"),
    "held_by": Text.of("Held by"),
    "theme": Text.of("Theme"),
    "volunteers": Text.of("How many volunteers took part"),
    "party": Text.of("With whom"),
    "starts": Text.of("First day"),
    "ends": Text.of("Last day"),
    "note": Text.of("Note"),
    "planned_cents": Text.of("Planned, euros"),
    "actual_cents": Text.of("Actual, euros"),
    "group": Text.of("Group"),
    "organiser": Text.of("Organiser"),
    "instructor": Text.of("Instructor"),
    "proof": Text.of("Where the certificate is kept"),
    "questionnaire": Text.of("Questionnaire"),
    "questions": Text.of("Questions"),
    "asked_on": Text.of("Asked on"),
    "counts": Text.of("Answers counted on paper"),
    "answers": Text.of("What was answered"),
    "round": Text.of("Group that was asked"),
    "text": Text.of("In their own words"),
    "id": Text.of("Id"),
    "login": Text.of("Login"),
    "made_at": Text.of("Account since"),
    "ended_at": Text.of("Account ended"),
    "name_fi": Text.of("The network's name in Finnish"),
    "name_sv": Text.of("The network's name in Swedish"),
    "controller": Text.of("Controller"),
    "pause": Text.of("Break"),
    "hours_fi": Text.of("When it is answered, in Finnish"),
    "hours_sv": Text.of("When it is answered, in Swedish"),
    "hours_en": Text.of("When it is answered, in English"),
    "text_messages": Text.of("Text messages are answered, too"),
    "web": Text.of("The network's own page"),
    "tally_only": Text.of("Enquiries are only counted"),
    "role_vouched_on": Text.of("Said to be a role's mailbox"),
}
"""Words of the fields that history shows; others are shown as they are called in the records."""

YES, NO = Text.of("yes"), Text.of("no")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def field_name(field: str) -> Text:
    """Return the name of a field."""
    return FIELDS.get(field) or Text("{field}", {"field": field.replace("_", " ")})


def plain(value: Any, translator: Translator) -> str:  # noqa: ANN401 (whatever a record holds)
    """Return a value of the history as a person reads it."""
    match value:
        case None | "" | []:
            return "–"
        case bool():
            return translator.say(YES if value else NO)
        case list():
            return ", ".join(plain(one, translator) for one in value)
        case {"day": day, **_rest}:
            return plain(day, translator)
        case dict():
            return ", ".join(f"{k}: {plain(v, translator)}" for k, v in value.items())
        case str() if _DAY.fullmatch(value):
            return day_words(date.fromisoformat(value), translator.language)
        case _:
            return str(value)
