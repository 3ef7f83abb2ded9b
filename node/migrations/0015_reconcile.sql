-- Reconciliation: own reports that were fetched back from the hub, and those that a person set aside after a fork.

CREATE TABLE outbox_entry_before AS SELECT * FROM outbox_entry;
DROP TABLE outbox_entry;

-- `adopted`: fetched from the hub, whose receipt this node does not have. `set_aside`: it was acknowledged or queued once,
-- and the hub goes on from another report; kept as evidence.
CREATE TABLE outbox_entry (
    entry INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    envelope BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'delivered', 'refused', 'set_aside')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    next_attempt_at TEXT,
    created_at TEXT NOT NULL,
    settled_at TEXT,
    receipt BLOB,
    problem BLOB,
    schema TEXT NOT NULL DEFAULT 'availability/1' CHECK (schema GLOB '[a-z]*/[0-9]*'),
    adopted INTEGER NOT NULL DEFAULT 0 CHECK (adopted IN (0, 1)),
    CHECK ((state = 'queued') = (settled_at IS NULL)),
    CHECK (state = 'set_aside' OR (state = 'delivered') = (receipt IS NOT NULL OR adopted = 1)),
    CHECK (state = 'set_aside' OR (state = 'refused') = (problem IS NOT NULL))
) STRICT;

INSERT INTO outbox_entry (entry, sequence, digest, envelope, state, attempts, next_attempt_at, created_at, settled_at,
    receipt, problem, schema)
SELECT entry, sequence, digest, envelope, state, attempts, next_attempt_at, created_at, settled_at, receipt, problem, schema
FROM outbox_entry_before ORDER BY entry;
DROP TABLE outbox_entry_before;

-- A refused report consumes no number; at most one report is unacknowledged.
CREATE UNIQUE INDEX outbox_one_per_number ON outbox_entry (sequence) WHERE state IN ('queued', 'delivered');
CREATE UNIQUE INDEX outbox_one_queued ON outbox_entry (state) WHERE state = 'queued';
CREATE UNIQUE INDEX outbox_one_per_digest ON outbox_entry (digest) WHERE state <> 'set_aside';
CREATE INDEX outbox_by_digest ON outbox_entry (digest);

-- What is asked at every hello, save and page is found without reading past the envelopes, 15 KB each.
CREATE INDEX outbox_by_number ON outbox_entry (state, sequence);
CREATE INDEX outbox_by_schema ON outbox_entry (schema, state, sequence);
CREATE INDEX outbox_by_age ON outbox_entry (settled_at);

CREATE TRIGGER outbox_signed_bytes_stay
BEFORE UPDATE OF sequence, digest, envelope, created_at, schema ON outbox_entry
BEGIN
    SELECT RAISE(ABORT, 'signed bytes never change');
END;

CREATE TRIGGER outbox_settled_stays
BEFORE UPDATE ON outbox_entry WHEN old.state <> 'queued' AND (old.state <> 'delivered' OR new.state <> 'set_aside')
BEGIN
    SELECT RAISE(ABORT, 'a settled entry never changes');
END;

CREATE TRIGGER outbox_queued_stays
BEFORE DELETE ON outbox_entry WHEN old.state = 'queued'
BEGIN
    SELECT RAISE(ABORT, 'a queued entry is never dropped');
END;

-- Own reports on their way back from the hub: they count only when the last one is the head that the hub signed.
CREATE TABLE outbox_adoption (
    sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    previous TEXT CHECK (length(previous) = 64),
    schema TEXT NOT NULL CHECK (schema GLOB '[a-z]*/[0-9]*'),
    envelope BLOB NOT NULL
) STRICT;

-- `evidence`: the hub's signed word that made the node stop. `settling`: a person decided to go on from the hub's reports.
-- `adopted_at`, `adopted`: when how many were taken over. `renewed_at`: when the hub was first heard with another ledger.
ALTER TABLE push_state ADD COLUMN evidence BLOB;
ALTER TABLE push_state ADD COLUMN settling INTEGER NOT NULL DEFAULT 0 CHECK (settling IN (0, 1));
ALTER TABLE push_state ADD COLUMN adopted_at TEXT;
ALTER TABLE push_state ADD COLUMN adopted INTEGER NOT NULL DEFAULT 0 CHECK (adopted >= 0);
ALTER TABLE push_state ADD COLUMN renewed_at TEXT;
