"""A node's database for the tests of exporting."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection

import pytest

from node.network import store as network
from node.network.model import NetworkRecord
from shared.runtime import connection, migrate

MIGRATIONS = Path(__file__).parents[3] / "node" / "migrations"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    """Return an open database of an example network."""
    opened = connection.plain(tmp_path / "node.db", "rwc")
    connection.prepare_writer(opened)
    migrate.apply(opened, MIGRATIONS, datetime(2022, 1, 1, tzinfo=UTC))
    record = NetworkRecord(name_fi="Esimerkki", name_sv="Exempel", controller="Esimerkki")
    network.create(opened, record, datetime(2022, 1, 1, tzinfo=UTC))
    yield opened
    opened.close()
