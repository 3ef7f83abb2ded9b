"""What is shown of keys: the fingerprint, where a rotation stands, every key this node ever had."""

from datetime import datetime
from sqlite3 import Connection
from typing import Literal

from msgspec import Struct

from node.keys import store
from node.keys.files import KeyFiles
from node.keys.model import OwnKey
from node.network import store as network
from node.network.model import NetworkRecord
from node.outbox import store as outbox
from shared.signing import fingerprint, key_id
from shared.text import Text
from shared.wire.words import KeyId

State = Literal["none", "drawn", "signed", "enrolling"]
STATES: dict[State, Text] = {
    "none": Text.of("No new key is on its way."),
    "drawn": Text.of(
        "A new key is drawn. It is told to the hub with the next message, signed by both keys."
    ),
    "signed": Text.of(
        "The new key is on its way to the hub. From the hub's answer on it is the node's key."
    ),
    "enrolling": Text.of(
        "A new key is drawn for an invitation, and the hub has not answered yet. Try again with "
        "the same invitation."
    ),
}
STANDINGS: dict[str, Text] = {
    "next": Text.of("drawn"),
    "current": Text.of("in use"),
    "before": Text.of("replaced; kept until the next one"),
    "past": Text.of("replaced"),
}
REASONS: dict[str, Text] = {
    "start": Text.of("the node's first key"),
    "rotation": Text.of("rotation"),
    "enrolment": Text.of("new invitation"),
}


class Line(Struct, frozen=True, kw_only=True):
    """One key in the history."""

    key_id: KeyId
    standing: Text
    reason: Text
    began_at: datetime | None
    ended_at: datetime | None


class Shown(Struct, frozen=True, kw_only=True):
    """Everything the page and the command show. `document` numbers the hub's trust document."""

    record: NetworkRecord | None
    fingerprint: str | None
    state: State
    lines: tuple[Line, ...]
    document: int | None
    document_at: datetime | None

    @property
    def told(self) -> Text:
        """Return where a rotation stands, in a sentence."""
        return STATES[self.state]

    @property
    def enrolled(self) -> bool:
        """Tell whether there is a hub to speak to."""
        return self.record is not None and self.record.node is not None


def shown(db: Connection, files: KeyFiles) -> Shown:
    """Return what is shown of keys."""
    record = network.record(db)
    root = record.hub_key if record else None
    held = store.held(db, root) if root else None
    return Shown(
        record=record,
        fingerprint=fingerprint(files.current(db).public, root) if root else None,
        state=state(db),
        lines=tuple(_line(key) for key in store.keys(db)),
        document=held.trust.version if held else None,
        document_at=held.trust.made_at if held else None,
    )


def state(db: Connection) -> State:
    """Return where a rotation stands."""
    drawn, entry = store.key(db, "next"), outbox.queued(db)
    if drawn is None:
        return "none"
    if drawn.drawn_for == "enrolment":
        return "enrolling"
    return "signed" if entry is not None and entry.schema == "rotation/1" else "drawn"


def _line(key: OwnKey) -> Line:
    return Line(
        key_id=key_id(key.public),
        standing=STANDINGS[key.standing],
        reason=REASONS[key.drawn_for],
        began_at=key.began_at,
        ended_at=key.ended_at,
    )
