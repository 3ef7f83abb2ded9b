"""Messages and documents as people meet them on the node; nothing of them is believed or run."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Self

import msgspec
import pytest
from msgspec import UNSET

from node.network import store as network
from node.notices import folder, model, store
from node.notices.fetch import PIECES_AT_ONCE, Fetcher
from node.notices.hear import Post
from node.notices.todo import of_messages
from shared.delivery import Unreachable
from shared.runtime.database import Database, StorageError
from shared.signing import SigningKey, encode_envelope, sign
from shared.wire.material import ITEMS_MAX, Material, MaterialItem
from shared.wire.messages import OperatorMessage, Said
from shared.wire.session import Welcome
from tests.node.conftest import ToldClock
from tests.node.web.conftest import Pages, house

__all__ = ["house"]

GOLDEN = Path(__file__).parents[2] / "golden"
HUB = SigningKey.from_bytes(bytes(range(32)))
EVIL = '<script>alert(1)</script> & "x"'
PDF = b"%PDF-1.4 opas"


def item(body: bytes = PDF, **changes: Any) -> MaterialItem:
    """Return a line of the list."""
    fields = {
        "digest": hashlib.sha256(body).hexdigest(),
        "bytes": len(body),
        "media_type": "application/pdf",
        "kind": "guide",
        "language": "en",
        "title": "Guide",
    }
    return msgspec.convert({**fields, **changes}, MaterialItem)


def message(number: int = 1, text: str = "Hei", **changes: object) -> OperatorMessage:
    """Return a message that is shown until the end of 2026."""
    made = OperatorMessage(
        id=f"m-{number}",
        kind="message",
        text=Said(fi=text, sv=None, en=None),
        day=date(2026, 9, 1),
        until=date(2026, 12, 31),
    )
    return msgspec.structs.replace(made, **changes)


def welcome(**changes: object) -> Welcome:
    """Return the golden welcome with other fields."""
    raw = (GOLDEN / "welcome-1.json").read_bytes()
    return msgspec.structs.replace(msgspec.json.decode(raw, type=Welcome), **changes)


async def listed(house: Pages, *items: MaterialItem, version: int = 1) -> None:
    """Have the node hold a list of documents."""
    now = house.desk.now()
    material = Material(version=version, made_at=now, items=items)
    body = encode_envelope(sign(material, HUB))

    def hold(db: Connection) -> None:
        network.join(db, node="savo", hub="https://hub.example", hub_key=HUB.public)
        store.name(db, HUB.public, version)
        store.hold(db, HUB.public, version, body, now)
        for one in items:
            store.expect(db, one.digest, now)

    await house.desk.database.write(hold)


async def test_a_message_stands_on_the_first_page_until_a_lead_has_read_it(house: Pages) -> None:
    post = Post(house.desk.database, house.desk.clock)
    await post(welcome(messages=(message(text=EVIL), message(2, "Toinen"))))

    page = await house.reader.open("/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "/messages/m-1/read" in await house.lead.open("/messages")
    assert "/messages/m-1/read" not in page
    assert (await house.reader.press("/messages/m-1/read")).status_code == 403
    assert (await house.lead.press("/messages/m-1/read")).status_code == 303

    page = await house.reader.open("/")
    assert "Toinen" in page
    assert "&lt;script" not in page
    history = await house.reader.open("/messages")
    assert "&lt;script&gt;" in history
    heard = await house.desk.read(store.every)
    assert {one.message.id: one.read_by is not None for one in heard} == {"m-1": True, "m-2": False}


async def test_a_message_has_one_text_and_is_never_deleted(
    database: Database, clock: ToldClock
) -> None:
    post = Post(database, clock)
    await post(welcome(messages=(message(text="Ensin"),)))
    await post(welcome(messages=(message(text="Toisin"),)))
    await post(welcome(messages=()))
    (kept,) = await database.read(store.every)
    assert kept.text.fi == "Ensin"
    assert kept.gone_at is not None
    await post(welcome(messages=UNSET))
    await post(welcome(messages=(message(text="Toisin"),)))
    (kept,) = await database.read(store.every)
    assert (kept.text.fi, kept.gone_at) == ("Ensin", None)


async def test_what_is_over_is_not_asked_for(database: Database, clock: ToldClock) -> None:
    await Post(database, clock)(welcome(messages=(message(), message(2))))
    await database.write(lambda db: store.read(db, "m-2", None, clock.now()))
    now = clock.now()
    (asked,) = await database.read(lambda db: tuple(of_messages(db, now)))
    assert asked.text.values == {"n": 1}
    later = datetime(2027, 1, 2, tzinfo=UTC)
    assert await database.read(lambda db: tuple(of_messages(db, later))) == ()


async def test_a_message_that_is_over_asks_for_no_press(house: Pages) -> None:
    post = Post(house.desk.database, house.desk.clock)
    await post(welcome(messages=(message(),)))
    assert "We have read this" in await house.lead.open("/messages")
    await post(welcome(messages=()))
    shown = await house.lead.open("/messages")
    assert "We have read this" not in shown
    assert "nobody has read it</span> The operator took it back" in shown


async def test_documents_are_shown_own_language_first_and_new_ones_marked(house: Pages) -> None:
    finnish = item(b"%PDF-1.4 fi", language="fi", title="Opas & muuta")
    await listed(house, finnish, item())
    folder.append(house.desk.data, item(), PDF)
    assert folder.finish(house.desk.data, item())

    page = await house.reader.open("/material")
    assert page.index("Guide") < page.index("Opas &amp; muuta")
    assert page.count("not fetched yet") == 1
    assert page.count(">new<") == 2
    clock = house.desk.clock
    assert isinstance(clock, ToldClock)
    clock.instant += timedelta(days=1)
    await house.reader.open("/material")
    clock.instant += timedelta(days=1)
    assert ">new<" not in await house.reader.open("/material")
    assert page.count(">new<") == 2


async def test_a_document_is_a_download_and_nothing_else(house: Pages) -> None:
    tricky = item(title="../../etc/passwd\u3000 & “opas”.exe")
    await listed(house, tricky)
    folder.append(house.desk.data, tricky, PDF)
    assert folder.finish(house.desk.data, tricky)

    answer = await house.reader.get(f"/material/{tricky.digest}")

    assert answer.status_code == 200
    assert answer.content == PDF
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].endswith("sandbox")
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "/" not in answer.headers["content-disposition"]
    assert "etc-passwd-opas-exe.pdf" in answer.headers["content-disposition"]


async def test_nothing_but_a_listed_document_is_given(house: Pages) -> None:
    await listed(house, item())
    for digest in ("0" * 64, "x", "%2e%2e%2fnode.key", "node.db"):
        assert (await house.reader.get(f"/material/{digest}")).status_code == 404


async def test_a_document_that_was_changed_on_the_disk_is_not_given(house: Pages) -> None:
    await listed(house, item())
    folder.append(house.desk.data, item(), PDF)
    assert folder.finish(house.desk.data, item())
    folder.path(house.desk.data, item().digest).write_bytes(b"%PDF-1.4 evil")
    assert (await house.reader.get(f"/material/{item().digest}")).status_code == 303


async def test_the_database_takes_no_older_list(house: Pages) -> None:
    await listed(house, item(), version=7)
    for version in (7, 6):
        with pytest.raises((StorageError, Exception), match="newer"):
            await listed(house, version=version)


class Line:
    """A line to a hub that answers every piece alike."""

    def __init__(self, piece: bytes) -> None:
        self.piece = piece
        self.asked = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_what: object) -> None:
        return None

    async def get(self, _path: str) -> Unreachable:
        """Have no list."""
        return Unreachable("no_connection")

    async def document(self, _digest: str, *, start: int) -> bytes:
        """Return the same bytes again, wherever they were to start."""
        self.asked += 1
        assert start >= 0
        return self.piece


@pytest.mark.parametrize(
    ("piece", "asked", "left"), [(b"%", 13, 0), (b"", 1, 0), (PDF * 2, 1, 0), (PDF, 1, 1)]
)
async def test_pieces_that_are_wrong_too_small_or_too_large(
    house: Pages, piece: bytes, asked: int, left: int
) -> None:
    await listed(house, item())
    desk, line = house.desk, Line(piece)
    assert await Fetcher(desk.database, desk.clock, desk.data, lambda _hub: line).run() == left
    assert line.asked == asked
    assert len(list(folder.path(desk.data, "x").parent.glob("*"))) == left


async def test_a_hub_that_dribbles_holds_nobody_up(house: Pages) -> None:
    large = item(digest="2" * 64, bytes=1_000_000)
    await listed(house, large)
    desk, line = house.desk, Line(b"%")
    assert await Fetcher(desk.database, desk.clock, desk.data, lambda _hub: line).run() == 0
    assert line.asked == PIECES_AT_ONCE
    assert folder.begun(desk.data, large) == PIECES_AT_ONCE


def test_what_is_unknown_or_too_much_is_passed_over() -> None:
    strange = item(media_type="text/html")
    huge = [item(digest=f"{n:064x}", bytes=10_000_000, language="fi") for n in range(ITEMS_MAX - 1)]
    shown = model.fitting((strange, *huge))
    assert strange not in shown
    assert sum(one.bytes for one in shown) == model.TOTAL_LIMIT_BYTES


@pytest.mark.parametrize(
    "changes",
    [
        {"bytes": 100_000_000},
        {"bytes": 0},
        {"digest": "../" * 21 + "x"},
        {"title": "<b>"},
        {"title": "a\nb"},
        {"media_type": "text/html; charset=utf-8"},
        {"language": "../fi"},
    ],
)
def test_a_list_with_such_a_line_is_none(changes: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        item(**changes)


@pytest.mark.parametrize("text", ["", "a\x00b", "a\x1b[2Jb", "a\u202eb", "x" * 2001])
def test_a_message_is_plain_text(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"fi": text, "sv": None, "en": None}, Said)


def test_a_look_lasts_for_a_visit() -> None:
    first = model.looked(None, datetime(2026, 9, 1, 9, tzinfo=UTC))
    soon = model.looked(first, first.at + timedelta(hours=11))
    later = model.looked(first, first.at + timedelta(hours=12))
    assert soon == first
    assert later.before_at == first.at
    assert model.looked(later, first.at - timedelta(days=400)).before_at == later.at


async def test_the_command_reads_a_message_once(database: Database, clock: ToldClock) -> None:
    await Post(database, clock)(welcome(messages=(message(),)))
    job = partial(store.read, message="m-1", staff=None, at=clock.now())
    assert [await database.write(job), await database.write(job)] == [True, False]
