"""The node's master key: what seals second factors and enquiries where they lie."""

from pathlib import Path

from shared.runtime import masterkey

FILE_NAME = "node.master"
CREDENTIAL = "voikukkia-node-master"


def create(directory: Path) -> None:
    """Draw a key and write it. Raises FileExistsError: a key is never overwritten."""
    masterkey.create(directory / FILE_NAME)


def load(directory: Path) -> bytes:
    """Return the key. Raises MasterKeyError if it is damaged, or readable by others."""
    return masterkey.load(directory / FILE_NAME, CREDENTIAL)


def purpose(master: bytes, name: str) -> bytes:
    """Return the key of one purpose, such as "totp" or "enquiries"."""
    return masterkey.purpose(master, name)
