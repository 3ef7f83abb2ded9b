"""The recovery key as letters to print, keep and type (`shared/letters.py`), and what is wrong."""

from shared import letters
from shared.letters import GROUP, GROUPS, KEY_BYTES, plain
from shared.text import Text

__all__ = ["GROUP", "GROUPS", "KEY_BYTES", "plain"]

PURPOSE = b"voikukkia recovery key"
_WRONG = Text.of(
    "This is not a whole recovery key: {groups} groups of {letters} letters, as they were printed."
)
_MISTYPED = Text.of("One of the letters is mistyped: the last group does not fit the others.")


def groups_of(key: bytes) -> tuple[str, ...]:
    """Return the key as 13 groups of four letters, and the check group."""
    return letters.groups_of(key, PURPOSE)


def lines_of(key: bytes) -> tuple[str, ...]:
    """Return the groups in lines of five, to be read out or copied by hand."""
    return letters.lines_of(key, PURPOSE)


def check_of(key: bytes) -> str:
    """Return the last group, which only fits this key."""
    return letters.check_of(key, PURPOSE)


def key_from(text: str) -> bytes | Text:
    """Return the key that was typed, in any case, with or without spaces; else what is wrong."""
    match letters.key_from(text, PURPOSE):
        case "not_whole":
            return Text.of(_WRONG.msgid, groups=GROUPS, letters=GROUP)
        case "mistyped":
            return _MISTYPED
        case key:
            return key


def is_check(text: str, key: bytes) -> bool:
    """Tell whether the last group was typed."""
    return letters.is_check(text, key, PURPOSE)
