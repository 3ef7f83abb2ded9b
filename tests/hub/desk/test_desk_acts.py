"""What is decided at the desk is what the command line decides; every act stands in the log."""

import re
import sqlite3
from datetime import timedelta

import pytest

from hub.desk.trail import store as trail
from hub.desk.trail.model import Act, broken
from hub.registry import store as registry
from hub.registry.model import Network
from shared import signing
from shared.wire.availability import NetworkName
from shared.wire.enrolment import Enrolled
from shared.wire.problem import Problem
from shared.wire.receipt import Receipt
from shared.wire.session import Welcome
from tests.hub.cli.test_hub_cli import invitation
from tests.hub.desk.desk_stand import COOKIES, NAME, STALE, Desk, heading
from tests.hub.ingest.builders_ingest import NODE, SimNode, contact, offer

HOME = f"/networks/{NODE}"
INVITED = {"node": NODE, "name_fi": "Savon verkosto", "municipalities": "Kuopio, Siilinjärvi"}


async def log(desk: Desk) -> tuple[Act, ...]:
    """Return the whole log of acts, oldest first."""
    return await desk.stand.desk.read(lambda db: tuple(trail.every(db)))


async def network(desk: Desk, node: str = NODE) -> Network:
    """Return a network's row."""
    found = await desk.stand.desk.read(lambda db: registry.network(db, node))
    assert found is not None
    return found


async def invite(desk: Desk) -> str:
    """Invite a network at the desk and return the line that is shown."""
    answer = await desk.operator.press("/invite", INVITED)
    assert answer.status_code == 200, answer.text
    found = re.search(r'<p class="code">(voikukkia-[A-Za-z0-9_-]+)</p>', answer.text)
    assert found is not None
    return found[1]


async def test_from_an_invitation_to_a_confirmed_key(desk: Desk) -> None:
    node = SimNode(desk.stand)
    said = invitation(await invite(desk))
    assert said.node == NODE
    assert isinstance(await node.enrol(said.token), Enrolled)
    page = await desk.operator.open("/")
    assert "waits for its key to be confirmed" in page

    code = signing.fingerprint(node.key.public, desk.stand.desk.root)
    waiting = await desk.operator.open(HOME)
    wrong = await desk.operator.press(f"{HOME}/confirm", {"code": "AAAA-BBBB"})
    done = await desk.operator.done(f"{HOME}/confirm", {"code": code.lower().replace("-", " ")})

    assert code not in waiting
    assert code not in await desk.operator.open("/networks")
    assert wrong.status_code == 422
    assert "Nothing was confirmed" in wrong.text
    assert "is confirmed. Its reports count from now on." in done
    assert (await network(desk)).standing == "active"
    assert isinstance(await node.hello(), Welcome)
    assert [str(act.said) for act in await log(desk)] == [
        f"The network {NODE} is invited.",
        f"The key of {NODE} is confirmed. Its reports count from now on.",
    ]
    assert {(act.hand.operator, act.hand.via, act.node) for act in await log(desk)} == {
        (1, "desk", NODE)
    }


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"node": "Pohjois Savo"}, "cannot be used"),
        ({"name_fi": ""}, "1 to 120 characters"),
        ({"municipalities": "Kuopoi"}, "No municipality is called Kuopoi"),
        ({"municipalities": ""}, "choose that it answers for none"),
        ({"none": "yes"}, "choose that it answers for none"),
    ],
)
async def test_an_invitation_that_cannot_be_made_says_why(
    desk: Desk, changed: dict[str, str], why: str
) -> None:
    answer = await desk.operator.press("/invite", {**INVITED, **changed})

    assert answer.status_code == 422
    assert why in answer.text
    assert await log(desk) == ()


async def test_a_network_is_not_invited_twice_by_the_same_form(desk: Desk) -> None:
    await invite(desk)

    answer = await desk.operator.press("/invite", INVITED)

    assert "Open it to invite it anew" in answer.text
    assert len(await log(desk)) == 1
    assert (await desk.operator.press(f"{HOME}/invite")).status_code == 200


async def test_suspend_lift_revoke_and_invite_again(desk: Desk) -> None:
    await desk.stand.active_node()

    assert "is suspended." in await desk.operator.done(f"{HOME}/suspend")
    assert (await network(desk)).standing == "suspended"
    again = await desk.operator.press(f"{HOME}/suspend")
    assert (again.status_code, "is not active" in again.text) == (422, True)
    assert heading(again.text) == "Nothing was changed"
    assert "is active again" in await desk.operator.done(f"{HOME}/resume")
    assert "is taken back" in await desk.operator.done(f"{HOME}/revoke")
    answer = await desk.operator.press(f"{HOME}/invite")
    assert "is invited again" in answer.text
    assert "voikukkia-" in answer.text


async def test_a_held_drop_is_released(desk: Desk) -> None:
    node = await desk.stand.active_node()
    await held_report(node)
    page = await desk.operator.open("/")
    assert "lost groups without a word and is held" in page
    shown = await desk.operator.open(HOME)
    assert "Report 2 is held" in shown

    wrong = await desk.operator.press(f"{HOME}/release/1")
    done = await desk.operator.done(f"{HOME}/release/2")

    assert wrong.status_code == 422
    assert "Report 2 is held" not in done
    assert "Nothing waits for you" in await desk.operator.open("/")


