"""The two chores of the backup: make one, and drill the way back once a week."""

from datetime import timedelta

from node.backup import keep
from node.backup.model import Place
from node.care.model import Chore
from shared.runtime.clock import Clock
from shared.runtime.database import Database
from shared.text import Text

BACKUP, DRILL = "backup", "drill"
DRILL_EVERY = timedelta(days=7)


def chores(database: Database, clock: Clock, place: Place) -> tuple[Chore, ...]:
    """Return the chores of an open node; the drill comes after the backup."""

    async def back_up() -> None:
        await keep.make(database, clock, place)

    async def rehearse() -> None:
        await keep.rehearse(database, clock, place)

    return (
        Chore(BACKUP, place.keeping.every, back_up, Text.of("Backup")),
        Chore(DRILL, DRILL_EVERY, rehearse, Text.of("Restore drill")),
    )
