"""How long a person waits for the command lines to say anything."""

import subprocess
import sys
import time

from tests.bench.rounds import Finding

ROUNDS = 3


def measure() -> list[Finding]:
    """Measure `--help` of both programs."""
    return [
        Finding(f"voikukkia-{side} --help", [_milliseconds(side) for _ in range(ROUNDS)], "ms")
        for side in ("node", "hub")
    ]


def _milliseconds(side: str) -> float:
    begun = time.perf_counter()
    code = f"from {side}.cli import main; main()"
    subprocess.run([sys.executable, "-c", code, "--help"], check=True, capture_output=True)
    return (time.perf_counter() - begun) * 1e3
