"""How the history brings a group back: its store, and what stands in the way."""

from sqlite3 import Connection

from node.groups import store
from node.groups.model import Group
from node.history.record import Keeper
from node.instructors import store as instructors
from node.organisers import store as organisers
from shared.text import Text


def refuse(db: Connection, group: Group) -> Text | None:
    """Say why an old state of a group cannot come back: somebody it names is no longer here."""
    if any(organisers.find(db, one) is None for one in group.organisers):
        return Text.of("An organiser of that time is no longer here. Restore the organiser first.")
    if any(instructors.find(db, one) is None for one in group.instructors):
        return Text.of(
            "An instructor of that time is no longer here. Change the group by hand instead."
        )
    return None


KEEPER = Keeper(type=Group, find=store.find, put=store.put, remove=store.remove, refuse=refuse)
