"""What feedback may show: from three answers on, and nothing by subtraction."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.feedback import code, forms, summary
from node.feedback.model import BUILT_IN, LEAST, OURS, Answers, Question, Questionnaire, Round
from shared.text import Invalid

TWO = Questionnaire(id="own-1", name="Kaksi", questions=(Question(fi="A"), Question(fi="B")))
ASKED = Round(id=1, group="g", questionnaire="own-1", asked_on=date(2026, 9, 1))
VALUES = st.none() | st.integers(min_value=1, max_value=5)
SHEETS = st.lists(st.tuples(VALUES, VALUES), max_size=6)


def sheet(*answers: int | None) -> Answers:
    """Return one paper's answers."""
    return Answers(round=1, answers=answers)


def test_two_answers_show_nothing_and_three_show_all() -> None:
    two = summary.spreads(ASKED, [sheet(5, 1), sheet(4, None)], 2)
    assert summary.of_round(TWO, two).too_few

    three = summary.spreads(ASKED, [sheet(5, 1), sheet(4, None), sheet(5, 2)], 2)

    told = summary.of_round(TWO, three)
    assert [one.spread for one in told.questions] == [(0, 0, 0, 1, 2), None]
    assert [one.mean_tenths for one in told.questions] == [47, None]
    assert (told.answers, told.too_few) == (3, False)


def test_counted_answers_are_added_to_the_papers() -> None:
    asked = Round(
        id=1,
        group="g",
        questionnaire="own-1",
        asked_on=date(2026, 9, 1),
        counts=((0, 0, 0, 0, 2), (1, 0, 0, 0, 0)),
    )
    assert summary.spreads(asked, [sheet(5, 1)], 2) == ((0, 0, 0, 0, 3), (2, 0, 0, 0, 0))


def test_a_year_leaves_out_what_subtraction_would_give_away() -> None:
    large, small = ((0, 0, 0, 1, 3), (0,) * 5), ((2, 0, 0, 0, 0), (0,) * 5)
    alone = summary.of_year(TWO, [large, small])
    assert alone.questions[0].spread == (0, 0, 0, 1, 3)

    together = summary.of_year(TWO, [large, small, ((0, 1, 0, 0, 0), (0,) * 5)])

    assert together.questions[0].spread == (2, 1, 0, 1, 3)


@given(st.lists(SHEETS, max_size=5))
def test_no_year_minus_the_shown_groups_tells_of_fewer_than_three(
    groups: list[list[tuple[int | None, int | None]]],
) -> None:
    answered = [summary.spreads(ASKED, [sheet(*one) for one in group], 2) for group in groups]
    year = summary.of_year(TWO, answered)
    shown = [summary.of_round(TWO, one) for one in answered]
    for number, said in enumerate(year.questions):
        told = [one.questions[number].spread for one in shown]
        public = sum(sum(spread) for spread in told if spread is not None)
        hidden = sum(said.spread) - public if said.spread is not None else 0
        assert said.spread is None or hidden == 0 or hidden >= LEAST
        assert all(spread is None or sum(spread) >= LEAST for spread in told)


def test_the_mean_is_rounded_half_up_without_floats() -> None:
    told = summary.of_round(TWO, [(0, 0, 0, 1, 3), (1, 1, 1, 0, 0)])
    assert [one.mean_tenths for one in told.questions] == [48, 20]


def test_what_comes_with_the_program_is_there_in_three_languages() -> None:
    assert BUILT_IN == {"ours-1": OURS}
    assert OURS.ours
    for question in OURS.questions:
        assert len({question.words(language) for language in ("fi", "sv", "en")}) == 3
    assert Question(fi="Vain suomeksi").words("sv") == "Vain suomeksi"


def test_a_code_is_short_and_read_as_people_write_it() -> None:
    drawn = code.drawn(random.Random(7).choice)
    assert len(drawn) == 6
    assert set(drawn) <= set(code.ALPHABET)
    for typed in (drawn, drawn.lower(), code.printed(drawn), f" {drawn[:3]} {drawn[3:]} "):
        assert code.read(typed) == drawn
    for typed in ("", "ABC", "K7M-4Q0", "K7M4QTT", "K7M-4QÄ"):
        assert code.read(typed) is None


@pytest.mark.parametrize("five", ["1 2 3", "1 2 3 4 x", "1 2 3 4 5 6", "1 2 3 4 101", "-1 0 0 0 0"])
def test_counts_are_five_numbers(five: str) -> None:
    read = forms.counts({"q1": five}, TWO)
    assert [one.field for one in read if isinstance(one, Invalid)] == ["q1"]


def test_counts_that_say_nothing_are_none() -> None:
    assert forms.counts({"q1": "", "q2": "0 0 0 0 0"}, TWO) == ()
    assert forms.counts({"q1": "0, 0, 1; 3 4"}, TWO) == ((0, 0, 1, 3, 4), (0, 0, 0, 0, 0))


def test_a_paper_has_no_field_for_a_name() -> None:
    refused = forms.filled({"q1": "5", "name": "Maija"}, TWO)
    assert isinstance(refused, tuple)
    assert [one.field for one in refused] == ["name"]
