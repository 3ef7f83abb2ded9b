"""What organisers have committed themselves to, described (18, 21)."""

from node.work import forms, labels, rules
from node.work.forms import Known
from node.work.model import Commitment
from node.work.noun import Column, Noun, Words, chosen, named, plain
from node.work.store import COMMITMENTS
from node.work.vocabulary import COMMITMENT_WORDS
from shared.runtime.web.form import Field
from shared.text import Text

ORGANISER = Text.of("Organiser")
FROM, UNTIL = Text.of("Valid from"), Text.of("Valid until")


def _typed(commitment: Commitment, _known: Known, _language: str) -> dict[str, str]:
    return plain(commitment)


def _fields(known: Known) -> tuple[Field, ...]:
    return (
        Field(
            name="organiser",
            label=ORGANISER,
            kind="select",
            choices=named(known.organisers),
            stays=True,
            required=True,
        ),
        Field(
            name="kind",
            label=labels.KIND,
            kind="select",
            choices=chosen(COMMITMENT_WORDS),
            help=Text.of(
                "Working time for the groups, supervision of the instructors' work, or the "
                "management's approval."
            ),
            rule=21,
            stays=True,
            required=True,
        ),
        labels.day("valid_from", FROM, required=True),
        labels.day("valid_until", UNTIL, labels.OPEN_END),
        labels.note(),
    )


def _organiser(commitment: Commitment, known: Known, _language: str) -> str:
    return known.organisers.get(commitment.organiser, commitment.organiser)


COMMITMENT: Noun[Commitment] = Noun(
    kind="commitment",
    type=Commitment,
    path="/work/commitments",
    words=Words(
        many=Text.of("Organisers' commitments"),
        sheet=Text.of("Commitments"),
        about=Text.of(
            "What an organiser has promised, with its dates: working time, supervision of work, "
            "approval of the management."
        ),
        empty=Text.of(
            "No commitment is written down yet. Ask every organiser for working time, supervision "
            "of work and the management's approval before a group starts, and keep the dates here."
        ),
        add=Text.of("Add a commitment"),
        missing=Text.of("There is no such commitment."),
    ),
    every=COMMITMENTS.every,
    find=COMMITMENTS.find,
    put=COMMITMENTS.put,
    remove=COMMITMENTS.remove,
    read=forms.commitment,
    names="organisers",
    typed=_typed,
    fields=_fields,
    columns=(
        Column(ORGANISER, _organiser),
        Column(labels.KIND, lambda one, _known, _in: COMMITMENT_WORDS[one.kind]),
        Column(FROM, lambda one, _known, _in: one.valid_from),
        Column(UNTIL, lambda one, _known, _in: one.valid_until),
        Column(labels.NOTE, lambda one, _known, _in: one.note),
    ),
    cautions=rules.commitment_cautions,
)
