"""Steering groups, parents' panels, developer parents, groups of volunteers, described (21)."""

from node.work import forms, labels, rules
from node.work.fields import day_text, place_text
from node.work.forms import Known
from node.work.model import Participation
from node.work.noun import Column, Noun, Words, chosen, plain
from node.work.store import PARTICIPATIONS
from node.work.vocabulary import PARTICIPATION_WORDS
from shared.runtime.web.form import Field
from shared.text import Text

NAME, DAYS = Text.of("Name of the group"), Text.of("Days it met")
PARENTS = Text.of("How many parents took part")
VOLUNTEERS = Text.of("How many volunteers took part")


def _typed(one: Participation, known: Known, language: str) -> dict[str, str]:
    return plain(one) | {"place": place_text(one.place, known.reference, language)}


def _fields(_known: Known) -> tuple[Field, ...]:
    return (
        Field(
            name="kind",
            label=labels.KIND,
            kind="select",
            choices=chosen(PARTICIPATION_WORDS),
            rule=21,
            leaves=True,
            required=True,
        ),
        Field(
            name="name",
            label=NAME,
            help=Text.of(
                "The name of the group, such as “Parents' panel of Kainuu”. Never write a parent's "
                "name here: that somebody's child is placed is secret."
            ),
            rule=30,
            stays=True,
            required=True,
            longest=forms.LINE,
        ),
        labels.place(required=False),
        Field(
            name="days",
            label=DAYS,
            kind="text",
            help=Text.of(
                "Every day it met in one year, as 1.2.2026; 3.5.2026. The next year is a record of "
                "its own. Only how many days there were in a quarter is published, with its other "
                "figures."
            ),
            required=True,
        ),
        labels.people("parents", PARENTS, _DIFFERENT, rule=28),
        labels.people("volunteers", VOLUNTEERS, _DIFFERENT, rule=29),
    )


_DIFFERENT = Text.of(
    "Different persons over the year, as a number, for your own yearly report. No names."
)
PARTICIPATION: Noun[Participation] = Noun(
    kind="participation",
    type=Participation,
    path="/work/participation",
    words=Words(
        many=Text.of("Steering groups and parents' participation"),
        sheet=Text.of("Participation"),
        about=Text.of(
            "Steering groups, parents' panels, developer parents and development groups of "
            "volunteers: when each met, and how many took part."
        ),
        empty=Text.of(
            "Nothing is written down yet. Add a steering group or a parents' panel with the days "
            "it met this year; the number of parents goes into your own yearly figures."
        ),
        add=Text.of("Add a group"),
        missing=Text.of("There is no such group."),
        note=Text.of(
            "Only numbers of people are kept here, no names. How often each kind met in a quarter "
            "is published with the quarter's figures; nothing else leaves."
        ),
    ),
    every=PARTICIPATIONS.every,
    find=PARTICIPATIONS.find,
    put=PARTICIPATIONS.put,
    remove=PARTICIPATIONS.remove,
    read=forms.participation,
    typed=_typed,
    fields=_fields,
    columns=(
        Column(NAME, lambda one, _known, _in: one.name),
        Column(labels.KIND, lambda one, _known, _in: PARTICIPATION_WORDS[one.kind]),
        Column(labels.PLACE, lambda one, known, lang: place_text(one.place, known.reference, lang)),
        Column(Text.of("Year"), lambda one, _known, _in: str(one.year)),
        Column(DAYS, lambda one, _known, _in: "; ".join(map(day_text, one.days))),
        Column(PARENTS, lambda one, _known, _in: one.parents),
        Column(VOLUNTEERS, lambda one, _known, _in: one.volunteers),
    ),
    cautions=rules.participation_cautions,
)
