"""What failed in the whole run, once more and alone: `python -m tests.again`, after `make test`.

The whole run keeps two cores busy with browsers and processes for half an hour. A test that fails
there and holds alone has a wait that is too short, or has met a race of the program: it is named as
unstable, with what it said the first time further up, and is to be mended. It does not hold back a
change that has nothing to do with it. More than a few failures are not tried again.
"""

import os
import subprocess
import sys
from pathlib import Path

import msgspec

FEW = 3
FAILED = Path(".pytest_cache/v/cache/lastfailed")


def main() -> int:
    """Run what failed; return 0 if all of it holds now, 1 if not or if it was not tried."""
    try:
        failed = sorted(msgspec.json.decode(FAILED.read_bytes(), type=dict[str, bool]))
    except FileNotFoundError:
        return 1
    if not 1 <= len(failed) <= FEW:
        return 1
    sys.stdout.write(f"\nOnce more, alone: {', '.join(failed)}\n")
    sys.stdout.flush()
    done = subprocess.run([sys.executable, "-m", "pytest", "-v", *failed], check=False)
    if done.returncode != os.EX_OK:
        return 1
    for test in failed:
        sys.stdout.write(f"UNSTABLE, to be mended: {test}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
