"""How far the first run is, read from the records; each function is the job of one transaction."""

from datetime import datetime
from sqlite3 import Connection

from msgspec.structs import replace

from node.groups import store as groups
from node.network import store as network
from node.start import store
from node.start.model import NEEDED, Progress, Step, next_step


def progress(db: Connection) -> Progress:
    """Return what is done: the records tell it, only the look at the preview is remembered."""
    record, run = network.record(db), store.first_run(db)
    there: dict[Step, bool] = {
        "network": record is not None,
        "places": bool(network.coverage(db)),
        "contact": network.contact(db) is not None,
        "group": bool(groups.ids(db)),
        "preview": run.looked_at is not None,
        "enrol": record is not None and record.node is not None,
    }
    done = frozenset(step for step, is_there in there.items() if is_there)
    return Progress(done=done, skipped=run.skipped, over=run.done_at is not None)


def upcoming(db: Connection) -> Step | None:
    """Return the step that the pages lead to, or None when the first run is over."""
    return next_step(progress(db))


def put_off(db: Connection, step: Step, now: datetime) -> Step | None:
    """Put a step off and return the next one; with the last one the run is over."""
    run = store.first_run(db)
    if step not in NEEDED:
        store.save(db, replace(run, skipped=run.skipped | {step}))
    return settle(db, now)


def look(db: Connection, now: datetime) -> Step | None:
    """Note that a person looked at the preview, and return the next step."""
    store.save(db, replace(store.first_run(db), looked_at=now))
    return settle(db, now)


def leave(db: Connection, now: datetime) -> None:
    """End the run; what is missing stands on the first page from now on."""
    store.save(db, replace(store.first_run(db), done_at=now))


def settle(db: Connection, now: datetime) -> Step | None:
    """Return the next step; where there is none, note that the run is over."""
    step = upcoming(db)
    if step is None and store.first_run(db).done_at is None:
        leave(db, now)
    return step
