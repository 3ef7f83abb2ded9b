"""Logs are events, `noun.verbed`, with keys from one list: what is not on it does not get out.

Of an exception only its type and the places in the code are written, never its message: messages
hold data. Lines of libraries are reduced to their level and their logger's name.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog

from shared.runtime.fault import Fault

ALLOWED_KEYS = frozenset(
    """
    account address answer area at attempts bytes catalogue cause changed code count delay_s
    digest dropped duration_ms duration_s entries entry error event file files format generation
    head host index key_id kind language level limit logger made_at migration module msgid
    networks next_attempt_at next_contact node number offset_s offers pid port pruned reason
    received_at removed result revision rows schema schemas sequence session setting signal size
    snapshot software standing state status step timestamp url verdict version visitor waiting
    where worker written
    """.split()  # noqa: SIM905 (sixty lines of one word each hide what is missing)
)
LONGEST_VALUE = 200
FRAMES = 5
_HIDDEN = object()
_EVENT = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")
_LEVELS = {name: getattr(logging, name.upper()) for name in ("debug", "info", "warning", "error")}


def logger() -> structlog.typing.FilteringBoundLogger:
    """Return the logger; calls take an event's name and allowed keys only."""
    bound: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return bound


def configure(
    level: str = "info", stream: TextIO | None = None, *, pretty: bool | None = None
) -> None:
    """Write events of `level` (debug, info, warning, error) and above to `stream` (stderr).

    One JSON object a line, or coloured text if `pretty` (by default on a terminal).
    """
    target = stream or sys.stderr
    coloured = target.isatty() if pretty is None else pretty
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if coloured else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            _name_exception,
            keep_allowed,
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    logging.root.handlers[:] = [_Libraries()]
    logging.root.setLevel(logging.WARNING)


def keep_allowed(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop every value that is not on the list or not plain, and list its key under `dropped`."""
    kept: dict[str, Any] = {}
    dropped = []
    for key, value in event.items():
        plain = _plain(value)
        if key not in ALLOWED_KEYS or plain is _HIDDEN:
            dropped.append(key[:40])
        else:
            kept[key] = plain
    if not _EVENT.match(str(event.get("event", ""))):
        kept["event"] = "log.unnamed"
    if dropped:
        kept["dropped"] = sorted(dropped)
    return kept


def describe(error: BaseException) -> dict[str, Any]:
    """Return an exception's type and places: `{"error": "KeyError", "where": ["a.py:3"]}`."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    found: dict[str, Any] = {"error": type(error).__name__, "where": _places(error.__traceback__)}
    if isinstance(error, Fault):
        found["reason"] = error.text.msgid  # the sentence without its values
    return found


def _name_exception(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    if isinstance(found, tuple):
        found = found[1]
    if isinstance(found, BaseException):
        event.update(describe(found))
    return event


def _places(trace: TracebackType | None) -> list[str]:
    """Return the innermost frames, innermost first, as `package/module.py:line`."""
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return [f"{'/'.join(Path(f.filename).parts[-3:])}:{f.lineno}" for f in reversed(frames)]


def _plain(value: object) -> object:
    """Return the value if it is plain, shortened, else `_HIDDEN`: it could hide anything."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return value[:LONGEST_VALUE]
        case datetime() | date():
            return value.isoformat()
        case list() | tuple():
            return [_plain(item) for item in value[:20] if isinstance(item, str | int)]
    return _HIDDEN


class _Libraries(logging.Handler):
    """Lines that libraries log: level, logger and exception, without the message."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one event in the library's name."""
        error = record.exc_info[1] if record.exc_info else None
        found = describe(error) if error else {}
        logger().log(record.levelno, "library.logged", logger=record.name, **found)
