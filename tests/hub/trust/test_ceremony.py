"""The hub's keys: made, rotated and taken back, each cut short at every step."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from hub import app as hub
from hub.registry import keyfile
from hub.settings import Settings
from hub.trust import ceremony, model, store
from hub.trust.keys import HubKeys
from shared import signing, trust
from shared.runtime.fault import Fault
from shared.signing import SigningKey
from shared.text import Text
from shared.wire.trust import HUB_KEYS_MAX
from tests.federation.cuts import Cut, Cuts, Kind, When, install
from tests.hub.ingest.builders_ingest import NOON, HandClock, Stand, hub_in

ONE, TWO = (SigningKey.from_bytes(bytes([n]) * 32) for n in (1, 2))


async def rotate(stand: Stand) -> None:
    """Draw a new online key."""
    root = keyfile.load(stand.desk.data / keyfile.ROOT_NAME)
    await ceremony.rotate(stand.desk.data, stand.desk.database, root, NOON)


async def revoke(stand: Stand) -> None:
    """Take the online key back."""
    root, taken = keyfile.load(stand.desk.data / keyfile.ROOT_NAME), stand.desk.key.key_id
    done = await ceremony.revoke(stand.desk.data, stand.desk.database, root, taken, NOON)
    assert not isinstance(done, Text)


def names(folder: Path) -> set[str]:
    """Return the names of the key files."""
    return {path.name for path in folder.glob("hub.*") if not path.name.startswith("hub.db")}


@pytest.mark.parametrize("kind", ["file", "commit"])
@pytest.mark.parametrize("when", ["before"])
async def test_a_new_hub_cut_short_at_every_step_is_made_by_the_next_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind, when: When
) -> None:
    cuts, number = install(monkeypatch, Cuts(kind, when)), 0
    while number == 0 or cuts.happened:
        number += 1
        settings = Settings(data=tmp_path / f"{number}")
        cuts.arm(number)
        try:
            await hub.create(settings, HandClock())
        except Cut:
            cuts.disarm()
            if not (settings.data / "hub.key").exists():
                await hub.create(settings, HandClock())
        cuts.disarm()
        async with hub_in(settings.data) as stand:
            assert stand.desk.keys.version == 1
            assert names(settings.data) == {"hub.key", "hub.root"}
    assert number > 2


@pytest.mark.parametrize("act", [rotate, revoke])
@pytest.mark.parametrize("kind", ["file", "commit"])
@pytest.mark.parametrize("when", ["before"])
async def test_fault_21_a_ceremony_interrupted_at_every_step(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: Kind,
    when: When,
    act: Callable[[Stand], Awaitable[None]],
) -> None:
    cuts, number = install(monkeypatch, Cuts(kind, when)), 0
    while number == 0 or cuts.happened:
        number += 1
        folder = tmp_path / f"{number}"
        async with hub_in(folder) as stand:
            cuts.arm(number)
            try:
                await act(stand)
            except Cut:
                pass
            finally:
                cuts.disarm()
        async with hub_in(folder) as stand:
            keys = stand.desk.keys
            assert model.speaker(keys.trust).key_id == keys.key.key_id
            assert keys.version in {1, 2}
            await act(stand)
            await keys.refresh()
            assert model.speaker(keys.trust).key_id == keys.key.key_id
        assert names(folder) == {"hub.key", "hub.root"}


async def test_the_document_is_served_without_the_root_s_file(tmp_path: Path) -> None:
    async with hub_in(tmp_path):
        pass
    (tmp_path / keyfile.ROOT_NAME).unlink()
    async with hub_in(tmp_path) as stand:
        answer = await stand.client.get("/v1/trust")
        found = trust.opened(signing.decode_envelope(answer.content), stand.desk.root)
        assert found == stand.desk.keys.trust
        assert trust.speaks(found, stand.desk.root) == (stand.desk.key.public,)


async def test_a_ceremony_beside_a_running_hub_is_noticed_with_the_next_document(
    tmp_path: Path,
) -> None:
    async with hub_in(tmp_path) as stand:
        before = stand.desk.key
        await rotate(stand)
        assert stand.desk.key is before
        answer = await stand.client.get("/v1/trust")
        found = trust.opened(signing.decode_envelope(answer.content), stand.desk.root)
        assert found is not None
        assert found.version == 2
        assert stand.desk.key.key_id == model.speaker(found).key_id != before.key_id


async def test_a_hub_from_before_there_were_documents_goes_on_with_its_one_key(
    tmp_path: Path,
) -> None:
    await hub.create(Settings(data=tmp_path), HandClock())
    key = keyfile.load(tmp_path / "hub.key")
    for name in ("hub.root", "mirror/trust.json"):
        (tmp_path / name).unlink()
    with closing(sqlite3.connect(tmp_path / "hub.db")) as db:
        db.execute("DROP TRIGGER trust_keeps_rows")
        db.execute("DELETE FROM trust")
        db.commit()
    async with hub_in(tmp_path) as stand:
        assert stand.desk.root == key.public == stand.desk.key.public


async def test_another_root_key_signs_nothing(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        with pytest.raises(Fault, match="not the root key"):
            await ceremony.rotate(tmp_path, stand.desk.database, ONE, NOON)
        assert len(await stand.desk.read(store.documents)) == 1


async def test_fault_34_the_database_takes_no_document_back(tmp_path: Path) -> None:
    async with hub_in(tmp_path) as stand:
        old = await stand.desk.read(store.newest)
        assert old is not None
        await rotate(stand)
        with pytest.raises(sqlite3.IntegrityError, match="only by a newer one"):
            await stand.desk.database.write(lambda db: store.add(db, old))
        keys = await HubKeys.open(tmp_path, stand.desk.database, "x", NOON)
        assert keys.version == 2


def test_too_many_keys_leave_the_newest_and_those_taken_back() -> None:
    document = model.first(ONE.public, "hub.example/0", NOON)
    taken = model.revoked(document, ONE.key_id, TWO.public, NOON)
    assert not isinstance(taken, Text)
    for number in range(3, HUB_KEYS_MAX + 10):
        taken = model.rotated(taken, SigningKey.from_bytes(bytes([number]) * 32).public, NOON)
    assert len(taken.keys) == HUB_KEYS_MAX
    assert taken.keys[0].key_id == ONE.key_id
    assert taken.keys[0].revoked
    assert len(trust.live(taken)) == 1


def test_a_key_that_is_not_there_or_was_taken_back_is_not_taken_back_again() -> None:
    document = model.first(ONE.public, "hub.example/0", NOON)
    assert isinstance(model.revoked(document, TWO.key_id, TWO.public, NOON), Text)
    taken = model.revoked(document, ONE.key_id, TWO.public, NOON)
    assert not isinstance(taken, Text)
    assert isinstance(model.revoked(taken, ONE.key_id, TWO.public, NOON), Text)
