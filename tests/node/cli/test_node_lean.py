"""A running node carries no command line and no library that only a rare act needs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from node import cli
from node.app import translator
from node.web.house import environment
from shared.runtime.web.house import Languages
from tests.node.cli.conftest import Terminal

ROOT = Path(__file__).parents[3]
RARE = {
    "aiosmtplib",
    "attr",
    "brotli",
    "cyclopts",
    "dateutil",
    "icalendar",
    "pygments",
    "python_calamine",
    "rich",
    "segno",
    "uvloop",
    "xlsxwriter",
}
LOOK = """
import asyncio, json, sys
from node import cli
from shared.runtime.clock import SystemClock

def look(main):
    main.close()
    from node import serving
    print(json.dumps(sorted(name for name in sys.modules if sys.modules[name])))

asyncio.run = look
cli.run(["serve"], SystemClock())
"""


@pytest.mark.process
def test_serve_loads_none_of_what_it_does_not_need(tmp_path: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "VOIKUKKIA_NODE_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOOK],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = set(json.loads(done.stdout))
    assert "litestar" in loaded
    assert loaded & RARE == set()


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("serve", {}),
        ("--data a serve --language=sv", {"data": Path("a"), "language": "sv"}),
        ("serve --config c.toml", {"config": Path("c.toml")}),
    ],
)
def test_a_plain_serve_is_understood_without_the_command_line(
    typed: str, options: dict[str, object]
) -> None:
    assert cli._plain_serve(typed.split()) == options


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "status",
        "serve --help",
        "serve now",
        "serve serve",
        "--language de serve",
        "serve --data",
        "serve --data=",
        "--data --config serve",
        "--dta x serve",
    ],
)
def test_everything_else_is_for_the_command_line(typed: str) -> None:
    assert cli._plain_serve(typed.split()) is None


def test_serve_explains_itself(terminal: Terminal) -> None:
    assert "Run the node" in terminal.do("serve", "--help")


def test_what_is_out_of_sight_is_back_afterwards() -> None:
    name = "tests_node_nothing_of_this_name"
    with cli._out_of_sight((name, "json")):
        assert sys.modules[name] is None
        assert sys.modules["json"] is json
    assert name not in sys.modules


def test_a_language_is_made_ready_when_it_is_read() -> None:
    made = []

    def finnish() -> object:
        made.append("fi")
        return translator("fi")

    languages = Languages({"fi": finnish, "sv": lambda: translator("sv")}, environment)  # type: ignore[dict-item]
    assert "fi" in languages
    assert "de" not in languages
    assert list(languages) == ["fi", "sv"]
    assert len(languages) == 2
    assert made == []
    assert languages["fi"] is languages["fi"]
    assert made == ["fi"]
    assert languages.get("de") is None
