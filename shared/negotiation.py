"""Which schema of a message travels between two programs of different years (rule 11). Pure.

A node names what it can write, the hub answers what it wants, each side keeps reading what it ever
read. A node never goes below its own floor, whoever asks: how counts are protected is its own law.
"""

from collections.abc import Collection
from typing import Literal

from msgspec import Struct

from shared.wire.words import SchemaName

Due = Literal["node", "hub"]


class Choice(Struct, frozen=True, kw_only=True):
    """What a node sends; `due` names the side whose program has to be updated, if any."""

    schema: SchemaName
    due: Due | None = None


def choose(
    own: Collection[SchemaName], wanted: Collection[SchemaName], *, floor: SchemaName
) -> Choice:
    """Return which of the own schemas of one kind of message is sent to this hub.

    It is the newest one the hub wants. A hub that wants none of them gets the nearest: the newest
    one if it wants newer ones (it keeps all decoders), the floor if it is older than that. A hub
    that says nothing of this kind of message gets the newest.
    """
    kind, lowest = _parts(floor)
    able = sorted(
        number for other, number in map(_parts, own) if other == kind and number >= lowest
    )
    asked = {number for other, number in map(_parts, wanted) if other == kind}
    if not able:
        raise ValueError(f"this program writes no {floor} and nothing newer")
    if common := asked & set(able):
        return Choice(schema=f"{kind}/{max(common)}")
    if not asked:
        return Choice(schema=f"{kind}/{able[-1]}")
    if max(asked) > able[-1]:
        return Choice(schema=f"{kind}/{able[-1]}", due="node")
    return Choice(schema=f"{kind}/{able[0]}", due="hub")


def wanted(taken: Collection[SchemaName], spoken: Collection[SchemaName]) -> tuple[SchemaName, ...]:
    """Return what the hub asks a node for: of every kind the newest version that both know.

    `taken` is what the hub can still read, `spoken` what the node named. Where they share none,
    the hub names its newest, and the node tells its people that an update is due.
    """
    asked = []
    for kind in dict.fromkeys(_parts(name)[0] for name in taken):
        mine = {number for other, number in map(_parts, taken) if other == kind}
        common = mine & {number for other, number in map(_parts, spoken) if other == kind}
        asked.append(f"{kind}/{max(common or mine)}")
    return tuple(asked)


def _parts(name: SchemaName) -> tuple[str, int]:
    kind, _, number = name.partition("/")
    return kind, int(number)
