"""The figures of a quarter on their page: published beside true, the bytes, the lead's acts."""

from functools import partial
from sqlite3 import Connection

from node import disclosurekey
from node.anonymiser.releases import keeping, publish, store
from node.anonymiser.releases.model import figures_in
from node.enquiries import store as enquiries
from node.enquiries.model import Tally
from node.history import record as history
from node.network import store as network
from node.outbox import store as outbox
from node.outbox.model import Entry
from node.push import store as push
from shared.signing import SigningKey, decode_envelope, encode_envelope, envelope_digest, sign
from shared.wire.codec import decode
from shared.wire.problem import Code, Problem
from shared.wire.receipt import Receipt
from shared.wire.session import Owed
from shared.wire.statistics import Statistics
from tests.node.network.opened import Opened

QUARTER, PAGE = "2026-Q2", "/leaves/statistics"
COVERED = ("297", "749")
HUB, NODE = SigningKey.generate(), "pohjois-savo"


async def counted(opened: Opened) -> None:
    """Have 73 parents wait in Kuopio, in a quarter that is over and owed."""
    await opened.named(*COVERED)
    now = opened.desk.now()

    def job(db: Connection) -> None:
        network.join(db, node=NODE, hub="https://hub.example", hub_key=HUB.public)
        keeping.begin(db, opened.desk.data, now)
        push.keep_owed(db, Owed(quarter=QUARTER, municipalities=COVERED), now)
        for _ in range(73):
            tally = Tally(quarter=QUARTER, municipality="297", outcome="waiting")
            enquiries.add_to(db, tally)

    await opened.desk.database.write(job)


def released(db: Connection, opened: Opened) -> Entry:
    """Sign and queue what is due, as the sender does."""
    now = opened.desk.now()
    envelope = publish.next_release(
        db,
        key=opened.key,
        head=outbox.head(db),
        now=now,
        disclosure=disclosurekey.find(opened.desk.data),
        reference=opened.desk.reference,
    )
    assert envelope is not None
    entry = Entry(
        sequence=1,
        digest=envelope_digest(envelope),
        envelope=encode_envelope(envelope),
        created_at=now,
        schema="statistics/1",
    )
    outbox.queue(db, entry)
    return entry


async def delivered(opened: Opened) -> Entry:
    """Publish the quarter."""
    entry = await opened.desk.database.write(partial(released, opened=opened))
    now = opened.desk.now()
    receipt = Receipt(
        node=NODE, sequence=1, digest=entry.digest, received_at=now, generation="a" * 64, index=0
    )
    content = encode_envelope(sign(receipt, HUB))
    await opened.desk.database.write(
        lambda db: outbox.settle_delivered(db, entry.digest, content, now)
    )
    return entry


async def refused(opened: Opened, code: Code) -> None:
    """Have the hub refuse the quarter."""
    entry = await opened.desk.database.write(partial(released, opened=opened))
    now, problem = opened.desk.now(), Problem(status=422, code=code, detail="")
    content = encode_envelope(sign(problem, HUB))
    await opened.desk.database.write(
        lambda db: outbox.settle_refused(db, entry.digest, content, now)
    )


def told(content: bytes) -> Statistics:
    """Return what the bytes say."""
    message = decode(content, "statistics/1")
    assert isinstance(message, Statistics)
    return message


async def test_a_lead_reads_the_true_figure_beside_what_leaves(opened: Opened) -> None:
    await counted(opened)

    html = await opened.lead.open(PAGE)

    assert "So will it leave" in html
    assert ">73<" in html
    assert "0 means between 0 and 4" in html
    assert "exactly this: the organisation decided it" in html


async def test_a_reader_sees_what_leaves_alone(opened: Opened) -> None:
    await counted(opened)

    html = await opened.reader.open(PAGE)

    assert "So will it leave" in html
    assert ">73<" not in html
    assert "True, stays here" not in html
    assert "Publish now" not in html
    answer = await opened.reader.press(PAGE + "/publish", {"quarter": QUARTER})
    assert answer.status_code == 403


async def test_the_preview_is_exactly_what_is_signed(opened: Opened) -> None:
    await counted(opened)
    shown = told((await opened.lead.get(f"{PAGE}/{QUARTER}/next.json")).content)

    entry = await delivered(opened)

    payload = decode_envelope(entry.envelope).payload
    assert figures_in(told(payload)) == figures_in(shown)
    assert payload == (await opened.reader.get(f"/leaves/reports/{entry.digest}")).content
    assert (await opened.lead.get(f"{PAGE}/{QUARTER}/next.json")).status_code == 404


async def test_a_quarter_that_is_not_over_is_explained(opened: Opened) -> None:
    await counted(opened)

    html = await opened.lead.open(PAGE)

    assert "The quarter is not over." in html
    assert (await opened.lead.get(f"{PAGE}/2026-Q3/next.json")).status_code == 404


async def test_a_published_quarter_is_revised_once_with_a_reason(opened: Opened) -> None:
    await counted(opened)
    await delivered(opened)
    html = await opened.lead.open(PAGE)
    assert "Revise: something was recorded late" in html

    await opened.lead.press(PAGE + "/revise", {"quarter": QUARTER, "reason": "late"})

    wishes = await opened.desk.read(store.asked)
    assert (wishes[QUARTER].wish, wishes[QUARTER].reason) == ("revision", "late")
    assert "It is asked for" in await opened.lead.open(PAGE)


async def test_an_empty_form_is_refused_in_words(opened: Opened) -> None:
    await counted(opened)

    for act in ("publish", "revise"):
        assert (await opened.lead.press(f"{PAGE}/{act}")).status_code == 303
        assert "A quarter is written so" in await opened.lead.open(PAGE)


async def test_a_refusal_is_explained_with_what_to_do(opened: Opened) -> None:
    await counted(opened)
    await refused(opened, "not_owner")

    html = await opened.lead.open(PAGE)

    assert "Another network reports" in html
    assert "Send again" in html
    await opened.lead.press(PAGE + "/publish", {"quarter": QUARTER})
    assert (await opened.desk.read(store.asked))[QUARTER].wish == "again"


async def test_a_lost_key_is_explained_and_the_decision_is_on_the_record(opened: Opened) -> None:
    await counted(opened)
    (opened.desk.data / disclosurekey.FILE_NAME).unlink()

    html = await opened.lead.open(PAGE)
    assert "The disclosure key is lost" in html
    assert "So will it leave" not in html
    before = await opened.desk.read(history.audit_head)

    await opened.lead.press(PAGE + "/new-key")

    assert await opened.desk.read(history.audit_head) != before
    assert "So will it leave" in await opened.lead.open(PAGE)


async def test_the_list_of_what_left_copes_with_figures(opened: Opened) -> None:
    await counted(opened)
    await delivered(opened)

    html = await opened.lead.open("/leaves")

    assert "The figures of a quarter, counts of people rounded." in html
    assert PAGE in html
