"""Partnership agreements with organisations, described (21)."""

from node.work import forms, labels, rules
from node.work.forms import Known
from node.work.model import Agreement
from node.work.noun import Column, Noun, Words, chosen, plain
from node.work.store import AGREEMENTS
from node.work.vocabulary import AGREEMENT_WORDS
from shared.runtime.web.form import Field
from shared.text import Text

PARTY, STARTS, ENDS = Text.of("With whom"), Text.of("First day"), Text.of("Last day")


def _typed(agreement: Agreement, _known: Known, _language: str) -> dict[str, str]:
    return plain(agreement)


def _fields(_known: Known) -> tuple[Field, ...]:
    return (
        Field(
            name="party",
            label=PARTY,
            help=Text.of("The organisation, not its contact person."),
            stays=True,
            required=True,
            longest=forms.LINE,
        ),
        Field(
            name="kind",
            label=labels.KIND,
            kind="select",
            choices=chosen(AGREEMENT_WORDS),
            rule=21,
            stays=True,
            required=True,
        ),
        labels.day("starts", STARTS, required=True),
        labels.day(
            "ends",
            ENDS,
            Text.of(
                "Leave it empty for one that is until further notice. The first page reminds you "
                "{days} days before the end.",
                days=rules.SOON_DAYS,
            ),
        ),
        labels.note(),
    )


AGREEMENT: Noun[Agreement] = Noun(
    kind="agreement",
    type=Agreement,
    path="/work/agreements",
    words=Words(
        many=Text.of("Partnership agreements"),
        sheet=Text.of("Agreements"),
        about=Text.of("Agreements of the network with organisations, and when they end."),
        empty=Text.of(
            "No agreement is written down yet. Add the organisations you have an agreement with; "
            "before one ends, the first page reminds you."
        ),
        add=Text.of("Add an agreement"),
        missing=Text.of("There is no such agreement."),
    ),
    every=AGREEMENTS.every,
    find=AGREEMENTS.find,
    put=AGREEMENTS.put,
    remove=AGREEMENTS.remove,
    read=forms.agreement,
    typed=_typed,
    fields=_fields,
    columns=(
        Column(PARTY, lambda one, _known, _in: one.party),
        Column(labels.KIND, lambda one, _known, _in: AGREEMENT_WORDS[one.kind]),
        Column(STARTS, lambda one, _known, _in: one.starts),
        Column(ENDS, lambda one, _known, _in: one.ends),
        Column(labels.NOTE, lambda one, _known, _in: one.note),
    ),
    cautions=rules.agreement_cautions,
)
