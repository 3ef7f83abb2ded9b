"""The chore that finishes an interrupted sweep: nothing of an erased person stays in the file."""

from datetime import timedelta

from node.desk import Desk
from node.history.model import Doer
from node.persons import sweep
from shared.runtime import log

NAME = "sweep"
EVERY = timedelta(hours=1)


async def run(desk: Desk, _doer: Doer) -> None:
    """Sweep the file if an erasure asks for it."""
    if not await sweep.run(desk.database):
        log.logger().warning("sweep.postponed")
