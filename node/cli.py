"""voikukkia-node: the program. A plain `serve` goes without the command line, all else through it.

Little is imported at the top: a node runs for months, and what a command line needs would stay in
its memory for as long.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict, cast, get_args

from node.settings import Language
from shared.runtime.clock import Clock, SystemClock

_UNUSED = ("rich", "pygments", "attr", "brotli")
"""What structlog, httpx and litestar load wherever they find it, and a node never calls."""


class _Options(TypedDict, total=False):
    """What can be given with every command."""

    data: Path
    config: Path
    language: Language


def run(tokens: Sequence[str], clock: Clock) -> int:
    """Run one command and return the exit code; refusals and faults are plain words on stderr."""
    options = _plain_serve(tokens)
    if options is None:
        # Eight megabytes and a third of a second that `serve` has no use for.
        from node import launcher  # noqa: PLC0415

        return launcher.run(tokens, clock)
    with _out_of_sight(_UNUSED):
        from node import running  # noqa: PLC0415 (the libraries it loads must not see them)

        return running.run(clock, **options)


def main() -> None:
    """Run the command that was typed."""
    sys.exit(run(sys.argv[1:], SystemClock()))


def _plain_serve(tokens: Sequence[str]) -> _Options | None:
    """Return the options of `serve`, or None for everything that the command line has to read."""
    given: dict[str, str] = {}
    others = []
    reading = iter(tokens)
    for token in reading:
        name, equals, value = token.partition("=")
        if name in ("--data", "--config", "--language"):
            given[name[2:]] = value if equals else next(reading, "")
        else:
            others.append(token)
    unclear = any(not value or value.startswith("-") for value in given.values())
    if others != ["serve"] or unclear or given.get("language", "fi") not in get_args(Language):
        return None
    options = _Options()
    if "data" in given:
        options["data"] = Path(given["data"])
    if "config" in given:
        options["config"] = Path(given["config"])
    if "language" in given:
        options["language"] = cast("Language", given["language"])
    return options


@contextmanager
def _out_of_sight(names: Sequence[str]) -> Iterator[None]:
    """Have imports of these fail meanwhile, as they do where nobody has installed them."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to say so
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
