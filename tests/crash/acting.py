"""The commands and servers that are killed, and how each is set up and brought back.

Each runs the real command line in a process of its own, forked from one that has everything loaded.
"""

import asyncio
import contextlib
import multiprocessing
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Literal

from hub import app as hub_app
from hub import cli as hub_cli
from hub.registry import keyfile as hub_keyfile
from node import app as node_app
from node import cli as node_cli
from node import keyfile
from shared.runtime.clock import SystemClock
from shared.runtime.database import Database
from tests.crash.fewer import few_pages
from tests.federation.real import FINGERPRINT, INVITATION, LIMIT_S, Pair, answers, wait_until

Side = Literal["node", "hub"]
COVERS = "Kuopio, Siilinjärvi"
CLI = {"node": node_cli, "hub": hub_cli}
_forking = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Scene:
    """What is killed: `side`'s command, or its server while the other side pushes."""

    name: str
    side: Side
    command: tuple[str, ...]
    start: str
    """Which template it begins with."""
    hub_serves: bool = False
    ends_itself: bool = False
    """Whether its server is waited for when the other side has spoken, rather than told to end."""


SCENES = (
    Scene("init of the hub", "hub", ("init",), "empty"),
    Scene("init of the node", "node", ("init", "--name-fi", "E", "--controller", "E ry"), "empty"),
    Scene("migrate the hub", "hub", ("status",), "older"),
    Scene("migrate the node", "node", ("key", "show"), "older"),
    Scene("enrol", "node", ("enrol", "INVITATION"), "invited", hub_serves=True),
    Scene("receive an enrolment", "hub", ("serve",), "invited"),
    Scene("send", "node", ("push",), "enrolled", hub_serves=True),
    Scene("receive", "hub", ("serve",), "enrolled"),
    Scene("rotate the node's key", "node", ("key", "rotate"), "enrolled"),
    Scene("send a rotation", "node", ("push",), "rotating", hub_serves=True),
    Scene("rotate the hub's key", "hub", ("key", "rotate"), "enrolled"),
    Scene("back up the node", "node", ("backup",), "enrolled"),
    Scene("back up the hub", "hub", ("backup", "FOLDER/hub/again.db"), "enrolled"),
    Scene("restore the node", "node", ("restore", "FOLDER/old.backup", "--yes"), "enrolled"),
    Scene("restore the hub", "hub", ("restore", "FOLDER/old.db"), "enrolled"),
    Scene("publish", "hub", ("publish",), "enrolled"),
)


def typed(side: Side, tokens: list[str], output: str, go: Any = None) -> None:
    """Be a command line: wait to be traced, run, end with its exit code."""
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(file, 1)
    os.dup2(file, 2)
    sys.stdout = os.fdopen(1, "w", buffering=1)
    sys.stderr = os.fdopen(2, "w", buffering=1)
    sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 (it lives as long as the process)
    few_pages()
    if go is not None:
        go.recv()
    try:
        code = CLI[side].run(tokens, SystemClock())
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    os._exit(code)


class Stage:
    """One copy of a template in which a scene is played."""

    def __init__(self, folder: Path, pair: Pair, said: dict[str, str]) -> None:
        self.folder = folder
        self.output = folder / "output"
        self._pair = pair
        self._said = said
        self._server: ForkServerProcess | None = None

    def process(self, side: Side, command: tuple[str, ...], go: Any = None) -> ForkServerProcess:
        """Start a command line; with `go` it waits for a word from that pipe."""
        words = [self._said.get(w, w).replace("FOLDER", str(self.folder)) for w in command]
        config = self._pair.folder / f"{side}.toml"
        tokens = ["--data", str(self.folder / side), "--config", str(config), *words]
        made = _forking.Process(target=typed, args=(side, tokens, str(self.output), go))
        made.start()
        return made

    def run(self, side: Side, *command: str) -> int:
        """Run a command line to its end and return its exit code."""
        process = self.process(side, command)
        process.join(LIMIT_S)
        return -1 if process.exitcode is None else process.exitcode

    def serve(self) -> None:
        """Start the hub, and wait until it answers."""
        self._server = self.process("hub", ("serve",))
        self.wait(self._server)

    def wait(self, server: ForkServerProcess) -> None:
        """Wait until a server of the hub answers, or is dead."""
        url = f"{self._pair.api}/healthz"
        wait_until("the hub answers", lambda: not server.is_alive() or answers(url))

    def close(self) -> None:
        """Stop the server."""
        if self._server is not None:
            self._server.terminate()
            self._server.join(LIMIT_S)
            self._server = None

    def told(self) -> str:
        """Return the end of everything that was printed."""
        return self.output.read_text()[-800:] if self.output.exists() else ""


