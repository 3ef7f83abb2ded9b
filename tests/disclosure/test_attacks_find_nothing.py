"""Every design of the node against every attack: at least five values stay, or the public prior."""

import pytest

from tests.disclosure import designs, stocks
from tests.disclosure.auditing import Design, audit, key

REAL = (
    designs.enquiries(),
    designs.revision(),
    designs.correction(),
    *(designs.participants(groups) for groups in (3, 4, 5)),
    designs.forgotten_group(),
    stocks.two_quarters(),
    stocks.unchanged(),
    stocks.trained(),
)


def keys(design: Design) -> int:
    """Return under how many keys a design is tried: more where its worlds are few."""
    return max(60, 40_000 // len(design.worlds))


@pytest.mark.parametrize("design", REAL, ids=lambda design: design.name)
def test_the_auditor_finds_nothing(design: Design) -> None:
    assert audit(design, keys(design)) == ()


@pytest.mark.parametrize("design", REAL, ids=lambda design: design.name)
def test_there_was_something_to_find(design: Design) -> None:
    """More than one thing was published, and something of it was judged."""
    seen = {design.publish(world, key(at)) for world in design.worlds for at in range(3)}

    assert len(seen) > 1
    assert any(design.whole(value) for value in seen)


def test_more_keys_only_leave_more_worlds() -> None:
    """What a few keys leave possible is possible for ever: the count of worlds errs to one side."""
    assert audit(designs.enquiries(5, 5), 100) == ()
