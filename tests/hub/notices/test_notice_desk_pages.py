"""The desk's pages of messages and material: written, handed in, withdrawn, and on the log."""

from collections.abc import Mapping
from sqlite3 import Connection

import msgspec
from httpx import Response

from hub.desk.trail import store as trail
from hub.notices.alerts import store as alerts
from hub.notices.alerts.model import CHANNELS, Alert
from hub.notices.material import store as listed
from hub.notices.messages import store
from shared.text import Text
from tests.hub.desk.conftest import desk
from tests.hub.desk.desk_stand import ORIGIN, Desk

__all__ = ["desk"]

EVIL = '<script>alert(1)</script> & "x"'
PDF = b"%PDF-1.7 opas"
ABOUT = {"title": "Opas & muuta", "language": "fi", "kind": "guide"}


async def hand_in(desk: Desk, fields: Mapping[str, str], name: str, body: bytes) -> Response:
    """Send the form with a file."""
    person = desk.operator
    return await person.client.post(
        "/en/material",
        data={"csrf": person.known, **fields},
        files={"file": (name, body, "application/octet-stream")},
        headers={"origin": ORIGIN},
        follow_redirects=False,
    )


async def test_a_message_is_written_and_withdrawn_at_the_desk(desk: Desk) -> None:
    node = await desk.stand.active_node("savo")
    wrong = await desk.operator.press("/messages/new", {"fi": EVIL, "until": "joskus"})
    assert wrong.status_code == 422
    assert "&lt;script&gt;" in wrong.text
    right = {"fi": EVIL, "sv": "Hej", "until": "20.11.2026", "networks": "savo"}
    await desk.operator.done("/messages/new", right)
    page = await desk.operator.open("/messages/1")
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "Not yet" in page
    await node.hello()
    page = await desk.operator.open("/messages/1", "sv")
    assert "Inte ännu" not in page
    assert "/networks/savo" in page
    await desk.operator.done("/messages/1/withdraw")
    assert (await desk.operator.press("/messages/1/withdraw")).status_code == 422
    assert "withdrawn" in await desk.operator.open("/messages")
    (kept,) = await desk.stand.desk.read(store.every)
    assert kept.told == 1
    assert kept.withdrawn_at is not None
    assert (await desk.operator.get("/messages/9")).status_code == 404
    acts = await desk.stand.desk.read(lambda db: tuple(trail.every(db)))
    assert [act.hand.operator for act in acts if act.said.msgid.startswith("Message")] == [1, 1]


async def test_a_document_is_handed_in_and_withdrawn_at_the_desk(desk: Desk) -> None:
    for name, body in (("opas.html", b"<html>"), ("opas.pdf", b"<html>"), ("opas.pdf", b"")):
        refused = await hand_in(desk, ABOUT, name, body)
        assert refused.status_code == 422
        assert "Opas &amp; muuta" in refused.text
    assert (await desk.operator.press("/material", ABOUT)).status_code == 422
    assert (await hand_in(desk, ABOUT, "opas.pdf", PDF)).status_code == 303
    assert "Opas &amp; muuta" in await desk.operator.open("/material", "fi")
    assert "listed already" in (await hand_in(desk, ABOUT, "opas.pdf", PDF)).text
    await desk.operator.done("/material/1/withdraw")
    assert await desk.stand.desk.read(listed.listed) == ()
    assert "Withdrawn documents" in await desk.operator.open("/material")


async def test_a_documents_language_is_named_in_the_readers_own(desk: Desk) -> None:
    assert (await hand_in(desk, ABOUT, "opas.pdf", PDF)).status_code == 303
    page = await desk.operator.open("/material", "sv")
    assert "<td>finska</td>" in page
    assert "<td>suomi</td>" not in page


async def test_a_file_that_is_too_large_names_the_limit_and_leads_back(desk: Desk) -> None:
    answer = await hand_in(desk, ABOUT, "opas.pdf", PDF + bytes(11_000_000))
    assert answer.status_code == 413
    assert "at most 10 megabytes" in answer.text
    assert '<a href="/en/material">Back to the form</a>' in answer.text


async def test_a_refused_document_says_that_the_file_is_to_be_chosen_again(desk: Desk) -> None:
    answer = await hand_in(desk, ABOUT, "opas.txt", PDF)
    assert answer.status_code == 422
    assert "The file has to be chosen again; whatever else you wrote is below." in answer.text


async def test_a_hundred_megabytes_are_turned_away(desk: Desk) -> None:
    answer = await hand_in(desk, ABOUT, "opas.pdf", b"%PDF-" + bytes(100_000_000))
    assert answer.status_code == 413
    assert await desk.stand.desk.read(listed.listed) == ()


async def test_the_desk_shows_what_was_told_and_how_it_went(desk: Desk) -> None:
    await desk.stand.active_node("savo")
    now = desk.stand.desk.now()

    def keep(db: Connection) -> None:
        for what in ("silent", "heard"):
            alerts.add(
                db, msgspec.convert({"node": "savo", "what": what, "since": now}, Alert), now
            )
        for channel in CHANNELS:
            alerts.make(db, channel, 1, 2, now)
        alerts.settle(db, 1, now)
        alerts.missed(db, 2, now, Text.of("The webhook answered with status {status}.", status=500))

    await desk.stand.desk.database.write(keep)
    page = await desk.operator.open("/told")
    assert page.index("heard again") < page.index(">silent<")
    assert "answered with status 500" in page
    assert "on its way" in page
    assert "/networks/savo" in page
