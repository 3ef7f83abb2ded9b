"""What a group costs, described; for the network's own report alone (23)."""

from sqlite3 import Connection

from node.work import forms, labels, rules
from node.work.fields import euros_of, euros_text
from node.work.forms import Known
from node.work.model import Cost
from node.work.noun import Column, Noun, Words, chosen, named, plain
from node.work.store import COSTS, of_group
from node.work.vocabulary import COST_WORDS
from shared.runtime.web.form import Field
from shared.text import Text

GROUP, PLANNED = Text.of("Group"), Text.of("Planned, euros")
ACTUAL = Text.of("Actual, euros")


def _typed(cost: Cost, _known: Known, _language: str) -> dict[str, str]:
    typed = plain(cost, leave=("planned_cents", "actual_cents"))
    planned, actual = euros_text(cost.planned_cents), euros_text(cost.actual_cents)
    return typed | {"planned_eur": planned, "actual_eur": actual}


def _fields(known: Known) -> tuple[Field, ...]:
    return (
        Field(
            name="group",
            label=GROUP,
            kind="select",
            choices=named(known.groups),
            stays=True,
            required=True,
        ),
        Field(
            name="kind",
            label=labels.KIND,
            kind="select",
            choices=chosen(COST_WORDS),
            stays=True,
            required=True,
        ),
        Field(
            name="planned_eur",
            label=PLANNED,
            help=Text.of("What you expect, as 250 or 1 250,50."),
            rule=23,
            stays=True,
        ),
        Field(
            name="actual_eur",
            label=ACTUAL,
            help=Text.of("What it came to in the end. Parents pay nothing."),
            rule=22,
            stays=True,
        ),
        labels.note(),
    )


def _taken(db: Connection, cost: Cost) -> Text | None:
    """Refuse to bring back a cost whose place another has taken."""
    others = (one for one in of_group(db, cost.group) if one.kind == cost.kind)
    if any(one.id != cost.id for one in others):
        return Text.of("The group has this kind of cost already: change that one.")
    return None


COST: Noun[Cost] = Noun(
    kind="cost",
    type=Cost,
    path="/work/costs",
    words=Words(
        many=Text.of("Costs of the groups"),
        sheet=Text.of("Costs"),
        about=Text.of("What each group was planned to cost and what it came to."),
        empty=Text.of(
            "No cost is written down yet. Choose a group and write what you expect for rooms, "
            "refreshments and the instructors' work."
        ),
        add=Text.of("Add a cost"),
        missing=Text.of("There is no such cost."),
        note=Text.of(
            "For comparison: a group of ten meetings of three hours costs 3,555–6,155 EUR. These "
            "are older prices; the source does not give the year."
        ),
    ),
    every=COSTS.every,
    find=COSTS.find,
    put=COSTS.put,
    remove=COSTS.remove,
    read=forms.cost,
    names="groups",
    typed=_typed,
    fields=_fields,
    columns=(
        Column(GROUP, lambda one, _known, _in: one.group),
        Column(labels.KIND, lambda one, _known, _in: COST_WORDS[one.kind]),
        Column(PLANNED, lambda one, _known, _in: euros_of(one.planned_cents)),
        Column(ACTUAL, lambda one, _known, _in: euros_of(one.actual_cents)),
        Column(labels.NOTE, lambda one, _known, _in: one.note),
    ),
    cautions=rules.cost_cautions,
    refuse=_taken,
)
