"""SIGKILL at a write, sync, truncate or change of a name of a real command or server, by strace."""

import asyncio
import random
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from hub import app as hub_app
from hub.ingest import ledger, mirror, proof
from hub.settings import Settings as HubSettings
from node import app as node_app
from node.keys.files import KeyFiles
from node.outbox import store as outbox
from node.settings import Settings as NodeSettings
from shared.runtime.clock import SystemClock
from tests.crash import acting, tracing
from tests.crash.acting import SCENES, Scene, Stage, Templates
from tests.federation.real import LIMIT_S, opened

CALLS = (
    *("write", "pwrite64", "fsync", "fdatasync", "syncfs", "ftruncate", "sendfile"),
    *("rename", "link", "symlink", "unlink", "unlinkat", "mkdir"),
)
KILLED = -9
_CALLED = re.compile(r"^(\d+) +(\w+)\((.*)$")


@dataclass(frozen=True)
class Point:
    """The n-th time that a thread calls something."""

    call: str
    number: int


@dataclass(frozen=True)
class Kill:
    """A kill that happened, and what was violated."""

    scene: str
    call: str
    number: int
    violation: str = ""


@dataclass(frozen=True)
class Before:
    """What was acknowledged before the scene: it must be there after the kill."""

    entries: int
    head: str
    sequence: int
    restores: bool


Points = dict[str, list[Point]]


def campaign(folder: Path, draw: random.Random, points: Points) -> Iterator[Kill]:
    """Kill at one point of each scene after the other, over and over, until nobody asks.

    `points` by scene's name is filled on the way; several campaigns may share it.
    """
    templates = Templates(folder)
    templates.make()
    turn = 0
    while True:
        for scene in draw.sample(SCENES, len(SCENES)):
            turn += 1
            if scene.name not in points:
                points[scene.name] = points_of(templates, scene)
            kill = one(templates, scene, draw.choice(points[scene.name]), f"kill-{turn}")
            if kill is not None:
                yield kill


def points_of(templates: Templates, scene: Scene) -> list[Point]:
    """Play a scene to its end, and return every point at which it changes its own files."""
    stage = templates.stage(scene, f"dry-{scene.name.replace(' ', '-')}")
    trace = stage.folder / "trace"
    _play(stage, scene, ("-o", str(trace), "-y"))
    counts: Counter[tuple[str, str]] = Counter()
    found = set()
    for line in trace.read_text(errors="replace").splitlines():
        called = _CALLED.match(line)
        if called is None:
            continue
        thread, call, rest = called.groups()
        counts[thread, call] += 1
        if str(stage.folder / scene.side) in rest or call == "syncfs":
            found.add(Point(call, counts[thread, call]))
    shutil.rmtree(stage.folder)
    assert found, f"{scene.name} changed nothing: {stage.told()}"
    return sorted(found, key=lambda point: (point.call, point.number))


def one(templates: Templates, scene: Scene, point: Point, name: str) -> Kill | None:
    """Play a scene with a kill at a point, bring everything back, and look; None if it lived."""
    stage = templates.stage(scene, name)
    try:
        before = _before(stage, scene)
        inject = f"inject={point.call}:signal=KILL:when={point.number}"
        code = _play(stage, scene, ("-o", "/dev/null", "-e", inject))
        if code != KILLED:
            return None
        return Kill(scene.name, point.call, point.number, _after(stage, scene, before))
    finally:
        stage.close()
        shutil.rmtree(stage.folder, ignore_errors=True)


def _play(stage: Stage, scene: Scene, options: tuple[str, ...]) -> int:
    """Run the scene's command under strace; return its exit code."""
    if scene.hub_serves:
        stage.serve()
    there, here = acting._forking.Pipe(duplex=False)
    victim = stage.process(scene.side, scene.command, there)
    tracer = _traced(victim, options)
    here.send("go")
    if scene.command == ("serve",):
        _asked(stage, scene, victim)
    victim.join(LIMIT_S)
    code = victim.exitcode
    victim.kill()
    tracer.communicate(timeout=LIMIT_S)
    for end in (there, here):
        end.close()
    stage.close()
    assert code is not None, f"{scene.name} did not end: {stage.told()}"
    return code


def _asked(stage: Stage, scene: Scene, victim: ForkServerProcess) -> None:
    """Let the node speak to the server that is traced, then stop it, or let it end by itself."""
    stage.wait(victim)
    if victim.is_alive():
        stage.run("node", *(("enrol", "INVITATION") if scene.start == "invited" else ("push",)))
    if victim.is_alive() and not scene.ends_itself:
        victim.terminate()


