-- When the contact was last tried, how far the guided first run is.

ALTER TABLE contact ADD COLUMN checked_at TEXT;

CREATE TABLE first_run (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    skipped TEXT NOT NULL CHECK (length(skipped) <= 200),
    looked_at TEXT,
    done_at TEXT
) STRICT;

INSERT INTO first_run (one, skipped, looked_at, done_at) VALUES (1, '', NULL, NULL);
