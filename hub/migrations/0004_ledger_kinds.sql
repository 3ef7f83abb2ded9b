-- More kinds of entries: a rotation of keys and counts of people stand in the node's chain as reports do; keys revoked,
-- municipalities handed over and networks that end are acts. SQLite changes no CHECK, so the tables are made anew.

CREATE TABLE node_head_before (node TEXT, sequence INTEGER, digest TEXT, entry INTEGER) STRICT;
INSERT INTO node_head_before (node, sequence, digest, entry) SELECT node, sequence, digest, entry FROM node_head;
DROP TABLE node_head;

CREATE TABLE ledger_before AS SELECT * FROM ledger;
DROP TABLE ledger;

CREATE TABLE ledger (
    entry INTEGER PRIMARY KEY CHECK (entry >= 0),
    kind TEXT NOT NULL CHECK (kind IN (
        'report', 'rotation', 'statistics',
        'admitted', 'keyed', 'granted', 'suspended', 'resumed', 'released', 'word',
        'revoked', 'handed_over', 'ended', 'called_off', 'owns'
    )),
    node TEXT NOT NULL,
    sequence INTEGER CHECK (sequence >= 1),
    digest TEXT CHECK (length(digest) = 64),
    at TEXT NOT NULL CHECK (length(at) = 20),
    offset_s INTEGER NOT NULL,
    body BLOB NOT NULL,
    head TEXT NOT NULL CHECK (length(head) = 64),
    CHECK ((kind IN ('report', 'rotation', 'statistics')) = (sequence IS NOT NULL)),
    CHECK ((sequence IS NULL) = (digest IS NULL)),
    CHECK (sequence IS NOT NULL OR offset_s = 0)
) STRICT;

INSERT INTO ledger (entry, kind, node, sequence, digest, at, offset_s, body, head)
SELECT entry, kind, node, sequence, digest, at, offset_s, body, head FROM ledger_before ORDER BY entry;
DROP TABLE ledger_before;

-- Every index costs pages in each durable commit: a report touches only the first.
CREATE UNIQUE INDEX ledger_report ON ledger (node, sequence) WHERE sequence IS NOT NULL;
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

INSERT INTO node_head (node, sequence, digest, entry) SELECT node, sequence, digest, entry FROM node_head_before;
DROP TABLE node_head_before;
