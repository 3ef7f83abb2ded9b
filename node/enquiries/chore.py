"""The job that erases enquiries on time; it proves that it ran."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from sqlite3 import Connection

from node.desk import Desk
from node.enquiries import erasure, keyring, store
from node.history.model import Doer
from shared.period import day_start
from shared.runtime import log

NAME = "enquiries"
EVERY = timedelta(minutes=15)
"""So that nothing lies long into the day it is due, nor its key beside the backups."""
WARN_AFTER = timedelta(days=2)


async def run(
    desk: Desk, doer: Doer | None = None, *, keep: Callable[[], object] | None = None
) -> None:
    """Erase what is due. `keep` replaces the copy of the newest keys, after a change of them."""
    now = doer.at if doer else desk.now()
    job = partial(erasure.erase_due, keys=keyring.load(desk.data), now=now)
    proof = await desk.database.write(job)
    if keep is not None:
        await _keep(desk, keep)
    log.logger().info("enquiries.swept" if proof.total else "enquiries.looked_at")


async def _keep(desk: Desk, keep: Callable[[], object]) -> None:
    revision = await desk.database.read(store.unkept_keys)
    if revision is not None:
        await asyncio.to_thread(keep)
        await desk.database.write(partial(store.keep_keys, revision=revision))


def last_run(db: Connection) -> datetime | None:
    """Return when the job last proved that it ran; None if it never did."""
    return store.last_run(db)


def is_overdue(db: Connection, now: datetime) -> bool:
    """Tell whether enquiries are stored here and the job has not run for two days."""
    stored = store.all_enquiries(db)
    if not stored:
        return False
    last = store.last_run(db) or day_start(min(one.came_on for one in stored))
    return last + WARN_AFTER <= now
