"""Every kind of work beside the groups, in the order in which it is shown."""

from typing import Any

from node.work.agreements import AGREEMENT
from node.work.commitments import COMMITMENT
from node.work.costs import COST
from node.work.noun import Noun
from node.work.participation import PARTICIPATION
from node.work.workshops import WORKSHOP

NOUNS: tuple[Noun[Any], ...] = (WORKSHOP, PARTICIPATION, COMMITMENT, AGREEMENT, COST)
