"""What a welcome carries of messages and material; made in the transaction of its hello."""

from collections.abc import Callable
from datetime import datetime
from sqlite3 import Connection

from msgspec import Struct

from hub.notices.material import bank
from hub.notices.messages import telling
from hub.notices.messages.telling import Owing
from shared.wire.messages import OperatorMessage
from shared.wire.session import Policy
from shared.wire.words import NodeId, Sequence


class Bulletin(Struct, frozen=True, kw_only=True):
    """The messages of one network, and the version of the list of documents, if there is one."""

    messages: tuple[OperatorMessage, ...] = ()
    material: Sequence | None = None

    def plain(self) -> tuple[str, ...]:
        """Return what operators wrote as plain notices, for nodes from before there were messages.

        A newer node passes over a notice that is the text of a message.
        """
        texts = (one.text for one in self.messages if one.kind == "message")
        return tuple(said for text in texts for said in (text.fi, text.sv, text.en) if said)


Bulletins = Callable[[Connection, NodeId, datetime, datetime | None], Bulletin]
"""Makes a network's bulletin at an instant; the last is when it was heard before."""


def empty(
    _db: Connection, _node: NodeId, _now: datetime, _last: datetime | None = None
) -> Bulletin:
    """Tell nothing."""
    return Bulletin()


def bulletins(policy: Policy, owing: Owing = telling.nothing_owed) -> Bulletins:
    """Return what makes the bulletins of an open hub."""

    def make(db: Connection, node: NodeId, now: datetime, last: datetime | None) -> Bulletin:
        messages = telling.tell(db, node, now, last, policy=policy, owing=owing)
        return Bulletin(messages=messages, material=bank.version(db))

    return make
