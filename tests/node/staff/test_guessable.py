"""Passwords a guesser tries first are refused, and ordinary passphrases are not."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.runtime.accounts import guessable
from shared.runtime.accounts.guessable import GUESSED, LONG, MOST_CHARACTERS, SHORT, refusal
from tests.node import effort

MOST_LINES = 20_000
"""Of Python, for one password. What the patterns do runs none: their length alone bounds it."""
ABOUT = ("Savon esimerkkiverkosto", "Savolax exempelnätverk", "Liisa Meikäläinen", "liisa.m")


@pytest.mark.parametrize(
    "password",
    [
        "salasana1234",
        "Salasana2026!",
        "SALASANASALASANA",
        "s4l4s4n42026",
        "P@ssw0rd2026",
        "passwordpassword",
        "lösenord1234",
        "mittlösenord",
        "voikukka2026!",
        "VoikukkaRyhmä1",
        "vertaistukiryhmä",
        "maskrosor-2026",
        "v01kukk4voikukka",
        "qwertyuiopå12",
        "qwerty123456",
        "1qaz2wsx3edc",
        "asdfghjklöäa",
        "123456789012",
        "012345678910",
        "358401234567",
        "01.01.1980 01.01.",
        "abcdefghijklm",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "ababababababab",
        "kesäkuu2026!!",
        "kissakoira123",
        "iloveyou2026",
        "helsinki2026!",
        "liisaliisa123",
        "Meikäläinen1980",
        "savonesimerkkiverkosto",
        "Exempelnätverk1",
        "tervetuloa!!",
        "lastensuojelu1",
    ],
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert refusal(password, about=ABOUT) == GUESSED


@pytest.mark.parametrize(
    "password",
    [
        "kolme lampunjalkaa ja sateenvarjo",
        "punainen traktori nukkuu aidassa",
        "hattu-lumi-kiikari-puuro",
        "tre gröna stövlar på taket",
        "correct horse battery staple",
        "x7Kq-m2Pw-9Zt4",
        "kissa 8f3k29d0s7 koira",
        "Tuuli puhalsi Kallavedellä",
        "äänekäs pöllö yöllä",
        "kissa koira hevonen",
        "48151623421083776542",
    ],
)
def test_what_nobody_tries_first_is_taken(password: str) -> None:
    assert refusal(password, about=ABOUT) is None


def test_length_counts_letters_as_people_see_them() -> None:
    assert refusal("lyhyt sana1") == SHORT
    assert refusal("a\u0308" * 11) == SHORT
    assert refusal("x1 " * 43) == LONG
    assert refusal("Tuuli puhalsi Kallavedellä " * 4 + "kerran") is None


def test_a_word_is_common_only_for_those_it_is_about() -> None:
    assert refusal("kallavedellä1", about=("Kallavedellä",)) == GUESSED
    assert refusal("kallavedellä1") is None


def test_the_list_has_words_in_all_languages_and_nothing_short() -> None:
    words = guessable.common()

    assert {"salasana", "lösenord", "password", "voikukka", "maskrosor", "qwerty"} <= words
    assert len(words) > 500
    assert all(len(word) >= guessable.SHORTEST_WORD for word in words)
    assert all(word == word.casefold() for word in words)


@given(st.sampled_from(sorted(guessable.common())), st.integers(1900, 2099), st.integers(1, 6))
def test_a_common_word_with_a_year_and_signs_is_always_refused(
    word: str, year: int, times: int
) -> None:
    password = f"{word.capitalize() * times}{year}!"

    assert refusal(password) in (SHORT, GUESSED, LONG)


@given(st.text(max_size=140))
def test_every_text_is_judged_in_few_lines(text: str) -> None:
    _, worked = effort.of(lambda: refusal(text, about=ABOUT))

    assert worked < MOST_LINES


@pytest.mark.parametrize(
    "text",
    [
        *("aaa" * 42, "abc" * 42, "annaanna" * 16, "onnionni" * 15 + "onnix", "12" * 64),
        *("onnionni" * 15 + "onnixyz", "salasana" * 15 + "kissakok"),
    ],
)
def test_the_worst_text_is_judged_in_few_lines(text: str) -> None:
    about = ("aaa aaaa aaaaa aaaaaa", "onn onni ion nio")

    _, worked = effort.of(lambda: refusal(text, about=about))

    assert worked < MOST_LINES


@pytest.mark.parametrize("unit", ["!", "1999", "!1999", "19!", "_", "a1", "a!", "\u0390", "\ufb03"])
def test_a_longer_text_is_refused_before_a_pattern_or_a_name_is_tried(unit: str) -> None:
    names = iter(ABOUT)

    refused, worked = effort.of(lambda: refusal(unit * 100_000 + "x", about=names))

    assert refused == LONG
    assert list(names) == list(ABOUT)
    assert worked < 10


@given(st.text(min_size=MOST_CHARACTERS // 2, max_size=MOST_CHARACTERS))
def test_what_the_patterns_read_is_bounded(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text)

    assert len(plain.casefold()) <= 3 * MOST_CHARACTERS or refusal(text) == LONG


@pytest.mark.parametrize("password", ["sonyericsson", "SonyEricsson", "michaeljackson"])
def test_a_leaked_password_is_refused_however_it_is_written(password: str) -> None:
    assert guessable.refusal(password) == guessable.LEAKED


def test_the_list_of_leaked_passwords_is_long_and_holds_digests_alone() -> None:
    assert len(guessable.leaked()) > 2_000
    assert all(re.fullmatch(r"[0-9a-f]{12}", one) for one in guessable.leaked())
