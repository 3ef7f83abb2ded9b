"""How the records of every kind are found and put back: what undo and restore stand on.

Imported by the composition roots; features know their own keeper alone.
"""

from typing import Any, cast

from node.activities.noun import ACTIVITY
from node.feedback import edit as feedback
from node.groups import keeping as groups
from node.history.record import Keepers
from node.instructors import keeping as instructors
from node.network import keeping as network
from node.organisers import keeping as organisers
from node.trainings import keeping as trainings
from node.work.noun import Noun
from node.work.nouns import NOUNS

_NOUNS: tuple[Noun[Any], ...] = cast("tuple[Noun[Any], ...]", (ACTIVITY, *NOUNS))
KEEPERS: Keepers = {
    "group": groups.KEEPER,
    "organiser": organisers.KEEPER,
    "instructor": instructors.KEEPER,
    "training": trainings.KEEPER,
    feedback.KIND: feedback.KEEPER,
    **network.KEEPERS,
    **{noun.kind: noun.keeper for noun in _NOUNS},
}
