"""Messages and documents travel from the operator to a node's people, over the real wire."""

import hashlib
import io
import zipfile
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import httpx
import pytest

from hub.notices.material import decide as bank
from hub.notices.material import forms as upload_forms
from hub.notices.material import store as hub_store
from hub.notices.material.bank import PIECES_RUSH, MaterialBank
from hub.notices.material.model import Upload
from hub.notices.messages import decide, forms
from hub.notices.messages import store as said
from hub.notices.messages.model import Draft
from node.network import store as network
from node.notices import folder, store
from node.notices.fetch import Fetcher
from shared.period import helsinki_day
from shared.runtime.uplink import Uplink
from shared.wire.material import PIECE_BYTES
from shared.wire.problem import Problem
from tests.federation.together import LiveNode, Together, together
from tests.federation.wire import TurnedClock

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 4_500  # more than two pieces


def upload(body: bytes = PDF, name: str = "opas.pdf", title: str = "Ohjaajan opas") -> Upload:
    """Return a document as an operator hands it in."""
    found = upload_forms.read({"title": title, "language": "fi", "kind": "guide"}, name, body)
    assert isinstance(found, Upload), found
    return found


async def list_it(federation: Together, new: Upload) -> None:
    """Put a document on the hub's list."""
    now = federation.clock.now()
    await federation.hub.act(lambda db: bank.add(db, new, now))


async def write(federation: Together, fi: str, *, until: str, networks: str = "") -> None:
    """Have the operator write a message."""
    now = federation.clock.now()
    known = ("savo", "kymi")
    typed = {"fi": fi, "sv": f"{fi} (sv)", "until": until, "networks": networks}
    draft = forms.read(typed, known=known, today=helsinki_day(now))
    assert isinstance(draft, Draft), draft
    await federation.hub.act(lambda db: decide.write(db, draft, now))


def fetcher(federation: Together, node: LiveNode) -> Fetcher:
    """Return what fetches documents for a node, over the wire that a test can cut."""
    return Fetcher(
        node.desk.database,
        federation.clock,
        node.folder,
        partial(Uplink, transport=federation.wire),
    )


async def items_of(node: LiveNode) -> tuple[str, ...]:
    """Return the titles of the list that a node holds."""
    record = await node.desk.read(network.record)
    assert record is not None
    root = record.hub_key
    assert root is not None
    held = await node.desk.read(lambda db: store.held(db, root))
    return tuple(item.title for item in held.items())


async def test_a_message_reaches_its_networks_and_is_read_there(tmp_path: Path) -> None:
    async with together(tmp_path, NOW) as federation:
        savo = await federation.join("savo", "Kuopio")
        kymi = await federation.join("kymi", "Kotka")
        await write(federation, "Kaikille", until="20.11.2026")
        await write(federation, "Vain Savolle <b>", until="17.11.2026", networks="savo")
        for node in (savo, kymi):
            await node.push()
        today = date(2026, 11, 16)
        at_savo = await savo.desk.read(lambda db: store.unread(db, today))
        at_kymi = await kymi.desk.read(lambda db: store.unread(db, today))
        told = await federation.hub.desk.read(lambda db: said.told(db, 1))
        assert sorted(one.text.fi for one in at_savo) == ["Kaikille", "Vain Savolle <b>"]
        assert [one.text.words("sv") for one in at_kymi] == ["Kaikille (sv)"]
        assert set(told) == {"savo", "kymi"}
        for one in at_savo:
            job = partial(store.read, message=one.message.id, staff=None, at=NOW)
            assert await savo.desk.database.write(job)
        await federation.hub.act(lambda db: decide.withdraw(db, 1, NOW))
        federation.clock.turn(hours=7)
        for node in (savo, kymi):
            await node.push()
        kept = await savo.desk.read(store.every)
        assert await kymi.desk.read(lambda db: store.unread(db, today)) == ()
        assert [one.gone_at is not None for one in kept] == [False, True]
        assert all(one.read_at is not None for one in kept)


