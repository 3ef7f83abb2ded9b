"""How the history brings an organiser back: the functions of its store."""

from node.history.record import Keeper
from node.organisers import store
from node.organisers.model import Organiser

KEEPER = Keeper(type=Organiser, find=store.find, put=store.put, remove=store.remove)
