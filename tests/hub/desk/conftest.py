"""Every test of the desk has a hub of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.hub.desk.desk_stand import Desk, desk_in


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """Open a hub with its desk."""
    async with desk_in(tmp_path) as opened:
        yield opened
