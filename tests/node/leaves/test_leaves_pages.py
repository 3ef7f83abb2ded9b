"""What leaves and what left, on its page: from the very bytes, with the hub's word on each."""

from functools import partial

import msgspec

from node.groups import edit as groups
from node.network import edit, store
from node.network.model import ContactRecord, Coverage
from node.outbox import store as outbox
from node.outbox.model import Entry
from node.preview.compose import preview
from shared.signing import SigningKey, encode_envelope, envelope_digest, sign
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from tests.node.network.opened import Opened

FORM = {"meets_in": "Kuopio", "lifecycle": "open", "start": "11/2026", "place": "Salainen talo 7"}
HUB = SigningKey.generate()


async def add_group(opened: Opened) -> None:
    desk = opened.desk
    saved = await groups.save(desk.database, desk.clock, desk.reference, FORM)
    assert isinstance(saved, groups.Saved)


async def queue(opened: Opened) -> Entry:
    """Sign what would leave now, and queue it."""
    desk = opened.desk
    found = await desk.read(partial(preview, now=desk.now(), reference=desk.reference))
    envelope = sign(found.draft.report, SigningKey.generate())
    entry = Entry(
        sequence=found.draft.report.sequence,
        digest=envelope_digest(envelope),
        envelope=encode_envelope(envelope),
        created_at=desk.now(),
    )
    await desk.database.write(partial(outbox.queue, entry=entry))
    return entry


async def deliver(opened: Opened, entry: Entry) -> None:
    """Give the entry the hub's receipt."""
    receipt = Receipt(
        node="pohjois-savo",
        sequence=entry.sequence,
        digest=entry.digest,
        received_at=opened.desk.now(),
        generation="a" * 64,
        index=0,
    )
    content, now = encode_envelope(sign(receipt, HUB)), opened.desk.now()
    await opened.desk.database.write(
        lambda db: outbox.settle_delivered(db, entry.digest, content, now)
    )


async def refuse(opened: Opened, entry: Entry, code: str) -> None:
    """Have the hub refuse the entry."""
    problem = msgspec.convert(
        {"schema": "problem/1", "status": 422, "code": code, "detail": "x"}, Problem
    )
    content, now = encode_envelope(sign(problem, HUB)), opened.desk.now()
    await opened.desk.database.write(
        lambda db: outbox.settle_refused(db, entry.digest, content, now)
    )


async def test_what_leaves_and_what_stays_stand_side_by_side(opened: Opened) -> None:
    await opened.named("297")
    await add_group(opened)

    html = await opened.lead.open("/leaves")

    assert "Leaves for the hub" in html
    assert "Never leaves" in html
    assert "Groups in Kuopio:" in html
    assert "Salainen" not in html


async def test_the_bytes_behind_the_link_are_the_very_bytes(opened: Opened) -> None:
    await opened.named("297")
    await add_group(opened)
    desk = opened.desk

    sent = await opened.lead.get("/leaves/next.json")

    job = partial(preview, now=desk.now(), reference=desk.reference)
    assert sent.content == (await desk.read(job)).draft.payload
    assert b"Salainen" not in sent.content


async def test_a_delivered_report_tells_what_parents_read_because_of_it(opened: Opened) -> None:
    await opened.named("297", "749")
    await add_group(opened)
    entry = await queue(opened)
    waiting = await opened.lead.open("/leaves")
    await deliver(opened, entry)

    html = await opened.lead.open("/leaves")
    content = await opened.lead.get(f"/leaves/reports/{entry.digest}")

    assert "signed and waits" in waiting
    assert "What parents read because of it" in html
    assert "<strong>Kuopio</strong>: Takes new parents" in html
    assert "<strong>Siilinjärvi</strong>: We do not know" in html
    assert content.status_code == 200
    assert b'"schema":"availability/1"' in content.content


async def test_a_refused_report_says_why_and_what_to_do(opened: Opened) -> None:
    await opened.named("297")
    await refuse(opened, await queue(opened), "outside_grant")

    html = await opened.lead.open("/leaves")

    assert "has not granted" in html
    assert "take out what is not yours" in html
    assert "Parents never read it" in html
    assert "What parents read because of it" not in html


async def test_older_reports_stand_on_further_pages(opened: Opened) -> None:
    await opened.named("297")
    for _ in range(12):
        await deliver(opened, await queue(opened))
    first, second = await opened.lead.open("/leaves"), await opened.lead.open("/leaves?page=2")
    wild = [await opened.lead.get(f"/leaves?page={page}") for page in ("0", "-1", "x", "99999")]

    assert "Report 12" in first
    assert "Report 3 " in first
    assert 'rel="next"' in first
    assert "Report 2 " in second
    assert "Report 3 " not in second
    assert [one.status_code for one in wild] == [200] * 4


async def test_the_contact_is_shown_from_its_own_bytes(opened: Opened) -> None:
    await opened.named("297")
    missing = await opened.lead.get("/leaves/contact.json")
    contact = ContactRecord(organisation="Esimerkki ry", email="ryhmat@verkosto.example")
    await opened.desk.commit(partial(edit.set_contact, contact=contact, now=opened.desk.now()))

    html = await opened.lead.open("/leaves")
    content = await opened.lead.get("/leaves/contact.json")

    assert missing.status_code == 404
    assert "ryhmat@verkosto.example" in html
    assert b'"schema":"contact/1"' in content.content


async def test_records_that_cannot_be_told_are_explained(opened: Opened) -> None:
    await opened.named("297")
    await opened.desk.database.write(lambda db: store.cover(db, Coverage(municipality="000")))

    html = await opened.lead.open("/leaves")

    assert "which does not exist" in html
    assert "Nothing is sent until this is put right" in html
    assert (await opened.lead.get("/leaves/next.json")).status_code == 404


async def test_an_unknown_report_is_not_there(opened: Opened) -> None:
    assert (await opened.lead.get("/leaves/reports/zz")).status_code == 404
