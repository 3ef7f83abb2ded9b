"""How the history brings a training back, and what stands in the way."""

from sqlite3 import Connection

from node.history.record import Keeper
from node.instructors import store as instructors
from node.trainings import store
from node.trainings.model import Training
from shared.text import Text


def refuse(db: Connection, training: Training) -> Text | None:
    """Say why a training cannot come back: nobody has it any more, or there is the same again."""
    if instructors.find(db, training.instructor) is None:
        return Text.of("The instructor of that time is no longer here.")
    if store.same(db, training) not in {None, training.id}:
        return Text.of("The instructor has the same training on that day already.")
    return None


KEEPER = Keeper(
    type=Training, find=store.find, put=store.put, remove=store.remove, key=int, refuse=refuse
)
