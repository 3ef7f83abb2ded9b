"""A node's command line in this process: what is refused must change no row of its database."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from node import cli as node_cli
from tests.federation.wire import TurnedClock

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
CLOCK = TurnedClock(NOW)


class Typed:
    """A node's command line, and what its database holds before and after."""

    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data = data
        self._capsys = capsys

    def good(self, *words: str) -> str:
        """Type a command that succeeds."""
        assert node_cli.run(self._whole(words), CLOCK) == 0
        return self._capsys.readouterr().out

    def refused(self, *words: str) -> str:
        """Type a command that is refused in plain words and changes nothing; return the words."""
        before = dump(self.data / "node.db")
        self._capsys.readouterr()
        code = node_cli.run(self._whole(words), CLOCK)
        told = self._capsys.readouterr()
        assert code in {1, 2}
        assert "Traceback" not in told.out + told.err
        assert dump(self.data / "node.db") == before
        return told.out + told.err

    def typed(self, *words: str) -> int:
        """Type a command and return its code, whatever comes of it."""
        code = node_cli.run(self._whole(words), CLOCK)
        self._capsys.readouterr()
        return code

    def _whole(self, words: tuple[str, ...]) -> list[str]:
        return ["--data", str(self.data), "--language", "en", *words]


def dump(database: Path) -> list[str]:
    """Return every row of a database."""
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return list(db.iterdump())
    finally:
        db.close()
