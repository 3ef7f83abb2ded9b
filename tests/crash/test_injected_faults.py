"""Faults 11, 12 and 14 by strace: killed at a very call, and disks that refuse a very call."""

import random
from pathlib import Path

import pytest

from tests.crash import killing
from tests.crash.acting import SCENES, Scene, Side, Templates, inside

# The first test waits for the templates too, and strace makes everything slow.
pytestmark = [pytest.mark.process, pytest.mark.timeout(1200)]
KILLED = ("receive",)
TRIES = 20
WORD = ("coverage", "none", "Kuopio", "Siilinjärvi")


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """Return a hub and a node that were brought up once."""
    made = Templates(tmp_path_factory.mktemp("templates"))
    made.make()
    return made


@pytest.mark.parametrize("name", KILLED)
def test_fault_11_fault_12_killed_at_the_very_call(templates: Templates, name: str) -> None:
    scene = next(one for one in SCENES if one.name == name)
    draw = random.SystemRandom()
    points = killing.points_of(templates, scene)
    tries = (
        killing.one(templates, scene, draw.choice(points), f"kill-{number}")
        for number in range(TRIES)
    )
    kill = next((kill for kill in tries if kill is not None), None)  # a call may come less often
    assert kill is not None, f"{name} lived through {TRIES} tries"
    assert kill.violation == "", kill


@pytest.mark.parametrize(
    ("side", "command", "file", "fault", "told"),
    [
        ("node", WORD, "node.db-wal", "fsync,fdatasync:error=EIO", "the disk failed"),
        ("node", WORD, "node.db-wal", "pwrite64:error=EIO", "the disk failed"),
        ("node", WORD, "node.db-wal", "pwrite64:error=ENOSPC", "The disk is full"),
        ("node", WORD, "node.db", "openat:error=EROFS", "Read-only file system"),
        ("node", ("backup",), "", "fsync:error=EIO:when=3", "cannot be written"),
        ("hub", ("suspend", "savo"), "hub.db-wal", "fsync,fdatasync:error=EIO", "the disk failed"),
        ("hub", ("suspend", "savo"), "mirror/ledger.jsonl", "fsync:error=EIO", "The mirror cannot"),
        ("hub", ("suspend", "savo"), "mirror/ledger.jsonl", "write:error=ENOSPC", "The mirror can"),
    ],
)
def test_fault_14_a_disk_that_refuses_is_told_and_what_was_acknowledged_stays(
    templates: Templates, side: Side, command: tuple[str, ...], file: str, fault: str, told: str
) -> None:
    scene = Scene("a refusing disk", side, command, "enrolled")
    stage = templates.stage(scene, f"{side}-{abs(hash((file, fault)))}")
    before = killing._before(stage, scene)
    path = ("-P", str(stage.folder / side / file)) if file else ()
    calls = ("-e", f"trace={fault.partition(':')[0]}")

    code = killing._play(stage, scene, (*path, *calls, "-o", "/dev/null", "-e", f"inject={fault}"))

    said = stage.told()
    assert code == 1, said
    assert told in said
    assert "Traceback" not in said
    stage.output.unlink()
    assert inside(killing.look, stage.folder, before) == ""
    again = stage.run(side, *command)  # an act whose copy failed was done, though nobody was told
    assert again == 0 or "not active" in stage.told(), stage.told()


def test_fault_14_a_server_whose_sync_failed_ends_and_says_so(templates: Templates) -> None:
    scene = Scene("a failing server", "hub", ("serve",), "enrolled", ends_itself=True)
    stage = templates.stage(scene, "failing-server")
    before = killing._before(stage, scene)
    mirror = Path(stage.folder / "hub" / "mirror" / "ledger.jsonl")

    options = ("-P", str(mirror), "-o", "/dev/null", "-e", "inject=fsync:error=EIO")
    code = killing._play(stage, scene, options)

    assert code == 1, stage.told()
    assert "The mirror cannot be written. Check the disk" in stage.told()
    assert inside(killing.look, stage.folder, before) == ""
    assert killing._finished(stage, scene) == ""
