"""A new lead without a lead: the operator's word, good once, for one node, one code, one day."""

import base64
from datetime import timedelta

import msgspec
import pytest

from node.history.store import newest
from node.network import store as network
from node.staff import reminders, takeover
from node.staff.keys import keys_of
from node.staff.takeover import NOT_AN_ANSWER, NOT_ASKED, NOT_OURS, PREFIX, TOO_OLD, Request
from shared.runtime.accounts import store, welcome
from shared.runtime.accounts.tokens import letters_of
from shared.signing import SigningKey, encode_envelope, pae, sign
from shared.wire.codec import Message, encode, payload_type
from shared.wire.envelope import Envelope, Signature
from shared.wire.receipt import ContactReceipt
from shared.wire.takeover import Takeover
from tests.node.staff.conftest import HUB_KEY, NODE, Staff


def line(staff: Staff, request: Request, *, key: SigningKey = HUB_KEY, node: str = NODE) -> str:
    """Return what the operator's command prints."""
    said = Takeover(node=node, request=letters_of(request.code), decided_at=staff.now)
    return packed(said, key)


def packed(message: Message, key: SigningKey) -> str:
    body = base64.urlsafe_b64encode(encode_envelope(sign(message, key))).decode()
    return PREFIX + body.rstrip("=")


async def answer(staff: Staff, request: Request, told: str, own: str | None = None) -> object:
    return await takeover.answer(
        staff.porter,
        line=told,
        own=request.own if own is None else own,
        address="192.0.2.1",
        now=staff.now,
    )


async def test_the_operators_word_makes_a_lead(staff: Staff) -> None:
    await staff.join("anna")
    request = takeover.ask(staff.porter.keys, staff.now)
    staff.later(hours=23)

    path = await answer(staff, request, line(staff, request))

    assert isinstance(path, str)
    found = await welcome.look(staff.database, path.removeprefix("/welcome/"), staff.now)
    assert found is not None
    assert (found.role, found.origin, found.made_by) == ("lead", "takeover", None)
    assert found.until - staff.now == timedelta(hours=24)
    await staff.accept(path, "eva")
    accounts = await staff.database.read(store.accounts)
    assert {a.login: a.role for a in accounts} == {"anna": "lead", "eva": "lead"}


async def test_the_answer_may_be_broken_by_a_mail_program(staff: Staff) -> None:
    request = takeover.ask(staff.porter.keys, staff.now)
    told = line(staff, request)

    answered = await answer(
        staff, request, f" {told[:70]}\r\n {told[70:]} ", f" {request.own.lower()} "
    )

    assert isinstance(answered, str)


async def test_another_key_is_not_the_operator(staff: Staff) -> None:
    request = takeover.ask(staff.porter.keys, staff.now)
    stranger = SigningKey.generate()

    assert await answer(staff, request, line(staff, request, key=stranger)) == NOT_OURS


async def test_a_changed_byte_is_not_signed(staff: Staff) -> None:
    request, other = (takeover.ask(staff.porter.keys, staff.now) for _ in range(2))
    told = line(staff, request).removeprefix(PREFIX)
    envelope = msgspec.json.decode(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)))
    payload = base64.b64decode(envelope["payload"]).decode()
    changed = payload.replace(letters_of(request.code), letters_of(other.code))
    envelope["payload"] = base64.b64encode(changed.encode()).decode()
    forged = PREFIX + base64.urlsafe_b64encode(msgspec.json.encode(envelope)).decode()

    assert await answer(staff, other, forged) == NOT_OURS


async def test_another_message_of_the_hub_is_no_takeover(staff: Staff) -> None:
    request = takeover.ask(staff.porter.keys, staff.now)
    other = ContactReceipt(node=NODE, revision=1, digest="f" * 64, held=False)

    assert await answer(staff, request, packed(other, HUB_KEY)) == NOT_AN_ANSWER


async def test_the_right_words_signed_as_another_kind_of_message_are_no_takeover(
    staff: Staff,
) -> None:
    request = takeover.ask(staff.porter.keys, staff.now)
    said = Takeover(node=NODE, request=letters_of(request.code), decided_at=staff.now)
    kind, payload = payload_type("receipt/1"), encode(said)
    signature = Signature(keyid=HUB_KEY.key_id, sig=HUB_KEY.sign(pae(kind, payload)))
    envelope = Envelope(payload=payload, payload_type=kind, signatures=(signature,))
    told = PREFIX + base64.urlsafe_b64encode(encode_envelope(envelope)).decode()

    assert await answer(staff, request, told) == NOT_AN_ANSWER


