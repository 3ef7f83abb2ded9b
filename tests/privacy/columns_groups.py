"""The columns of groups: none were added. The list of groups reads a view, which holds no data."""

BY_THE_PROGRAM: set[str] = set()
CLOSED: set[str] = set()
