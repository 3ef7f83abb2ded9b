import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from shared.runtime.lock import DirectoryLock, LockError, turn

ROOT = Path(__file__).parents[3]
HOLD = """
import sys, pathlib
from shared.runtime.lock import DirectoryLock
DirectoryLock(pathlib.Path(sys.argv[1])).acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_lock_is_refused_and_names_the_process(tmp_path: Path) -> None:
    with DirectoryLock(tmp_path), pytest.raises(LockError, match=str(os.getpid())) as caught:
        DirectoryLock(tmp_path).acquire()
    assert caught.value.pid == os.getpid()


def test_a_lock_can_be_taken_again_after_its_release(tmp_path: Path) -> None:
    lock = DirectoryLock(tmp_path)
    lock.acquire()
    lock.acquire()
    lock.release()
    lock.release()
    with DirectoryLock(tmp_path):
        assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600


@pytest.mark.process
def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(LockError, match=f"process {other.pid}"):
            DirectoryLock(tmp_path).acquire()
        other.kill()
        other.wait(60)
    with DirectoryLock(tmp_path):
        pass


def test_an_unreadable_number_is_left_out(tmp_path: Path) -> None:
    with DirectoryLock(tmp_path):
        (tmp_path / "lock").write_text("?")
        with pytest.raises(LockError, match="another process") as caught:
            DirectoryLock(tmp_path).acquire()
    assert caught.value.pid is None


def test_whoever_comes_later_waits_for_its_turn(tmp_path: Path) -> None:
    said: list[str] = []

    def second() -> None:
        with turn(tmp_path / "x.lock"):
            said.append("second")

    other = threading.Thread(target=second)
    with turn(tmp_path / "x.lock"):
        other.start()
        other.join(0.2)  # it waits; nothing is asked of how long
        said.append("first")
    other.join()

    assert said == ["first", "second"]
    assert (tmp_path / "x.lock").stat().st_mode & 0o777 == 0o600
