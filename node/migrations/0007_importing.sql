-- Imports: every one has a number, which the history carries as the batch of its entries.
-- Until it is done or cancelled the mapped cells of its rows wait here, then those of the rows in
-- error, to be put right: all for seven days at most. Columns that nobody mapped never do.

CREATE TABLE import_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('groups', 'instructors', 'trainings')),
    state TEXT NOT NULL CHECK (state IN ('checking', 'done', 'undone', 'cancelled', 'expired')),
    begun_at TEXT NOT NULL,
    staff INTEGER,
    settled_at TEXT,
    undone_at TEXT,
    added INTEGER NOT NULL DEFAULT 0 CHECK (added >= 0),
    changed INTEGER NOT NULL DEFAULT 0 CHECK (changed >= 0),
    unchanged INTEGER NOT NULL DEFAULT 0 CHECK (unchanged >= 0),
    refused INTEGER NOT NULL DEFAULT 0 CHECK (refused >= 0),
    CHECK ((state = 'checking') = (settled_at IS NULL)),
    CHECK ((state = 'undone') = (undone_at IS NOT NULL))
) STRICT;

-- The headings of the mapped columns as the file wrote them, in the order of the file.
CREATE TABLE import_column (
    run INTEGER NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
    field TEXT NOT NULL CHECK (field GLOB '[a-z]*'),
    place INTEGER NOT NULL CHECK (place >= 0),
    heading TEXT NOT NULL,
    PRIMARY KEY (run, field)
) STRICT, WITHOUT ROWID;

-- The mapped cells of a row as JSON by field, with the row number the spreadsheet shows.
-- Personal data.
CREATE TABLE import_staging (
    run INTEGER NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
    line INTEGER NOT NULL CHECK (line >= 1),
    cells TEXT NOT NULL CHECK (cells GLOB '{*}'),
    surplus INTEGER NOT NULL CHECK (surplus IN (0, 1)),
    PRIMARY KEY (run, line)
) STRICT, WITHOUT ROWID;
