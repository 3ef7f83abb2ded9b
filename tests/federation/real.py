"""Hub and node as real processes, brought up through the installed scripts as people do."""

import contextlib
import io
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from hub import cli as hub_cli
from node import cli as node_cli
from shared.runtime.clock import SystemClock
from tests.ports import free_port

SCRIPTS = Path(sys.executable).parent
LIMIT_S = 180.0
"""For whatever takes a second or two: a loaded machine may need a minute, a hang fails after it."""
FINGERPRINT = re.compile(r"\b[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}\b")
INVITATION = re.compile(r"^voikukkia-\S+$", re.MULTILINE)


class NotSoError(AssertionError):
    """Something that had to be so is not."""


def wait_until(what: str, true: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
    """Return once it is true. Raises NotSoError."""
    deadline = time.monotonic() + limit_s
    while not true():
        if time.monotonic() > deadline:
            raise NotSoError(f"not so within {limit_s:.0f} s: {what}")
        time.sleep(0.02)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a script to its end; its output is kept apart from its errors."""
    full = [str(SCRIPTS / command[0]), *command[1:]]
    return subprocess.run(full, capture_output=True, text=True, check=False, timeout=LIMIT_S)


def run_here(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a command line in this process; only `serve` needs one of its own."""
    cli = node_cli if command[0] == "voikukkia-node" else hub_cli
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        try:
            code = cli.run(list(command[1:]), SystemClock())
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    return subprocess.CompletedProcess(command, code, out.getvalue(), errors.getvalue())


class Server:
    """One `serve`, which can be killed and started again; all its output goes to one log."""

    def __init__(self, command: tuple[str, ...], log: Path, answers: Callable[[], bool]) -> None:
        self.log = log
        self._command = command
        self._answers = answers
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; `wait` tells when it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(SCRIPTS / self._command[0]), *self._command[1:]],
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env=environment() | {"PYTHONFAULTHANDLER": "1"},
            )

    def wait(self) -> None:
        """Return once it answers. Raises NotSoError if it ended or takes too long."""
        wait_until(f"{self._command[0]} answers", self._up)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Ask it to end and return its exit code; what hangs writes its stacks into the log."""
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(LIMIT_S)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGABRT)
            return self._process.wait()

    def _up(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise NotSoError(f"{self._command[0]} ended:\n{self.log.read_text()[-3000:]}")
        return self._answers()


class Pair:
    """One hub and one node in a folder, enrolled and confirmed."""

    def __init__(self, folder: Path, *, log_level: str = "info", here: bool = False) -> None:
        """Choose ports and write the settings; `here`: commands run in this process, quicker."""
        self.folder = folder
        self._run = run_here if here else run
        self.node_data, self.hub_data = folder / "node", folder / "hub"
        self.api, self.site, self.face, self.desk = (
            f"http://127.0.0.1:{free_port()}" for _ in range(4)
        )
        folder.mkdir(parents=True, exist_ok=True)
        self._write_settings(log_level)
        self.hub = Server(
            ("voikukkia-hub", *self._hub_options, "serve"),
            folder / "hub.log",
            lambda: answers(f"{self.api}/healthz"),
        )
        self.node = Server(
            ("voikukkia-node", *self._node_options, "serve"),
            folder / "node.log",
            lambda: answers(f"{self.face}/node.css"),
        )

    def on_hub(self, *arguments: str) -> str:
        """Run one command of the hub and return what it printed. Raises NotSoError."""
        return self._ask("voikukkia-hub", *self._hub_options, *arguments)

    def on_node(self, *arguments: str) -> str:
        """Run one command of the node and return what it printed. Raises NotSoError."""
        return self._ask("voikukkia-node", *self._node_options, *arguments)

    def bring_up(self, covers: str, name: str = "Esimerkkiverkosto") -> None:
        """Make both, start the hub, enrol and confirm the node, start the node."""
        self.on_hub("init")
        self.hub.start()
        self.hub.wait()
        self.on_node("init", "--name-fi", name, "--controller", "Esimerkki ry", "--covers", covers)
        line = INVITATION.search(
            self.on_hub("invite", "verkosto", "--name-fi", name, "--municipalities", covers)
        )
        assert line is not None
        read_out = FINGERPRINT.search(self.on_node("enrol", line.group()))
        assert read_out is not None
        self.on_hub("confirm", "verkosto", read_out.group())
        self.node.start()
        self.node.wait()

    def node_db(self) -> sqlite3.Connection:
        """Open the node's database for reading."""
        return opened(self.node_data / "node.db")

    def hub_db(self) -> sqlite3.Connection:
        """Open the hub's database for reading."""
        return opened(self.hub_data / "hub.db")

    def _write_settings(self, log_level: str) -> None:
        urls = (self.api, self.site, self.face, self.desk)
        api, site, face, desk = (url.rsplit(":", 1)[1] for url in urls)
        (self.folder / "hub.toml").write_text(
            f'log_level = "{log_level}"\n[listen]\napi_port = {api}\nsite_port = {site}\n'
            f"[desk]\nport = {desk}\n"
            f'[api]\nbase_url = "{self.api}"\n[site]\nbase_url = "{self.site}"\n'
        )
        (self.folder / "node.toml").write_text(
            f'log_level = "{log_level}"\nlanguage = "en"\nport = {face}\n[push]\ntimeout_s = 10\n'
        )
        self._hub_options = self._options("hub")
        self._node_options = self._options("node")

    def _options(self, side: str) -> tuple[str, ...]:
        data, config = self.folder / side, self.folder / f"{side}.toml"
        return ("--data", str(data), "--config", str(config))

    def _ask(self, *command: str) -> str:
        done = self._run(*command)
        if done.returncode != 0:
            raise NotSoError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
        return done.stdout


def answers(address: str) -> bool:
    """Tell whether the address answers 200."""
    try:
        return httpx.get(address, timeout=5, trust_env=False).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def opened(database: Path) -> sqlite3.Connection:
    """Open a database for reading; close it before its process is started again."""
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=60)
    db.row_factory = sqlite3.Row
    return db


def environment() -> dict[str, str]:
    """Return the environment without settings of a hub or node."""
    return {k: v for k, v in os.environ.items() if not k.startswith("VOIKUKKIA_")}
