"""Fault 13: the power goes at any write or sync, on either side, and nothing acknowledged is lost.

Fault 15 as far as a crash is its cause: what it leaves in pieces is mended or told, never believed.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared.runtime import log
from tests.crash import images
from tests.crash.disk import Disk
from tests.crash.images import Campaign
from tests.crash.tracing import Step

NO_DRAW = random.Random(0)


def named(recording: images.Recording, *endings: str) -> int:
    """Return how many steps touch files with these endings."""
    return sum(step.path.endswith(endings) for step in recording.steps)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder in memory."""
    with images.scratch() as name:
        yield Path(name)


@pytest.mark.process
def test_fault_13_power_loss_on_either_side_loses_nothing_acknowledged(
    folder: Path, record_property: Callable[[str, object], None]
) -> None:
    log.configure("error")
    seed = random.SystemRandom().randrange(10**6)
    record_property("seed", seed)
    recording = images.record(folder, "full", 1)

    tally = Campaign(recording, seed).run(folder / "images", share=0.04)

    assert tally.whys == [], f"seed {seed}"
    assert set(tally.findings) == {"whole"}
    assert sum(tally.images.values()) >= 200
    assert {"lost", "kept", "torn", "reordered"} <= set(tally.images)
    for file in ("node.db-wal", "hub.db", "ledger.jsonl", "node.key.next", "kept.backup"):
        assert named(recording, file, f"{file}.partial"), file


@pytest.mark.process
def test_fault_13_with_synchronous_normal_acknowledged_rows_are_lost(folder: Path) -> None:
    log.configure("error")
    recording = images.record(folder, "normal", 1)

    tally = Campaign(recording, 1).run(folder / "images", share=0.02)

    assert tally.findings["lost"] > tally.findings["whole"] // 10


def disk_after(*steps: Step) -> Disk:
    """Return a disk on which a folder's file was written, synced, and then these steps done."""
    disk = Disk(Path("/x"))
    for step in (
        Step("make", "/x/data"),
        Step("create", "/x/data/a"),
        Step("write", "/x/data/a", data=b"a" * 1024),
        Step("sync", "/x/data/a"),
        Step("sync", "/x/data"),
        *steps,
    ):
        disk.do(step)
    return disk


def test_what_is_not_synced_is_lost_kept_or_torn_by_sectors() -> None:
    disk = disk_after(Step("write", "/x/data/a", data=b"b" * 1024))

    assert disk.image("data", "lost", NO_DRAW) == {"a": b"a" * 1024}
    assert disk.image("data", "kept", NO_DRAW) == {"a": b"b" * 1024}
    torn = Counter(
        bytes(disk.image("data", "torn", random.Random(seed))["a"][::512])  # type: ignore[arg-type]
        for seed in range(60)
    )
    assert set(torn) == {b"aa", b"ab", b"ba", b"bb"}


def test_a_name_needs_a_sync_of_its_folder() -> None:
    moved = Step("name", "/x/data/b", other="/x/data/a")

    assert "b" not in disk_after(moved).image("data", "lost", NO_DRAW)
    assert "b" in disk_after(moved).image("data", "kept", NO_DRAW)
    assert set(disk_after(moved, Step("sync", "/x/data")).image("data", "lost", NO_DRAW)) == {"b"}


def test_a_new_name_may_be_there_before_what_is_in_it() -> None:
    written = (Step("create", "/x/data/n"), Step("write", "/x/data/n", data=b"key"))

    assert disk_after(*written).image("data", "names only", NO_DRAW)["n"] == b""
    assert "n" not in disk_after(*written).image("data", "data only", NO_DRAW)


def test_writes_that_came_later_may_be_there_alone() -> None:
    disk = disk_after(
        Step("write", "/x/data/a", offset=0, data=b"1"),
        Step("write", "/x/data/a", offset=1, data=b"2"),
    )
    left = {disk.image("data", "reordered", random.Random(seed))["a"][:2] for seed in range(60)}
    assert left == {b"aa", b"1a", b"a2", b"12"}
