-- What the ledger makes, kept for speed: all of it can be dropped and folded again from the ledger, byte for byte.

-- What the hub knows of each network (hub/availability/model.py: Known), as JSON.
CREATE TABLE projection (
    node TEXT PRIMARY KEY,
    known BLOB NOT NULL
) STRICT;

-- How far the ledger is folded. `basis` is the digest of what the history was computed with besides the ledger.
CREATE TABLE projection_mark (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    entries INTEGER NOT NULL CHECK (entries >= 0),
    head TEXT NOT NULL CHECK (length(head) = 64),
    newest TEXT CHECK (length(newest) = 10),
    closed TEXT CHECK (length(closed) = 10),
    basis TEXT NOT NULL CHECK (length(basis) = 64),
    CHECK ((newest IS NULL) = (entries = 0)),
    CHECK ((closed IS NULL) = (entries = 0))
) STRICT;

-- Runs of days with one state; `last` is null while the run goes on up to the last closed day.
CREATE TABLE history (
    municipality TEXT NOT NULL CHECK (length(municipality) = 3),
    first TEXT NOT NULL CHECK (length(first) = 10),
    last TEXT CHECK (length(last) = 10),
    state TEXT NOT NULL CHECK (state IN ('open', 'limited', 'coming', 'full', 'none', 'unknown')),
    reason TEXT CHECK (reason IN (
        'uncovered', 'never_seen', 'not_known', 'silent', 'unconfirmed', 'suspended', 'checking'
    )),
    PRIMARY KEY (municipality, first),
    CHECK (last IS NULL OR first <= last),
    CHECK ((state = 'unknown') = (reason IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX history_standing ON history (municipality) WHERE last IS NULL;
