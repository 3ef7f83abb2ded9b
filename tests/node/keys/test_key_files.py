"""Key files by the database's word: whatever a crash left, nothing that is needed is lost."""

from itertools import product

import pytest

from node.keys.model import Layout, Standing, layout

Keys = dict[Standing, str]


@pytest.mark.parametrize(
    ("files", "rows", "plan"),
    [
        # Nothing ever changed.
        ({"current": "k1"}, {"current": "k1"}, Layout()),
        # Drawn, and the transaction that names it never ended.
        ({"current": "k1", "next": "k2"}, {"current": "k1"}, Layout(removes=("next",))),
        # Drawn and named: it waits for its turn.
        ({"current": "k1", "next": "k2"}, {"current": "k1", "next": "k2"}, Layout()),
        # The hub took it; no file has its new name yet.
        (
            {"current": "k1", "next": "k2"},
            {"current": "k2", "before": "k1"},
            Layout(moves=(("current", "before"), ("next", "current"))),
        ),
        # Cut short between the two names.
        (
            {"next": "k2", "before": "k1"},
            {"current": "k2", "before": "k1"},
            Layout(moves=(("next", "current"),)),
        ),
        # All done.
        ({"current": "k2", "before": "k1"}, {"current": "k2", "before": "k1"}, Layout()),
        # An older database beside newer files: nobody touches them.
        ({"current": "k2", "before": "k1"}, {"current": "k1"}, Layout()),
    ],
)
def test_fault_21_rotation_interrupted_at_every_state_of_the_files(
    files: Keys, rows: Keys, plan: Layout
) -> None:
    assert layout(files, rows) == plan


def test_no_state_whatever_loses_a_key_that_a_row_names() -> None:
    names: tuple[Standing, ...] = ("current", "next", "before")
    some = (None, "k1", "k2", "k3")
    for here, told in product(product(some, repeat=3), product(some, repeat=3)):
        files = {name: key for name, key in zip(names, here, strict=True) if key}
        rows = {name: key for name, key in zip(names, told, strict=True) if key}
        if len(set(rows.values())) < len(rows) or "current" not in rows:
            continue
        if len(set(files.values())) < len(files):
            continue
        after = dict(files)
        plan = layout(files, rows)
        for source, target in plan.moves:
            after[target] = after.pop(source)
        for name in plan.removes:
            del after[name]
        needed = {rows[name] for name in names if name in rows} & set(files.values())
        if files.get("before") == rows.get("next"):
            continue  # a next key never lies there
        assert needed <= set(after.values()), (files, rows, plan)
