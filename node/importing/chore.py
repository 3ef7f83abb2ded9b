"""The chore that erases what waited too long: imports nobody finished, rows in error, files."""

from datetime import timedelta
from functools import partial

from node.desk import Desk
from node.history.model import Doer
from node.importing import run as imports
from node.importing.waiting import waiting

NAME = "importing"
EVERY = timedelta(hours=1)


async def run(desk: Desk, doer: Doer) -> None:
    """Erase the cells of imports of more than seven days ago, drop files of an hour ago."""
    waiting(desk).purge(doer.at)
    await desk.database.write(partial(imports.expire, now=doer.at))
