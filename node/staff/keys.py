"""The keys of this feature, one for each purpose, drawn from the node's master key."""

from node import masterkey
from shared.runtime.accounts.keys import Keys


def keys_of(master: bytes) -> Keys:
    """Return the keys of a node."""
    return Keys(
        totp=masterkey.purpose(master, "totp"),
        attempts=masterkey.purpose(master, "attempts"),
        takeover=masterkey.purpose(master, "takeover"),
    )
