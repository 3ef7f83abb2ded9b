"""The network's pages: names, municipalities, contact, break, joining the hub."""

from datetime import timedelta

from node.history import record as history
from node.network import edit, store
from node.network.model import Coverage
from shared.delivery import Answered, Unreachable
from shared.signing import SigningKey, sign
from shared.wire.enrolment import Enrolled
from shared.wire.problem import Problem
from tests.node.network.invited import HUB, line
from tests.node.network.opened import Opened

CONTACT = {"organisation": "Esimerkki ry", "email": "etu.suku@verkosto.example"}


async def test_the_network_at_a_glance(opened: Opened) -> None:
    await opened.named("297", "749")

    html = await opened.lead.open("/network")

    assert 'value="Savon verkosto"' in html
    assert "2 municipalities" in html
    assert 'href="/en/help#rule-37"' in html


async def test_two_people_changing_the_names_lose_nothing(opened: Opened) -> None:
    await opened.named("297")
    seen = await opened.desk.read(lambda db: history.version(db, "network", edit.NETWORK))
    typed = {"name_fi": "Yksi", "name_sv": "Ett", "controller": "A ry", "version": str(seen)}
    first = await opened.lead.press("/network/names", typed)
    second = await opened.lead.press("/network/names", {**typed, "name_fi": "Kaksi"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert 'value="Kaksi"' in second.text
    assert "Yksi" in second.text
    record = await opened.desk.read(store.record)
    assert record is not None
    assert record.name_fi == "Yksi"


async def test_areas_and_names_are_taken_in_as_not_known(opened: Opened) -> None:
    await opened.named()

    added = await opened.lead.press("/network/places/add", {"areas": ["91"], "names": "Borgå"})

    assert added.status_code == 303
    words = await opened.desk.read(store.coverage)
    assert {word.says for word in words} == {"not_known"}
    assert "638" in {word.municipality for word in words}
    assert len(words) == 17


async def test_a_misspelt_name_is_answered_with_the_nearest(opened: Opened) -> None:
    await opened.named()

    refused = await opened.lead.press("/network/places/add", {"names": "Kuopjo"})
    empty = await opened.lead.press("/network/places/add", {})

    assert (refused.status_code, empty.status_code) == (422, 422)
    assert "Kuopio" in refused.text
    assert 'value="Kuopjo"' in refused.text
    assert "Choose an area" in empty.text


async def test_none_is_said_only_after_reading_what_parents_will_read(opened: Opened) -> None:
    await opened.named("297", "749")
    said = {"says-297": "none", "says-749": "not_ours"}

    asked = await opened.lead.press("/network/places/words", said)
    before = await opened.desk.read(store.coverage)
    sure = await opened.lead.press("/network/places/words", {**said, "press": "sure"})

    assert "No group now" in asked.text
    assert "Kuopio" in asked.text
    assert 'name="press" value="sure"' in asked.text
    assert before == (Coverage(municipality="297"), Coverage(municipality="749"))
    assert sure.status_code == 303
    today = opened.desk.today()
    assert await opened.desk.read(store.coverage) == (
        Coverage(municipality="297", says="none", since=today),
    )


async def test_a_none_is_taken_back_without_being_asked(opened: Opened) -> None:
    await opened.named("297")
    await opened.lead.press("/network/places/words", {"says-297": "none", "press": "sure"})

    await opened.lead.press("/network/places/words", {"says-297": "unknown"})

    words = await opened.desk.read(store.coverage)
    assert words == (Coverage(municipality="297", says="not_known", since=opened.desk.today()),)


async def test_a_personal_mailbox_needs_a_word_once(opened: Opened) -> None:
    await opened.named("297")
    plain = await opened.lead.open("/network/contact")
    refused = await opened.lead.press("/network/contact", CONTACT)
    taken = await opened.lead.press("/network/contact", {**CONTACT, "vouched": "yes"})
    seen = await opened.desk.read(lambda db: history.version(db, "contact", edit.CONTACT))
    later = {**CONTACT, "telephone": "040 000 0000", "version": str(seen)}
    again = await opened.lead.press("/network/contact", later)

    assert 'name="vouched"' not in plain
    assert refused.status_code == 422
    assert 'name="vouched"' in refused.text
    assert 'value="etu.suku@verkosto.example"' in refused.text
    assert (taken.status_code, again.status_code) == (303, 303)
    contact = await opened.desk.read(store.contact)
    assert contact is not None
    assert (contact.role_vouched_on, contact.telephone) == (opened.desk.today(), "040 000 0000")


async def test_a_break_is_announced_refused_and_ended(opened: Opened) -> None:
    await opened.named("297")
    long = await opened.lead.press("/network/break", {"starts": "1.10.2026", "until": "1.3.2027"})
    past = await opened.lead.press("/network/break", {"starts": "1.7.2026", "until": "31.7.2026"})
    wrong = await opened.lead.press("/network/break", {"starts": "31.2.2027", "until": ""})
    done = await opened.lead.press("/network/break", {"starts": "20.9.2026", "until": "20.10.2026"})
    shown = await opened.lead.open("/network/break")
    ended = await opened.lead.press("/network/break/end")

    assert [one.status_code for one in (long, past, wrong)] == [422, 422, 422]
    assert "ten weeks" in long.text
    assert 'value="31.2.2027"' in wrong.text
    assert (done.status_code, ended.status_code) == (303, 303)
    assert "20 Oct 2026" in shown
    record = await opened.desk.read(store.record)
    assert record is not None
    assert record.pause is None


async def test_joining_shows_the_fingerprint_until_the_operator_confirms(opened: Opened) -> None:
    await opened.named("297")
    told = Enrolled(node="pohjois-savo", public_key=opened.key.public, state="pending")
    opened.door.answer = Answered(200, sign(told, HUB))

    joined = await opened.lead.press("/network/enrol", {"invitation": line(opened.desk.now())})
    asked = await opened.lead.press("/network/enrol/again")
    html = await opened.lead.open("/network/enrol")

    assert (joined.status_code, asked.status_code) == (303, 303)
    assert "telephone the operator" in html
    assert "woken" in opened.woken


async def test_an_invitation_that_is_none_or_fails_is_explained(opened: Opened) -> None:
    await opened.named("297")
    now = opened.desk.now()
    nonsense = await opened.lead.press("/network/enrol", {"invitation": "hello"})
    over = await opened.lead.press("/network/enrol", {"invitation": line(now - timedelta(days=20))})
    opened.door.answer = Unreachable("no_connection")
    away = await opened.lead.press("/network/enrol", {"invitation": line(now)})
    refusal = Problem(status=403, code="token_used", detail="x")
    opened.door.answer = refusal
    used = await opened.lead.press("/network/enrol", {"invitation": line(now)})
    opened.door.answer = Answered(403, sign(refusal, SigningKey.generate()))
    foreign = await opened.lead.press("/network/enrol", {"invitation": line(now)})

    assert {one.status_code for one in (nonsense, over, away, used, foreign)} == {422}
    assert "not an invitation" in nonsense.text
    assert "The invitation ended" in over.text
    assert "cannot be reached" in away.text
    assert "used by another key" in used.text
    assert "hub&#39;s key" in foreign.text


async def test_a_word_that_others_changed_meanwhile_is_not_overwritten(opened: Opened) -> None:
    await opened.named("297", "749")
    await opened.lead.press("/network/places/words", {"says-297": "none", "press": "sure"})
    old = {"was-297": "unknown", "says-297": "unknown"}
    old |= {"was-749": "unknown", "says-749": "unknown"}

    await opened.lead.press("/network/places/words", old)
    kept = await opened.desk.read(store.coverage)
    await opened.lead.press("/network/places/words", {**old, "says-297": "not_ours"})
    html = await opened.lead.open("/network/places")

    assert [word.says for word in kept] == ["none", "not_known"]
    assert await opened.desk.read(store.coverage) == kept
    assert "so they stay as they are: Kuopio" in html
    assert 'name="was-297" value="none"' in html
