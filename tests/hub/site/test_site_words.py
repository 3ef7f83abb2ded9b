"""Every code a page can show has its words, every state its sign."""

from typing import Any, get_args

import pytest

from hub.site import words
from hub.site.facts import LANGUAGES
from hub.site.signs import sign
from shared.wire import words as wire

LISTS = [
    ("STATE", wire.State),
    ("NUMBER", wire.State),
    ("MEANING", wire.State),
    ("REASON", wire.Reason),
    ("AUDIENCE", wire.Audience),
    ("FORMAT", wire.Format),
    ("TIME_OF_DAY", wire.TimeOfDay),
    ("START", wire.StartKind),
    ("TRAVEL_COSTS", wire.TravelCosts),
    ("ORGANISER", wire.OrganiserKind),
    ("CATCHMENT", wire.Catchment),
    ("SOCIAL_WORKER", wire.TriState),
    ("PEER_INSTRUCTOR", wire.TriState),
    ("INTERPRETER", wire.TriState),
    ("OTHER_MOTHER_TONGUE", wire.TriState),
    ("ACTIVITY", wire.ActivityKind),
]


@pytest.mark.parametrize(("name", "codes"), LISTS)
def test_every_code_has_its_words(name: str, codes: Any) -> None:
    assert set(getattr(words, name)) == set(get_args(codes))


@pytest.mark.parametrize("language", LANGUAGES)
def test_signs_tell_the_states_apart_without_colour(language: str) -> None:
    signs = [sign(state, language) for state in get_args(wire.State)]
    assert len(set(signs)) == 6
