"""The command for a second copy, named in the settings file alone: no shell, no input, a limit."""

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

NOT_STARTED = 127
TOO_LONG = 124


async def run(
    command: Sequence[str], file: Path, *, limit_s: float, environ: Mapping[str, str]
) -> int:
    """Run the command with the file as its last argument and return its exit code.

    As a shell says it: 127 for a command that could not be started, 124 for one that took too long.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            str(file),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env=_plain(environ),
            start_new_session=True,
        )
    except (OSError, ValueError):
        return NOT_STARTED
    try:
        async with asyncio.timeout(limit_s):
            code = await process.wait()
    except TimeoutError:
        return TOO_LONG
    finally:  # also when the node is stopped meanwhile
        if process.returncode is None:
            _end(process.pid)
            await process.wait()
    return code if code >= 0 else 128 - code


def _end(group: int) -> None:
    """End the command and whatever it started."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def _plain(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without the node's own settings and credentials."""
    return {
        name: value
        for name, value in environ.items()
        if not name.startswith("VOIKUKKIA_") and name != "CREDENTIALS_DIRECTORY"
    }
