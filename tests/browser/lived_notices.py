"""What the operator has sent to the node of this life: messages and documents, read and unread."""

import hashlib
from datetime import datetime, timedelta
from functools import partial
from sqlite3 import Connection

from node.desk import Desk
from node.notices import folder, store
from shared.signing import encode_envelope, sign
from shared.wire.material import Material, MaterialItem
from shared.wire.messages import OperatorMessage, Said
from tests.node.network.invited import HUB

PDF = b"%PDF-1.4 opas"


async def sent(desk: Desk) -> None:
    """Have messages and documents from the operator here, and one document still missing."""
    now = desk.now()
    here = _item(PDF, "fi", "guide", "Ohjaajan opas")
    items = (
        here,
        _item(b"%PDF-1.4 affisch", "sv", "poster", "Affisch för mottagningen"),
        _item(b"%PDF-1.4 form", "en", "form", "Form for the pre-meeting"),
    )
    folder.append(desk.data, here, PDF)
    assert folder.finish(desk.data, here)
    await desk.database.write(partial(_keep, items=items, now=now))


def _keep(db: Connection, *, items: tuple[MaterialItem, ...], now: datetime) -> None:
    material = Material(version=1, made_at=now, items=items)
    store.name(db, HUB.public, 2)
    store.hold(db, HUB.public, 1, encode_envelope(sign(material, HUB)), now)
    for item in items:
        store.expect(db, item.digest, now)
    day = now.date()
    for number, words in enumerate(("Verkostopäivä on 2.12.\nTervetuloa.", "Uusi opas on tullut.")):
        message = OperatorMessage(
            id=f"m-{number + 1}",
            kind="message",
            text=Said(fi=words, sv=f"{words} (sv)", en=None),
            day=day,
            until=day + timedelta(days=60),
        )
        store.hear(db, message, now)
    store.read(db, "m-2", None, now)
    store.drop_others(db, ["m-1"], now)


def _item(body: bytes, language: str, kind: str, title: str) -> MaterialItem:
    return MaterialItem(
        digest=hashlib.sha256(body).hexdigest(),
        bytes=len(body),
        media_type="application/pdf",
        kind=kind,
        language=language,
        title=title,
    )
