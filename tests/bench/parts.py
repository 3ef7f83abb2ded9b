"""How long the parts of a publish take: stop-watches around the functions that do them.

The functions are wrapped for the time of a measurement and put back afterwards; parts that run in
two threads beside each other count twice, so that the sum may be more than the whole.
"""

import functools
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from hub.availability import project
from hub.opendata import render as opendata
from hub.site import folder, publish
from hub.site.errands import Errands
from hub.site.render import Renderer
from hub.web import shelf

PARTS: tuple[tuple[str, Any, str], ...] = (
    ("project (fold, in the database)", project, "catch_up"),
    ("compute the snapshot", project, "look"),
    ("plan the pages", publish, "plan"),
    ("open data files", opendata, "render"),
    ("render changed pages", Renderer, "render"),
    ("compress and write (two threads)", folder, "write"),
    ("sync the folder", folder, "sync"),
    ("switch", folder, "point"),
    ("load the shelf", shelf, "gather"),
    ("link the next folder (afterwards)", Errands, "link"),
)

Spent = dict[str, float]


@contextmanager
def watched() -> Iterator[Spent]:
    """Yield the milliseconds spent in each part, counted while the block runs."""
    spent: Spent = defaultdict(float)
    before = [(owner, name, getattr(owner, name)) for _, owner, name in PARTS]
    for label, owner, name in PARTS:
        setattr(owner, name, _timed(getattr(owner, name), label, spent))
    try:
        yield spent
    finally:
        for owner, name, function in before:
            setattr(owner, name, function)


def _timed(function: Callable[..., Any], label: str, spent: Spent) -> Callable[..., Any]:
    @functools.wraps(function)
    def timed(*args: Any, **kwargs: Any) -> Any:
        begun = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            spent[label] += (time.perf_counter() - begun) * 1e3

    return timed