async def held_report(node: SimNode) -> None:
    """Report groups, then fewer of them without a word."""
    assert isinstance(await node.push(node.next()), Receipt)
    message = node.next(offers=())
    assert isinstance(await node.push(message), Receipt)


async def test_a_changed_contact_is_seen_and_published_and_erased(desk: Desk) -> None:
    node = await desk.stand.active_node()
    await node.tell(contact())
    page = await desk.operator.open(HOME)
    assert "A changed contact waits to be seen" in page

    await node.tell(contact(2, telephone="0700 123 456"))
    unseen = await desk.operator.press(f"{HOME}/contact/approve/1")
    assert (unseen.status_code, "Nothing was published" in unseen.text) == (422, True)
    assert "is published" in await desk.operator.done(f"{HOME}/contact/approve/2")
    assert "is erased" in await desk.operator.done(f"{HOME}/contact/erase")


async def test_a_network_that_calls_itself_by_another_name_waits_to_be_seen(desk: Desk) -> None:
    node = await desk.stand.active_node()
    before = (await network(desk)).name
    own = NetworkName(fi="Soita heti 0700 123 456", sv="Ring genast 0700 123 456")
    await node.push(node.next(network=own))
    assert (await network(desk)).name == before
    page = await desk.operator.open(HOME)
    assert "calls itself by another name" in page
    assert own.fi in page
    assert "another name waits to be seen" in await desk.operator.open("/")

    wrong = await desk.operator.press(f"{HOME}/rename", {"name_fi": "", "name_sv": ""})
    assert wrong.status_code == 422
    seen = {"name_fi": own.fi, "name_sv": own.sv}
    assert "from now on" in await desk.operator.done(f"{HOME}/rename", seen)
    assert (await network(desk)).name == own
    assert "calls itself by another name" not in await desk.operator.open(HOME)


async def test_a_name_that_only_differs_in_swedish_is_seen_and_can_be_declined(desk: Desk) -> None:
    node = await desk.stand.active_node()
    before = (await network(desk)).name
    own = NetworkName(fi=before.fi, sv="Nätverket i Savolax")
    await node.push(node.next(network=own))
    page = await desk.operator.open(HOME)
    assert own.sv in page
    assert before.sv in page
    assert "Another name waits to be seen" in await desk.operator.open("/networks")
    seen = {"name_fi": own.fi, "name_sv": own.sv}

    await node.push(node.next(network=NetworkName(fi=before.fi, sv="Savolax")))
    unseen = await desk.operator.press(f"{HOME}/keep-name", seen)
    assert (unseen.status_code, "Nothing was changed" in unseen.text) == (422, True)
    await node.push(node.next(network=own))
    acts = len(await log(desk))

    assert "keeps its name" in await desk.operator.done(f"{HOME}/keep-name", seen)

    assert len(await log(desk)) == acts + 1
    assert (await network(desk)).name == before
    assert "Nothing waits for you" in await desk.operator.open("/")
    assert "Another name waits to be seen" not in await desk.operator.open("/networks")
    assert "You kept the name" in await desk.operator.open(HOME)
    assert "from now on" in await desk.operator.done(f"{HOME}/rename", seen)
    assert (await network(desk)).name == own


async def test_a_network_that_has_ended_does_not_ask_for_its_name(desk: Desk) -> None:
    node = await desk.stand.active_node()
    await node.push(node.next(network=NetworkName(fi="Toinen nimi", sv="Annat namn")))
    await desk.operator.done(f"{HOME}/end", {"day": "1.1.2027"})
    assert "another name waits to be seen" in await desk.operator.open("/")
    desk.stand.clock.turn(days=90)
    assert "another name waits to be seen" not in await desk.operator.open("/")


async def test_a_handover_is_announced_and_called_off(desk: Desk) -> None:
    await desk.stand.active_node()
    await desk.stand.active_node("etela-savo", "491")
    day = "1.1.2031"
    asked = {"to": "etela-savo", "places": "Kuopio", "day": "1.1.2027"}

    late = await desk.operator.press(f"{HOME}/handover", {**asked, "day": day})
    strange = await desk.operator.press(f"{HOME}/handover", {**asked, "to": "nobody"})
    done = await desk.operator.done(f"{HOME}/handover", asked)

    assert "more than two years ahead" in late.text
    assert "No network is called nobody" in strange.text
    assert "etela-savo answers for Kuopio" in done
    assert "Kuopio" in await desk.operator.open("/")
    gone = await desk.operator.done(f"{HOME}/call-off", {"day": "2027-01-01", "to": "etela-savo"})
    assert "hands nothing over" in gone


