"""Which roles a page of the node lets in, and how a feature declares its pages."""

from collections.abc import Mapping
from typing import Literal

from node.staff.model import Role
from shared.runtime.web import routing
from shared.runtime.web.routing import BODY_LIMIT_BYTES, Decorator

May = Literal["anyone", "look", "meet", "lead"]
ALLOWED: Mapping[May, frozenset[Role]] = {
    "anyone": frozenset(),
    "look": frozenset({"reader", "assistant", "lead"}),
    "meet": frozenset({"assistant", "lead"}),
    "lead": frozenset({"lead"}),
}
"""Which roles a page lets in; "anyone" asks for no sign-in."""


def page(path: str, *, may: May) -> Decorator:
    """Return the decorator of a handler that shows something."""
    return routing.page(path, may=may)


def act(path: str, *, may: May, body: int = BODY_LIMIT_BYTES) -> Decorator:
    """Return the decorator of a handler that does something a form asked for.

    `body`: the most bytes the form may send.
    """
    return routing.act(path, may=may, body=body)
