"""How much a job has to do, as a count: the same however busy the machine is."""

import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")


def of(job: Callable[[], T]) -> tuple[T, int]:
    """Run a job in this thread; return what it returns and how many lines of Python it ran."""
    lines = 0

    def look(_frame: FrameType, event: str, _about: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return look

    before, collects = sys.gettrace(), gc.isenabled()
    gc.disable()  # What it calls when it collects is not the job's.
    sys.settrace(look)
    try:
        return job(), lines
    finally:
        sys.settrace(before)
        if collects:
            gc.enable()