async def test_an_answer_for_another_node_opens_nothing(staff: Staff) -> None:
    request = takeover.ask(staff.porter.keys, staff.now)

    assert await answer(staff, request, line(staff, request, node="kainuu")) == NOT_OURS


async def test_a_code_lasts_a_day_from_its_drawing(staff: Staff) -> None:
    request = takeover.ask(staff.porter.keys, staff.now)
    staff.later(hours=24)

    assert await answer(staff, request, line(staff, request)) == TOO_OLD


async def test_an_answer_works_once(staff: Staff) -> None:
    request = takeover.ask(staff.porter.keys, staff.now)
    told = line(staff, request)

    assert isinstance(await answer(staff, request, told), str)
    assert await answer(staff, request, told) == TOO_OLD
    assert await answer(staff, request, line(staff, request)) == TOO_OLD


async def test_whoever_sees_the_answer_but_not_the_own_word_gets_nothing(staff: Staff) -> None:
    request, other = (takeover.ask(staff.porter.keys, staff.now) for _ in range(2))
    told = line(staff, request)

    for own in ("", "AAAA-AAAA-AAAA-AAAA", other.own):
        assert await answer(staff, request, told, own) == NOT_ASKED
    assert isinstance(await answer(staff, request, told), str)


async def test_a_code_this_node_did_not_draw_opens_nothing(staff: Staff) -> None:
    elsewhere = takeover.ask(keys_of(b"x" * 32), staff.now)

    assert await answer(staff, elsewhere, line(staff, elsewhere)) == NOT_ASKED


@pytest.mark.parametrize(
    "told", ["", "voikukkia-takeover-", "x" * 5_000, "ä", "e30", PREFIX + "e30"]
)
async def test_what_is_no_answer_is_refused_in_words(staff: Staff, told: str) -> None:
    request = takeover.ask(staff.porter.keys, staff.now)

    assert await answer(staff, request, told) == NOT_AN_ANSWER


async def test_guessing_is_braked_by_address(staff: Staff) -> None:
    request = takeover.ask(staff.porter.keys, staff.now)
    told = line(staff, request)
    answers = [await answer(staff, request, told, "AAAA") for _ in range(25)]

    assert answers[0] == NOT_ASKED
    assert answers[-1] != NOT_ASKED


async def test_without_a_hub_nobody_can_answer(staff: Staff) -> None:
    await staff.join("anna")
    assert await takeover.can_ask(staff.database)
    await staff.database.write(
        lambda db: db.execute("UPDATE network SET node = NULL, hub = NULL, hub_key = NULL")
    )

    assert not await takeover.can_ask(staff.database)
    request = takeover.ask(staff.porter.keys, staff.now)
    assert await answer(staff, request, line(staff, request)) == takeover.NO_HUB
    assert (await staff.database.read(network.record)) is not None


async def test_a_request_stands_in_no_table(staff: Staff) -> None:
    before = staff.database.commits
    takeover.ask(staff.porter.keys, staff.now)

    assert staff.database.commits == before


async def test_the_machines_owner_makes_a_lead_and_all_leads_are_told_for_thirty_days(
    staff: Staff,
) -> None:
    await staff.join("anna")

    path = await takeover.by_machine(staff.database, staff.now)

    await staff.accept(path, "eva")
    told = await staff.database.read(lambda db: reminders.notices(db, staff.now))
    assert [text.values for text in told] == [{"day": "1.9.2026"}]
    asked = await staff.database.read(lambda db: tuple(reminders.of_staff(db, staff.now)))
    assert "computer of this node" in asked[0].text.msgid
    staff.later(days=30)
    assert await staff.database.read(lambda db: reminders.notices(db, staff.now)) == ()


async def test_every_takeover_stands_in_the_log(staff: Staff) -> None:
    request = takeover.ask(staff.porter.keys, staff.now)
    await answer(staff, request, line(staff, request))
    await takeover.by_machine(staff.database, staff.now)

    entries = await staff.database.read(lambda db: newest(db, before=None, kind="staff", limit=9))

    assert [(e.verb, e.via, e.staff) for e in entries] == [
        ("added", "command", None),
        ("added", "page", None),
    ]


def test_a_request_does_not_print_its_word(staff: Staff) -> None:
    request = takeover.ask(staff.porter.keys, staff.now)

    assert repr(request) == "Request()"
    assert [len(part) for part in request.code.split("-")] == [4] * 8