class Templates:
    """A hub and a node in the states from which the scenes begin."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pair = Pair(folder / "made", log_level="error")
        self.said: dict[str, str] = {}
        _forking.set_forkserver_preload(["tests.crash.acting"])

    def make(self) -> None:
        """Make all of them."""
        self._keep("empty")
        self._bring_up()
        process = _forking.Process(target=_older, args=(self.folder / "older",))
        process.start()
        process.join()
        assert process.exitcode == 0

    def stage(self, scene: Scene, name: str) -> Stage:
        """Return a fresh copy of what a scene begins with."""
        folder = self.folder / name
        shutil.copytree(self.folder / scene.start, folder, symlinks=True)
        return Stage(folder, self.pair, self.said)

    def _bring_up(self) -> None:
        """As Pair.bring_up does, with a copy taken on the way."""
        stage = Stage(self.pair.folder, self.pair, self.said)
        _good(stage, "hub", "init")
        _good(stage, "node", "init", "--name-fi", "E", "--controller", "E ry", "--covers", COVERS)
        stage.serve()
        _good(stage, "hub", "invite", "savo", "--name-fi", "E", "--municipalities", COVERS)
        line = INVITATION.search(stage.told())
        assert line is not None
        self.said["INVITATION"] = line.group()
        self._keep("invited", stage)
        _good(stage, "node", "enrol", "INVITATION")
        found = FINGERPRINT.findall(stage.told())
        self.said["FINGERPRINT"] = found[-1]
        _good(stage, "hub", "confirm", "savo", found[-1])
        for word in (("coverage", "none", "Kuopio"), ("push",), ("confirm",), ("push",)):
            _good(stage, "node", *word)
        _good(stage, "hub", "backup", "FOLDER/old.db")
        _good(stage, "node", "backup", "FOLDER/old.backup")
        for word in (("coverage", "none", "Siilinjärvi"), ("push",)):
            _good(stage, "node", *word)
        _good(stage, "node", "coverage", "unknown", "Kuopio")
        self._keep("enrolled", stage)
        _good(stage, "node", "key", "rotate")
        self._keep("rotating", stage)
        stage.close()

    def _keep(self, name: str, stage: Stage | None = None) -> None:
        if stage is not None:
            stage.close()
        target = self.folder / name
        target.mkdir()
        for part in ("hub", "node", "old.db", "old.backup"):
            source = self.pair.folder / part
            if source.is_dir():
                shutil.copytree(source, target / part, symlinks=True)
            elif source.exists():
                shutil.copy(source, target / part)
        if stage is not None:
            stage.serve()


def _good(stage: Stage, side: Side, *command: str) -> None:
    code = stage.run(side, *command)
    assert code == 0, f"{command}: {code}\n{stage.told()}"


def _older(folder: Path) -> None:
    """Leave databases of half the migrations, as an older version would."""

    async def make(module: Any, side: Side) -> None:
        data, few = folder / side, folder / f"few-{side}"
        data.mkdir(parents=True, mode=0o700)
        few.mkdir()
        files = sorted(module.MIGRATIONS.glob("*.sql"))
        for file in files[: len(files) // 2]:
            shutil.copy(file, few)
        async with await Database.open(data / module.DATABASE, few, clock=SystemClock()):
            pass

    asyncio.run(make(node_app, "node"))
    asyncio.run(make(hub_app, "hub"))
    keyfile.create(folder / "node")
    hub_keyfile.create(folder / "hub" / hub_keyfile.FILE_NAME)


def inside(job: Callable[..., str], *given: Any) -> str:
    """Run a job in a process of its own and return what it says."""
    here, there = _forking.Pipe(duplex=False)
    process = _forking.Process(target=_answer, args=(there, job, given))
    process.start()
    there.close()
    said = "it ended without a word"
    with here, contextlib.suppress(EOFError):
        said = here.recv()
    process.join()
    return said


def _answer(pipe: Any, job: Callable[..., str], given: tuple[Any, ...]) -> None:
    try:
        pipe.send(job(*given))
    except BaseException as error:  # noqa: BLE001 (it is told)
        pipe.send(f"{type(error).__name__}: {error}")
