-- Care of the machine: chores and their last runs, backups and drills, the weekly mail.
-- All of it is written by the program; `trouble` is a sentence and its values as JSON.

CREATE TABLE chore (
    name TEXT PRIMARY KEY CHECK (name GLOB '[a-z]*' AND length(name) <= 40),
    last_started_at TEXT,
    last_ended_at TEXT,
    last_ok_at TEXT,
    failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    trouble TEXT,
    CHECK (failures = 0 OR last_started_at IS NOT NULL)
) STRICT;

CREATE TABLE backup_run (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('backup', 'drill')),
    at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ok', 'failed')),
    file TEXT,
    bytes INTEGER CHECK (bytes >= 0),
    made_at TEXT,
    command_exit INTEGER,
    trouble TEXT,
    CHECK ((state = 'failed') = (trouble IS NOT NULL)),
    CHECK (state = 'failed' OR file IS NOT NULL)
) STRICT;

CREATE INDEX backup_run_by_kind ON backup_run (kind, number);

-- Which recovery key a person says to have kept: its fingerprint, never the key.
CREATE TABLE recovery_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 16),
    kept_at TEXT NOT NULL
) STRICT;

CREATE TABLE mail_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    settled_week TEXT CHECK (settled_week GLOB '[0-9][0-9][0-9][0-9]-W[0-9][0-9]'),
    tried_at TEXT,
    sent_at TEXT,
    trouble TEXT
) STRICT;

INSERT INTO mail_state (one) VALUES (1);
