"""Cut a program short at its n-th step of a kind: a file, a commit, a message; before or after it.

What runs when a step is cut ends there, as in a crash; the test then starts the part anew.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

import httpx
import pytest

from shared.runtime import secretfile
from shared.runtime.database import Database
from tests.federation.wire import Wire

Kind = Literal["file", "commit", "message"]
When = Literal["before", "after"]
FILE_STEPS = ("create", "replace", "move", "remove")


class Cut(Exception):  # noqa: N818 (it is no error: the test asked for it)
    """The program ends here."""


@dataclass
class Cuts:
    """Counts steps of one kind; `at` is the one at which to cut, None for none."""

    kind: Kind
    when: When
    at: int | None = None
    seen: int = 0
    happened: bool = False

    def arm(self, at: int) -> None:
        """Cut at this step, counted from now on."""
        self.at, self.seen, self.happened = at, 0, False

    def disarm(self) -> None:
        """Let everything pass."""
        self.at = None

    def step(self, when: When) -> None:
        """Count a step, or what follows it, and cut here if it is the one."""
        if self.at is None:
            return
        if when == "before":
            self.seen += 1
        if when == self.when and self.seen == self.at and not self.happened:
            self.happened = True
            raise Cut


def install(monkeypatch: pytest.MonkeyPatch, cuts: Cuts) -> Cuts:
    """Have the steps of this kind counted."""
    if cuts.kind == "file":
        for name in FILE_STEPS:
            monkeypatch.setattr(secretfile, name, _plain(cuts, getattr(secretfile, name)))
    elif cuts.kind == "commit":
        monkeypatch.setattr(Database, "write", _awaited(cuts, Database.write))
    else:
        sent = Wire.handle_async_request
        monkeypatch.setattr(Wire, "handle_async_request", _awaited(cuts, sent))
    return cuts


def _plain(cuts: Cuts, step: Callable[..., Any]) -> Callable[..., Any]:
    def cut(*given: Any, **named: Any) -> Any:
        cuts.step("before")
        done = step(*given, **named)
        cuts.step("after")
        return done

    return cut


def _awaited(
    cuts: Cuts, step: Callable[..., Awaitable[Any]]
) -> Callable[..., Awaitable[httpx.Response]]:
    async def cut(*given: Any, **named: Any) -> Any:
        cuts.step("before")
        done = await step(*given, **named)
        cuts.step("after")
        return done

    return cut
