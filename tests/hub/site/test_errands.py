"""Errands: folders linked and removed beside the hub, and nothing goes on without it."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from hub.site import errands, folder
from hub.site.errands import Errands

PROGRAM = (sys.executable, "-I", "-S", errands.__file__)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Make a folder with two files in it."""
    made = tmp_path / "one"
    (made / "fi/kunta").mkdir(parents=True)
    (made / "index.html").write_text("a")
    (made / "fi/kunta/index.html").write_text("b")
    return made


def test_files_are_linked_and_a_folder_is_removed(source: Path, tmp_path: Path) -> None:
    target, own = tmp_path / "two", Errands()
    assert own.link(source, target, ("index.html", "fi/kunta/index.html"))
    for path in ("index.html", "fi/kunta/index.html"):
        assert (target / path).samefile(source / path)
    assert own.clear(target)
    assert not target.exists()
    assert (source / "index.html").exists()


def test_a_file_that_is_missing_or_a_folder_that_is_there_fails(
    source: Path, tmp_path: Path
) -> None:
    own = Errands()
    assert not own.link(source, tmp_path / "two", ("missing.html",))
    assert not own.link(source, source, ("index.html",))
    assert not own.clear(tmp_path / "nowhere")


@pytest.mark.parametrize("job", ["link", "clear"])
def test_an_errand_ends_with_the_hub_that_began_it(source: Path, tmp_path: Path, job: str) -> None:
    target = tmp_path / "two"
    folders = (source, target) if job == "link" else (source,)
    stranger = str(os.getppid())  # whose child it is not, as after the hub's death
    done = subprocess.run(
        (*PROGRAM, job, stranger, *folders), input=b"index.html\n", check=False, timeout=60
    )
    assert done.returncode == 1
    assert (source / "index.html").exists()
    assert not (target / "index.html").exists()


STOPPING = f"""
import os, runpy, signal
link = os.link

def once(source, target):
    link(source, target)
    os.kill(os.getpid(), signal.SIGSTOP)

os.link = once
runpy.run_path({errands.__file__!r}, run_name="__main__")
"""
"""The errands' program, whose process is stopped after its first link, as if no turn came to it."""


def test_close_ends_what_runs_and_nothing_begins_after_it(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, target = Errands(), tmp_path / "two"
    every, said = ("index.html", "fi/kunta/index.html"), list[bool]()
    (tmp_path / "stopping.py").write_text(STOPPING)
    monkeypatch.setattr(errands, "__file__", str(tmp_path / "stopping.py"))
    running = threading.Thread(target=lambda: said.append(own.link(source, target, every)))
    running.start()
    while not (target / every[0]).exists():
        assert running.is_alive(), "the errand failed before it was ended"
        time.sleep(0.01)
    (process,) = own._running
    own.close()
    process.send_signal(signal.SIGCONT)  # the end that waits comes before anything else it does
    running.join(60)
    assert said == [False]
    assert not (target / every[1]).exists()
    assert not own.link(source, tmp_path / "three", ("index.html",))
    assert not (tmp_path / "three").exists()


def test_a_sweep_waits_out_the_errand_of_a_hub_that_was_killed(tmp_path: Path) -> None:
    left = tmp_path / f"next{folder.UNFINISHED}"
    left.mkdir()
    until = time.monotonic() + 0.3

    def work() -> None:
        number = 0
        with suppress(OSError):  # the folder is gone
            while time.monotonic() < until:
                number += 1
                (left / f"{number}").touch()

    adding = threading.Thread(target=work)
    adding.start()
    folder.sweep(tmp_path)
    adding.join()
    assert not left.exists()