async def test_a_network_that_was_silent_is_asked_when_it_is_back(tmp_path: Path) -> None:
    async with together(tmp_path, NOW) as federation:
        savo = await federation.join("savo", "Kuopio")
        await savo.push()
        federation.clock.turn(days=9)
        await savo.push()
        (asked,) = await savo.desk.read(lambda db: store.unread(db, date(2026, 11, 25)))
        assert asked.message.kind == "late"
        assert "16.11.2026" in asked.text.words("en")
        assert "16.11.2026" in asked.text.fi
        federation.clock.turn(hours=7)
        await savo.push()
        again = await savo.desk.read(store.every)
        assert [one.gone_at for one in again] == [None]


async def test_a_document_comes_in_pieces_over_a_line_that_breaks(tmp_path: Path) -> None:
    async with together(tmp_path, NOW) as federation:
        savo = await federation.join("savo", "Kuopio")
        new = upload()
        assert new.item.bytes > 2 * PIECE_BYTES
        await list_it(federation, new)
        await savo.push()
        fetch = fetcher(federation, savo)
        folder.append(savo.folder, new.item, PDF[:PIECE_BYTES])  # a run that broke off
        federation.wire.hub, live = None, federation.wire.hub
        assert await fetch.run() == 0
        federation.wire.hub = live
        assert await fetch.run() == 1
        assert await fetch.run() == 0
        assert await items_of(savo) == ("Ohjaajan opas",)
        assert folder.read(savo.folder, new.item) == PDF
        await federation.stop_hub()
        assert folder.read(savo.folder, new.item) == PDF


async def test_a_withdrawn_document_leaves_the_node(tmp_path: Path) -> None:
    async with together(tmp_path, NOW) as federation:
        savo = await federation.join("savo", "Kuopio")
        await list_it(federation, upload())
        await list_it(federation, upload(b"%PDF-1.4 toinen", title="Toinen"))
        await savo.push()
        fetch = fetcher(federation, savo)
        assert await fetch.run() == 2
        federation.clock.turn(hours=7)
        await federation.hub.act(lambda db: bank.withdraw(db, 1, federation.clock.now()))
        await savo.push()
        assert await fetch.run() == 0
        assert await items_of(savo) == ("Toinen",)
        assert len(list((savo.folder / folder.NAME).iterdir())) == 1


async def test_bytes_of_another_digest_are_thrown_away(tmp_path: Path) -> None:
    async with together(tmp_path, NOW) as federation:
        savo = await federation.join("savo", "Kuopio")
        new = upload()
        await list_it(federation, new)
        await savo.push()

        def swap(db: object) -> None:
            db.execute(  # type: ignore[attr-defined]
                "UPDATE material_body SET body = :body", {"body": b"%PDF-evil" + PDF[9:]}
            )

        await federation.hub.desk.database.write(swap)
        fetch = fetcher(federation, savo)
        assert await fetch.run() == 0
        assert list((savo.folder / folder.NAME).iterdir()) == []
        assert await savo.desk.read(store.missed) != {}
        assert await fetch.run() == 0  # not before a day has passed
        federation.clock.turn(days=2)
        assert await fetch.run() == 0


async def test_an_older_list_and_one_of_another_key_are_not_taken(tmp_path: Path) -> None:
    async with together(tmp_path, NOW) as federation:
        savo = await federation.join("savo", "Kuopio")
        await list_it(federation, upload())
        await savo.push()
        fetch = fetcher(federation, savo)
        assert await fetch.run() == 1
        old = await ask(federation, "/v1/material")
        federation.clock.turn(hours=7)
        await list_it(federation, upload(b"%PDF-1.4 toinen", title="Toinen"))
        await savo.push()
        for played in (old, old.replace(b'"sig":"', b'"sig":"AAAA')):
            federation.wire.hub, live = Playing(federation.wire.hub, played), federation.wire.hub  # type: ignore[assignment]
            assert await fetch.run() == 0
            federation.wire.hub = live
            assert await items_of(savo) == ("Ohjaajan opas",)
        assert await fetch.run() == 1
        assert await items_of(savo) == ("Ohjaajan opas", "Toinen")


