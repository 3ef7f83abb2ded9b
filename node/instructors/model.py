"""An instructor's record: personal data of a professional or a peer (rules 17-19, 33).

Nothing here leaves the node: of a peer instructor not even the name's existence (19). At most "a
peer instructor takes part" is told, by the group's own decision.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from shared.wire.words import TriState

InstructorId = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Role = Literal["professional", "peer"]


class Instructor(Struct, frozen=True, kw_only=True):
    """One instructor; a social worker who attends or a guest is none (16).

    `was_in_group`: a peer must have been in a group first (17). `ethical_principles_on`: the day
    of acceptance (18). `purpose` and `keep_until` say why and how long the record is kept (33).
    """

    id: InstructorId
    name: str
    role: Role
    was_in_group: TriState = "not_said"
    ethical_principles_on: date | None = None
    phone: str | None = None
    email: str | None = None
    purpose: str | None = None
    keep_until: date | None = None
