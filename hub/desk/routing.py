"""Whom the pages of the desk let in, and how a feature declares its pages.

Every operator may do everything; what they did stands in the log of acts.
"""

from collections.abc import Mapping
from typing import Literal

from shared.runtime.web import routing
from shared.runtime.web.routing import BODY_LIMIT_BYTES, Decorator

OPERATOR = "operator"
May = Literal["anyone", "look"]
ALLOWED: Mapping[str, frozenset[str]] = {"anyone": frozenset(), "look": frozenset({OPERATOR})}
"""Which roles a page lets in; "anyone" asks for no sign-in."""


def page(path: str, *, may: May = "look") -> Decorator:
    """Return the decorator of a handler that shows something."""
    return routing.page(path, may=may)


def act(path: str, *, may: May = "look", body: int = BODY_LIMIT_BYTES) -> Decorator:
    """Return the decorator of a handler that does something a form asked for.

    `body`: the most bytes the form may send.
    """
    return routing.act(path, may=may, body=body)
