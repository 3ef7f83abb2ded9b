"""A course Kasper has held, as the operator keeps it and every welcome tells it (rule 16)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from shared.wire.session import Course

Kind = Literal["voikukkia_instructor", "peer_instructor"]
USUAL_DAYS: Mapping[Kind, int] = MappingProxyType({"voikukkia_instructor": 4, "peer_instructor": 1})
"""How long a course lasts unless the operator says otherwise; only the first length is a rule."""


class Kept(Struct, frozen=True, kw_only=True):
    """A course with its number at the hub, by which it is taken off the list."""

    number: int
    course: Course
