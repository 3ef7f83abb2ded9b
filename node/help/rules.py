"""The rules a field refers to by number, each in plain words with its source; first half.

`description`: the intervention's own descriptions. `law`: an act or regulation, named. `ours`: what
this program inferred or decided.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from shared.text import Text

Source = Literal["description", "law", "ours"]
SOURCES: Mapping[Source, Text] = {
    "description": Text.of("From the descriptions of the method"),
    "law": Text.of("From the law"),
    "ours": Text.of("Our own decision"),
}


class Rule(Struct, frozen=True):
    """A rule: its number, what it is about, what it says, and where it comes from.

    `named` names the act or regulation.
    """

    number: int
    title: Text
    words: Text
    source: Source
    named: Text | None = None


ON_GROUPS = (
    Rule(
        1,
        Text.of("For whom"),
        Text.of(
            "For mothers and fathers who have lived through a child's being taken into care or "
            "placement. A group is for all of them, for mothers or for fathers; never for "
            "children."
        ),
        "description",
    ),
    Rule(
        2,
        Text.of("Size"),
        Text.of("Four to eight parents. Another number is kept with a caution."),
        "description",
    ),
    Rule(
        3,
        Text.of("Number of meetings"),
        Text.of("Ten meetings; eight to ten are allowed, as another description says."),
        "description",
    ),
    Rule(
        4,
        Text.of("Length of a meeting"),
        Text.of("Two to two and a half hours, three at most. More than three is refused."),
        "description",
    ),
    Rule(
        5,
        Text.of("Every meeting"),
        Text.of(
            "Refreshments, a round at the start, the theme, a round at the end, and exercises "
            "between the meetings."
        ),
        "description",
    ),
    Rule(
        6,
        Text.of("Ten themes"),
        Text.of(
            "Ten themes in their order. With eight or nine meetings you choose. What the parents "
            "themselves bring up is dealt with, too, and is never written down."
        ),
        "description",
    ),
    Rule(
        7,
        Text.of("Pre-meeting"),
        Text.of(
            "The instructors meet every parent before the start. Nobody therefore books a place: "
            "a parent enquires, is met, and gets a place or waits. Why somebody was judged so is "
            "never stored."
        ),
        "description",
    ),
    Rule(
        8,
        Text.of("A closed group"),
        Text.of("Nobody joins after the start. A new parent comes to the next group."),
        "description",
    ),
    Rule(
        9,
        Text.of("Feedback"),
        Text.of("At the last meeting, in writing without names, and aloud."),
        "description",
    ),
    Rule(
        10,
        Text.of("Dates are the truth"),
        Text.of(
            "Not “weekly”: a real group met on ten Thursdays with a gap of five weeks. A start "
            "may also be a month, when four parents are found, on request, or all year round."
        ),
        "description",
    ),
    Rule(
        11,
        Text.of("Whose parents may come"),
        Text.of(
            "This is asked apart from where the group meets: one group in Porvoo served four "
            "municipalities."
        ),
        "description",
    ),
    Rule(
        12,
        Text.of("Languages"),
        Text.of(
            "Three things, not one: the language of the group, of the material, and whether a "
            "parent may speak another mother tongue."
        ),
        "description",
    ),
    Rule(
        13,
        Text.of("Life of a group"),
        Text.of(
            "Draft, planned, open, full, running, ended; postponed or cancelled before the end. "
            "Whether it takes new parents is your own decision and is never reckoned from a head "
            "count. When a date passes, you are asked: did it start, has it ended? Only confirmed "
            "starts are counted."
        ),
        "ours",
    ),
)
ON_STAFF = (
    Rule(
        14,
        Text.of("Instructors"),
        Text.of("Two professional instructors and one peer instructor are recommended."),
        "description",
    ),
    Rule(
        15,
        Text.of("A social worker"),
        Text.of("Usually attends as well: yes, no, or not known."),
        "description",
    ),
    Rule(
        16,
        Text.of("The name"),
        Text.of(
            "VOIKUKKIA is a trade mark, and so are Maskrosor and Dandelion. A group carries the "
            "name only if all its instructors have done the four-day training. Without it the "
            "group is listed all the same, as a peer support group for parents of placed "
            "children, and is counted apart. That all instructors are meant is our reading."
        ),
        "law",
        Text.of("Trade Marks Act 544/2019"),
    ),
    Rule(
        17,
        Text.of("Peer instructors"),
        Text.of(
            "Have first been in a group themselves, then been trained. Kasper arranges the "
            "training with Sininauhaliitto."
        ),
        "description",
    ),
    Rule(
        18,
        Text.of("Ethical principles"),
        Text.of("Instructors and organisers accept them; the day is written down."),
        "description",
    ),
    Rule(
        19,
        Text.of("Names of peer instructors"),
        Text.of(
            "Whoever is a peer instructor is known to have had a child in care. Their names are "
            "therefore on nothing public and never leave this node."
        ),
        "ours",
    ),
)
