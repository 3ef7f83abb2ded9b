"""A node whose key never changes, for tests that ask nothing of keys."""

from shared.signing import SigningKey
from shared.wire.words import PublicKey


class OneKey:
    """A node whose key never changed."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    async def speaking(self) -> SigningKey:
        """Return the key."""
        return self._key

    async def before(self) -> SigningKey | None:
        """Return none."""
        return None

    async def ever(self) -> tuple[PublicKey, ...]:
        """Return that key."""
        return (self._key.public,)
