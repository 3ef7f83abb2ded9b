"""The fields of feedback's forms, as pages show them."""

from collections.abc import Mapping, Sequence

from node.feedback import forms
from node.feedback.model import Question
from node.work.noun import named
from shared.runtime.web.form import Field
from shared.text import Text


def of_round(groups: Mapping[str, str], questionnaires: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the fields of a round."""
    return (
        Field(
            name="group",
            label=Text.of("Group"),
            kind="select",
            choices=named(groups),
            stays=True,
            required=True,
        ),
        Field(
            name="questionnaire",
            label=Text.of("Questionnaire"),
            kind="select",
            choices=named(questionnaires),
            help=Text.of("It stays as it is once there are answers."),
            rule=32,
            stays=True,
            required=True,
        ),
        Field(
            name="asked_on",
            label=Text.of("Day of the asking"),
            kind="day",
            help=Text.of("Usually that of the last meeting, as 1.9.2026."),
            rule=9,
            stays=True,
            required=True,
        ),
    )


def of_paper(questions: Sequence[Question], language: str) -> tuple[Field, ...]:
    """Return the fields of one paper: a number for each question, and the words beside them.

    A number is typed faster than one of five buttons is found.
    """
    words = Field(
        name="remark",
        label=Text.of("In their own words"),
        kind="text",
        help=Text.of(
            "Leave out names and whatever would tell who wrote it. It stays on this node, apart "
            "from the numbers."
        ),
        rule=32,
        stays=True,
    )
    return (
        *(
            Field(
                name=forms.question_field(number),
                label=_verbatim(question.words(language)),
                kind="number",
                stays=True,
            )
            for number, question in enumerate(questions, start=1)
        ),
        words,
    )


def of_counts(questions: Sequence[Question], language: str) -> tuple[Field, ...]:
    """Return the fields of answers counted on paper: a line of five numbers for each question."""
    return tuple(
        Field(
            name=forms.question_field(number),
            label=_verbatim(question.words(language)),
            help=Text.of("How many answered 1, 2, 3, 4 and 5, as: 0 0 1 3 4."),
            stays=True,
        )
        for number, question in enumerate(questions, start=1)
    )


def of_questionnaire() -> tuple[Field, ...]:
    """Return the fields of a questionnaire of the network's own."""
    return (
        Field(
            name="name",
            label=Text.of("Name of the questionnaire"),
            stays=True,
            required=True,
            longest=forms.LINE,
        ),
        Field(
            name="questions_fi",
            label=Text.of("Questions in Finnish"),
            kind="text",
            help=Text.of(
                "One on each line, as a statement to agree with: 1 means not at all, 5 fully."
            ),
            rule=32,
            stays=True,
            required=True,
        ),
        Field(
            name="questions_sv",
            label=Text.of("Questions in Swedish"),
            kind="text",
            help=Text.of("The same ones in the same order, or nothing."),
            stays=True,
        ),
        Field(
            name="questions_en",
            label=Text.of("Questions in English"),
            kind="text",
            help=Text.of("The same ones in the same order, or nothing."),
            stays=True,
        ),
    )


def of_printing() -> tuple[Field, ...]:
    """Return the field that says how many forms are printed."""
    return (
        Field(
            name="number",
            label=Text.of("How many forms"),
            kind="number",
            help=Text.of("One for each parent. Each form has a code of its own, good once."),
            rule=32,
        ),
    )


def of_code() -> tuple[Field, ...]:
    """Return the field for a code."""
    return (
        Field(
            name="code",
            label=Text.of("Code on the form"),
            help=Text.of("Six letters and digits, such as K7M-4QT."),
            longest=20,
            required=True,
        ),
    )


def _verbatim(words: str) -> Text:
    """Return words that are translated already."""
    return Text("{words}", {"words": words})
