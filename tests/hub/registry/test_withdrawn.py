"""An invitation that was withdrawn: its line is worth nothing, and its mandate is taken back."""

from datetime import timedelta
from pathlib import Path

from hub.availability import project
from hub.ingest.session import lease_hash
from hub.registry import decide, store
from hub.registry.decide import Decided, Decision
from hub.registry.model import Invited
from shared.text import Text
from shared.wire.enrolment import Enrolled
from shared.wire.problem import Problem
from shared.wire.session import Welcome
from tests.hub.ingest.builders_ingest import KUOPIO, NODE, SimNode, Stand, hub_in


async def withdrawn(stand: Stand, node: str = NODE) -> Decision:
    """Withdraw a network's invitation."""
    now = stand.clock.now()
    return await stand.desk.decide(lambda db: decide.withdraw(db, node, now))


async def test_the_line_of_a_withdrawn_invitation_is_not_known(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        token = await stand.invite()
        assert isinstance(await withdrawn(stand), Decided)

        refused = await SimNode(stand).enrol(token)

        assert isinstance(refused, Problem)
        assert refused.code == "token_invalid"
        found = await stand.desk.read(lambda db: store.network(db, NODE))
        assert found is not None
        assert (found.withdrawn, found.municipalities, found.reach) == (True, (), ())


async def test_a_withdrawn_line_stays_unknown_when_a_backup_brings_its_invitation_back(
    tmp_path: Path,
) -> None:
    async with hub_in(tmp_path) as stand:
        token, at = await stand.invite(), stand.clock.now()
        await withdrawn(stand)
        back = Invited(
            node=NODE,
            token_hash=lease_hash(token),
            created_at=at,
            expires_at=at + timedelta(days=14),
            used_at=None,
            used_key=None,
        )
        await stand.desk.database.write(lambda db: store.invite(db, back))

        refused = await SimNode(stand).enrol(token)

        assert isinstance(refused, Problem)
        assert refused.code == "token_invalid"


async def test_a_key_that_was_forgotten_may_begin_another_network(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = SimNode(stand)
        assert isinstance(await node.enrol(await stand.invite()), Enrolled)
        assert isinstance(await node.hello(), Problem)  # pending: its key is remembered
        await withdrawn(stand)
        moved = SimNode(stand, "kainuu", key=node.key)
        assert isinstance(await moved.enrol(await stand.invite("kainuu")), Enrolled)
        await stand.confirm(moved)

        assert isinstance(await moved.hello(), Welcome)
        thieves = await node.hello()
        assert isinstance(thieves, Problem)


async def test_a_key_that_waited_is_forgotten(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = SimNode(stand)
        assert isinstance(await node.enrol(await stand.invite()), Enrolled)
        await withdrawn(stand)
        again = SimNode(stand)
        assert isinstance(await again.enrol(await stand.invite()), Enrolled)
        await stand.confirm(again)
        thieves = await node.hello()
        assert isinstance(thieves, Problem)
        assert thieves.code == "unknown_key"


async def test_a_confirmed_key_and_its_grant_stay(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        node = await stand.active_node()
        assert isinstance(await withdrawn(stand), Text)
        token = await stand.invite_again()
        assert isinstance(await withdrawn(stand), Decided)
        refused = await SimNode(stand).enrol(token)
        assert isinstance(refused, Problem)
        found = await stand.desk.read(lambda db: store.network(db, NODE))
        assert found is not None
        assert (found.standing, KUOPIO in found.municipalities) == ("active", True)
        assert not isinstance(await node.hello(), Problem)


async def test_a_wrong_code_for_a_confirmed_key_accuses_nobody(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.active_node()
        now, root = stand.clock.now(), stand.desk.root
        why = await stand.desk.decide(lambda db: decide.confirm(db, NODE, "ABCD", root, now))
        assert "was confirmed before" in str(why)


async def test_the_projection_of_a_withdrawn_network_speaks_for_nothing(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        await stand.invite()
        await withdrawn(stand)
        desk, now = stand.desk, stand.clock.now()
        await desk.database.write(lambda db: project.catch_up(db, desk.reference, desk.policy, now))
        known = (await desk.read(project.known))[NODE]
        assert (known.active, known.mandate.municipalities, known.mandate.reach) == (False, (), ())
