"""`serve` as a real process, beside command lines that ring its socket."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.cli.conftest import Terminal

MAIN = [sys.executable, "-c", "from node.cli import main; main()"]
ROOT = Path(__file__).parents[3]


def command(data: Path, *tokens: str) -> list[str]:
    return [*MAIN, "--data", str(data), "--language", "en", *tokens]


@pytest.fixture
def serving(terminal: Terminal) -> Iterator[tuple[subprocess.Popen[str], str]]:
    environ = {**os.environ, "VOIKUKKIA_NODE_PORT": "0", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command(terminal.data, "serve"),
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    found = re.search(r"http://\S+", process.stdout.readline())
    assert found is not None
    yield process, found[0]
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.mark.process
def test_serve_shows_pages_answers_command_lines_and_ends_cleanly(
    terminal: Terminal, serving: tuple[subprocess.Popen[str], str]
) -> None:
    process, url = serving

    terminal.do("coverage", "none", "Kuopio")
    status = json.loads(terminal.do("status", "--json"))
    with urllib.request.urlopen(f"{url}/en/help") as page:  # noqa: S310 (our own process)
        html = page.read().decode()
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{url}/en/leaves")  # noqa: S310 (our own process)
    second = terminal.refused("serve")
    restored = terminal.refused("restore", str(terminal.data / "node.db"), "--yes")
    process.send_signal(signal.SIGTERM)

    assert status["running"] is True
    assert 'id="rule-16"' in html
    assert str(process.pid) in second
    assert restored
    assert process.wait(60) == 0  # three times the grace that it gives its workers
    assert not (terminal.data / "wake.sock").exists()
