"""Ports for processes that are told theirs: nobody else gets one between its choice and its use.

The kernel hands out ports of its own range to every socket that asks for any, an outgoing
connection among them. A port from there may be taken again before a server that was told it binds
it, and each time that server is killed and started anew; ports beside that range are asked for by
name alone.
"""

import os
import random
import socket
from pathlib import Path

RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
LOWEST, HIGHEST = 20_000, 65_535
"""Below are the servers of this machine, and the ports that a browser refuses to open."""
FEWEST = 1_000

_given: set[int] = set()


def free_port() -> int:
    """Return a port of the loopback that nobody has, and that no other test gets. Raises OSError.

    Tests that run side by side choose from different ones.
    """
    ports = _beside_the_kernels()
    own = ports[_number() :: int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))]
    for port in random.SystemRandom().sample(own, len(own)):
        if port not in _given and _is_free(port):
            _given.add(port)
            return port
    raise OSError("no port is free")


def _beside_the_kernels() -> range:
    low, high = (int(word) for word in RANGE.read_text("ascii").split())
    sides = (range(LOWEST, low), range(max(high + 1, LOWEST), HIGHEST + 1))
    widest = max(sides, key=len)
    return widest if len(widest) >= FEWEST else range(LOWEST, HIGHEST + 1)


def _number() -> int:
    """Return which of the tests' processes this is, from 0."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
