"""The disclosure key: sealed, one for ever; without it no count of people leaves."""

from functools import partial
from pathlib import Path

from node import disclosurekey, masterkey
from node.anonymiser.releases import asking, keeping, publish, store, todo
from node.history import record as history
from node.history.model import Doer
from shared.runtime import secretfile
from tests.node.anonymiser.releases.conftest import DUE, QUARTER, Quarterly


def test_the_key_lies_sealed_and_comes_back(tmp_path: Path) -> None:
    key = disclosurekey.create(tmp_path, DUE)
    text = (tmp_path / disclosurekey.FILE_NAME).read_text("ascii")

    assert disclosurekey.find(tmp_path) == key
    assert key.secret.hex() not in text
    assert key.secret.hex() not in repr(key)
    assert key.fingerprint not in text
    assert (tmp_path / disclosurekey.FILE_NAME).stat().st_mode & secretfile.OTHERS == 0


def test_a_damaged_key_and_one_of_another_master_key_are_none(tmp_path: Path) -> None:
    disclosurekey.create(tmp_path, DUE)
    path = tmp_path / disclosurekey.FILE_NAME
    whole = path.read_text("ascii")

    path.write_text(whole[:-3])
    assert disclosurekey.find(tmp_path) is None
    path.write_text(whole)
    (tmp_path / masterkey.FILE_NAME).unlink()
    assert disclosurekey.find(tmp_path) is None


async def test_without_the_key_nothing_leaves_and_the_lead_is_told(quarterly: Quarterly) -> None:
    (quarterly.data / disclosurekey.FILE_NAME).unlink()

    await quarterly.push()

    assert quarterly.hub.figures == []
    assert quarterly.hub.states  # the reports go on
    assert await quarterly.database.read(store.troubles) == {QUARTER: (keeping.LOST,)}
    (told,) = await quarterly.database.read(lambda db: tuple(todo.of_figures(db, DUE)))
    assert "3/2026" in str(told.text)
    assert told.mail is not None


async def test_another_key_is_as_good_as_none(quarterly: Quarterly) -> None:
    disclosurekey.replace(quarterly.data, DUE)

    await quarterly.push()

    assert quarterly.hub.figures == []


async def test_the_key_from_a_backup_ends_the_stop(quarterly: Quarterly) -> None:
    path = quarterly.data / disclosurekey.FILE_NAME
    kept = path.read_bytes()
    path.unlink()
    await quarterly.push()
    path.write_bytes(kept)

    await quarterly.push()

    assert len(quarterly.hub.figures) == 1
    assert await quarterly.database.read(store.troubles) == {}


async def test_the_lead_begins_with_a_new_key_on_the_record(quarterly: Quarterly) -> None:
    (quarterly.data / disclosurekey.FILE_NAME).unlink()
    await quarterly.push()
    before = await quarterly.database.read(history.audit_head)

    doer = Doer(at=quarterly.clock.now())
    decide = partial(keeping.decide, data=quarterly.data, doer=doer)
    assert await quarterly.act(decide) is None
    await quarterly.push()

    assert len(quarterly.hub.figures) == 1
    assert await quarterly.database.read(history.audit_head) != before
    assert await quarterly.act(decide) == keeping.NOT_LOST


async def test_the_lead_publishes_a_quarter_without_people(quarterly: Quarterly) -> None:
    (quarterly.data / disclosurekey.FILE_NAME).unlink()
    await quarterly.push()

    doer = Doer(at=quarterly.clock.now())
    await quarterly.act(
        partial(asking.publish_now, quarter=QUARTER, doer=doer, without_people=True)
    )
    await quarterly.push()

    (told,) = quarterly.hub.figures
    assert (told.people, told.key_lost) == (None, True)


async def test_a_revision_is_not_rounded_with_another_key(quarterly: Quarterly) -> None:
    await quarterly.push()
    doer = Doer(at=quarterly.clock.now())
    await quarterly.act(partial(keeping.decide, data=quarterly.data, doer=doer, leaked=True))
    await quarterly.act(partial(asking.revise, quarter=QUARTER, reason="late", doer=doer))

    await quarterly.push()

    assert len(quarterly.hub.figures) == 1
    assert await quarterly.database.read(store.troubles) == {QUARTER: (publish.OTHER_KEY,)}
