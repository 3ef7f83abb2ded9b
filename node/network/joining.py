"""What joining a hub takes beside the database; `app.py` hands it to the pages."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from node.keys.files import KeyFiles
from node.network.enrol import Door


@dataclass(frozen=True, kw_only=True)
class Joining:
    """The node's own keys, what it calls itself, and a line to a hub's address.

    `ask` has the sender talk to the hub at once and returns when it has nothing more to do now.
    """

    files: KeyFiles
    software: str
    line: Callable[[str], AbstractAsyncContextManager[Door]]
    ask: Callable[[], Awaitable[None]]
