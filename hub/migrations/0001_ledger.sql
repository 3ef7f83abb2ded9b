-- Registry and ledger. Instants are UTC to the second ("2026-11-21T20:00:00Z"), digests are lower-case hexadecimal.
-- What only grows (ledger, operator_log) is kept so by triggers; what may be erased (contact) stands outside.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE network (
    node TEXT PRIMARY KEY CHECK (length(node) BETWEEN 2 AND 40),
    name_fi TEXT NOT NULL CHECK (length(name_fi) BETWEEN 1 AND 120),
    name_sv TEXT NOT NULL CHECK (length(name_sv) BETWEEN 1 AND 120),
    standing TEXT NOT NULL CHECK (standing IN ('invited', 'pending', 'active', 'suspended')),
    public_key TEXT UNIQUE CHECK (length(public_key) = 64),
    key_id TEXT UNIQUE CHECK (length(key_id) = 64),
    first_sequence INTEGER CHECK (first_sequence >= 1),
    municipalities TEXT NOT NULL,
    reach TEXT NOT NULL,
    admitted_at TEXT NOT NULL,
    suspended_at TEXT,
    CHECK ((public_key IS NULL) = (key_id IS NULL)),
    CHECK ((standing = 'invited') = (public_key IS NULL)),
    CHECK ((standing IN ('active', 'suspended')) = (first_sequence IS NOT NULL)),
    CHECK ((standing = 'suspended') = (suspended_at IS NOT NULL))
) STRICT;

CREATE TABLE invitation (
    node TEXT PRIMARY KEY REFERENCES network (node),
    token_hash TEXT NOT NULL UNIQUE CHECK (length(token_hash) = 64),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    used_key TEXT CHECK (length(used_key) = 64),
    CHECK ((used_at IS NULL) = (used_key IS NULL))
) STRICT;

-- What a network called itself when an operator kept the name that parents read: it no longer waits to be seen. As a
-- contact that was seen it stands outside the ledger, and nothing that is published rests on it.
CREATE TABLE declined_name (
    node TEXT PRIMARY KEY REFERENCES network (node),
    name_fi TEXT NOT NULL CHECK (length(name_fi) BETWEEN 1 AND 120),
    name_sv TEXT NOT NULL CHECK (length(name_sv) BETWEEN 1 AND 120),
    at TEXT NOT NULL
) STRICT;

CREATE TABLE ledger (
    entry INTEGER PRIMARY KEY CHECK (entry >= 0),
    kind TEXT NOT NULL CHECK (kind IN (
        'report', 'admitted', 'keyed', 'granted', 'suspended', 'resumed', 'released', 'word'
    )),
    node TEXT NOT NULL,
    sequence INTEGER CHECK (sequence >= 1),
    digest TEXT CHECK (length(digest) = 64),
    at TEXT NOT NULL CHECK (length(at) = 20),
    offset_s INTEGER NOT NULL,
    body BLOB NOT NULL,
    head TEXT NOT NULL CHECK (length(head) = 64),
    CHECK ((kind = 'report') = (sequence IS NOT NULL)),
    CHECK ((kind = 'report') = (digest IS NOT NULL)),
    CHECK (kind = 'report' OR offset_s = 0)
) STRICT;

-- Every index costs pages in each durable commit: a report touches only the first.
CREATE UNIQUE INDEX ledger_report ON ledger (node, sequence) WHERE kind = 'report';
CREATE INDEX ledger_word ON ledger (node, entry) WHERE kind = 'word';

CREATE TRIGGER ledger_keeps_rows BEFORE DELETE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'the ledger only grows');
END;

CREATE TRIGGER ledger_keeps_bytes BEFORE UPDATE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'the ledger only grows');
END;

CREATE TRIGGER ledger_grows_by_one BEFORE INSERT ON ledger
WHEN NEW.entry <> (SELECT COALESCE(MAX(entry) + 1, 0) FROM ledger)
BEGIN
    SELECT RAISE(ABORT, 'the ledger grows by one entry at a time');
END;

CREATE TABLE node_head (
    node TEXT PRIMARY KEY REFERENCES network (node),
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    entry INTEGER NOT NULL REFERENCES ledger (entry)
) STRICT;

-- The one current session of a node; a hello replaces it and with it the lease.
CREATE TABLE session (
    node TEXT PRIMARY KEY REFERENCES network (node),
    session TEXT NOT NULL CHECK (length(session) = 32),
    lease_hash TEXT NOT NULL CHECK (length(lease_hash) = 64),
    expires_at TEXT NOT NULL,
    offset_s INTEGER NOT NULL,
    challenge_s INTEGER NOT NULL CHECK (challenge_s >= 0),
    said_hello_at TEXT NOT NULL,
    software TEXT NOT NULL
) STRICT;

-- A refused report consumes no number; the same bytes get the same answer again.
CREATE TABLE refusal (
    digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
    node TEXT NOT NULL REFERENCES network (node),
    code TEXT NOT NULL,
    at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    times INTEGER NOT NULL DEFAULT 1 CHECK (times >= 1),
    answer BLOB NOT NULL,
    envelope BLOB NOT NULL
) STRICT;

CREATE INDEX refusal_of_node ON refusal (node, last_at);
CREATE INDEX refusal_by_age ON refusal (last_at DESC, digest);

CREATE TABLE fork (
    digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
    node TEXT NOT NULL REFERENCES network (node),
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    at TEXT NOT NULL,
    envelope BLOB NOT NULL,
    stored_digest TEXT NOT NULL CHECK (length(stored_digest) = 64),
    stored_envelope BLOB NOT NULL
) STRICT;

CREATE TABLE contact (
    node TEXT NOT NULL REFERENCES network (node),
    standing TEXT NOT NULL CHECK (standing IN ('seen', 'held')),
    revision INTEGER NOT NULL CHECK (revision >= 1),
    digest TEXT NOT NULL CHECK (length(digest) = 64),
    received_at TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (node, standing)
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_by_standing ON contact (standing, node);

CREATE TABLE operator_log (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    act TEXT NOT NULL,
    node TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE TRIGGER operator_log_keeps_rows BEFORE DELETE ON operator_log
BEGIN
    SELECT RAISE(ABORT, 'the operators'' log only grows');
END;

CREATE TRIGGER operator_log_keeps_bytes BEFORE UPDATE ON operator_log
BEGIN
    SELECT RAISE(ABORT, 'the operators'' log only grows');
END;
