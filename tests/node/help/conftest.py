"""The pages over a new node."""

from tests.node.network.opened import opened

__all__ = ["opened"]