class Playing:
    """A hub behind somebody who answers for it with an old list of documents."""

    def __init__(self, hub: object, played: bytes) -> None:
        self._hub = hub
        self._played = played

    async def __call__(self, scope: dict[str, object], receive: object, send: object) -> None:
        """Answer the one address, pass all others on."""
        if scope["path"] != "/v1/material":
            await self._hub(scope, receive, send)  # type: ignore[operator]
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": self._played})  # type: ignore[operator]


async def ask(federation: Together, path: str) -> bytes:
    """Return what the hub answers to anybody."""
    async with httpx.AsyncClient(
        transport=federation.wire, base_url="http://127.0.0.1:8440"
    ) as client:
        return (await client.get(path)).content


async def test_the_addresses_answer_what_they_promise(tmp_path: Path) -> None:
    async with together(tmp_path, NOW) as federation:
        new = upload()
        async with httpx.AsyncClient(
            transport=federation.wire, base_url="http://127.0.0.1:8440"
        ) as client:
            assert (await client.get("/v1/material")).status_code == 404
            await list_it(federation, new)
            assert (await client.get("/v1/material")).status_code == 200
            path = f"/v1/material/{new.item.digest}"
            first = await client.get(path)
            rest = [await client.get(f"{path}?from={n}") for n in (PIECE_BYTES, 2 * PIECE_BYTES)]
            whole = first.content + b"".join(one.content for one in rest)
            assert hashlib.sha256(whole).hexdigest() == new.item.digest
            assert "immutable" in first.headers["cache-control"]
            assert "sandbox" in first.headers["content-security-policy"]
            assert first.headers["content-disposition"] == "attachment"
            assert (await client.get(f"{path}?from={len(PDF)}")).content == b""
            for bad in ("?from=-1", "?from=x", "?from=99999999999999999999"):
                assert (await client.get(path + bad)).status_code in {400, 404}
            for other in ("0" * 64, "A" * 64, "..", "%2e%2e%2fhub.key", "x"):
                assert (await client.get(f"/v1/material/{other}")).status_code == 404


async def test_pieces_have_a_limit_of_their_own(tmp_path: Path) -> None:
    async with together(tmp_path, NOW) as federation:
        new = upload()
        await list_it(federation, new)
        bank = MaterialBank(federation.hub.desk.database, StoppedClock(NOW))
        said = [await bank.piece(new.item.digest, 0) for _ in range(PIECES_RUSH + 1)]
        assert all(isinstance(one, bytes) for one in said[:-1])
        assert isinstance(said[-1], Problem)
        assert said[-1].code == "busy"


class StoppedClock(TurnedClock):
    """A clock of which no second passes."""

    def monotonic(self) -> float:
        """Return the same second again."""
        return 1.0


async def test_a_restored_hub_goes_on_above_every_version_it_told(tmp_path: Path) -> None:
    async with together(tmp_path, NOW) as federation:
        await list_it(federation, upload())
        first = await federation.hub.desk.read(hub_store.version)
        federation.clock.turn(days=1)
        await list_it(federation, upload(b"%PDF-1.4 toinen", title="Toinen"))
        second = await federation.hub.desk.read(hub_store.version)
        assert first is not None
        assert second is not None
        assert second[0] == int(federation.clock.now().timestamp()) > first[0]


@pytest.mark.parametrize("macros", [False, True])
def test_a_word_file_with_macros_is_none(*, macros: bool) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
        if macros:
            archive.writestr("word/vbaProject.bin", "x")
    fields = {"title": "Lomake", "language": "fi", "kind": "form"}
    found = upload_forms.read(fields, "lomake.docx", packed.getvalue())
    assert isinstance(found, Upload) is not macros
