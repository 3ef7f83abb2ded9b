-- Key life: every key a network ever had, the key that waits to be confirmed beside the old one, the trust documents.

CREATE TABLE node_key (
    key_id TEXT PRIMARY KEY CHECK (length(key_id) = 64),
    node TEXT NOT NULL REFERENCES network (node),
    public TEXT NOT NULL UNIQUE CHECK (length(public) = 64),
    algorithm TEXT NOT NULL CHECK (algorithm = 'ed25519'),
    first_sequence INTEGER NOT NULL CHECK (first_sequence >= 1),
    last_sequence INTEGER CHECK (last_sequence >= 0),
    revoked_at TEXT
) STRICT;

CREATE INDEX node_key_of ON node_key (node, first_sequence);
CREATE UNIQUE INDEX node_key_open ON node_key (node) WHERE last_sequence IS NULL;

INSERT INTO node_key (key_id, node, public, algorithm, first_sequence)
SELECT key_id, node, public_key, 'ed25519', first_sequence FROM network WHERE first_sequence IS NOT NULL;

ALTER TABLE network ADD COLUMN waiting_key TEXT CHECK (length(waiting_key) = 64);

CREATE UNIQUE INDEX network_waiting_key ON network (waiting_key);

-- Signed by the root key, kept verbatim; the newest one is served. Versions only grow.
CREATE TABLE trust (
    version INTEGER PRIMARY KEY CHECK (version >= 1),
    root TEXT NOT NULL CHECK (length(root) = 64),
    at TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;

CREATE TRIGGER trust_keeps_rows BEFORE DELETE ON trust
BEGIN
    SELECT RAISE(ABORT, 'trust documents are kept');
END;

CREATE TRIGGER trust_keeps_bytes BEFORE UPDATE ON trust
BEGIN
    SELECT RAISE(ABORT, 'trust documents are kept');
END;

CREATE TRIGGER trust_grows BEFORE INSERT ON trust
WHEN NEW.version <= (SELECT COALESCE(MAX(version), 0) FROM trust)
BEGIN
    SELECT RAISE(ABORT, 'a trust document is replaced only by a newer one');
END;
