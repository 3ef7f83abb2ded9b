"""Types commands into a program, on another day: `python -m deploy.demo.clerk node -80 COMMANDS`.

COMMANDS is a JSON list of lists. One process for all of them starts once; the first that fails ends
it. The real scripts have no such clock.
"""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta

from hub import cli as hub
from node import cli as node
from shared.runtime.clock import Clock, ShiftedClock

PROGRAMS: dict[str, Callable[[list[str], Clock], int]] = {"hub": hub.run, "node": node.run}


def main(program: str, days: str, commands: str) -> int:
    """Run the commands with a clock so many days ahead; return the first code that is not 0."""
    clock = ShiftedClock(timedelta(days=int(days)))
    typed: Sequence[list[str]] = json.loads(commands)
    return next((code for line in typed if (code := PROGRAMS[program](line, clock))), 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
