"""Enrolling again with a key the hub will not have any more (found by the simulation)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub.registry import decide
from hub.registry.keys import decide as key_acts
from node.history.model import Doer
from node.keys.files import KeyFiles
from node.network import enrol
from shared.runtime.uplink import Uplink
from shared.wire.enrolment import Invitation
from tests.federation.together import HUB_URL, SOFTWARE, together

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


async def test_fault_22_a_key_taken_back_before_the_first_welcome_is_replaced(
    tmp_path: Path,
) -> None:
    """The node had never heard a welcome, offered its old key for ever, and stayed locked out."""
    async with together(tmp_path, NOW) as federation:
        hub, node = federation.hub, await federation.join("savo", "Kuopio")
        token, life = "5" * 64, timedelta(days=14)
        await hub.act(lambda db: key_acts.revoke(db, "savo", NOW))
        await hub.act(lambda db: key_acts.invite_again(db, "savo", token, at=NOW, life=life))
        invitation = Invitation(
            hub=HUB_URL, node="savo", token=token, hub_key=hub.desk.root, expires_at=NOW + life
        )

        async with Uplink(HUB_URL, transport=federation.wire) as door:
            known = await enrol.enrol(
                node.desk.database,
                door,
                invitation,
                KeyFiles(node.folder),
                SOFTWARE,
                doer=Doer(at=NOW),
            )
        assert isinstance(known, enrol.Known)
        read_out = known.fingerprint
        await hub.act(lambda db: decide.confirm(db, "savo", read_out, hub.desk.root, NOW))

        assert await node.push() == "confirmed"
