"""Whom the sender works with: its line to the hub, the keys of both sides, the log's witness.

Small protocols, so that a simulator can stand where the real thing stands.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol

from shared.delivery import Answered, Unreachable
from shared.signing import SigningKey
from shared.wire.envelope import Envelope
from shared.wire.session import Welcome
from shared.wire.words import Digest, NodeId, PublicKey, Sequence, Token


class Line(Protocol):
    """A line to one hub: `shared.runtime.uplink.Uplink`, or a simulator in tests."""

    async def get_challenge(self, node: NodeId) -> str | Answered | Unreachable:
        """Return a fresh value to sign into a hello."""

    async def put(
        self, path: str, envelope: Envelope, *, bearer: Token | None = None
    ) -> Answered | Unreachable:
        """Put an envelope and return whatever came back."""

    async def get(self, path: str, *, bearer: Token | None = None) -> Answered | Unreachable:
        """Fetch one envelope."""

    async def reports(
        self, node: NodeId, *, after: int, bearer: Token | None = None
    ) -> tuple[Envelope, ...] | Answered | Unreachable:
        """Fetch some of the node's own reports after a number, in order."""

    async def consistency(
        self, first: int, second: int
    ) -> tuple[Digest, ...] | Answered | Unreachable:
        """Fetch the proof that the hub's log of one size is the beginning of a larger one."""

    async def close(self) -> None:
        """Close the line's connections."""


class OwnKeys(Protocol):
    """The node's own keys."""

    async def speaking(self) -> SigningKey:
        """Return the key that speaks for the node now."""

    async def before(self) -> SigningKey | None:
        """Return the key it replaced, where a hub that was restored may not know the new one."""

    async def ever(self) -> tuple[PublicKey, ...]:
        """Return every key this node ever had, as far as it remembers."""


class HubKeys(Protocol):
    """The keys that speak for the hub, as its trust document says."""

    async def known(self, root: PublicKey) -> tuple[PublicKey, ...]:
        """Return them; without a document it is the pinned key alone."""

    async def learn(self, line: Line, root: PublicKey, named: Sequence | None = None) -> bool:
        """Fetch a newer document, unless the one that is `named` is known; True if one came."""


Witness = Callable[[Line, Welcome], Awaitable[str | None]]
"""Looks at the hub's log before anything is sent; returns why nothing may be, or None."""


Post = Callable[[Welcome], Awaitable[None]]
"""Keeps what a welcome brings for the network's people; nothing of it holds a report up."""


class PinnedKey:
    """A hub whose pinned key signs its answers itself."""

    async def known(self, root: PublicKey) -> tuple[PublicKey, ...]:
        """Return the pinned key."""
        return (root,)

    async def learn(self, _line: Line, _root: PublicKey, _named: Sequence | None = None) -> bool:
        """Learn nothing."""
        return False


async def unwitnessed(_line: Line, _welcome: Welcome) -> str | None:
    """Accept every welcome: nobody looks at the log."""
    return None


async def unopened(_welcome: Welcome) -> None:
    """Keep nothing of what a welcome brings."""