async def test_the_grant_is_replaced_and_the_end_announced(desk: Desk) -> None:
    await desk.stand.active_node()
    assert "Kuopio" in await desk.operator.open(f"{HOME}/grant")

    said = await desk.operator.done(f"{HOME}/grant", {"municipalities": "Kuopio"})
    ends = await desk.operator.done(f"{HOME}/end", {"day": "1.1.2027"})

    assert "Municipalities it answers for: 1." in said
    assert (await network(desk)).municipalities == ("297",)
    assert f"{NODE} ends on 1.1.2027" in ends
    off = await desk.operator.done(f"{HOME}/call-off", {"day": "2027-01-01"})
    assert "does not end on 1.1.2027" in off


async def test_a_silent_network_is_noticed(desk: Desk) -> None:
    node = await desk.stand.active_node()
    assert isinstance(await node.push(node.next()), Receipt)
    desk.stand.clock.turn(days=8)

    first, reporting = await desk.operator.open("/"), await desk.operator.open("/reporting")

    assert "is silent. Call it." in first
    assert re.search(r"<dt>Silent</dt><dd>1</dd>", reporting)
    assert re.search(r"<dt>Expected</dt><dd>1 network</dd>", reporting)


async def test_a_refused_report_is_shown_with_its_bytes(desk: Desk) -> None:
    node = await desk.stand.active_node()
    message = node.next(offers=(offer(place="999", serves=("999",)),))
    refused = await node.push(message)
    assert isinstance(refused, Problem), refused

    page = await desk.operator.open("/reporting")
    found = re.search(r'href="/en(/reporting/refused/[0-9a-f]{64})"', page)

    assert found is not None
    assert refused.code in page
    assert refused.detail.split(".")[0] in page
    answer = await desk.operator.get(found[1])
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert b"payloadType" in answer.content


async def test_the_log_only_grows_and_shows_what_was_changed_outside(desk: Desk) -> None:
    await desk.stand.active_node()
    await desk.operator.done(f"{HOME}/suspend")
    page = await desk.operator.open("/acts")
    assert "the whole was checked just now" in page
    assert NAME in page
    assert "own computer" in page  # what the command line decides stands there, too
    file = desk.stand.settings.data / "hub.db"

    with sqlite3.connect(file) as db, pytest.raises(sqlite3.IntegrityError, match="only grows"):
        db.execute("UPDATE operator_act SET said = 'x'")
    with sqlite3.connect(file) as db, pytest.raises(sqlite3.IntegrityError, match="only grows"):
        db.execute("DELETE FROM operator_act")
    with sqlite3.connect(file) as db:
        db.execute("DROP TRIGGER operator_act_keeps_bytes")
        db.execute("UPDATE operator_act SET node = 'other' WHERE number = 2")

    assert broken(await log(desk)) == 2
    assert "line 2 does not follow" in await desk.operator.open("/acts")


async def test_what_concerns_operators_asks_for_the_password_again(desk: Desk) -> None:
    desk.operator.client.cookies.set(COOKIES.name("session"), STALE)
    desk.operator.known = desk.house.csrf.token(STALE)

    answer = await desk.operator.press("/operators/invite")

    assert answer.headers["location"] == "/en/account/confirm?next=operators"
    assert await log(desk) == ()


async def test_the_last_operator_stays_and_links_are_withdrawn(desk: Desk) -> None:
    made = await desk.operator.press("/operators/invite")
    assert re.search(r"/en/welcome/[A-Za-z0-9_-]{43}", made.text)
    assert "only operator" in (await desk.operator.press("/operators/1/end")).text
    assert "works no longer" in await desk.operator.done("/operators/invitations/1/withdraw")
    assert [str(act.said) for act in await log(desk)] == [
        "An operator was invited.",
        "An invitation of an operator was withdrawn.",
    ]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_every_reading_page_speaks_the_language(desk: Desk, language: str) -> None:
    node = await desk.stand.active_node()
    await held_report(node)
    words = {"fi": "Tehtävää", "sv": "Att göra", "en": "To do"}
    for path in ("/", "/networks", HOME, f"{HOME}/grant", f"{HOME}/handover", f"{HOME}/end"):
        assert words[language] in await desk.operator.open(path, language)
    for path in ("/invite", "/reporting", "/alarms", "/acts", "/operators"):
        assert words[language] in await desk.operator.open(path, language)


async def test_time_alone_changes_nothing_in_the_log(desk: Desk) -> None:
    desk.stand.clock.turn(seconds=timedelta(days=40).total_seconds())
    await desk.operator.open("/")
    assert await log(desk) == ()


async def test_an_owner_of_counts_is_named(desk: Desk) -> None:
    for node in (NODE, "etela-savo"):
        await desk.stand.active_node(node, "297")
    assert "counts nobody reports" in await desk.operator.open("/")
    assert "nobody is named among" in await desk.operator.open("/owners")
    asked = {"node": NODE, "places": "Kuopio", "quarter": "2026-Q4"}

    past = await desk.operator.press("/owners", {**asked, "quarter": "2020-Q1"})
    strange = await desk.operator.press("/owners", {**asked, "places": "Turku"})
    done = await desk.operator.done("/owners", asked)

    assert "2020-Q1 is past" in past.text
    assert "does not answer for Turku" in strange.text
    assert f"{NODE} alone reports the counts of people of Kuopio" in done
    assert "is named among" not in done
    assert "alone reports" in str((await log(desk))[-1].said)
