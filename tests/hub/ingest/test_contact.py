from pathlib import Path

from hub.ingest import store
from hub.registry import decide
from shared.text import Text
from shared.wire.problem import Problem
from shared.wire.receipt import ContactReceipt
from shared.wire.session import Welcome
from tests.hub.ingest.builders_ingest import NODE, NOON, Stand, contact, hub_in


async def published(stand: Stand) -> dict[str, int]:
    seen = await stand.desk.read(lambda db: store.contacts(db, "seen"))
    return {node: kept.contact.revision for node, kept in seen.items()}


async def approve(stand: Stand, revision: int = 1) -> None:
    decided = await stand.desk.decide(lambda db: decide.approve_contact(db, NODE, revision, NOON))
    assert not isinstance(decided, Text)


async def test_first_contact_is_held_until_a_person_has_seen_it(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        said = await node.tell(contact())
        assert isinstance(said, ContactReceipt)
        assert said.held
        assert await published(stand) == {}
        await approve(stand)
        assert await published(stand) == {NODE: 1}
        again = await node.tell(contact())
        assert isinstance(again, ContactReceipt)
        assert not again.held


async def test_changed_contact_is_held_and_the_old_one_stays(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await node.tell(contact())
        await approve(stand)
        said = await node.tell(contact(2, email="uusi@verkosto.example"))
        assert isinstance(said, ContactReceipt)
        assert said.held
        assert await published(stand) == {NODE: 1}
        await approve(stand, 2)
        assert await published(stand) == {NODE: 2}


async def test_a_welcome_tells_whether_the_contact_still_waits(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await node.tell(contact())
        waiting = await node.hello()
        await approve(stand)
        shown = await node.hello()
        assert isinstance(waiting, Welcome)
        assert isinstance(shown, Welcome)
        assert (waiting.contact_held, shown.contact_held) == (True, False)


async def test_a_contact_that_says_the_same_needs_no_second_look(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await node.tell(contact())
        await approve(stand)
        said = await node.tell(contact(2))
        assert isinstance(said, ContactReceipt)
        assert not said.held
        assert await published(stand) == {NODE: 2}


async def test_an_older_contact_is_refused(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await node.tell(contact(3))
        for late in (contact(2), contact(3, text_messages=True)):
            refused = await node.tell(late)
            assert isinstance(refused, Problem)
            assert (refused.status, refused.code) == (422, "stale_contact")


async def test_a_contact_needs_the_lease(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        node.lease = "0" * 64
        refused = await node.tell(contact())
        assert isinstance(refused, Problem)
        assert refused.code == "lease_needed"


async def test_a_contact_can_be_erased(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        await node.tell(contact())
        await approve(stand)
        await node.tell(contact(2, email="uusi@verkosto.example"))
        await stand.desk.decide(lambda db: decide.erase_contact(db, NODE, NOON))
        assert await published(stand) == {}
        assert await stand.desk.read(lambda db: store.contacts(db, "held")) == {}
