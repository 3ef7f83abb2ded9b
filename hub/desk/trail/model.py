"""One line of the log of operators' acts; pure.

Each line's digest covers the line before, so a line that was taken out or rewritten shows.
"""

import hashlib
from datetime import datetime
from typing import Literal

import msgspec
from msgspec import Struct

from shared.period import instant_text
from shared.text import Text
from shared.wire.words import Digest

Via = Literal["desk", "command"]
START: Digest = "0" * 64


class Hand(Struct, frozen=True, kw_only=True):
    """Who acts: an operator at the desk, or whoever sits at the hub's own computer."""

    operator: int | None = None
    via: Via = "command"


COMMAND_LINE = Hand()
_RESTORED = Text.of(
    "The hub was restored from a backup with {backup} entries. What was done since the backup has "
    "no line here."
).msgid
_FILLED = Text.of(
    "The hub was restored from a backup with {backup} entries; the entries {first} to {last} of "
    "the ledger came back from the mirror. What was done since the backup has no line here, also "
    "where it is in force."
).msgid


class Act(Struct, frozen=True, kw_only=True):
    """What was done. `node` is the network it was done to, empty where there is none."""

    number: int
    at: datetime
    hand: Hand
    node: str
    said: Text
    digest: Digest


def restored(backup: int, mirrored: int) -> Text:
    """Return the line of a restore: from here on lines may be missing, and it says of what."""
    if mirrored <= backup:
        return Text(_RESTORED, {"backup": backup})
    return Text(_FILLED, {"backup": backup, "first": backup, "last": mirrored - 1})


def gaps(acts: tuple[Act, ...]) -> tuple[int, ...]:
    """Return the numbers of the lines before which others are missing: those of restores."""
    return tuple(act.number for act in acts if act.said.msgid in {_RESTORED, _FILLED})


def digest_of(
    before: Digest, number: int, at: datetime, hand: Hand, node: str, said: Text
) -> Digest:
    """Return the digest of a line: SHA-256 over its columns and the digest before."""
    columns = [before, number, instant_text(at), hand.via, hand.operator, node, said]
    return hashlib.sha256(msgspec.json.encode(columns)).hexdigest()


def broken(acts: tuple[Act, ...], before: Digest = START) -> int | None:
    """Return the number of the first line that does not follow from the one before."""
    for expected, act in enumerate(acts, start=acts[0].number if acts else 1):
        digest = digest_of(before, act.number, act.at, act.hand, act.node, act.said)
        if (act.number, act.digest) != (expected, digest):
            return act.number
        before = act.digest
    return None
