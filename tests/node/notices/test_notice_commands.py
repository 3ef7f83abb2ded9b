"""`voikukkia-node message …` and `material …`: the same as on the pages."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from sqlite3 import Connection

from node.notices import folder, store
from shared.signing import SigningKey, encode_envelope, sign
from shared.wire.material import Material, MaterialItem
from shared.wire.messages import OperatorMessage, Said
from tests.node.cli.conftest import Terminal, bare, terminal

__all__ = ["bare", "terminal"]

HUB = SigningKey.from_bytes(bytes(range(32)))
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
PDF = b"%PDF-1.4 opas"
ITEM = MaterialItem(
    digest=hashlib.sha256(PDF).hexdigest(),
    bytes=len(PDF),
    media_type="application/pdf",
    kind="guide",
    language="fi",
    title="Ohjaajan opas",
)
AWAY = MaterialItem(
    digest="1" * 64,
    bytes=9,
    media_type="image/png",
    kind="poster",
    language="sv",
    title="Affisch",
)
MESSAGE = OperatorMessage(
    id="m-1",
    kind="message",
    text=Said(fi="Verkostopäivä\non 2.12.", sv=None, en="The day\nis 2.12."),
    day=date(2026, 9, 1),
    until=date(2026, 12, 2),
)


def receive(terminal: Terminal) -> None:
    """Have a message and a list of two documents, one of them here."""
    with closing(sqlite3.connect(terminal.data / "node.db")) as db:
        db.row_factory = sqlite3.Row
        keep(db)
        db.commit()
    folder.append(terminal.data, ITEM, PDF)
    assert folder.finish(terminal.data, ITEM)


def keep(db: Connection) -> None:
    """Write what a welcome and a fetch leave."""
    db.execute(
        "UPDATE network SET node = 'savo', hub = 'http://127.0.0.1:9', hub_key = ?", (HUB.public,)
    )
    store.hear(db, MESSAGE, NOW)
    store.name(db, HUB.public, 1)
    material = Material(version=1, made_at=NOW, items=(ITEM, AWAY))
    store.hold(db, HUB.public, 1, encode_envelope(sign(material, HUB)), NOW)


def test_messages_are_listed_and_read_once(terminal: Terminal) -> None:
    assert terminal.do("message", "list") == ""
    receive(terminal)
    assert "* m-1" in terminal.do("message", "list")
    assert "The day is 2.12." in terminal.do("message", "list")
    assert "nobody has read: 1" in terminal.do("today")
    terminal.do("message", "read", "m-1")
    assert "m-1" in terminal.refused("message", "read", "m-1")
    assert "* m-1" not in terminal.do("message", "list")


def test_documents_are_listed_saved_and_never_overwritten(
    terminal: Terminal, tmp_path: Path
) -> None:
    assert terminal.do("material", "list") == ""
    receive(terminal)
    listed = terminal.do("material", "list").splitlines()
    assert listed == [
        f"  {ITEM.digest[:12]}  fi  guide  Ohjaajan opas",
        "* 111111111111  sv  poster  Affisch",
    ]
    place = tmp_path / "elsewhere"
    place.mkdir()
    terminal.do("material", "save", ITEM.digest[:12], str(place))
    assert (place / "Ohjaajan-opas.pdf").read_bytes() == PDF
    assert "already" in terminal.refused("material", "save", ITEM.digest[:12], str(place))
    for wrong in ("111111111111", "1", "../node.key", ""):
        terminal.refused("material", "save", wrong, str(place))


def test_a_hub_that_is_away_is_no_fault(terminal: Terminal) -> None:
    assert "fetched: 0" in terminal.do("material", "fetch")
    receive(terminal)
    assert "fetched: 0" in terminal.do("material", "fetch")
