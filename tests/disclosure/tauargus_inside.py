"""Runs inside tau-ARGUS's own environment: tables of counts in, the cells that stay visible out.

Every person asked is a row of microdata. Cells of fewer than five are unsafe; the optimal method
hides more until none of those can be worked out. The project imports nothing from here.
"""

import contextlib
import json
import sys
import tempfile
from pathlib import Path

from pytauargus import protect  # type: ignore[import-not-found] # only there

VISIBLE = {"S", "P", "E"}
"""Safe, made safe by hand, empty."""


def main(given: str, answer: str) -> None:
    """Protect every table of one file, write what stays of each into another."""
    tables = json.loads(Path(given).read_text("utf-8"))
    Path(answer).write_text(json.dumps([kept(table) for table in tables]), "utf-8")


def kept(table: list[tuple[str, str, int]]) -> list[tuple[str, str]]:
    """Return row and column of every cell that stays; "Total" names the sums."""
    people = [
        {"Row": row, "Column": column, "One": 1}
        for row, column, count in table
        for _ in range(count)
    ]
    if not people:
        return [(row, column) for row, column, _ in table]
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        made = protect(
            people,
            ["Row", "Column"],
            response="One",
            safety_rules="FREQ(5,30)",
            suppress="OPT(1,5)",
            workdir=folder,
        )
    shown = [(one["Row"], one["Column"], one["status"]) for one in made.tables[0].rows]
    known = {(row.strip(), column.strip()) for row, column, _ in shown}
    empty = [(row, column) for row, column, _ in table if (row, column) not in known]
    stays = [(row.strip(), column.strip()) for row, column, status in shown if status in VISIBLE]
    return [*stays, *empty]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
