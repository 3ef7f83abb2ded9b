"""The field's own words in three languages, as every page uses them."""

from msgspec import Struct

from shared.text import Text


class Word(Struct, frozen=True):
    """A word in Finnish, Swedish and English, with what it means here."""

    fi: str
    sv: str
    en: str
    meaning: Text


WORDS = (
    Word(
        "vertaistukiryhmä",
        "kamratstödsgrupp, stödgrupp",
        "group",
        Text.of("Parents of placed children meet about ten times, with instructors."),
    ),
    Word(
        "ohjaaja",
        "handledare",
        "instructor",
        Text.of("Leads a group: a professional or a peer."),
    ),
    Word(
        "vertaisohjaaja",
        "kamrathandledare",
        "peer instructor",
        Text.of("Was once in a group, then trained. Never named in public."),
    ),
    Word(
        "ohjaajakoulutus",
        "handledarutbildning",
        "instructor training",
        Text.of("Four days, held by Kasper with Sininauhaliitto."),
    ),
    Word(
        "tukihenkilö",
        "stödperson",
        "support person",
        Text.of("Supports one parent; an activity beside the groups."),
    ),
    Word(
        "alueverkosto",
        "regionalt nätverk",
        "network",
        Text.of("The organisations of a region that arrange the groups together: you."),
    ),
    Word(
        "järjestäjä",
        "arrangör",
        "organiser",
        Text.of("Who arranges a group: a county, an association, a parish, a municipality."),
    ),
    Word(
        "ennakkotapaaminen",
        "förhandsmöte",
        "pre-meeting",
        Text.of("The instructors meet every parent before the start."),
    ),
    Word("ryhmäkerta", "gruppträff", "meeting", Text.of("One of the ten times a group meets.")),
    Word(
        "yhteydenotto",
        "förfrågan",
        "enquiry",
        Text.of("A parent has called or written and asks for a group."),
    ),
    Word(
        "jonotuslista",
        "kölista",
        "waiting list",
        Text.of("Parents who wait for the next group, and wish to."),
    ),
    Word(
        "loppupalaute",
        "slutrespons",
        "end feedback",
        Text.of("Anonymous answers at the last meeting."),
    ),
    Word(
        "huostaanotto / sijoitus / kiireellinen sijoitus",
        "omhändertagande / placering / brådskande placering",
        "taken into care / placement / emergency placement",
        Text.of("What the parents have lived through. It is never written down here."),
    ),
    Word(
        "hyvinvointialue",
        "välfärdsområde",
        "area",
        Text.of("There are 21 counties; Helsinki and Åland stand beside them and are no counties."),
    ),
    Word("kunta", "kommun", "municipality", Text.of("Parents look for a group by its name.")),
    Word(
        "maksuton",
        "avgiftsfri",
        "free of charge",
        Text.of("A group costs a parent nothing."),
    ),
    Word(
        "solmu",
        "nod",
        "node",
        Text.of("This program on your own computer: it keeps your records."),
    ),
    Word(
        "keskus",
        "central",
        "hub",
        Text.of("The national program of the operator: it publishes the map for parents."),
    ),
)
