"""How the history brings an instructor back. An erased one never comes back (33)."""

from node.history.record import Keeper
from node.instructors import store
from node.instructors.model import Instructor

KEEPER = Keeper(type=Instructor, find=store.find, put=store.put, remove=store.remove)
