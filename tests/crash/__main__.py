"""`python -m tests.crash --images 10000 --kills 500`: the long campaign, which can be interrupted.

Run again, it goes on until both numbers are reached; figures stand in RESULTS.md. Ends with 1 if
anything acknowledged was lost, anything is corrupt, or the control lost nothing.
"""

import argparse
import random
import sys
import tempfile
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

from shared.runtime import log
from tests.crash import images, killing, results
from tests.crash.images import Campaign, Recording, Tally
from tests.crash.killing import Kill
from tests.crash.results import Figures

ACTS, CONTROL_ACTS = 8, 4
WINDOW, DRAWN, WORKERS = 60, 3, 2
CONTROL_IMAGES = 500


def main() -> int:
    """Run the campaign and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--workers", type=int, default=WORKERS)
    chosen = parser.parse_args()
    log.configure("error")
    figures = results.load()
    with images.scratch() as name:
        folder = Path(name)
        while sum(figures.images.values()) < chosen.images:
            _power(folder, figures, chosen.images, chosen.workers)
        if sum(figures.control.values()) < CONTROL_IMAGES:
            _control(folder, figures)
        if sum(figures.kills.values()) < chosen.kills:
            _kills(folder, figures, chosen.kills, chosen.workers)
    results.keep(figures, done=True)
    good = not figures.found.get("lost") and not figures.found.get("corrupt")
    return 0 if good and figures.control.get("lost") and not figures.violations else 1


def slice_of(recording: Recording, scratch: Path, start: int, seed: int) -> Tally:
    """Open the images of some steps, in a process of their own."""
    log.configure("error")
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        run = Campaign(recording, seed).run
        return run(Path(name), drawn=DRAWN, window=range(start, start + WINDOW))


def _power(folder: Path, figures: Figures, wanted: int, workers: int) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as name:
        recording = images.record(Path(name), "full", ACTS)
        starts = list(range(0, len(recording.steps), WINDOW))
        random.shuffle(starts)
        with ProcessPoolExecutor(workers) as pool:
            ask = partial(slice_of, recording, Path(name))
            asked = [pool.submit(ask, start, random.randrange(2**32)) for start in starts]
            for done in as_completed(asked):
                _counted(done, figures)
                if sum(figures.images.values()) >= wanted:
                    pool.shutdown(cancel_futures=True)
                    return


def _counted(done: Future[Tally], figures: Figures) -> None:
    tally = done.result()
    results.add(figures.images, tally.images)
    results.add(figures.steps, tally.steps)
    results.add(figures.found, tally.findings)
    figures.whys += tally.whys[:20]
    results.keep(figures, done=False)
    _say(f"{sum(figures.images.values()):,} images: {figures.found}")


def _control(folder: Path, figures: Figures) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as name:
        recording = images.record(Path(name), "normal", CONTROL_ACTS)
        (Path(name) / "images").mkdir()
        tally = Campaign(recording, 1).run(Path(name) / "images", share=0.1)
    results.add(figures.control, tally.findings)
    results.keep(figures, done=False)
    _say(f"control: {figures.control}")


def _kills(folder: Path, figures: Figures, wanted: int, workers: int) -> None:
    """Kill in several federations at once, until there are enough kills."""
    found: SimpleQueue[Kill | Exception] = SimpleQueue()
    enough, points = Event(), killing.Points()
    threads = [
        Thread(target=_killed, args=(folder / f"kills-{number}", found, enough, points))
        for number in range(workers)
    ]
    for thread in threads:
        thread.start()
    try:
        while sum(figures.kills.values()) < wanted:
            _noted(found.get(), figures)
    finally:
        enough.set()
        for thread in threads:
            thread.join()


def _killed(
    folder: Path, found: SimpleQueue[Kill | Exception], enough: Event, points: killing.Points
) -> None:
    folder.mkdir()
    try:
        for kill in killing.campaign(folder, random.Random(), points):
            found.put(kill)
            if enough.is_set():
                return
    except Exception as error:  # noqa: BLE001 (raised by who reads it)
        found.put(error)


def _noted(kill: Kill | Exception, figures: Figures) -> None:
    if isinstance(kill, Exception):
        raise kill
    results.add(figures.kills, {kill.scene: 1})
    results.add(figures.calls, {kill.call: 1})
    if kill.violation:
        figures.violations += 1
        figures.whys.append(f"{kill.scene} at {kill.call} {kill.number}: {kill.violation}")
        _say(figures.whys[-1])
    results.keep(figures, done=False)
    done = sum(figures.kills.values())
    if done % 20 == 0:
        _say(f"{done} kills, {figures.violations} violations")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
