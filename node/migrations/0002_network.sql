-- The network, its coverage and contact; the outbox; what the hub last said.

CREATE TABLE network (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    name_fi TEXT NOT NULL CHECK (length(name_fi) BETWEEN 1 AND 120),
    name_sv TEXT NOT NULL CHECK (length(name_sv) BETWEEN 1 AND 120),
    controller TEXT NOT NULL,
    node TEXT,
    hub TEXT,
    hub_key TEXT CHECK (length(hub_key) = 64),
    created_at TEXT NOT NULL,
    confirmed_at TEXT,
    pause_starts TEXT,
    pause_until TEXT,
    CHECK ((node IS NULL) = (hub IS NULL) AND (hub IS NULL) = (hub_key IS NULL)),
    CHECK ((pause_starts IS NULL) = (pause_until IS NULL)),
    CHECK (pause_starts <= pause_until)
) STRICT;

CREATE TABLE coverage (
    municipality TEXT PRIMARY KEY CHECK (municipality GLOB '[0-9][0-9][0-9]'),
    says TEXT NOT NULL CHECK (says IN ('none', 'not_known')),
    since TEXT,
    CHECK (says <> 'none' OR since IS NOT NULL)
) STRICT;

CREATE TABLE contact (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    organisation TEXT NOT NULL CHECK (length(organisation) BETWEEN 1 AND 120),
    email TEXT,
    telephone TEXT,
    hours_fi TEXT,
    hours_sv TEXT,
    hours_en TEXT,
    languages TEXT NOT NULL,
    text_messages INTEGER NOT NULL CHECK (text_messages IN (0, 1)),
    web TEXT,
    role_vouched_on TEXT,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    changed_at TEXT NOT NULL,
    CHECK (email IS NOT NULL OR telephone IS NOT NULL OR web IS NOT NULL)
) STRICT;

CREATE TABLE outbox_entry (
    entry INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
    envelope BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'delivered', 'refused')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    next_attempt_at TEXT,
    created_at TEXT NOT NULL,
    settled_at TEXT,
    receipt BLOB,
    problem BLOB,
    CHECK ((state = 'queued') = (settled_at IS NULL)),
    CHECK ((state = 'delivered') = (receipt IS NOT NULL)),
    CHECK ((state = 'refused') = (problem IS NOT NULL))
) STRICT;

-- A refused report consumes no number; at most one report is unacknowledged.
CREATE UNIQUE INDEX outbox_one_per_number ON outbox_entry (sequence) WHERE state <> 'refused';
CREATE UNIQUE INDEX outbox_one_queued ON outbox_entry (state) WHERE state = 'queued';

CREATE TRIGGER outbox_signed_bytes_stay
BEFORE UPDATE OF sequence, digest, envelope, created_at ON outbox_entry
BEGIN
    SELECT RAISE(ABORT, 'signed bytes never change');
END;

CREATE TRIGGER outbox_settled_stays
BEFORE UPDATE ON outbox_entry WHEN old.state <> 'queued'
BEGIN
    SELECT RAISE(ABORT, 'a settled entry never changes');
END;

CREATE TRIGGER outbox_queued_stays
BEFORE DELETE ON outbox_entry WHEN old.state = 'queued'
BEGIN
    SELECT RAISE(ABORT, 'a queued entry is never dropped');
END;

CREATE TABLE outbox_contact (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    revision INTEGER NOT NULL CHECK (revision >= 1),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    envelope BLOB NOT NULL,
    created_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'delivered', 'refused')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    next_attempt_at TEXT,
    held INTEGER NOT NULL CHECK (held IN (0, 1)),
    problem BLOB
) STRICT;

CREATE TABLE outbox_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    dirty_since TEXT
) STRICT;

INSERT INTO outbox_state (one, dirty_since) VALUES (1, NULL);

-- What the hub last said, and how the last attempt to reach it went.
CREATE TABLE push_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    welcome BLOB,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    next_attempt_at TEXT,
    trouble TEXT,
    stopped TEXT
) STRICT;

INSERT INTO push_state (one, welcome, attempts, next_attempt_at, trouble, stopped)
VALUES (1, NULL, 0, NULL, NULL, NULL);
