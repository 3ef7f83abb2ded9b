"""Erasure on time, and the healing of what a crash left between a key and its row (rule 31).

It leaves a proof that it ran: counts, chained by digests, and nothing of anybody.
"""

from datetime import datetime, timedelta
from sqlite3 import Connection

from node.enquiries import pipeline, store
from node.enquiries.keyring import Keyring
from node.enquiries.model import Proof
from shared.period import helsinki_day

ORPHAN_AFTER = timedelta(days=1)
"""A key without a row is left for a day: a restored database may still get its row."""


def erase_due(db: Connection, *, keys: Keyring, now: datetime) -> Proof:
    """Erase what is due and heal what was left; then prove that it ran, at least once a day.

    A row whose key is missing is erased only where the folder of the keys is there: a folder that
    is not says nothing of any key.
    """
    today = helsinki_day(now)
    stored = store.all_enquiries(db)
    ages = keys.ages()
    due = {one.reference for one in stored if pipeline.is_due(one, today)}
    rows = {one.reference for one in stored}
    keyless = rows - set(ages) if keys.is_there else set()
    orphans = {name for name, at in ages.items() if name not in rows and at + ORPHAN_AFTER <= now}
    for name in sorted(due | keyless | orphans):
        keys.erase(name)
        store.remove(db, name)
    proof = Proof(
        cause="chore",
        erased=len(due - keyless),
        keyless=len(keyless),
        orphans=len(orphans),
    )
    if proof.total:
        store.note_keys(db)
    if proof.total or not _proved_on_day(db, now):
        store.prove(db, proof, now)
    return proof


def _proved_on_day(db: Connection, now: datetime) -> bool:
    last = store.last_run(db)
    return last is not None and helsinki_day(last) == helsinki_day(now)
