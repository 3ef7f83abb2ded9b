"""A word that the node's own pages show can be typed into a table: the import takes it back."""

from collections.abc import Mapping

import pytest

from node.groups import fields, labels, vocabulary
from node.instructors import forms as instructor_forms
from node.instructors.wording import ROLES, SAID
from node.organisers import forms as organiser_forms
from node.organisers.labels import KINDS
from node.start import asked
from node.trainings import forms as training_forms
from node.trainings.wording import KINDS as TRAININGS
from shared.runtime.i18n import Translator
from shared.text import Text
from tests.node.conftest import ROOT

READ: Mapping[str, Mapping[str, str]] = {
    "lifecycle": vocabulary.LIFECYCLE,
    "audience": vocabulary.AUDIENCE,
    "format": vocabulary.FORMAT,
    "time_of_day": vocabulary.TIME_OF_DAY,
    "catchment": vocabulary.CATCHMENT,
    "travel_costs": vocabulary.TRAVEL_COSTS,
    "start": vocabulary.START,
    **dict.fromkeys(("interpreter", "other_mother_tongue", "social_worker"), vocabulary.TRI_STATE),
}
FIRST = {
    one.value: one.label
    for field in asked.group(())
    if field.name == "start"
    for one in field.choices
    if one.value != "month"  # says where to write the month, and is no word for a cell
}


@pytest.fixture(params=["fi", "sv", "en"])
def spoken(request: pytest.FixtureRequest) -> Translator:
    return Translator.load(ROOT / "node" / "locale", "node", request.param)


def test_every_closed_list_of_a_group_has_its_words() -> None:
    assert set(READ) == set(labels.WORDS)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        *((READ[field], words) for field, words in labels.WORDS.items()),
        (vocabulary.START, FIRST),
        (vocabulary.TRI_STATE, SAID),
        (instructor_forms.ROLES, ROLES),
        (organiser_forms.KINDS, KINDS),
        (training_forms.KINDS, TRAININGS),
    ],
)
def test_every_word_of_a_page_is_read_back(
    spoken: Translator, words: Mapping[str, str], shown: Mapping[str, Text]
) -> None:
    read = {value: fields.word(spoken.gettext(text.msgid), words) for value, text in shown.items()}

    assert read == {value: value for value in shown}