def _traced(victim: ForkServerProcess, options: tuple[str, ...]) -> subprocess.Popen[str]:
    command = [tracing.strace()[0], "-f", "-p", str(victim.pid), "-e", f"trace={','.join(CALLS)}"]
    tracer = subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    line = tracer.stderr.readline()
    assert "attached" in line, f"{line}\n{tracing.MISSING}"
    return tracer


def _before(stage: Stage, scene: Scene) -> Before:
    """Read what is acknowledged, as a bystander."""
    entries, head, sequence = 0, "", 0
    if scene.start in {"enrolled", "rotating"}:
        with closing(opened(stage.folder / "hub" / "hub.db")) as db:
            tip = ledger.tip(db)
            entries, head = tip.entries, tip.head
        with closing(opened(stage.folder / "node" / "node.db")) as db:
            known = outbox.head(db)
            sequence = known.sequence if known else 0
    return Before(entries, head, sequence, restores=scene.name == "restore the node")


def _after(stage: Stage, scene: Scene, before: Before) -> str:
    """Start everything again as people would; return what is not as it must be."""
    wrong = acting.inside(look, stage.folder, before) if "restore" not in scene.name else ""
    if wrong:
        return f"after the kill: {wrong}"
    if scene.command != ("serve",):
        if scene.hub_serves:
            stage.serve()
        code = stage.run(scene.side, *scene.command)
        if code and "already" not in stage.told():
            return f"again: exit code {code}: {stage.told()}"
        stage.close()
    if scene.start != "empty":
        wrong = _finished(stage, scene)
    return wrong or acting.inside(look, stage.folder, before)


def _finished(stage: Stage, scene: Scene) -> str:
    """Bring what was begun to its end: enrol, confirm, push; then both sides must agree."""
    if scene.start == "older":
        return ""
    stage.serve()
    commands: list[tuple[acting.Side, tuple[str, ...]]] = [("node", ("push",))]
    if scene.start == "invited":
        commands = [
            ("node", ("enrol", "INVITATION")),
            ("hub", ("confirm", "savo", "FINGERPRINT")),
            ("node", ("push",)),
        ]
    for side, command in commands:
        code = stage.run(side, *command)
        if code:
            return f"{' '.join(command)}: exit code {code}: {stage.told()}"
    stage.close()
    return acting.inside(agree, stage.folder)


def look(folder: Path, before: Before) -> str:
    """Open both sides with the real code and return what is wrong, nothing if nothing is."""
    return asyncio.run(_look(folder, before))


async def _look(folder: Path, before: Before) -> str:
    clock = SystemClock()
    if (folder / "hub" / "hub.key").exists():
        async with hub_app.open_desk(HubSettings(data=folder / "hub"), clock) as hub:
            found = await hub.read(lambda db: db.execute("PRAGMA integrity_check").fetchone()[0])
            lines = mirror.lines(folder / "hub" / mirror.FILE_NAME)
            findings = (await hub.read(lambda db: proof.prove(db, lines))).findings
            rows = await hub.read(lambda db: ledger.entries(db, before.entries - 2, 1))
            if found != "ok" or findings:
                return f"the hub: {found}, {[str(one) for one in findings]}"
            if before.entries and (not rows or rows[0].head != before.head):
                return "the ledger lost an entry"
    if (folder / "node" / "node.db").exists():
        async with node_app.open_desk(NodeSettings(data=folder / "node"), clock) as node:
            found = await node.read(lambda db: db.execute("PRAGMA integrity_check").fetchone()[0])
            head = await node.read(outbox.head)
            await node.read(KeyFiles(folder / "node").current)
            if found != "ok":
                return f"the node: {found}"
            if not before.restores and (head.sequence if head else 0) < before.sequence:
                return "the node lost a receipt"
    return ""


def agree(folder: Path) -> str:
    """Return what the two sides do not agree on."""
    with closing(opened(folder / "node" / "node.db")) as db:
        waits, own = outbox.queued(db), outbox.head(db)
    with closing(opened(folder / "hub" / "hub.db")) as db:
        theirs = partial(ledger.head, node="savo")(db)
    if waits is not None:
        return "a report is still unacknowledged"
    return "" if own == theirs else f"the heads differ: {own} at the node, {theirs} at the hub"
