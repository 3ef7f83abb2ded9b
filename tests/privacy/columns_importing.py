"""Columns of imports: numbers and states of the program, and the cells that wait to be taken."""

BY_THE_PROGRAM = {
    *("import_run.id", "import_run.begun_at", "import_run.staff", "import_run.settled_at"),
    *("import_run.undone_at", "import_column.run", "import_column.field", "import_column.place"),
    *("import_staging.run", "import_staging.line", "import_staging.surplus"),
}
"""Numbers, instants, and names of the form's own fields; nothing that a person types."""

CLOSED = {"import_run.kind", "import_run.state"}

NUMBERS = {
    "import_run.added": 5087,
    "import_run.changed": 5099,
    "import_run.unchanged": 5101,
    "import_run.refused": 5107,
}

WORDS = {
    "import_column.heading": "zqotsikko",
    "import_staging.cells": '{"name": "Zqtuotava Nimi"}',
}

PLANTING = [
    """INSERT INTO import_run (id, kind, state, begun_at, added, changed, unchanged, refused)
        VALUES (7907, 'instructors', 'checking', '2026-11-21T20:00:00Z', 5087, 5099, 5101, 5107)""",
    """INSERT INTO import_column (run, field, place, heading)
        VALUES (7907, 'name', 0, :import_column_heading)""",
    """INSERT INTO import_staging (run, line, cells, surplus)
        VALUES (7907, 2, :import_staging_cells, 0)""",
]
