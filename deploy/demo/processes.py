"""Start, ask and stop the real programs of the demonstration, each in its own folder and log."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

SCRIPTS = Path(sys.executable).parent
START_LIMIT_S = 90.0
STOP_LIMIT_S = 60.0


class DemoError(RuntimeError):
    """Something did not come true; the message says what."""


def free_port(wanted: int) -> int:
    """Return the wanted port of the loopback, or any free one if it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DemoError("no free port on the loopback")


def ask(script: str, *arguments: object, environment: dict[str, str] | None = None) -> str:
    """Run one command to its end and return what it printed. Raises DemoError."""
    command = [str(SCRIPTS / script), *(str(part) for part in arguments)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        env=os.environ | (environment or {}),
    )
    if done.returncode != 0:
        raise DemoError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


class Program:
    """One long-running program, its output in a log file."""

    def __init__(self, script: str, *arguments: object, log: Path) -> None:
        self._command = [str(SCRIPTS / script), *(str(part) for part in arguments)]
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the demonstration alone."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def require_alive(self) -> None:
        """Raise DemoError with the end of its log if it has died."""
        if self._process is None or self._process.poll() is not None:
            tail = self._log.read_text(encoding="utf-8", errors="replace")[-3000:]
            raise DemoError(f"{self._command[0]} stopped:\n{tail}")

    def wait_for(self, address: str) -> None:
        """Return once the address answers 200."""
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline:
            self.require_alive()
            try:
                if httpx.get(address, timeout=2, trust_env=False).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise DemoError(f"{address} does not answer")

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(STOP_LIMIT_S)

    def stop(self) -> bool:
        """Ask it to end; return whether it did so by itself and cleanly."""
        if self._process is None:
            return True
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(STOP_LIMIT_S)
                return False
        return self._process.returncode in (0, -signal.SIGKILL)
