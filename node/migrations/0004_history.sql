-- Who did what, and when: a chain that only grows, without personal data. Beside it, erasable: the
-- old and new values of records that are not persons, and images of records for undo.

CREATE TABLE audit_entry (
    number INTEGER PRIMARY KEY CHECK (number >= 1),
    at TEXT NOT NULL,
    staff INTEGER,
    via TEXT NOT NULL CHECK (via IN ('page', 'command', 'import', 'chore')),
    batch INTEGER,
    kind TEXT NOT NULL CHECK (kind GLOB '[a-z]*'),
    record TEXT NOT NULL,
    verb TEXT NOT NULL CHECK (verb GLOB '[a-z]*'),
    fields TEXT NOT NULL,
    previous TEXT NOT NULL CHECK (length(previous) = 64),
    digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64)
) STRICT;

CREATE INDEX audit_entry_by_record ON audit_entry (kind, record, number);
CREATE INDEX audit_entry_by_kind ON audit_entry (kind);
CREATE INDEX audit_entry_by_batch ON audit_entry (batch) WHERE batch IS NOT NULL;

CREATE TRIGGER audit_entry_stays
BEFORE UPDATE ON audit_entry
BEGIN
    SELECT RAISE(ABORT, 'the audit log only grows');
END;

CREATE TRIGGER audit_entry_is_kept
BEFORE DELETE ON audit_entry
BEGIN
    SELECT RAISE(ABORT, 'the audit log only grows');
END;

-- The record before and after an entry, as JSON; null: there was none. Dropped after keep_until.
CREATE TABLE history_image (
    entry INTEGER PRIMARY KEY REFERENCES audit_entry (number),
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    before TEXT,
    after TEXT,
    keep_until TEXT NOT NULL CHECK (keep_until IS date(keep_until))
) STRICT;

CREATE INDEX history_image_by_record ON history_image (kind, record);
CREATE INDEX history_image_by_age ON history_image (keep_until);

-- Old and new value of a field, as JSON, of records that are no persons. Kept with the record.
CREATE TABLE history_value (
    entry INTEGER NOT NULL REFERENCES audit_entry (number),
    field TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    PRIMARY KEY (entry, field)
) STRICT, WITHOUT ROWID;

-- A person's record stands in the chain under a pseudonym; the salt makes it, and is never shown.
CREATE TABLE history_salt (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    salt BLOB NOT NULL CHECK (length(salt) = 32)
) STRICT;

INSERT INTO history_salt (one, salt) VALUES (1, randomblob(32));
