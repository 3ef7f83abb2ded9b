"""`serve` as a person meets it: its settings, and the words it says. The command line stands on it.

Loads no library of command lines: what is imported here stays in memory for months.
"""

import asyncio
import importlib.metadata
import os
import sys
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from node import app as node
from node.counter import Context, outcome
from node.settings import PREFIX, Language, Settings
from shared.runtime import log
from shared.runtime.clock import Clock
from shared.runtime.settings import load
from shared.text import Text

CONFIG = f"{PREFIX}_CONFIG"


def prepare(
    context: Context,
    *,
    data: Path | None = None,
    config: Path | None = None,
    language: Language | None = None,
) -> Settings:
    """Return the settings, the given options over them, and set the counter up after them.

    Raises SettingsError.
    """
    named = os.environ.get(CONFIG)
    file = config or (Path(named) if named else None)
    if language is not None:
        context.translator = node.translator(language)
    settings = load(Settings, file=file, environ=os.environ, prefix=PREFIX, reserved=(CONFIG,))
    chosen = replace(settings, data=data or settings.data, language=language or settings.language)
    context.data = chosen.data
    context.translator = node.translator(chosen.language)
    return chosen


async def serve(context: Context, settings: Settings, clock: Clock) -> None:
    """Run the node until it is stopped."""
    log.configure(settings.log_level)
    ready = partial(_ready, context, settings.language)
    await node.serve(settings, clock, software(), asyncio.Event(), ready)


def run(
    clock: Clock,
    *,
    data: Path | None = None,
    config: Path | None = None,
    language: Language | None = None,
) -> int:
    """Run the node with these options and return the exit code."""
    log.configure("error")
    context = Context()

    def begin() -> None:
        settings = prepare(context, data=data, config=config, language=language)
        asyncio.run(serve(context, settings, clock))

    return outcome(context, begin)


def software() -> str:
    """Return what the node calls itself."""
    return f"voikukkia-node {version()}"


def version() -> str:
    """Return the installed version."""
    try:
        return importlib.metadata.version("voikukkia-network")
    except importlib.metadata.PackageNotFoundError:
        return "0"


def _ready(context: Context, language: Language, url: str, link: str | None) -> None:
    context.say(Text.of("The node runs. Its pages: {url}", url=url))
    if link is not None:
        context.say(
            Text.of(
                "Nobody has an account yet. This link makes the first lead; it works once: {link}",
                link=f"{url}/{language}{link}",
            )
        )
    sys.stdout.flush()
