-- Sessions: how many hellos were accepted of a node, which of its sessions are over, and what proves that two machines
-- use one key.

CREATE TABLE session_before AS SELECT * FROM session;
DROP TABLE session;

-- `hellos` counts every hello that was accepted or proved a clone: a challenge made before it is void, whatever the
-- clocks say. `named` is the newest number that the node called acknowledged in its last hello.
CREATE TABLE session (
    node TEXT PRIMARY KEY REFERENCES network (node),
    session TEXT NOT NULL CHECK (length(session) = 32),
    lease_hash TEXT NOT NULL CHECK (length(lease_hash) = 64),
    expires_at TEXT NOT NULL,
    offset_s INTEGER NOT NULL,
    hellos INTEGER NOT NULL CHECK (hellos >= 1),
    named INTEGER NOT NULL DEFAULT 0 CHECK (named >= 0),
    began_at TEXT NOT NULL,
    said_hello_at TEXT NOT NULL,
    software TEXT NOT NULL,
    audit_head TEXT CHECK (length(audit_head) = 64)
) STRICT;

INSERT INTO session (node, session, lease_hash, expires_at, offset_s, hellos, began_at, said_hello_at, software)
SELECT node, session, lease_hash, expires_at, offset_s, 1, said_hello_at, said_hello_at, software FROM session_before;
DROP TABLE session_before;

-- A session that another one replaced. If it says hello again, two machines live with one key.
CREATE TABLE past_session (
    number INTEGER PRIMARY KEY,
    node TEXT NOT NULL REFERENCES network (node),
    session TEXT NOT NULL CHECK (length(session) = 32),
    began_at TEXT NOT NULL,
    said_hello_at TEXT NOT NULL,
    retired_at TEXT NOT NULL,
    offset_s INTEGER NOT NULL,
    software TEXT NOT NULL,
    audit_head TEXT CHECK (length(audit_head) = 64),
    UNIQUE (node, session)
) STRICT;

-- Both machines of a clone side by side, as JSON. An alarm is closed when the operator lifts the suspension.
CREATE TABLE clone (
    number INTEGER PRIMARY KEY,
    node TEXT NOT NULL REFERENCES network (node),
    at TEXT NOT NULL,
    body BLOB NOT NULL,
    closed_at TEXT
) STRICT;

CREATE INDEX clone_of_node ON clone (node, number);

ALTER TABLE fork ADD COLUMN closed_at TEXT;
ALTER TABLE network ADD COLUMN suspended_why TEXT
    CHECK (suspended_why IN ('operator', 'clone', 'fork', 'revoked'));

UPDATE network SET suspended_why = 'operator' WHERE standing = 'suspended';
