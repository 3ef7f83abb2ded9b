"""Instructor workshops (ohjaajaverstas), described (21)."""

from node.work import forms, labels, rules
from node.work.fields import place_text
from node.work.forms import Known
from node.work.model import Workshop
from node.work.noun import Column, Noun, Words, plain
from node.work.store import WORKSHOPS
from shared.runtime.web.form import Field
from shared.text import Text

TOOK_PART, HELD_BY = Text.of("How many took part"), Text.of("Who held it")
THEME = Text.of("Theme")


def _typed(workshop: Workshop, known: Known, language: str) -> dict[str, str]:
    return plain(workshop) | {"place": place_text(workshop.place, known.reference, language)}


def _fields(_known: Known) -> tuple[Field, ...]:
    return (
        labels.day("day", labels.DAY, rule=21, required=True),
        labels.place(required=True),
        labels.people("took_part", TOOK_PART),
        Field(
            name="held_by",
            label=HELD_BY,
            help=Text.of("The organisation, not a person."),
            stays=True,
            longest=forms.LINE,
        ),
        Field(name="theme", label=THEME, stays=True, longest=forms.LINE),
    )


WORKSHOP: Noun[Workshop] = Noun(
    kind="workshop",
    type=Workshop,
    path="/work/workshops",
    words=Words(
        many=Text.of("Instructor workshops"),
        sheet=Text.of("Workshops"),
        about=Text.of("Days on which instructors meet and learn together."),
        empty=Text.of(
            "No workshop is written down yet. Add one when it was held: its day, its place and how "
            "many took part. The yearly figures count from here."
        ),
        add=Text.of("Add a workshop"),
        missing=Text.of("There is no such workshop."),
    ),
    every=WORKSHOPS.every,
    find=WORKSHOPS.find,
    put=WORKSHOPS.put,
    remove=WORKSHOPS.remove,
    read=forms.workshop,
    typed=_typed,
    fields=_fields,
    columns=(
        Column(labels.DAY, lambda one, _known, _in: one.day),
        Column(labels.PLACE, lambda one, known, lang: place_text(one.place, known.reference, lang)),
        Column(TOOK_PART, lambda one, _known, _in: one.took_part),
        Column(HELD_BY, lambda one, _known, _in: one.held_by),
        Column(THEME, lambda one, _known, _in: one.theme),
    ),
    cautions=rules.workshop_cautions,
)
