"""A 256-bit key as letters to print, keep and type: base32 in groups, the last one a check.

Pure. RFC 4648's alphabet has no 0, 1 and 8; whoever types them means O, I and B. `purpose` goes
into the check, so that one kind of key is never taken for another.
"""

import base64
import hashlib
import hmac
from typing import Literal

KEY_BYTES = 32
GROUP = 4
GROUPS = 14
LINE = 5
Misread = Literal["not_whole", "mistyped"]
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})
_BETWEEN = str.maketrans("", "", " -–\t\r\n.")


def groups_of(key: bytes, purpose: bytes) -> tuple[str, ...]:
    """Return the key as 13 groups of four letters, and the check group."""
    letters = base64.b32encode(key).decode().rstrip("=")
    parts = [letters[at : at + GROUP] for at in range(0, len(letters), GROUP)]
    return (*parts, check_of(key, purpose))


def lines_of(key: bytes, purpose: bytes) -> tuple[str, ...]:
    """Return the groups in lines of five, to be read out or copied by hand."""
    groups = groups_of(key, purpose)
    return tuple(" ".join(groups[at : at + LINE]) for at in range(0, GROUPS, LINE))


def check_of(key: bytes, purpose: bytes) -> str:
    """Return the last group, which only fits this key."""
    told = hashlib.sha256(purpose + b"\n" + key).digest()
    return base64.b32encode(told).decode()[:GROUP]


def key_from(text: str, purpose: bytes) -> bytes | Misread:
    """Return the key that was typed, in any case, with or without spaces; else what is wrong."""
    letters = plain(text)
    if len(letters) != GROUP * GROUPS:
        return "not_whole"
    try:
        key = base64.b32decode(letters[:-GROUP] + "====")
    except ValueError:
        return "not_whole"
    if len(key) != KEY_BYTES or groups_of(key, purpose) != _split(letters):
        return "mistyped"
    return key


def is_check(text: str, key: bytes, purpose: bytes) -> bool:
    """Tell whether the last group was typed."""
    return hmac.compare_digest(plain(text).encode(), check_of(key, purpose).encode())


def plain(text: str) -> str:
    """Return what was typed, without what stands between groups, as capital letters."""
    return text.translate(_BETWEEN).upper().translate(_MISREAD)


def _split(letters: str) -> tuple[str, ...]:
    return tuple(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))
