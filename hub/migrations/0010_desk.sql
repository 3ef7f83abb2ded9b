-- The operators: their accounts, sessions and devices (the same tables as a node's staff), and what they did.
-- Passwords are argon2id hashes; of tokens and codes only SHA-256 digests stand here; the secret of the second factor
-- is sealed. An ended account keeps its name, for the log, and nothing else.

CREATE TABLE staff (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    login TEXT UNIQUE CHECK (length(login) BETWEEN 2 AND 60),
    role TEXT NOT NULL CHECK (role = 'operator'),
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

CREATE TABLE staff_session (
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
    failed INTEGER NOT NULL DEFAULT 0 CHECK (failed >= 0),
    CHECK (ended_at IS NULL OR (offer IS NULL AND codes IS NULL))
) STRICT;

CREATE INDEX staff_session_by_staff ON staff_session (staff);

CREATE TABLE device (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
    staff INTEGER NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    device TEXT NOT NULL CHECK (length(device) <= 60),
    made_at TEXT NOT NULL,
    until TEXT NOT NULL
) STRICT;

CREATE INDEX device_by_staff ON device (staff);

CREATE TABLE staff_invitation (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
    role TEXT NOT NULL CHECK (role = 'operator'),
    origin TEXT NOT NULL CHECK (origin IN ('first', 'invited')),
    made_at TEXT NOT NULL,
    until TEXT NOT NULL,
    made_by INTEGER REFERENCES staff (id)
) STRICT;

-- One row for each account, address or device that failed lately; keys are HMACs.
CREATE TABLE attempt (
    key TEXT PRIMARY KEY CHECK (length(key) = 64),
    failures INTEGER NOT NULL CHECK (failures >= 1),
    last_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX attempt_by_time ON attempt (last_at);

-- A link by which somebody sets a new password and a new second factor; until it is used nothing opens the account.
CREATE TABLE reset (
    staff INTEGER PRIMARY KEY REFERENCES staff (id) ON DELETE CASCADE,
    hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
    made_at TEXT NOT NULL,
    until TEXT NOT NULL,
    made_by INTEGER REFERENCES staff (id)
) STRICT;

-- Everything an operator did, at the desk or by the command line: the sentence that said so, and a chain of digests
-- over all of it.
CREATE TABLE operator_act (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    via TEXT NOT NULL CHECK (via IN ('desk', 'command')),
    operator INTEGER REFERENCES staff (id),
    node TEXT NOT NULL,
    said TEXT NOT NULL,
    said_with TEXT NOT NULL CHECK (said_with GLOB '{*}'),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    CHECK (via = 'desk' OR operator IS NULL)
) STRICT;

CREATE INDEX operator_act_of_node ON operator_act (node, number);

CREATE TRIGGER operator_act_keeps_rows BEFORE DELETE ON operator_act
BEGIN
    SELECT RAISE(ABORT, 'the log of acts only grows');
END;

CREATE TRIGGER operator_act_keeps_bytes BEFORE UPDATE ON operator_act
BEGIN
    SELECT RAISE(ABORT, 'the log of acts only grows');
END;

CREATE TRIGGER operator_act_grows_by_one BEFORE INSERT ON operator_act
WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM operator_act)
BEGIN
    SELECT RAISE(ABORT, 'the log of acts grows by one at a time');
END;
