"""`voikukkia-hub verify --from`: what a journalist types, on a computer without any hub."""

from pathlib import Path

import pytest

from hub.cli import run
from hub.log import tiles
from hub.log.audit.rows import AVAILABILITY
from tests.hub.ingest.builders_ingest import HandClock
from tests.hub.log.forging import Scene, made


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Return a published snapshot."""
    return made(tmp_path_factory.mktemp("hub"), nodes=1)


class Typed:
    """The command line of somebody who has no hub."""

    def __init__(self, scene: Scene, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._clock = HandClock(scene.now)
        self._folder = folder
        self._capsys = capsys

    def __call__(self, *tokens: str) -> tuple[int, str, str]:
        """Run a command."""
        code = run(["--data", str(self._folder / "nothing"), "verify", *tokens], self._clock)
        printed = self._capsys.readouterr()
        assert not (self._folder / "nothing").exists()
        return code, printed.out, printed.err


@pytest.fixture
def typed(scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Typed:
    return Typed(scene, tmp_path, capsys)


def test_a_folder_is_checked_without_a_hub(scene: Scene, typed: Typed) -> None:
    code, out, err = typed("--from", str(scene.folder))
    assert (code, err) == (0, "")
    assert "as the snapshot itself names it" in out
    assert "Everything fits" in out


def test_a_row_is_shown_with_what_it_rests_on(scene: Scene, typed: Typed, tmp_path: Path) -> None:
    seen = tmp_path / "seen.txt"
    seen.write_text(scene.earlier[0])
    key = " ".join(scene.root[at : at + 8].upper() for at in range(0, 64, 8))
    code, out, _ = typed(
        "--from", str(scene.folder), "--key", key, "--place", "Kuopio", "--seen", str(seen)
    )
    assert code == 0
    assert "Root key, given by you" in out
    assert "Kuopio (297): open" in out
    assert "verkosto-0: report 3" in out


def test_what_does_not_fit_is_said_with_exit_code_1(
    scene: Scene, typed: Typed, tmp_path: Path
) -> None:
    spoilt = tmp_path / "spoilt"
    for path in scene.folder.rglob("*"):
        if path.is_file():
            target = spoilt / path.relative_to(scene.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    file = spoilt / AVAILABILITY
    file.write_bytes(file.read_bytes().replace(b'"state":"open"', b'"state":"full"', 1))
    code, out, err = typed("--from", str(spoilt))
    assert code == 1
    assert "does not follow from the log: 2 findings" in err
    assert 'state: published "full"' in out
    assert f"{AVAILABILITY} is not as the manifest says" in out
    (spoilt / tiles.CHECKPOINT).unlink()
    assert typed("--from", str(spoilt))[0] == 1


@pytest.mark.parametrize(
    ("tokens", "why"),
    [
        (("--key", "abc"), "A root key has 64 hexadecimal digits."),
        (("--place", "Atlantis"), "No municipality is called Atlantis."),
        (("--seen", "/nowhere/at/all"), "/nowhere/at/all cannot be read."),
    ],
)
def test_a_mistyped_question_is_refused(
    scene: Scene, typed: Typed, tokens: tuple[str, ...], why: str
) -> None:
    code, _, err = typed("--from", str(scene.folder), *tokens)
    assert (code, why in err) == (1, True)


def test_a_folder_that_is_none_and_an_unsafe_address_are_refused(typed: Typed) -> None:
    assert "neither a folder nor an address" in typed("--from", "/nowhere/at/all")[2]
    assert "https://" in typed("--from", "http://hub.example")[2]
