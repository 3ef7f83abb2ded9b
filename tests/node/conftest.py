"""What tests of the node's features stand on: a clock that is told the time, an open database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.reference import lookup
from shared.reference.lookup import Reference
from shared.runtime.database import Database

ROOT = Path(__file__).parents[2]


class ToldClock:
    """A clock that shows what it was told."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        """Return the told instant."""
        return self.instant

    async def sleep_until(self, instant: datetime) -> None:
        """Jump to the instant."""
        self.instant = max(self.instant, instant)

    def monotonic(self) -> float:
        """Return the told instant in seconds."""
        return self.instant.timestamp()


@pytest.fixture
def clock() -> ToldClock:
    return ToldClock(datetime(2026, 9, 1, 9, 0, tzinfo=UTC))


@pytest.fixture
def reference() -> Reference:
    return lookup.load()


@pytest.fixture
async def database(tmp_path: Path, clock: ToldClock) -> AsyncIterator[Database]:
    path, migrations = tmp_path / "node.db", ROOT / "node" / "migrations"
    async with await Database.open(path, migrations, clock=clock) as opened:
        yield opened
