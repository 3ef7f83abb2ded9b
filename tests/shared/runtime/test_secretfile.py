"""A secret's file is whole or not there, its owner's alone, and never overwritten by chance."""

from pathlib import Path

import pytest

from shared.runtime import secretfile


def test_a_new_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    secretfile.create(tmp_path / "key", "secret\n")
    assert (tmp_path / "key").read_text() == "secret\n"
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    secretfile.create(tmp_path / "key", "first")
    with pytest.raises(FileExistsError):
        secretfile.create(tmp_path / "key", "second")
    assert (tmp_path / "key").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_what_a_crash_left_behind_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "key.partial").write_text("half")
    secretfile.create(tmp_path / "key", "whole")
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_file_is_replaced_moved_and_removed(tmp_path: Path) -> None:
    secretfile.replace(tmp_path / "a", "one")
    secretfile.replace(tmp_path / "a", "two")
    secretfile.move(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text() == "two"
    secretfile.remove(tmp_path / "b")
    secretfile.remove(tmp_path / "b")
    assert list(tmp_path.iterdir()) == []
