"""The command line in a directory of its own, at a told time."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from node import cli
from shared.runtime.clock import ShiftedClock


class ToldClock(ShiftedClock):
    """A clock that shows what it was told."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        """Return the told instant."""
        return self.instant


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


@dataclass
class Terminal:
    """Types commands and reads the answers."""

    data: Path
    capture: pytest.CaptureFixture[str]
    clock: ToldClock = field(
        default_factory=lambda: ToldClock(datetime(2026, 9, 1, 9, 0, tzinfo=UTC))
    )

    def type(self, *tokens: str, language: str = "en") -> Said:
        """Run one command."""
        self.capture.readouterr()
        code = cli.run(["--data", str(self.data), "--language", language, *tokens], self.clock)
        out, err = self.capture.readouterr()
        return Said(code, out, err)

    def do(self, *tokens: str) -> str:
        """Run one command that has to succeed, and return what it says."""
        said = self.type(*tokens)
        assert (said.code, said.err) == (0, ""), said
        return said.out

    def refused(self, *tokens: str) -> str:
        """Run one command that has to be refused in plain words, and return them."""
        said = self.type(*tokens)
        assert said.code == 1, said
        assert said.err
        assert "Traceback" not in said.err
        return said.err

    def preview(self) -> Any:
        """Return what would leave."""
        return json.loads(self.do("preview", "--bytes"))


@pytest.fixture
def bare(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """Return a terminal where nothing was set up yet."""
    monkeypatch.delenv("VOIKUKKIA_NODE_CONFIG", raising=False)
    return Terminal(data=tmp_path / "node", capture=capsys)


@pytest.fixture
def terminal(bare: Terminal) -> Terminal:
    """Return a terminal where a network was set up."""
    bare.do(
        "init",
        "--name-fi",
        "Savon esimerkkiverkosto",
        "--name-sv",
        "Savolax exempelnätverk",
        "--controller",
        "Esimerkki ry",
        "--covers",
        "Kuopio, Siilinjärvi",
    )
    return bare
