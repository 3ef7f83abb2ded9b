"""Passwords that a guesser tries first, refused without asking anybody: pure rules over a list.

`common.txt` holds some hundred base words (Finnish, Swedish, English, keyboards' rows, this
service's own); a password is refused when it is little more than one or two of them, or of the
person's and the network's names: repeated, run together, with digits, years and signs around, or
with digits for letters. A passphrase of three words passes, unless it was leaked: `leaked.txt`
knows the commonest of those by their digests.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from shared.text import Text

FEWEST_CHARACTERS, MOST_CHARACTERS = 12, 128
FEWEST_DIFFERENT = 5
SHORTEST_WORD = 3
MOST_WORDS = 2
LONGEST_UNIT = 6
FEW_BESIDE = 3
MOST_SIGNS = 8
"""So many digits and signs beside the words make a password no better."""

_ROWS = (
    "qwertyuiopå",
    "asdfghjklöä",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyzåäö",
    "01234567890",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_LEET = str.maketrans("0134578@$", "oieastbas")
_EDGE = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_YEAR = re.compile(r"[\W_]*(19|20)[0-9]{2}[\W_]*$")
ENOUGH_SIGNS = 20
"""A number alone is a telephone number or a date until it is as long as this."""
_WORDS = re.compile(r"[^\W\d_]+")

SHORT = Text.of("A password has at least 12 characters. A few words in a row are good.")
LONG = Text.of("A password has at most 128 characters.")
GUESSED = Text.of(
    "This password is easy to guess: it is little more than a common word, a name, a number or "
    "a row of keys. Choose at least three words that have nothing to do with each other."
)

LEAKED = Text.of(
    "This password was leaked somewhere and is on every guesser's list. Choose at least three "
    "words that have nothing to do with each other."
)
DIGEST_LETTERS = 12


def refusal(password: str, *, about: Iterable[str] = ()) -> Text | None:
    """Return why the password is refused; `about` are names a guesser knows: login, network."""
    text = unicodedata.normalize("NFKC", password)
    if len(text) < FEWEST_CHARACTERS:
        return SHORT
    if len(text) > MOST_CHARACTERS:
        return LONG
    folded = text.casefold()
    if _digest(folded) in leaked():
        return LEAKED
    known = common() | names(about)
    if len(set(folded)) < FEWEST_DIFFERENT or _repeated(folded) or _of_rows(folded):
        return GUESSED
    if not _WORDS.search(folded) and len(folded) < ENOUGH_SIGNS:
        return GUESSED
    ways = (folded, *(way.translate(_LEET) for way in (folded, _trimmed(folded), _aged(folded))))
    return GUESSED if any(_few_words(way, len(folded), known) for way in ways) else None


def _trimmed(text: str) -> str:
    """Return the text from its first to its last letter."""
    return _EDGE.sub("", text)


def _aged(text: str) -> str:
    """Return the text without a year at its end."""
    return _YEAR.sub("", text)


def _digest(folded: str) -> str:
    """Return the start of the SHA-256 of a casefolded password, as leaked.txt has it."""
    return hashlib.sha256(folded.encode()).hexdigest()[:DIGEST_LETTERS]


@cache
def leaked() -> frozenset[str]:
    """Return the digests of leaked passwords that the rules would let pass."""
    lines = (Path(__file__).parent / "leaked.txt").read_text("ascii").splitlines()
    return frozenset(one for line in lines if not line.startswith("#") for one in line.split())


@cache
def common() -> frozenset[str]:
    """Return the words of the list."""
    lines = (Path(__file__).parent / "common.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def names(about: Iterable[str]) -> frozenset[str]:
    """Return the words that names are made of, casefolded."""
    found = (word for text in about for word in _WORDS.findall(text.casefold()))
    return frozenset(word for word in found if len(word) >= SHORTEST_WORD)


def _repeated(text: str) -> bool:
    """Tell whether the text is one short unit over and over."""
    return any(
        (text[:size] * (len(text) // size + 1))[: len(text)] == text
        for size in range(1, LONGEST_UNIT + 1)
    )


def _of_rows(text: str) -> bool:
    """Tell whether the text is made of runs along the keyboard, the alphabet or the numbers."""
    plain = re.sub(r"[\W_]", "", text)
    at = beside = 0
    while at < len(plain):
        length = _run(plain[at:])
        if length < SHORTEST_WORD:
            length, beside = 1, beside + 1
        at += length
    return bool(plain) and beside <= FEW_BESIDE


def _run(text: str) -> int:
    """Return how many characters at the start follow each other in a row, in either direction."""
    longest = 0
    for row in (*_ROWS, *(row[::-1] for row in _ROWS)):
        length = 1
        while length < len(text) and text[: length + 1] in row:
            length += 1
        longest = max(longest, length if text[:1] and text[0] in row else 0)
    return longest


def _few_words(text: str, length: int, known: frozenset[str]) -> bool:
    """Tell whether the letters are at most two different known words, and little stands beside."""
    letters = "".join(_WORDS.findall(text))
    few_signs = length - len(letters) <= MOST_SIGNS
    return bool(letters) and few_signs and _split(letters, known, frozenset())


def _split(letters: str, known: frozenset[str], used: frozenset[str]) -> bool:
    """Tell whether the letters can be cut into known words, at most two different ones in all."""
    if not letters:
        return True
    for end in range(SHORTEST_WORD, len(letters) + 1):
        word = letters[:end]
        if word in known and len(used | {word}) <= MOST_WORDS:
            rest = letters[end:]
            while rest.startswith(word):
                rest = rest[end:]
            if _split(rest, known, used | {word}):
                return True
    return False
