"""How a feature declares its pages: the path after the language, and who may.

A handler without `may` does not exist: the door refuses it, and the program does not start.
"""

from collections.abc import Callable
from typing import Any

from litestar import get, post
from litestar.handlers import HTTPRouteHandler

PREFIX = "/{language:str}"
BODY_LIMIT_BYTES = 262_144
"""The most a plain form may send; an upload names its own limit."""

Decorator = Callable[[Callable[..., Any]], HTTPRouteHandler]


def page(path: str, *, may: str) -> Decorator:
    """Return the decorator of a handler that shows something."""
    return get(f"{PREFIX}{path}", opt={"may": may})


def act(path: str, *, may: str, body: int = BODY_LIMIT_BYTES) -> Decorator:
    """Return the decorator of a handler that does something a form asked for.

    `body`: the most bytes the form may send.
    """
    return post(f"{PREFIX}{path}", opt={"may": may}, request_max_body_size=body, status_code=200)
