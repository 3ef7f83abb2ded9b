"""The chore that drops images of records whose 30 days are over."""

from datetime import timedelta
from functools import partial

from node.desk import Desk
from node.history import store

EVERY = timedelta(hours=6)


async def run(desk: Desk) -> None:
    """Drop what can no longer be undone."""
    await desk.database.write(partial(store.prune, today=desk.today()))
