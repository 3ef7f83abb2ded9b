"""What joining a hub takes beside the database; `app.py` hands it to the pages."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from node.network.enrol import Door
from shared.signing import SigningKey


@dataclass(frozen=True, kw_only=True)
class Joining:
    """The node's own key, what it calls itself, and a line to a hub's address.

    `ask` has the sender talk to the hub at once and returns when it has nothing more to do now.
    """

    key: SigningKey
    software: str
    line: Callable[[str], AbstractAsyncContextManager[Door]]
    ask: Callable[[], Awaitable[None]]
