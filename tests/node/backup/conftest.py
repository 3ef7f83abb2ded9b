"""A node with a network in a data directory, and the place its backups go to."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from node import keyfile, masterkey
from node.backup.model import Keeping, Place
from shared.runtime.database import Database
from tests.node.conftest import ROOT, ToldClock


@pytest.fixture
def clock() -> ToldClock:
    return ToldClock(datetime(2026, 9, 1, 9, 0, tzinfo=UTC))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    directory = tmp_path / "data"
    directory.mkdir(mode=0o700)
    keyfile.create(directory)
    masterkey.create(directory)
    return directory


@pytest.fixture
def place(data: Path, tmp_path: Path) -> Place:
    return Place(
        data=data, keeping=Keeping(folder=tmp_path / "backups"), software="voikukkia-node test"
    )


@pytest.fixture
async def database(data: Path, clock: ToldClock) -> AsyncIterator[Database]:
    path, migrations = data / "node.db", ROOT / "node" / "migrations"
    async with await Database.open(path, migrations, clock=clock) as opened:
        await opened.write(
            lambda db: (
                db.execute(
                    """
                INSERT INTO instructor (id, name, role, was_in_group, purpose)
                VALUES ('zqx', 'Zqohjaaja', 'professional', 'not_said', 'zqtarkoitus')
                """
                ).rowcount
            )
        )
        yield opened


def names(directory: Path) -> list[str]:
    """Return what lies in a directory."""
    return sorted(path.name for path in directory.iterdir())
