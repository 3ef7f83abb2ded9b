"""The key files: made once, read by their owner, erased for good, bundled for the newest copy."""

import os
import stat
from pathlib import Path

import pytest

from node import masterkey
from node.enquiries import keyring
from node.enquiries.keyring import FOLDER, KeyringError
from node.enquiries.model import REFERENCE
from shared.runtime.seal import SealError

ONE, OTHER = "K7F3-9QXM", "K7F3-9QXN"


def test_a_key_is_a_file_of_its_owner_alone_sealed_under_the_master_key(tmp_path: Path) -> None:
    key = keyring.load(tmp_path).draw(ONE)

    path = tmp_path / FOLDER / ONE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert key not in path.read_bytes()
    assert keyring.load(tmp_path).find(ONE) == key


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    keys = keyring.load(tmp_path)
    key = keys.draw(ONE)

    with pytest.raises(KeyringError):
        keys.draw(ONE)
    assert keys.find(ONE) == key


def test_a_key_opens_under_its_own_reference_and_master_only(tmp_path: Path) -> None:
    keys = keyring.load(tmp_path)
    keys.draw(ONE)
    (tmp_path / FOLDER / OTHER).write_bytes((tmp_path / FOLDER / ONE).read_bytes())
    with pytest.raises(SealError):
        keys.find(OTHER)

    (tmp_path / masterkey.FILE_NAME).unlink()
    masterkey.create(tmp_path)
    with pytest.raises(SealError):
        keyring.load(tmp_path).find(ONE)


def test_erasing_overwrites_before_it_takes_the_name_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = keyring.load(tmp_path)
    keys.draw(ONE)
    path = tmp_path / FOLDER / ONE
    before = path.read_bytes()
    os.link(path, tmp_path / "another name")
    synced: list[bool] = []
    sync = os.fsync

    def watched(handle: int) -> None:
        synced.append(path.exists())
        sync(handle)

    monkeypatch.setattr(os, "fsync", watched)

    assert keys.erase(ONE)
    after = (tmp_path / "another name").read_bytes()
    assert len(after) == len(before)
    assert after != before
    assert synced == [True, False]
    assert keys.find(ONE) is None
    assert not keys.erase(ONE)


def test_erasing_needs_no_master_key(tmp_path: Path) -> None:
    keyring.load(tmp_path).draw(ONE)
    (tmp_path / masterkey.FILE_NAME).write_text("damaged")

    assert keyring.load(tmp_path).erase(ONE)


@pytest.mark.parametrize("name", ["../node.db", "", ".", "K7F3-9QXM/..", "k7f3-9qxm"])
def test_nothing_but_a_reference_names_a_file(tmp_path: Path, name: str) -> None:
    keys = keyring.load(tmp_path)
    for act in (keys.draw, keys.find, keys.erase):
        with pytest.raises(ValueError, match="reference"):
            act(name)


def test_references_are_drawn_at_random() -> None:
    drawn = {keyring.draw_reference() for _ in range(2_000)}

    assert len(drawn) == 2_000
    assert all(REFERENCE.fullmatch(one) for one in drawn)


def test_the_newest_keys_come_back_and_those_erased_since_do_not(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    keys = keyring.load(here)
    kept, gone = keys.draw(ONE), keys.draw(OTHER)
    keys.erase(OTHER)
    bundled = keyring.bundle(here)
    assert kept not in bundled
    assert gone not in bundled

    (there / masterkey.FILE_NAME).write_bytes((here / masterkey.FILE_NAME).read_bytes())
    (there / masterkey.FILE_NAME).chmod(0o600)
    assert keyring.unbundle(there, bundled) == 1
    assert keyring.unbundle(there, bundled) == 0
    assert keyring.load(there).find(ONE) == kept
    assert keyring.load(there).find(OTHER) is None
    assert keyring.bundle(there) == bundled


def test_a_node_without_enquiries_has_an_empty_bundle(tmp_path: Path) -> None:
    bundled = keyring.bundle(tmp_path)

    assert bundled == b"{}"
    assert keyring.unbundle(tmp_path, bundled) == 0
    assert keyring.load(tmp_path).is_there


@pytest.mark.parametrize(
    "bundled",
    [b"", b"[]", b'{"K7F3-9QXM": 1}', b'{"K7F3-9QXM": "xy"}', b'{"../../etc/passwd": "00"}'],
)
def test_what_is_no_bundle_writes_nothing(tmp_path: Path, bundled: bytes) -> None:
    with pytest.raises(KeyringError):
        keyring.unbundle(tmp_path, bundled)
    assert not (tmp_path / FOLDER).exists()


def test_a_folder_that_cannot_be_written_is_a_fault_in_words(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("no folder")

    with pytest.raises(KeyringError):
        keyring.load(tmp_path).draw(ONE)
    assert keyring.load(tmp_path).ages() == {}
