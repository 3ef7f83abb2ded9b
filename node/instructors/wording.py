"""Instructors in words for their lead."""

from collections.abc import Mapping

from node.instructors.listing import Keeping
from node.instructors.model import Role
from shared.text import Text
from shared.wire.words import TriState

ROLES: Mapping[Role, Text] = {
    "professional": Text.of("professional instructor"),
    "peer": Text.of("peer instructor"),
}
SAID: Mapping[TriState, Text] = {
    "yes": Text.of("yes"),
    "no": Text.of("no"),
    "not_said": Text.of("not known"),
}
KEEPING: Mapping[Keeping, Text] = {
    "near": Text.of("ends soon or is past"),
    "over": Text.of("is past"),
    "open": Text.of("has no end yet"),
}
