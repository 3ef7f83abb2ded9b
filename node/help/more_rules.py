"""The rules a field refers to by number; second half: organisers, rights, personal data."""

from node.help.rules import ON_GROUPS, ON_STAFF, Rule
from shared.text import Text

ON_ORGANISERS = (
    Rule(
        20,
        Text.of("Organisers"),
        Text.of(
            "Since 1.1.2023 the wellbeing services counties, not the municipalities, arrange "
            "social services. Helsinki and Åland stand beside them. A real group ran across that "
            "day, so kinds of organiser carry dates, and a group may have several organisers."
        ),
        "law",
        Text.of("Act on Organising Healthcare and Social Welfare Services 612/2021"),
    ),
    Rule(
        21,
        Text.of("Work beside the groups"),
        Text.of(
            "Peer cafés, support persons and weekends are activities, never counted as groups. "
            "Workshops, steering groups, parents' panels and agreements are kept, too."
        ),
        "description",
    ),
    Rule(
        22,
        Text.of("Free of charge"),
        Text.of(
            "A group costs parents nothing, so there is no field for a price. Travel costs are "
            "paid, not paid, or to be asked."
        ),
        "description",
    ),
    Rule(
        23,
        Text.of("Costs of a group"),
        Text.of(
            "3,555–6,155 EUR for ten times three hours; an older price, the year is not given. "
            "Your own costs stay here, for your own report."
        ),
        "description",
    ),
    Rule(
        24,
        Text.of("Voluntary"),
        Text.of(
            "No authority may make a group a condition of anything, and it replaces no service "
            "that the law promises. There is no certificate of attendance and no word to an "
            "authority on who came; that is our own decision."
        ),
        "description",
    ),
    Rule(
        25,
        Text.of("What is public"),
        Text.of(
            "The municipality, the kind of start, day or evening, languages, for whom, whose "
            "parents, and a contact. The exact place, the weekday and the hour never are: a "
            "parent learns them from the instructor. In a small municipality you may show the "
            "area alone. Confidential is never promised bare: professionals must pass on a "
            "concern for a child."
        ),
        "ours",
    ),
    Rule(
        26,
        Text.of("Every client is told"),
        Text.of("Every client is told of the groups, without choosing among them."),
        "description",
    ),
    Rule(
        27,
        Text.of("No promise of an effect"),
        Text.of(
            "The evidence was classed 0 of 3 on 15.12.2016. Never claim that a group works. Your "
            "feedback is the first step to knowing more."
        ),
        "description",
    ),
    Rule(
        28,
        Text.of("Three goals"),
        Text.of(
            "The instructors' network goes on, groups spread over the country, and parents' need "
            "for support is seen."
        ),
        "description",
    ),
    Rule(
        29,
        Text.of("The funder's questions"),
        Text.of(
            "STEA asks yearly for groups, meetings, parents, instructors, trainings and feedback. "
            "The export answers from a table that can be changed."
        ),
        "description",
    ),
)
ON_DATA = (
    Rule(
        30,
        Text.of("No client register"),
        Text.of(
            "That somebody is the parent of a placed child is secret. No names of parents, "
            "nothing of a child and no reason of a placement stand here."
        ),
        "law",
        Text.of("Act on the Processing of Client Data in Healthcare and Social Welfare 703/2023"),
    ),
    Rule(
        31,
        Text.of("Enquiries are erased"),
        Text.of(
            "30 days after hand-over and 90 days after they came, by a job that leaves a trace of "
            "the erasing and of nothing else. A waiting parent is asked on day 75 and may wait "
            "twelve months at most. Only numbers stay. A county keeps numbers alone from the "
            "start: the enquiry itself belongs into its own client register."
        ),
        "ours",
    ),
    Rule(
        32,
        Text.of("Attendance and feedback"),
        Text.of(
            "Attendance is a number for each meeting. Feedback is answers on scales, and free "
            "text that never leaves."
        ),
        "ours",
    ),
    Rule(
        33,
        Text.of("Instructors' data"),
        Text.of(
            "It has a purpose and an end. An instructor may see it, take it along and have it "
            "erased."
        ),
        "law",
        Text.of("General Data Protection Regulation, articles 5, 15, 17 and 20"),
    ),
    Rule(
        34,
        Text.of("Public contacts"),
        Text.of(
            "A role's mailbox and an office's number, because people change. An address that "
            "looks like a person's is refused; you can overrule that once, on the record."
        ),
        "ours",
    ),
    Rule(
        35,
        Text.of("Nobody is watched"),
        Text.of(
            "No log holds an enquiry, a form or a search. On the parents' pages a typed place "
            "never leaves the browser, and nothing comes from third parties."
        ),
        "ours",
    ),
    Rule(
        36,
        Text.of("Two languages"),
        Text.of(
            "Seven counties and Helsinki serve in Finnish and Swedish. Parents' pages are in "
            "Finnish, Swedish, English and plain Finnish."
        ),
        "law",
        Text.of("Language Act 423/2003"),
    ),
    Rule(
        37,
        Text.of("The controller"),
        Text.of(
            "The organisation that decides why and how personal data is kept here, and answers "
            "for it. It keeps a record of processing and assesses the risks beforehand; the "
            "handbook has a template of each. Whoever runs the computer for it is a processor, by "
            "a written agreement. The operator of the hub gets no personal data from this node "
            "but the public contact."
        ),
        "law",
        Text.of("General Data Protection Regulation, articles 4, 28, 30 and 35"),
    ),
)
RULES = (*ON_GROUPS, *ON_STAFF, *ON_ORGANISERS, *ON_DATA)
