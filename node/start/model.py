"""The guided first run: six steps from an empty node to a group that parents find.

Which step is next follows from what is there, so that nothing is lost when somebody leaves and
comes back. A step can be put off; the first one cannot, because everything stands on it.
"""

from typing import Literal

from msgspec import Struct

Step = Literal["network", "places", "contact", "group", "preview", "enrol"]
STEPS: tuple[Step, ...] = ("network", "places", "contact", "group", "preview", "enrol")
NEEDED: frozenset[Step] = frozenset({"network"})
"""Steps that cannot be put off."""


class Progress(Struct, frozen=True, kw_only=True):
    """What is done and what was put off; `over` once the whole run was finished or left."""

    done: frozenset[Step] = frozenset()
    skipped: frozenset[Step] = frozenset()
    over: bool = False


def next_step(progress: Progress) -> Step | None:
    """Return the first step that is neither done nor put off; None when the run is over."""
    if progress.over and progress.done >= NEEDED:
        return None
    passed = progress.done | (progress.skipped - NEEDED)
    return next((step for step in STEPS if step not in passed), None)


def before(step: Step) -> Step | None:
    """Return the step before this one, for the way back."""
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


def after(step: Step) -> Step | None:
    """Return the step after this one."""
    place = STEPS.index(step) + 1
    return STEPS[place] if place < len(STEPS) else None


def number(step: Step) -> int:
    """Return the step's number on the page, from 1."""
    return STEPS.index(step) + 1
