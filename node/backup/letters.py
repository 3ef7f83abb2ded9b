"""The recovery key as letters to print, keep and type: base32 in groups, the last one a check.

RFC 4648's alphabet has no 0, 1 and 8; whoever types them means O, I and B.
"""

import base64
import hashlib
import hmac

from shared.text import Text

KEY_BYTES = 32
GROUP = 4
GROUPS = 14
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})
_BETWEEN = str.maketrans("", "", " -–\t\r\n.")
_WRONG = Text.of(
    "This is not a whole recovery key: {groups} groups of {letters} letters, as they were printed."
)
_MISTYPED = Text.of("One of the letters is mistyped: the last group does not fit the others.")


def groups_of(key: bytes) -> tuple[str, ...]:
    """Return the key as 13 groups of four letters, and the check group."""
    letters = base64.b32encode(key).decode().rstrip("=")
    parts = [letters[at : at + GROUP] for at in range(0, len(letters), GROUP)]
    return (*parts, check_of(key))


def lines_of(key: bytes) -> tuple[str, ...]:
    """Return the groups in lines of five, to be read out or copied by hand."""
    groups = groups_of(key)
    return tuple(" ".join(groups[at : at + 5]) for at in range(0, GROUPS, 5))


def check_of(key: bytes) -> str:
    """Return the last group, which only fits this key."""
    told = hashlib.sha256(b"voikukkia recovery key\n" + key).digest()
    return base64.b32encode(told).decode()[:GROUP]


def key_from(text: str) -> bytes | Text:
    """Return the key that was typed, in any case, with or without spaces; else what is wrong."""
    letters = plain(text)
    wrong = Text.of(_WRONG.msgid, groups=GROUPS, letters=GROUP)
    if len(letters) != GROUP * GROUPS:
        return wrong
    try:
        key = base64.b32decode(letters[:-GROUP] + "====")
    except ValueError:
        return wrong
    if len(key) != KEY_BYTES or groups_of(key) != _split(letters):
        return _MISTYPED
    return key


def is_check(text: str, key: bytes) -> bool:
    """Tell whether the last group was typed."""
    return hmac.compare_digest(plain(text).encode(), check_of(key).encode())


def plain(text: str) -> str:
    """Return what was typed, without what stands between groups, as capital letters."""
    return text.translate(_BETWEEN).upper().translate(_MISREAD)


def _split(letters: str) -> tuple[str, ...]:
    return tuple(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))
