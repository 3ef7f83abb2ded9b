"""A failed test is tried once more and named; what fails twice, or in great number, fails."""

import json
from pathlib import Path

import pytest

from tests import again

pytestmark = pytest.mark.process

FIRST = """
import pathlib
def test_at_the_second_try():
    tried = pathlib.Path("tried")
    assert tried.exists() or tried.write_text("once") == 0
def test_never():
    assert False
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "test_here.py").write_text(FIRST)
    (tmp_path / "tried").write_text("once")
    return tmp_path


def failed(folder: Path, *names: str) -> None:
    path = folder / again.FAILED
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({f"test_here.py::{name}": True for name in names}))


def test_what_holds_alone_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    failed(folder, "test_at_the_second_try")

    assert again.main() == 0
    assert "UNSTABLE, to be mended: test_here.py::test_at_the_second_try" in capsys.readouterr().out


def test_one_that_fails_again_fails_all(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    failed(folder, "test_at_the_second_try", "test_never")

    assert again.main() == 1
    assert "UNSTABLE" not in capsys.readouterr().out


@pytest.mark.parametrize("number", [0, again.FEW + 1])
def test_none_or_many_are_not_tried(
    folder: Path, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    failed(folder, *(f"test_{number}" for number in range(number)))

    assert again.main() == 1
    assert capsys.readouterr().out == ""


def test_a_run_that_told_nothing_is_not_tried(folder: Path) -> None:
    assert not (folder / again.FAILED).exists()
    assert again.main() == 1
