-- The people who use this node, their sessions and devices, invitations, failed attempts.
-- Passwords are argon2id hashes; of tokens and codes only SHA-256 digests stand here; the secret of
-- the second factor is sealed. An ended account keeps its name, for the history, and nothing else.

CREATE TABLE staff (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    login TEXT UNIQUE CHECK (length(login) BETWEEN 2 AND 60),
    role TEXT NOT NULL CHECK (role IN ('lead', 'assistant', 'reader')),
    password TEXT CHECK (password GLOB '$argon2id$*'),
    password_since TEXT,
    totp BLOB,
    totp_step INTEGER NOT NULL DEFAULT 0 CHECK (totp_step >= 0),
    factor_since TEXT,
    made_at TEXT NOT NULL,
    ended_at TEXT,
    CHECK ((login IS NULL) = (ended_at IS NOT NULL)),
    CHECK ((password IS NULL) = (ended_at IS NOT NULL)),
    CHECK ((password_since IS NULL) = (password IS NULL)),
    CHECK ((factor_since IS NULL) = (totp IS NULL)),
    CHECK (totp IS NULL OR ended_at IS NULL)
) STRICT;

CREATE TABLE recovery_code (
    staff INTEGER NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (staff, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
    staff INTEGER NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    stage TEXT NOT NULL CHECK (stage IN ('code', 'factor', 'full')),
    begun_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    stepped_up_at TEXT,
    device TEXT NOT NULL CHECK (length(device) <= 60),
    offer BLOB,
    codes BLOB,
    ended_at TEXT,
    CHECK (ended_at IS NULL OR (offer IS NULL AND codes IS NULL))
) STRICT;

CREATE INDEX session_by_staff ON session (staff);

CREATE TABLE device (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
    staff INTEGER NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    device TEXT NOT NULL CHECK (length(device) <= 60),
    made_at TEXT NOT NULL,
    until TEXT NOT NULL
) STRICT;

CREATE INDEX device_by_staff ON device (staff);

CREATE TABLE invitation (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
    role TEXT NOT NULL CHECK (role IN ('lead', 'assistant', 'reader')),
    origin TEXT NOT NULL CHECK (origin IN ('first', 'invited', 'takeover')),
    made_at TEXT NOT NULL,
    until TEXT NOT NULL,
    made_by INTEGER REFERENCES staff (id),
    CHECK (origin = 'invited' OR role = 'lead')
) STRICT;

-- One row for each account, address or device that failed lately; keys are HMACs.
CREATE TABLE attempt (
    key TEXT PRIMARY KEY CHECK (length(key) = 64),
    failures INTEGER NOT NULL CHECK (failures >= 1),
    last_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX attempt_by_time ON attempt (last_at);

-- Every link for a new lead that no lead made; a request code is answered once.
CREATE TABLE takeover (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('operator', 'machine')),
    request TEXT UNIQUE CHECK (length(request) = 64),
    CHECK ((way = 'operator') = (request IS NOT NULL))
) STRICT;
