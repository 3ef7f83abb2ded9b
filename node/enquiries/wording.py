"""The closed lists of an enquiry: how each word is shown, and how people may write it.

Keys of the written words are folded (small letters, spaces for underscores).
"""

from collections.abc import Mapping

from node.enquiries.model import (
    Introduction,
    Message,
    Outcome,
    Particulars,
    State,
    TimeOfWeek,
    Told,
    Way,
)
from shared.text import Text
from shared.wire.words import Audience

STATES: Mapping[State, Text] = {
    "new": Text.of("new"),
    "contacted": Text.of("contacted"),
    "pre_meeting": Text.of("pre-meeting agreed"),
    "place": Text.of("place in a group"),
    "waiting": Text.of("waits for a group"),
    "elsewhere": Text.of("directed elsewhere"),
    "closed": Text.of("closed without a place"),
}
STEPS: Mapping[State, Text] = {
    "contacted": Text.of("The parent was reached"),
    "pre_meeting": Text.of("A pre-meeting is agreed"),
    "place": Text.of("The parent got a place"),
    "waiting": Text.of("The parent was put on the waiting list"),
    "elsewhere": Text.of("Directed elsewhere"),
    "closed": Text.of("Closed without a place"),
}
TOLD: Mapping[Told, Text] = {
    "met": Text.of("got a place"),
    "waiting": Text.of("waiting"),
    "not_met": Text.of("no place here"),
}
WAYS: Mapping[Way, Text] = {
    "call": Text.of("You may call"),
    "text": Text.of("You may send a text message"),
}
_NOT: Mapping[Way, Text] = {
    "call": Text.of("Do not call"),
    "text": Text.of("Do not send a text message"),
}
MESSAGES: Mapping[Message, Text] = {
    "none": Text.of("Do not leave a message"),
    "call_back": Text.of("Only ask to call back"),
    "any": Text.of("A message may be left"),
}
INTRODUCTIONS: Mapping[Introduction, Text] = {
    "first_name": Text.of("Say only your first name"),
    "organisation": Text.of("You may name your organisation"),
    "group": Text.of("You may say that it is about the group"),
    "line": Text.of("In these words:"),
}
TIMES: Mapping[TimeOfWeek, Text] = {
    "morning": Text.of("weekday mornings"),
    "afternoon": Text.of("weekday afternoons"),
    "evening": Text.of("weekday evenings"),
    "weekend": Text.of("weekends"),
}
AUDIENCES: Mapping[Audience, Text] = {
    "all": Text.of("any group"),
    "fathers": Text.of("a group for fathers"),
    "mothers": Text.of("a group for mothers"),
}

STATE_WORDS: Mapping[str, State] = {
    **dict.fromkeys(("new", "uusi", "ny"), "new"),
    **dict.fromkeys(("contacted", "tavoitettu", "kontaktad", "nådd"), "contacted"),
    **dict.fromkeys(
        ("pre meeting", "ennakkotapaaminen", "förhandsmöte", "pre-meeting"), "pre_meeting"
    ),
    **dict.fromkeys(("place", "paikka", "plats"), "place"),
    **dict.fromkeys(("waiting", "jonottaa", "odottaa", "köar", "väntar"), "waiting"),
    **dict.fromkeys(("elsewhere", "muualle", "annanstans"), "elsewhere"),
    **dict.fromkeys(("closed", "päätetty", "avslutad"), "closed"),
}
OUTCOME_WORDS: Mapping[str, Outcome] = {
    **dict.fromkeys(("place", "paikka", "plats"), "place"),
    **dict.fromkeys(("waiting", "jonottaa", "odottaa", "köar", "väntar"), "waiting"),
    **dict.fromkeys(("elsewhere", "muualle", "annanstans"), "elsewhere"),
    **dict.fromkeys(("closed", "päätetty", "avslutad"), "closed"),
}
WAY_WORDS: Mapping[str, Way] = {
    **dict.fromkeys(("call", "soitto", "soittaa", "ringa", "samtal"), "call"),
    **dict.fromkeys(("text", "tekstiviesti", "textmeddelande", "sms"), "text"),
}
MESSAGE_WORDS: Mapping[str, Message] = {
    **dict.fromkeys(("none", "ei viestiä", "inget meddelande", "ei", "nej", "no"), "none"),
    **dict.fromkeys(("call back", "soittopyyntö", "ring upp"), "call_back"),
    **dict.fromkeys(("any", "viesti", "meddelande", "kyllä", "ja", "yes"), "any"),
}
INTRODUCTION_WORDS: Mapping[str, Introduction] = {
    **dict.fromkeys(("first name", "etunimi", "förnamn"), "first_name"),
    **dict.fromkeys(("organisation", "järjestö"), "organisation"),
    **dict.fromkeys(("group", "ryhmä", "grupp"), "group"),
    **dict.fromkeys(("line", "näin", "så här"), "line"),
}
TIME_WORDS: Mapping[str, TimeOfWeek] = {
    **dict.fromkeys(("morning", "aamu", "aamupäivä", "morgon", "förmiddag"), "morning"),
    **dict.fromkeys(("afternoon", "iltapäivä", "eftermiddag"), "afternoon"),
    **dict.fromkeys(("evening", "ilta", "kväll"), "evening"),
    **dict.fromkeys(("weekend", "viikonloppu", "veckoslut", "helg"), "weekend"),
}


def safety(particulars: Particulars) -> tuple[Text, ...]:
    """Return how the parent is reached safely: what must not be done stands first."""
    if particulars.channel == "mail":
        lines = [Text.of("Write a subject line that tells nothing")]
    else:
        lines = [MESSAGES[particulars.message]]
        lines += [words for way, words in _NOT.items() if way not in particulars.ways]
    lines += [WAYS[way] for way in particulars.ways]
    introduced = INTRODUCTIONS[particulars.introduce]
    if particulars.introduce == "line" and particulars.line:
        introduced = Text.of("Introduce yourself as: “{line}”", line=particulars.line)
    return (*lines, introduced)
