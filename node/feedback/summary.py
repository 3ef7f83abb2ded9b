"""What the answers say together: per question from three answers on, for a round and for a year.

A year leaves out what it would give away by subtraction: answers of rounds too small to be shown
count only where, taken together, they are three or more.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from msgspec import Struct

from node.feedback.model import LEAST, SCALE, Answers, Question, Questionnaire, Round

Spread: TypeAlias = tuple[int, ...]
"""How many answered 1, 2, 3, 4 and 5."""
NOBODY: Spread = (0,) * len(SCALE)


class Said(Struct, frozen=True, kw_only=True):
    """One question: `spread` is None where too few answered for it to be shown."""

    question: Question
    answers: int
    spread: Spread | None = None

    @property
    def mean_tenths(self) -> int | None:
        """Return the mean in tenths, rounded half up; None where it is not shown."""
        if self.spread is None:
            return None
        total = sum(value * count for value, count in zip(SCALE, self.spread, strict=True))
        return (20 * total + self.answers) // (2 * self.answers)


class Summary(Struct, frozen=True, kw_only=True):
    """A round's or a year's answers. `answers`: of the question that most answered."""

    answers: int
    questions: tuple[Said, ...]

    @property
    def too_few(self) -> bool:
        """Tell whether nothing can be shown without pointing at people."""
        return all(said.spread is None for said in self.questions)


def spreads(asked: Round, sheets: Iterable[Answers], length: int) -> tuple[Spread, ...]:
    """Return each question's answers: those of the sheets, and those counted on paper."""
    found = [list(NOBODY) for _ in range(length)]
    for sheet in sheets:
        for number, value in enumerate(sheet.answers[:length]):
            if value is not None:
                found[number][value - 1] += 1
    for number, counted in enumerate(asked.counts[:length]):
        for place, count in enumerate(counted[: len(SCALE)]):
            found[number][place] += count
    return tuple(tuple(one) for one in found)


def of_round(questionnaire: Questionnaire, answered: Sequence[Spread]) -> Summary:
    """Return what the answers of one round may show."""
    return _summary(questionnaire, answered)


def of_year(questionnaire: Questionnaire, rounds: Sequence[Sequence[Spread]]) -> Summary:
    """Return what all rounds of a year with one questionnaire may show together."""
    together = []
    for number in range(len(questionnaire.questions)):
        answered = [spread[number] for spread in rounds]
        shown = [one for one in answered if sum(one) >= LEAST]
        rest = _sum(one for one in answered if sum(one) < LEAST)
        together.append(_sum([*shown, rest] if sum(rest) >= LEAST else shown))
    return _summary(questionnaire, together)


def _summary(questionnaire: Questionnaire, answered: Sequence[Spread]) -> Summary:
    said = tuple(
        Said(
            question=question,
            answers=sum(spread),
            spread=spread if sum(spread) >= LEAST else None,
        )
        for question, spread in zip(questionnaire.questions, answered, strict=True)
    )
    return Summary(answers=max((one.answers for one in said), default=0), questions=said)


def _sum(answered: Iterable[Spread]) -> Spread:
    return tuple(sum(column) for column in zip(NOBODY, *answered, strict=True))
