"""Why a report was refused is told in the operator's language, the hub's own words beside it."""

import pytest

from hub.desk.reporting.words import REASONS, reason
from hub.translations import LANGUAGES, translator
from shared.wire.problem import FINAL


def test_everything_that_may_be_remembered_has_its_words() -> None:
    assert REASONS.keys() == {code for code in FINAL if not code.startswith("token_")}


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize("code", sorted(REASONS))
def test_the_words_are_translated(code: str, language: str) -> None:
    text = next(text for known, text in REASONS.items() if known == code)

    assert translator(language).say(text) != translator("en").say(text)


def test_a_reason_of_another_kind_is_told_by_its_code() -> None:
    assert translator("fi").say(reason("busy")) == "Keskus hylkäsi sen (busy)."
